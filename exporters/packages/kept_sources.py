"""Reading the kept files of a package: each is compared with the register on the way."""

import contextlib
import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.records import KeptFile
from exporters.packages.hashing_reader import CutShortError, HashingReader
from exporters.packages.parts import Part


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A kept file, and what of it goes into the package."""

    path: Path
    note: KeptFile
    parts: tuple[Part, ...]

    def has_whole(self, part: Part) -> bool:
        """Whether a part is the whole file."""
        return part.start == 0 and part.length == self.note.size


def list_sources(
    files: FileStore, parts: Sequence[Part], kept: Mapping[str, KeptFile]
) -> list[KeptSource]:
    """Gather the parts of each kept file, in the order in which the files are first named.

    Raises:
        AlteredError: The register does not know a kept file.
    """
    by_source = defaultdict[str, list[Part]](list)
    for part in parts:
        by_source[part.source].append(part)
    return [
        KeptSource(files.path_of(sha256), _note_of(sha256, kept), tuple(wanted))
        for sha256, wanted in by_source.items()
    ]


def read_source(
    source: KeptSource, write: Callable[[Part, HashingReader], None], aside: Executor | None = None
) -> list[tuple[Part, str]]:
    """Read what of a kept file goes in, and hand it on.

    A part that is the whole file is read once: the digest that is compared with the register is
    its own. Of a file that is cut, the whole is compared first.

    Args:
        source: The kept file and its parts.
        write: What takes a part and its bytes.
        aside: As ``HashingReader`` has it.

    Returns:
        The parts, with the SHA-256 of each.

    Raises:
        AlteredError: The kept file is gone, is not what it was, or is shorter than the register
            says.
    """
    with _opened(source) as stream:
        before = _mark(stream)
        if not all(source.has_whole(part) for part in source.parts):
            _compare_whole(stream, source)
        made = [(part, _read_part(stream, source, part, write, aside)) for part in source.parts]
        if _mark(stream) != before:
            raise _altered(source)
        return made


def _read_part(
    stream: BufferedReader,
    source: KeptSource,
    part: Part,
    write: Callable[[Part, HashingReader], None],
    aside: Executor | None,
) -> str:
    stream.seek(part.start)
    reader = HashingReader(stream, part.length, aside)
    try:
        write(part, reader)
    except CutShortError as error:
        raise AlteredError(
            "the kept file {sha256} is shorter than the register says; run archiver verify",
            sha256=source.note.sha256,
        ) from error
    sha256 = reader.sha256()
    if source.has_whole(part) and (sha256 != source.note.sha256 or stream.read(1)):
        raise _altered(source)
    return sha256


def _compare_whole(stream: BufferedReader, source: KeptSource) -> None:
    if hashlib.file_digest(stream, "sha256").hexdigest() != source.note.sha256:
        raise _altered(source)


@contextlib.contextmanager
def _opened(source: KeptSource) -> Iterator[BufferedReader]:
    try:
        stream = source.path.open("rb")
    except FileNotFoundError as error:
        raise AlteredError(
            "the kept file {sha256} is gone; run archiver verify and restore from a copy",
            sha256=source.note.sha256,
        ) from error
    with stream:
        yield stream


def _mark(stream: BufferedReader) -> tuple[int, int]:
    """Return what tells whether somebody writes to the file while it is read."""
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


def _altered(source: KeptSource) -> AlteredError:
    return AlteredError(
        "the kept file {sha256} is not what it was; run archiver verify and restore from a copy",
        sha256=source.note.sha256,
    )


def _note_of(sha256: str, kept: Mapping[str, KeptFile]) -> KeptFile:
    if sha256 not in kept:
        raise AlteredError(
            "the register has no row for the kept file {sha256}; run archiver verify",
            sha256=sha256,
        )
    return kept[sha256]
