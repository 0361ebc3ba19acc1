"""The files of a folder, a zip or a tar that may be hostile: listed, and opened where they lie.

Nothing is unpacked to the disk. No link is followed and no device opened; what a container claims
of itself is bounded before it is believed.
"""

import io
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import BinaryIO, cast

NOT_A_FILE, NAME_UNSAFE, NAME_TWICE, ENCRYPTED = (
    "NOT-A-FILE", "NAME-UNSAFE", "NAME-TWICE", "ENCRYPTED",
)  # fmt: skip
MOST_FILES = 1_000_000
"""No package has so many; ten millions of names would fill the memory."""
LONGEST_LIST = 256 << 20
"""Bytes of a zip's list of entries, which is read whole."""
GROWTH, GROWTH_FREE = 200, 1 << 30
"""So many times its own length, and so many bytes besides, may a container grow when read."""
UNREADABLE = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What reading a file of a damaged container raises."""
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED_FLAG = 0x1
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^[A-Za-z]:")


class UnreadablePackageError(Exception):
    """A container that cannot be read, or that nobody should; the text says why."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Something in a package that is not read.

    Attributes:
        rule: The rule that it breaks, such as ``NOT-A-FILE``.
        path: Its name, as text.
    """

    rule: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the files of a package lie.

    Attributes:
        name: The root folder's name; the container's own where there is no single root folder.
        container: ``folder``, ``zip`` or ``tar``.
        has_root: All lies in one root folder.
        sizes: Length in bytes, by path.
        odd: What is there and is not read.
        open_file: Opens a file by its path; several threads may call it.
    """

    name: str
    container: str
    has_root: bool
    sizes: Mapping[str, int]
    odd: tuple[Odd, ...]
    open_file: Callable[[str], BinaryIO]


@dataclass(slots=True)
class _Listing:
    """What has been listed so far: the length of each file by its whole name, and what is odd."""

    sizes: dict[str, int] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def add(self, name: str, size: int, rule: str | None = None) -> bool:
        """Note an entry, and say whether it is one to read: one that breaks no rule."""
        if len(self.sizes) + len(self.odd) >= MOST_FILES:
            message = f"it holds more than {MOST_FILES} files"
            raise UnreadablePackageError(message)
        folded = unicodedata.normalize("NFC", name).casefold()
        broken = rule or (NAME_UNSAFE if _is_unsafe(name) else None)
        if folded in self.seen:
            broken = broken or NAME_TWICE
        self.seen.add(folded)
        if broken:
            self.odd.append(Odd(broken, _show(name)))
        else:
            self.sizes[intern(name)] = size
        return broken is None


def list_folder(folder: Path) -> Source:
    """List the files of a package that lies unpacked.

    Raises:
        UnreadablePackageError: It has more files than any package, or a folder cannot be listed.
    """
    listing = _Listing()
    try:
        for path, entry in _walk(os.fspath(folder), ""):
            if entry.is_file(follow_symlinks=False):
                listing.add(path, entry.stat(follow_symlinks=False).st_size)
            else:
                listing.add(path, 0, NOT_A_FILE)
    except OSError as error:
        raise UnreadablePackageError(str(error)) from error
    return Source(
        name=folder.resolve().name, container="folder", has_root=True,
        sizes=listing.sizes, odd=tuple(listing.odd),
        open_file=lambda path: _open_plain(folder / path),
    )  # fmt: skip


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what lies in a folder and below it, but the folders themselves."""
    below = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                below.append(entry)
            else:
                yield prefix + entry.name, entry
    for each in below:
        yield from _walk(each.path, f"{prefix}{each.name}/")


def _open_plain(path: Path) -> BinaryIO:
    """Open a file of a folder; what became a link or a pipe since it was listed is refused."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        message = "it is no file any more"
        raise OSError(message)
    return io.FileIO(number)


class BoundedFile(io.FileIO):
    """A zip's file that is never read in a piece longer than any honest list of entries."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to so many bytes.

        Raises:
            UnreadablePackageError: The list of entries is longer than any package's.
        """
        if size is not None and size > LONGEST_LIST:
            message = "its list of files is longer than any package's"
            raise UnreadablePackageError(message)
        return super().read(size) or b""


