"""Where each message of an mbox file begins, found without reading the file line by line.

No standard says how an mbox file is divided, and its writers differ. Here a line divides that
begins with ``From `` and is taken by what stands around it:

- after an empty line, or first in the file: when it ends in a date as C's ``asctime`` writes it
  (RFC 4155), or a header follows;
- after any other line: when it does and a header follows, for some writers leave the empty line
  out.

So a sentence that begins with "From" divides nothing. ``>From `` at the start of a line stands for
``From `` (and ``>>From `` for ``>From ``, as in mboxrd).
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from diarium.files import storage_errors
from diarium.intake.lines import BOM

BLOCK = 1 << 20
FROM = b"From "
_LOOKED_AT = 1_000
"""How much of a dividing line, and of what follows it, is looked at, in bytes."""
_DATED = re.compile(
    rb"From [^\r\n]{0,400}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +"
    rb"(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}) [^\r\n]{0,60}\d{4}\b[^\r\n]{0,40}\s*\Z"
)
_HEADER = re.compile(rb"(?:>From [^\r\n]*(?:\r\n|\n|\r))?[!-9;-~]+[ \t]*:")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Span:
    """A message of an mbox file: where it begins after its dividing line, and how long it is."""

    start: int
    length: int


def find_messages(path: Path) -> Iterator[Span]:
    """Yield where each message of an mbox file lies, in bounded memory.

    Raises:
        StorageError: The file cannot be read.
    """
    begin = -1
    with storage_errors(path), path.open("rb") as stream:
        for place in _lines_that_begin(stream.fileno()):
            if (after := _after_divider(stream.fileno(), place)) is None:
                continue
            if begin >= 0:
                yield Span(begin, place - begin)
            begin = after
        size = path.stat().st_size
    if begin >= 0:
        yield Span(begin, size - begin)


def begins_mbox(head: bytes) -> bool:
    """Tell whether a file that begins so is an mbox file."""
    head = head.removeprefix(BOM).lstrip()
    return head.startswith(FROM) and _divides(b"", *_split_line(head[:_LOOKED_AT]))


def unquote(content: bytes) -> bytes:
    """Return a message as it was before ``From `` at the start of its lines was quoted."""
    return _QUOTED.sub(rb"\1", content) if b">From " in content else content


def _lines_that_begin(stream: int) -> Iterator[int]:
    """Yield the place of every ``From `` at the start of a line."""
    done, kept = 0, b"\n"
    while block := os.pread(stream, BLOCK, done):
        searched = kept + block.removeprefix(BOM) if not done else kept + block
        first, place = done + len(block) - len(searched), 0
        while (hit := searched.find(FROM, place)) >= 0:
            place = hit + 1
            if hit and searched[hit - 1] in b"\r\n":
                yield first + hit
        done, kept = done + len(block), searched[-len(FROM) :]


def _after_divider(stream: int, place: int) -> int | None:
    """Return where the message begins that the line divides off, or None when it does not."""
    before = os.pread(stream, min(4, place), max(0, place - 4)).removeprefix(BOM)
    line, after = _split_line(os.pread(stream, _LOOKED_AT, place))
    return place + len(line) if _divides(before, line, after) else None


def _split_line(content: bytes) -> tuple[bytes, bytes]:
    """Split what is looked at into its first line, line end and all, and what follows."""
    end = _LINE_END.search(content)
    place = end.end() if end else len(content)
    return content[:place], content[place:]


def _divides(before: bytes, line: bytes, after: bytes) -> bool:
    dated, header = bool(_DATED.match(line)), bool(_HEADER.match(after))
    stands_first = not before.strip(b"\r\n")
    parted = stands_first or before.endswith((b"\n\n", b"\r\r", b"\n\r\n"))
    return (dated or header) if parted else (dated and header)
