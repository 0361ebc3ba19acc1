"""Whether a post states facts, by signs in its words: a day, a sum, a decision, an opening."""

import re

_MONTHS = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mars|april|maj|juni|juli|aug(?:usti)?|sept?(?:ember)?|"
    r"okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SIGNS = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b"
    rf"|\b\d{{1,2}}(?::e)?\s+{_MONTHS}\b"
    r"|\b\d{1,2}/\d{1,2}\b"
    r"|\b(?:kl\.?|klockan)\s*\d{1,2}(?:[.:]\d{2})?"
    r"|\b\d[\d\s]{0,15}(?:kr|kronor|tkr|mkr|miljon(?:er)?|miljard(?:er)?|procent|%|meter|km|bostäder)"
    r"|\b(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en|ar|s)?\b"
    r"|\b(?:beslut(?:at|ar|ade|et|en)?|antog|antagit|antagen|budget(?:en)?|detaljplan(?:en)?|"
    r"samråd(?:et)?|avgift(?:en|er|erna)?|taxa(?:n)?|ansök(?:an|er)?|anmäl(?:an|er)?|"
    r"sista\s+dag(?:en)?|inställ[dt]a?|avstäng(?:d|t|da|ning|ningen)|stäng(?:er|s|d|t)|"
    r"öppn(?:ar|as|at)|öppettid(?:er|erna)?|börja(?:r|de)|starta(?:r|de)|invig(?:s|er|ning)|"
    r"bygg(?:er|s)|upphandl(?:ar|ing|ingen)|regler(?:na)?|ny[at]?\s+(?:skola|förskola|badhus|"
    r"bibliotek|väg|linje|lag|taxa))\b",
    re.IGNORECASE,
)
FEWEST = 4
"""A shorter post greets or points, and states nothing."""
SHOWN = 3
MOST = 5_000
"""Of a longer text only the first so many characters are looked through."""


def find_facts(text: str) -> tuple[str, ...]:
    """Return the first words of a text that are a sign of facts; none for one without any."""
    if len(text[:MOST].split()) < FEWEST:
        return ()
    found = (" ".join(each[0].split()) for each in _SIGNS.finditer(text[:MOST]))
    return tuple(dict.fromkeys(found))[:SHOWN]