def list_zip(stream: BoundedFile) -> Source:
    """List the files of a package in a zip, which is read from the stream as long as that is open.

    Raises:
        UnreadablePackageError: It is cut off or damaged, or claims more than it holds.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (*UNREADABLE, ValueError) as error:
        raise UnreadablePackageError(str(error)) from error
    listing, places = _Listing(), dict[str, zipfile.ZipInfo]()
    for info in archive.infolist():
        name = info.orig_filename
        is_folder = info.filename.endswith("/")
        if not is_folder and listing.add(name, info.file_size, _judge_entry(info)):
            places[name] = info
    path = Path(os.fsdecode(stream.name))
    _refuse_bomb(archive.infolist(), path.stat().st_size)
    return _source(path, "zip", listing, lambda name: _open_entry(archive, places[name]))


def _refuse_bomb(infos: list[zipfile.ZipInfo], length: int) -> None:
    """Refuse entries that lie over one another, or that grow as no document does.

    Raises:
        UnreadablePackageError: They do.
    """
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    if packed > length or unpacked > GROWTH * length + GROWTH_FREE:
        message = "it claims to hold more than its length allows"
        raise UnreadablePackageError(message)


def _judge_entry(info: zipfile.ZipInfo) -> str | None:
    """Return the rule that an entry breaks by what it is."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG} or info.compress_type not in _METHODS:
        return NOT_A_FILE
    return ENCRYPTED if info.flag_bits & _ENCRYPTED_FLAG else None


def _open_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    return cast("BinaryIO", archive.open(info))


def list_tar(path: Path) -> Source:
    """List the files of a package in a tar; one that is compressed as a whole is not read.

    Raises:
        UnreadablePackageError: It is cut off or damaged.
    """
    listing, places = _Listing(), dict[str, tuple[int, int]]()
    length = path.stat().st_size
    try:
        with tarfile.open(path, "r:", encoding="utf-8") as archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # else each is kept
                if info.isdir():
                    continue
                if listing.add(info.name, info.size, _judge_member(info, length)):
                    places[info.name] = info.offset_data, info.size
    except (*UNREADABLE, tarfile.TarError, ValueError) as error:
        raise UnreadablePackageError(str(error)) from error
    return _source(path, "tar", listing, lambda name: _open_slice(path, *places[name]))


def _judge_member(info: tarfile.TarInfo, length: int) -> str | None:
    """Return the rule that a member breaks by what it is.

    Raises:
        UnreadablePackageError: It goes on after the end of the tar.
    """
    if not info.isreg() or info.sparse is not None:
        return NOT_A_FILE
    if info.offset_data + info.size > length:
        message = "it ends in the middle of a file"
        raise UnreadablePackageError(message)
    return None


def _open_slice(path: Path, start: int, length: int) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Slice(path, start, length)))


class _Slice(io.RawIOBase):
    """A range of a file, read as if it were one."""

    def __init__(self, path: Path, start: int, length: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._file.seek(start)
        self._left = length

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Read the next bytes of the range.

        Raises:
            EOFError: The file ends before the range does.
        """
        wanted = memoryview(buffer)[: self._left]
        length = self._file.readinto(wanted) if wanted else 0
        if wanted and not length:
            raise EOFError
        self._left -= length or 0
        return length or 0

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def _source(
    path: Path, container: str, listing: _Listing, open_whole: Callable[[str], BinaryIO]
) -> Source:
    """Return what was listed of a container, relative to its root folder if it has but one."""
    roots = {name.partition("/")[0] for name in listing.sizes}
    has_root = len(roots) == 1 and not roots & listing.sizes.keys()
    root = f"{roots.pop()}/" if has_root else ""
    return Source(
        name=root.rstrip("/") or path.stem, container=container, has_root=has_root,
        sizes={name.removeprefix(root): size for name, size in listing.sizes.items()},
        odd=tuple(listing.odd), open_file=lambda name: open_whole(root + name),
    )  # fmt: skip


def _is_unsafe(name: str) -> bool:
    """Say whether a name leads out of its folder, or means something else on another system."""
    parts = name.split("/")
    return bool(_UNSAFE.search(name)) or not {"", ".", ".."}.isdisjoint(parts)


def _show(name: str) -> str:
    """Return a name that may be no UTF-8 as text; no METS can name such a file."""
    return name.encode("utf-8", "backslashreplace").decode()
