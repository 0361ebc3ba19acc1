"""The words of an e-mail: encoded headers, text in any character set."""

import codecs
from email.errors import HeaderParseError
from email.header import decode_header

_BY_GUESS = ("utf-8", "windows-1252")
_NEVER = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
)
"""Codecs that are no character sets of mail, take quadratic time, or warn."""


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
