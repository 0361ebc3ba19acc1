"""What a folder, a zip and a tar have in common as containers of a package's files."""

import contextlib
import io
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from diarium.files import FileStore
from diarium.records import KeptFile
from exporters.packages.hashing_reader import HashingReader
from exporters.packages.kept_sources import KeptSource, list_sources, read_source
from exporters.packages.package_files import PackageFile
from exporters.packages.parts import Part

_T = TypeVar("_T")
BATCH = 512
"""Things that are given to the threads at once."""


class BaseContainer:
    """What the three have in common.

    Attributes:
        work: A folder beside the package for files under making; gone when the package is closed.
        files: Number of files so far.
        size: Their bytes.
        sha512: The SHA-512 of every file by its path, from when `take_sha512` asks for it.
    """

    _threads = 1

    def __init__(self, place: Path, tell: Callable[[int], None] | None) -> None:
        self.work = place.with_name(f".work-{place.name}")
        self.work.mkdir(exist_ok=True)
        self.files, self.size = 0, 0
        self._paths, self._tell = set[str](), tell
        self.sha512: dict[str, str] | None = None
        self._pool = ThreadPoolExecutor(self._threads)

    def take_sha512(self) -> None:
        """Take the SHA-512 of every file from now on too."""
        self.sha512 = {}

    def add(
        self, path: str, content: bytes | Path, media_type: str, created: datetime
    ) -> PackageFile:
        """Write a new file of the package.

        Args:
            path: Where in the package, relative to its root.
            content: Its bytes, or a file that holds them.
            media_type: Its registered media type.
            created: When its bytes came to be.

        Raises:
            FileExistsError: The package has a file there already.
        """
        self._claim(path)
        with _open_content(content) as (stream, size):
            reader = HashingReader(stream, size)
            self._put(path, media_type, reader)
        self._count(size)
        return PackageFile(
            path=path, size=size, sha256=reader.sha256(), media_type=media_type, created=created
        )

    def copy(
        self, files: FileStore, parts: Sequence[Part], kept: Mapping[str, KeptFile], prefix: str
    ) -> list[PackageFile]:
        """Copy kept files, or ranges of them, into the package.

        The checksum in the register was taken when the file was kept; the bytes are compared with
        it on the way, and never given a new one in silence.

        Args:
            files: The kept files.
            parts: What goes in.
            kept: What the register knows of the kept files, by SHA-256.
            prefix: What comes before the path of each part, such as ``representations/diarium/``.

        Returns:
            The files written, in the order of the parts.

        Raises:
            AlteredError: A kept file is gone, is not what it was, or is shorter than the register
                says.
            FileExistsError: Two parts have one path.
        """
        for part in parts:
            self._claim(prefix + part.path)
        written = {}
        for source, made in self._read(list_sources(files, parts, kept), prefix):
            for part, sha256 in made:
                written[part.path] = _describe(part, prefix, sha256, source.note)
                self._count(part.length)
        return [written[part.path] for part in parts]

    def abandon(self) -> None:
        """Let go of the package as it is, unfinished."""
        self._pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """End the package, and flush it to the disk."""
        self._pool.shutdown()
        shutil.rmtree(self.work)

    def _read(
        self, sources: list[KeptSource], prefix: str
    ) -> Iterator[tuple[KeptSource, list[tuple[Part, str]]]]:
        """Read the sources one after the other, hashing aside, and yield what was made of each."""
        for source in sources:
            yield source, read_source(source, self._writer(prefix), self._pool)

    def _writer(self, prefix: str) -> Callable[[Part, HashingReader], None]:
        return lambda part, reader: self._put(prefix + part.path, part.media_type, reader)

    def _put(self, path: str, media_type: str, reader: HashingReader) -> None:
        """Write a file, and take the second checksum if it was asked for."""
        if self.sha512 is not None:
            reader.take_sha512()
        self._write(path, media_type, reader)
        if self.sha512 is not None and (second := reader.sha512()):
            self.sha512[path] = second

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        """Write a file; each form has its own way."""
        raise NotImplementedError

    def _claim(self, path: str) -> None:
        if path in self._paths:
            raise FileExistsError(path)
        self._paths.add(path)

    def _count(self, size: int) -> None:
        self.files += 1
        self.size += size
        if self._tell:
            self._tell(size)


def list_batches(things: list[_T]) -> Iterator[list[_T]]:
    """Yield some at a time: each that a thread is given costs memory until its turn."""
    for first in range(0, len(things), BATCH):
        yield things[first : first + BATCH]


@contextlib.contextmanager
def _open_content(content: bytes | Path) -> Iterator[tuple[io.BufferedIOBase, int]]:
    if isinstance(content, bytes):
        yield io.BytesIO(content), len(content)
        return
    with content.open("rb") as stream:
        yield stream, os.fstat(stream.fileno()).st_size


def _describe(part: Part, prefix: str, sha256: str, note: KeptFile) -> PackageFile:
    return PackageFile(
        path=prefix + part.path, size=part.length, sha256=sha256, media_type=part.media_type,
        created=note.at, name=part.name, part=part,
    )  # fmt: skip
