"""What is handed in, seen as one tree of files: a file, a folder, or zips that belong together.

Nothing of a tree is ever written anywhere by its path: paths are labels, and what is kept is kept
by its checksum. No link is followed out of what was handed in, and nothing but files is opened.
"""

import functools
import hashlib
import itertools
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from diarium.errors import UsageError
from diarium.files import storage_errors
from diarium.intake.raw import PieceError, Reason, Unreadable, display_name

HEAD = 1 << 16
"""How much of a file is looked at, in bytes, when nothing else is asked for."""
MOST_HEADS = 64 << 20
"""How many bytes of the heads of files are remembered; every kind of export looks at them."""
_IGNORED_FOLDERS = frozenset({"__MACOSX"})
_IGNORED_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


class Container:
    """A zip that files came in.

    Attributes:
        name: Its name, as one may show it.
    """

    def __init__(self, path: Path) -> None:
        self.name = shown_name(path)
        self._path = path

    @functools.cached_property
    def sha256(self) -> str:
        """Its checksum.

        Raises:
            StorageError: It cannot be read.
        """
        with storage_errors(self._path), self._path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a tree.

    Attributes:
        size: In bytes; no more than these are ever read.
        open: Opens it.
        container: The zip it lies in, if it does.
    """

    size: int
    open: Callable[[], BinaryIO]
    container: Container | None = None


class HandedIn:
    """Files handed in together; a ``kinds.Tree``.

    Attributes:
        name: What it is called, as one may show it.
        paths: The path of every file, in order.
        refused: What is not taken in, whatever kind of export it is, and why.
        faults: Why files could not be read whose heads were looked at, by path.
    """

    def __init__(
        self,
        name: str,
        members: Mapping[str, Member],
        refused: Sequence[Unreadable] = (),
        beside: Path | None = None,
    ) -> None:
        self.name = name
        self.paths: Sequence[str] = tuple(sorted(members))
        self.refused = tuple(refused)
        self.faults = dict[str, Reason]()
        self._members = members
        self._beside = beside
        self._heads: dict[str, bytes] = {}
        self._remembered = 0

    def head(self, path: str, size: int = HEAD) -> bytes:
        """Return the first bytes of a file; nothing of one that cannot be read."""
        if size <= HEAD and path in self._heads:
            return self._heads[path][:size]
        try:
            with self.open(path) as stream:
                found = stream.read(max(size, HEAD))
        except PieceError as error:
            if path in self._members:
                self.faults[path] = error.reason
            found = b""
        if size <= HEAD and self._remembered + len(found) <= MOST_HEADS:
            self._heads[path] = found
            self._remembered += len(found)
        return found[:size]

    def open(self, path: str) -> BinaryIO:
        """Open a file of the tree, or one that lies beside a single file.

        Raises:
            PieceError: There is no such file, or it is a member of a zip that cannot be read;
                the reading of it may raise the same.
            StorageError: It cannot be read.
        """
        return self._find(path).open()

    def size(self, path: str) -> int:
        """Return a file's number of bytes.

        Raises:
            PieceError: There is no such file.
        """
        return self._find(path).size

    def container(self, path: str) -> Container | None:
        """Return the zip that a file came in, if it did."""
        member = self._members.get(path)
        return member.container if member else None

    def _find(self, path: str) -> Member:
        member = self._members.get(path)
        if member is None and self._beside is not None:
            member = _find_beside(self._beside, path)
        if member is None:
            raise PieceError(Reason.FILE_MISSING)
        return member


def open_folder(folder: Path) -> HandedIn:
    """Return a folder as a tree.

    Raises:
        StorageError: It cannot be read.
    """
    home, members, refused = folder.resolve(), dict[str, Member](), list[Unreadable]()
    for entry in _walk(home):
        label = _label(entry.path, home)
        path = next(each for each in free_paths(label, "…") if each not in members)
        target = _target(Path(entry.path), home)
        if target is None:
            refused.append(Unreadable(0, Reason.NOT_A_FILE, file=path))
        else:
            members[path] = _plain(target)
    return HandedIn(shown_name(folder), members, refused)


def open_file(path: Path) -> HandedIn:
    """Return a single file as a tree; what lies beside it can be opened by its name too.

    Raises:
        UsageError: It is no file.
    """
    if not path.is_file():
        raise UsageError("there is no file {path}; check how it is written", path=path)
    label = _storable(path.name)
    return HandedIn(shown_name(path), {label: _plain(path)}, beside=path.parent)


def is_ignored(path: str) -> bool:
    """Tell whether a path is what an operating system leaves beside people's files."""
    *folders, name = PurePosixPath(path).parts or ("",)
    if not _IGNORED_FOLDERS.isdisjoint(folders) or name in _IGNORED_FOLDERS:
        return True
    return name.lower() in _IGNORED_FILES or name.startswith("._")


def free_paths(path: str, front: str) -> Iterator[str]:
    """Yield the paths that a file may get: its own, then with a name in front, then numbered."""
    yield path
    yield f"{front}/{path}"
    yield from (f"{front} ({number})/{path}" for number in itertools.count(2))


def _walk(home: Path) -> Iterator[os.DirEntry[str]]:
    """Yield every file of a folder that is not ignored, in order, and no folder behind a link."""
    waiting = [home]
    while waiting:
        folder = waiting.pop()
        with storage_errors(folder), os.scandir(folder) as entries:
            found = sorted(entries, key=lambda each: each.name, reverse=True)
        for entry in reversed(found):
            if is_ignored(entry.name):
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield entry
        waiting += (
            Path(entry.path)
            for entry in found
            if entry.is_dir(follow_symlinks=False) and not is_ignored(entry.name)
        )


def _target(path: Path, home: Path) -> Path | None:
    """Return the file that a path leads to, or None when it leads out, or to no file."""
    try:
        found = path.resolve(strict=True)
        is_file = stat.S_ISREG(found.stat().st_mode)
    except (OSError, RuntimeError, ValueError):
        return None
    return found if is_file and found.is_relative_to(home) else None


def _find_beside(folder: Path, path: str) -> Member | None:
    """Find a file in the folder of a single file, links followed; none outside it is opened."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        return None
    try:
        home = folder.resolve(strict=True)
    except OSError:
        return None
    target = _target(home / path, home) if "\x00" not in path else None
    if target is None or not os.access(target, os.R_OK):
        return None
    return _plain(target)


def _plain(path: Path) -> Member:
    def open_it() -> BinaryIO:
        with storage_errors(path):
            return path.open("rb")

    with storage_errors(path):
        return Member(path.stat().st_size, open_it)


def _label(path: str, home: Path) -> str:
    return _storable(Path(path).relative_to(home).as_posix())


def _storable(name: str) -> str:
    """Return a name with what is no UTF-8 replaced, for a database takes nothing else."""
    return os.fsencode(name).decode("utf-8", "replace")


def shown_name(path: Path) -> str:
    """Return what a file or folder is called, as one may show it."""
    return display_name(_storable(path.resolve().name))
