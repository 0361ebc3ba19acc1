"""The rows of a CSV file of any size, one at a time and where they lie.

Rows are those of RFC 4180: a field in quotation marks may hold line breaks and separators, and a
quotation mark in it is doubled. The separator is found from the header. Time grows with the
file's size and memory with its largest row, whatever the bytes are.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from diarium.intake.mapped import WINDOW, Content, give_back, mapped
from diarium.intake.raw import PieceError, Reason

BOM = codecs.BOM_UTF8
LONGEST_ROW = 32 << 20
"""Most bytes of a row that is read."""
MOST_FIELDS = 1_000
"""Most fields of a row that is read."""
VAIN_TIMES, VAIN_BYTES = 4, 8 << 20
"""After broken rows a file is read again; how much in all, by its size, and at least."""
_SEPARATORS = b",;\t"
_SAID = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([,;\t])"?(?:\r\n|\r|\n|\Z)')
"""How Excel says which separator a file has, on a line before the header."""
_LINE = re.compile(rb"[^\r\n]*+")
_BARE = {sign: re.compile(rb"[^\r\n%c]*+" % sign) for sign in _SEPARATORS}
"""A field without quotation marks, by separator."""
_QUOTED = re.compile(rb'[^"]*+(?:""[^"]*+)*+')
"""The inside of a field in quotation marks."""
_OTHER_ENCODING = re.compile(rb"\xff\xfe|\xfe\xff|\x00|.\x00", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        number: From 1, the header and empty rows counted, as a spreadsheet counts.
        start: Its first byte in the file.
        length: Its number of bytes, without the line end.
        fields: What it holds; empty when it cannot be read.
        repaired: It was not UTF-8; the words are as near as can be known.
        fault: Why it cannot be read.
    """

    number: int
    start: int
    length: int
    fields: tuple[str, ...] = ()
    repaired: bool = False
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the fields of a row lie, where it ends and where the next begins."""

    fields: Sequence[tuple[int, int]]
    end: int
    next: int
    fault: Reason | None = None


def read_rows(stored: Path) -> Iterator[Row]:
    """Yield the rows of a file in order, the header first; empty rows are passed over.

    A row in which a quotation mark is never closed, or is closed before the field ends, is a
    fault; it ends with its first line, and the next line is read as a row.

    Raises:
        PieceError: The file is UTF-16, or no text at all.
        StorageError: The file cannot be read.
    """
    with mapped(stored) as content:
        if _OTHER_ENCODING.match(content):
            raise PieceError(Reason.NOT_UTF8)
        start, separator = _begin(content)
        yield from _read_rows(content, start, separator)


def read_header(head: bytes) -> tuple[str, ...]:
    """Return the names in the first row of a table, by its first bytes; none if it is no table."""
    if _OTHER_ENCODING.match(head):
        return ()
    start, separator = _begin(head)
    found = _find_row(head, start, separator)
    whole = found.next < len(head) or len(found.fields) > 1
    return _decode(head, found.fields)[0] if found.fields and whole and not found.fault else ()


def _begin(content: Content) -> tuple[int, int]:
    """Return where the header begins, and the separator: the one that gives it most fields."""
    if said := _SAID.match(content):
        return said.end(), said[1][0]
    start = len(BOM) if content[: len(BOM)] == BOM else 0
    counts = [len(_find_row(content, start, sign).fields) for sign in _SEPARATORS]
    return start, _SEPARATORS[counts.index(max(counts))]


def _read_rows(content: Content, at: int, separator: int) -> Iterator[Row]:
    number, vain, dropped = 0, 0, at
    most = VAIN_TIMES * len(content) + VAIN_BYTES
    while at < len(content):
        found, number = _find_row(content, at, separator), number + 1
        if found.fault is Reason.NOT_TABLE:
            vain += found.end - at
            if vain > most:
                yield Row(number, at, len(content) - at, fault=Reason.TOO_COMPLEX)
                return
            found = _first_line(content, at, Reason.NOT_TABLE)
        if found.end > at:
            yield _read_row(content, number, at, found)
        at = found.next
        dropped = give_back(content, dropped, at)


def _read_row(content: Content, number: int, start: int, found: _Found) -> Row:
    length = found.end - start
    fault = found.fault or (Reason.TOO_LONG if length > LONGEST_ROW else None)
    if fault:
        return Row(number, start, length, fault=fault)
    return Row(number, start, length, *_decode(content, found.fields))


def _first_line(content: Content, at: int, fault: Reason) -> _Found:
    """Return a row that cannot be read: it ends with the line that it begins with."""
    end = _run(_LINE, content, at)
    return _Found((), end, _after(content, end), fault)


def _find_row(content: Content, at: int, separator: int) -> _Found:
    """Find where a row's fields lie."""
    fields, bare = list[tuple[int, int]](), _BARE[separator]
    while True:
        start = at
        if content[at : at + 1] == b'"':
            start, end = at + 1, _find_quote(content, at + 1)
            if end == len(content):
                return _Found((), end, end, Reason.NOT_TABLE)
            at = end + 1
        else:
            end = at = _run(bare, content, at)
        if len(fields) == MOST_FIELDS:
            return _first_line(content, at, Reason.TOO_COMPLEX)
        fields.append((start, end))
        mark = content[at : at + 1]
        if mark in {b"", b"\r", b"\n"}:
            return _Found(fields, at, _after(content, at))
        if mark[0] != separator:
            return _Found((), at, at, Reason.NOT_TABLE)
        at += 1


def _after(content: Content, at: int) -> int:
    """Return where the next line begins, by where one ends."""
    return at + (2 if content[at : at + 2] == b"\r\n" else len(content[at : at + 1]))


def _find_quote(content: Content, at: int) -> int:
    """Return where the quotation mark stands that closes a field; the file's end if none does."""
    end = _run(_QUOTED, content, at)
    while content[end : end + 2] == b'""':  # split by the end of a window
        end = _run(_QUOTED, content, end + 2)
    return end


def _run(pattern: re.Pattern[bytes], content: Content, at: int) -> int:
    """Return where a run of bytes ends; pages are given back as it goes."""
    while found := pattern.match(content, at, at + WINDOW):
        end = found.end()
        if end < at + WINDOW:
            return end
        give_back(content, at, end)
        at = end
    return at


def _decode(content: Content, fields: Sequence[tuple[int, int]]) -> tuple[tuple[str, ...], bool]:
    """Return what the fields hold, and whether it was no UTF-8."""
    encoding = _find_encoding(content[fields[0][0] : fields[-1][1]])
    decoded = []
    for start, end in fields:
        field = content[start:end].decode(encoding or "utf-8", "replace")
        quoted = start > 0 and content[start - 1 : start] == b'"'
        decoded.append(field.replace('""', '"') if quoted else field)
    return tuple(decoded), encoding is not None


def _find_encoding(row: bytes) -> str | None:
    """Return what a row is written in when it is no UTF-8: UTF-8 with faults, or Windows-1252.

    Spreadsheets in Swedish save CSV in Windows-1252, whose å, ä and ö are no UTF-8.
    """
    try:
        row.decode()
    except UnicodeDecodeError:
        lenient = row.decode("utf-8", "replace")
        faults = lenient.count("\N{REPLACEMENT CHARACTER}")
        sound = sum(not sign.isascii() for sign in lenient) - faults
        return "utf-8" if sound > faults else "cp1252"
    return None
