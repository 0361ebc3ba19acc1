"""The words that a reader of HTML would see, as plain text."""

import contextlib
import html
import re

HTML_LIMIT = 4_000_000
"""Most characters of HTML that are read."""
_BREAKS = frozenset(
    {"address", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
     "li", "p", "pre", "table", "tr", "ul", "ol", "section", "article"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_UNSEEN = ((re.compile("<!--"), re.compile("-->")), *(
    (re.compile(rf"<{name}\b", re.IGNORECASE), re.compile(rf"</{name}\b[^<>]*+>", re.IGNORECASE))
    for name in ("script", "style", "title", "template")
))  # fmt: skip
"""What is shown to nobody: where it begins, and where it ends."""
_TAG = re.compile(r"</?([a-z][^\s<>/]*+)[^<>]*+>|<[!?][^<>]*+>", re.IGNORECASE)


def read_html(page: str) -> str:
    """Return the words a reader of the HTML would see, by lines; nothing is fetched or run.

    Python's own parser takes quadratic time on hostile pages; this takes linear time on any.
    """
    seen = page[:HTML_LIMIT]
    for opening, closing in _UNSEEN:
        seen = _without(seen, opening, closing)
    words = _TAG.sub(_break, " ".join(seen.splitlines()))
    with contextlib.suppress(ValueError):  # a character reference of thousands of digits
        words = html.unescape(words)
    lines = "\n".join(" ".join(line.split()) for line in words.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _without(page: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Cut out what lies between opening and closing; what is never closed is left in."""
    pieces, place = list[str](), 0
    while (begin := opening.search(page, place)) and (end := closing.search(page, begin.end())):
        pieces.append(page[place : begin.start()])
        place = end.end()
    return "".join([*pieces, page[place:]])


def _break(tag: re.Match[str]) -> str:
    name = (tag[1] or "").lower()
    return "\n" if name in _BREAKS else " " if name in _CELLS else ""
