"""Words that are masked: the rest of a text may be public though some of its words may not.

A masked text is made anew from the words that are left. Nothing lies beneath a mask, and its
length is always the same, so that it does not tell how long the words were.
"""

import re
import unicodedata
from collections.abc import Iterable

MASK = "███"


def mask_words(text: str, words: Iterable[str]) -> str:
    """Return a text with a mask in place of each of the words, wherever they stand in it.

    Capitals and the kind of space between the words make no difference, nor do characters that
    are not seen. A longer word that they are a part of is masked whole, such as ``Anderssons``,
    for what is left of it could tell what is gone.

    Args:
        text: Any text; it comes back in Unicode's composed form (NFC), without unseen characters
            where any were.
        words: The words, or several that follow each other; the longest are masked first.
    """
    sought = sorted({_plain(each) for each in words}, key=len, reverse=True)
    patterns = [r"\s+".join(map(re.escape, each.split())) for each in sought if each.split()]
    if not patterns:
        return text
    whole = rf"[^\W_]*(?:{'|'.join(patterns)})[^\W_]*"
    return re.sub(whole, MASK, _plain(text), flags=re.IGNORECASE)


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if unicodedata.category(c) != "Cf")
