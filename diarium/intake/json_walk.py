"""Walking through JSON from bracket to bracket, without parsing it.

Each pattern takes what it has matched for good, so that time grows with the number of bytes and no
faster, whatever they are, and a bracket within brackets costs no memory.
"""

import re

from diarium.intake.lines import BOM
from diarium.intake.mapped import Content, give_back
from diarium.intake.raw import PieceError, Reason
from diarium.intake.strict_json import parse

_TO_QUOTE = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+'
_STRING = _TO_QUOTE + rb'"?+'
"""No string goes on after its line, so that a quotation mark lost or too many spoils one line."""
_FLAT = re.compile(rb'(?:[^"\[\]{},]++|%b)*+' % _STRING)
"""Up to the next bracket or comma."""
_DEEP = re.compile(rb'(?:[^"\[\]{}]++|%b)*+' % _STRING)
"""Up to the next bracket."""
_KEY = re.compile(rb'[ \t\r\n]*+(%b")[ \t\r\n]*+:[ \t\r\n]*+' % _TO_QUOTE)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_OTHER_ENCODING = re.compile(rb"\xff\xfe|\xfe\xff|\x00|.\x00", re.DOTALL)


def find_start(content: Content, start: int) -> int:
    """Return where a JSON value begins, past a byte order mark and blanks.

    Raises:
        PieceError: It is written in another encoding than UTF-8.
    """
    at = start + len(BOM) if content[start : start + len(BOM)] == BOM else start
    if _OTHER_ENCODING.match(content, at):
        raise PieceError(Reason.NOT_UTF8)
    return skip_blanks(content, at)


def find_end(content: Content, start: int) -> int:
    """Return where a value ends: at its comma or closing bracket, or else where the file ends."""
    at, depth, dropped = start, 0, start
    while True:
        dropped = give_back(content, dropped, at)
        at = _match(_DEEP if depth else _FLAT, content, at)
        mark = content[at : at + 1]
        if not mark:
            return at
        if mark in {b"[", b"{"}:
            depth += 1
        elif depth == 0:
            return at
        else:
            depth -= 1
        at += 1


def skip_blanks(content: Content, at: int) -> int:
    """Return where the blanks end that begin at a place."""
    return _match(_BLANK, content, at)


def open_object(content: Content, at: int) -> int:
    """Return where the members begin of the object that begins at a place.

    Raises:
        PieceError: It is no object.
    """
    if content[at : at + 1] != b"{":
        known = content[at : at + 1] in {b"[", b'"'}
        raise PieceError(Reason.NOT_OBJECT if known else Reason.NOT_JSON)
    return at + 1


def find_key(content: Content, at: int) -> re.Match[bytes] | None:
    """Return the key of a member and its colon, which end where the member's value begins."""
    return _KEY.match(content, at)


def is_key(key: re.Match[bytes], name: str) -> bool:
    """Tell whether a key is this name, however it is written.

    Raises:
        PieceError: The key is no JSON.
    """
    if key.end(1) - key.start(1) > len(rb"\u0000") * len(name.encode()) + len('""'):
        return False
    return key[1][1:-1] == name.encode() or (b"\\" in key[1] and parse(key[1]) == name)


def _match(pattern: re.Pattern[bytes], content: Content, at: int) -> int:
    found = pattern.match(content, at)
    return found.end() if found else at
