"""The words of an e-mail: encoded headers, text in any character set, HTML as plain text."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from html.parser import HTMLParser

HTML_LIMIT = 300_000
"""Most characters of HTML that are read; Python's parser can take quadratic time."""
_BY_GUESS = ("utf-8", "windows-1252")
_NEVER = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
)
"""Codecs that are no character sets of mail, take quadratic time, or warn."""
_BREAKS = frozenset(
    {"address", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
     "li", "p", "pre", "table", "tr", "ul", "ol", "section", "article"}
)  # fmt: skip
_UNSEEN = frozenset({"script", "style", "title", "template", "noscript"})


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


def read_html(html: str) -> str:
    """Return the words a reader of the HTML would see, by lines; nothing is fetched or run."""
    reader = _Reader()
    reader.feed(html[:HTML_LIMIT])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _UNSEEN and not self._unseen:
            self._unseen = tag
        elif tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif tag in _BREAKS:
            self.words.append("\n")
        elif tag in {"td", "th"}:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data.replace("\n", " ").replace("\r", " "))


def _decode_piece(piece: bytes, charset: str | None) -> str:
    return decode_text(piece, charset)[0]


def _is_charset(name: str) -> bool:
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return found.name not in _NEVER and isinstance(_try(b"", name), str)


def _try(content: bytes, name: str) -> str | None:
    """Decode, unless the codec turns bytes into something else than text."""
    try:
        return content.decode(name)
    except (LookupError, ValueError):
        return None
