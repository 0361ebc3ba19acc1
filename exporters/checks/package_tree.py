"""A package read where it lies, in a folder, a zip or a tar: the same to every check."""

import contextlib
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import BinaryIO

from diarium.errors import UsageError
from diarium.files import CHUNK
from exporters.checks.package_sources import (
    UNREADABLE,
    BoundedFile,
    Odd,
    Source,
    list_folder,
    list_tar,
    list_zip,
)

_MAGIC = {"zip": (0, b"PK"), "tar": (257, b"ustar")}
"""The bytes that a container is known by, and where they stand."""


class PackageTree:
    """The files of one package.

    Attributes:
        name: Its root folder's name; the container's own where there is no single root folder.
        container: ``folder``, ``zip`` or ``tar``.
        has_root: All lies in one root folder.
        odd: What is in it and is not read.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.container = source.container
        self.has_root = source.has_root
        self.odd: tuple[Odd, ...] = source.odd
        self._sizes = source.sizes
        self._open = source.open_file
        self._folders = {folder for path in source.sizes for folder in _parents(path)}

    def __contains__(self, path: object) -> bool:
        """Say whether there is such a file."""
        return path in self._sizes

    @property
    def paths(self) -> list[str]:
        """The files, relative to the package's root, in the order of their names."""
        return sorted(self._sizes)

    def has_folder(self, path: str) -> bool:
        """Say whether any file lies below a folder."""
        return path.rstrip("/") in self._folders

    def size(self, path: str) -> int:
        """Return a file's length in bytes."""
        return self._sizes[path]

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading; several may be read at once, by several threads.

        Raises:
            OSError: It cannot be read; a damaged container raises others of ``UNREADABLE`` too.
        """
        return self._open(path)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes, no more than ``limit`` of them; none where it is unreadable."""
        try:
            with self.open(path) as stream:
                return stream.read(limit)
        except UNREADABLE:
            return b""

    def digest(
        self,
        paths: Iterable[str],
        algorithm: str = "sha256",
        progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, str | None]:
        """Return the checksums of files as hexadecimal digits, or nothing where one is unreadable.

        Each is read once, in pieces, on as many cores as there are.

        Args:
            paths: Files that are there.
            algorithm: As ``hashlib`` names it.
            progress: Called with the bytes read and the bytes in all.
        """
        waiting, found = deque(paths), dict[str, str | None]()
        count = _Count(sum(map(self.size, waiting)), progress)

        def work() -> None:
            buffer = memoryview(bytearray(CHUNK))
            while (path := _next(waiting)) is not None:
                found[path] = self._digest(path, algorithm, buffer, count)

        cores = len(os.sched_getaffinity(0))
        with ThreadPoolExecutor(cores) as pool:
            for each in [pool.submit(work) for _core in range(cores)]:
                each.result()
        return found

    def _digest(self, path: str, algorithm: str, buffer: memoryview, count: "_Count") -> str | None:
        digest = hashlib.new(algorithm, usedforsecurity=False)
        try:
            with self.open(path) as stream:
                while length := stream.readinto(buffer):  # type: ignore[attr-defined]
                    digest.update(buffer[:length])
                    count.add(length)
        except UNREADABLE:
            return None
        return intern(digest.hexdigest())


@dataclass(slots=True)
class _Count:
    """How many bytes have been read; a lost update between threads only makes a bar less exact."""

    total: int
    progress: Callable[[int, int], None] | None
    done: int = 0

    def add(self, length: int) -> None:
        if self.progress:
            self.done += length
            self.progress(self.done, self.total)


@contextlib.contextmanager
def open_tree(path: Path) -> Iterator[PackageTree]:
    """Open a package that lies in a folder, a zip or a tar.

    Raises:
        UsageError: There is nothing there, or a file that is neither zip nor tar.
        UnreadablePackageError: The container is cut off, is damaged, or claims more than it holds.
    """
    if path.is_dir():
        yield PackageTree(list_folder(path))
    elif (kind := container_of(path)) == "zip":
        with BoundedFile(path) as stream:
            yield PackageTree(list_zip(stream))
    elif kind == "tar":
        yield PackageTree(list_tar(path))
    else:
        raise UsageError("{path} is no package; give a package's folder, zip or tar", path=path)


def container_of(path: Path) -> str | None:
    """Say by its first bytes whether a file is a ``zip`` or a ``tar``, whole or not."""
    try:
        with path.open("rb") as stream:
            start = stream.read(512)
    except OSError:
        return None
    return next(
        (kind for kind, (at, magic) in _MAGIC.items() if start[at:].startswith(magic)), None
    )


def _next(waiting: deque[str]) -> str | None:
    try:
        return waiting.popleft()
    except IndexError:
        return None


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
