"""Reading a file line by line in bounded memory, whatever it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from diarium.files import CHUNK, storage_errors

BOM = b"\xef\xbb\xbf"
"""What some programs write at the start of a file of UTF-8; no part of what it says."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file.

    Attributes:
        number: From 1.
        start: Its first byte.
        length: Its number of bytes, line end included.
        content: Its bytes, or None when it is longer than the limit.
    """

    number: int
    start: int
    length: int
    content: bytes | None


def read_lines(path: Path, limit: int) -> Iterator[Line]:
    """Yield every line of a file; of a line longer than ``limit`` bytes only where it lies.

    Raises:
        StorageError: The file cannot be read.
    """
    with storage_errors(path), path.open("rb") as stream:
        yield from split_lines(stream, limit)


def split_lines(stream: BinaryIO, limit: int) -> Iterator[Line]:
    """Yield every line of what is open, as ``read_lines`` does."""
    number = start = 0
    while piece := stream.readline(limit + 1):
        number += 1
        length, rest = len(piece), piece
        fits = length <= limit or piece.endswith(b"\n")
        while not fits and rest and not rest.endswith(b"\n"):
            rest = stream.readline(CHUNK)
            length += len(rest)
        yield Line(number, start, length, piece if fits else None)
        start += length
