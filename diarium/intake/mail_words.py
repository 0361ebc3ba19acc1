"""The words of an e-mail: encoded headers, text in any character set, HTML as plain text."""

import codecs
import contextlib
import html
import re
from email.errors import HeaderParseError
from email.header import decode_header

HTML_LIMIT = 4_000_000
"""Most characters of HTML that are read."""
_BY_GUESS = ("utf-8", "windows-1252")
_NEVER = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
)
"""Codecs that are no character sets of mail, take quadratic time, or warn."""
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


def decode_words(header: str) -> str:
    """Return a header's words as the sender wrote them (RFC 2047)."""
    try:
        pieces = decode_header(header)
    except (HeaderParseError, ValueError):
        return header
    return "".join(
        piece if isinstance(piece, str) else _decode_piece(piece, charset)
        for piece, charset in pieces
    )


def decode_text(content: bytes, charset: str | None) -> tuple[str, bool]:
    """Return a text part as text, and whether characters had to be replaced or guessed at."""
    declared = charset if charset and _is_charset(charset) else None
    for name in filter(None, (declared or "utf-8", *_BY_GUESS)):
        try:
            return content.decode(name), bool(declared) and name != declared
        except (UnicodeError, ValueError):
            continue
    return content.decode("windows-1252", "replace"), True


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


def _decode_piece(piece: bytes, charset: str | None) -> str:
    return decode_text(piece, charset)[0]


def _is_charset(name: str) -> bool:
    """Tell whether a name is that of a character set; Python has codecs for other things too."""
    try:
        known = codecs.lookup(name).name
        b"a".decode(known)
    except UnicodeError:
        return known not in _NEVER
    except (LookupError, ValueError):
        return False
    return known not in _NEVER
