"""Zips as one tree of files, with nothing believed that a zip says of itself.

A zip is refused as a whole when it is damaged, encrypted, or so made that only harm can be meant by
it. A single member that cannot be taken in is told of by its path, and the rest is taken in. What a
member holds is read as a stream, never beyond the size it is said to have, and its checksum is
tried at its end. Nothing is ever unpacked to the path that a member gives.
"""

import contextlib
import errno
import io
import itertools
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

from diarium.errors import UsageError
from diarium.files import CHUNK, storage_errors
from diarium.intake.raw import LINE_LIMIT, PieceError, Reason, Unreadable
from diarium.intake.tree import HEAD, Container, HandedIn, Member, free_paths, is_ignored

MOST_BYTES = 1 << 40
"""Most bytes that zips may hold unpacked: 1 TB."""
MOST_DIRECTORY = 64 << 20
"""Most bytes of the list of members; it is read into memory. About half a million members."""
MUCH = 1 << 30
"""What unpacks to less than this harms nobody, however small it was packed."""
MOST_RATIO = 200
"""How many times larger it may be unpacked; text packs to about a tenth."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error, OverflowError,
)  # fmt: skip
"""What Python's reader of zips raises at hostile ones."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The other methods let the zip say how much memory it takes."""
_UTF_8, _ENCRYPTED = 0x800, 0x1
_HEADER = 30
"""Fewest bytes of what stands before a member."""
_DRIVE = re.compile(r"[A-Za-z]:")


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as a zip does.

    Raises:
        StorageError: It cannot be read.
    """
    if not path.is_file():
        return False
    with storage_errors(path), path.open("rb") as stream:
        return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


@contextlib.contextmanager
def open_zips(paths: Sequence[Path], name: str) -> Iterator[HandedIn]:
    """Open zips that are one export together.

    A path that two of them hold is one file where its bytes are the same; where they are not, both
    are kept, the second with its zip's name in front.

    Args:
        paths: The zips, in any order.
        name: What they are called together.

    Raises:
        UsageError: One of them is damaged, encrypted or hostile.
        StorageError: One of them cannot be read.
    """
    with contextlib.ExitStack() as stack:
        merged = _Merged({}, [])
        for path in sorted(paths, key=lambda each: (each.name, str(each))):
            merged.add(_open(path, stack), path)
        yield HandedIn(name, merged.members, merged.refused)


@dataclass(frozen=True, slots=True)
class _Merged:
    """The members of several zips by path, and what was refused of them."""

    members: dict[str, Member]
    refused: list[Unreadable]

    def add(self, opened: zipfile.ZipFile, source: Path) -> None:
        container = Container(source)
        for info in opened.infolist():
            path = _path(info)
            if _is_folder(info) or (path and is_ignored(path)):
                continue
            reason = Reason.UNSAFE_PATH if path is None else _find_fault(info)
            if path is None or reason is not None:
                shown = _name(info)[:LINE_LIMIT]
                self.refused.append(Unreadable(0, reason or Reason.UNSAFE_PATH, file=shown))
                continue
            member = Member(info.file_size, _opener(opened, info, source), container)
            for free in free_paths(path, container.name):
                if free not in self.members:
                    self.members[free] = member
                elif not _is_same(self.members[free], member):
                    continue
                break


class _Careful(io.FileIO):
    """A file that is not read into memory at once beyond a limit, until it is known what it is."""

    limited = True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return bytes, as any file does."""
        if not self.limited:
            return super().read(-1 if size is None else size)
        left = os.fstat(self.fileno()).st_size - self.tell()
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted > MOST_DIRECTORY:
            message = "the list of members is too large"
            raise zipfile.BadZipFile(message)
        return super().read(max(wanted, 0))


def _open(path: Path, stack: contextlib.ExitStack) -> zipfile.ZipFile:
    with storage_errors(path):
        stream = stack.enter_context(_Careful(path))
    try:
        with storage_errors(path):
            opened = stack.enter_context(zipfile.ZipFile(cast("BinaryIO", stream)))
    except _BROKEN as error:
        raise UsageError(
            "the zip {path} is damaged or cut off; download it again", path=path
        ) from error
    stream.limited = False
    _refuse_hostile(opened, path)
    return opened


def _refuse_hostile(opened: zipfile.ZipFile, path: Path) -> None:
    """Refuse a zip of which nothing can be read, or that would fill any disk."""
    members = [each for each in opened.infolist() if not _is_folder(each)]
    if members and all(each.flag_bits & _ENCRYPTED for each in members):
        raise UsageError(
            "the zip {path} is encrypted; unpack it with its password and hand in the folder",
            path=path,
        )
    size, packed = sum(each.file_size for each in members), path.stat().st_size
    if size > MOST_BYTES or (size > MUCH and size > MOST_RATIO * packed) or _overlap(members):
        raise UsageError(
            "the zip {path} says that its {packed} bytes unpack to {size}, or unpacks the same "
            "bytes many times over, as only harmful zips do; nothing of it is taken in",
            path=path,
            packed=packed,
            size=size,
        )


def _overlap(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether two members are packed in the same bytes."""
    places = sorted((each.header_offset, each.compress_size) for each in members)
    follow = itertools.pairwise(places)
    return any(start + _HEADER + size > after for (start, size), (after, _size) in follow)


def _find_fault(info: zipfile.ZipInfo) -> Reason | None:
    """Return why a member cannot be taken in, as far as the list of members tells."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.flag_bits & _ENCRYPTED:
        return Reason.ENCRYPTED
    if kind not in (0, stat.S_IFREG):
        return Reason.NOT_A_FILE
    return Reason.UNKNOWN_COMPRESSION if info.compress_type not in _METHODS else None


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; many programs write UTF-8 without saying so."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _path(info: zipfile.ZipInfo) -> str | None:
    """Return where a member lies in the tree, or None where it would lead out of it."""
    name = _name(info).replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return None
    if len(name) > LINE_LIMIT or "\x00" in info.orig_filename:
        return None
    return None if path == PurePosixPath() else str(path)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(("/", "\\"))


def _is_same(known: Member, other: Member) -> bool:
    """Tell whether two members hold the same bytes."""
    if known.size != other.size:
        return False
    with contextlib.suppress(PieceError), known.open() as one, other.open() as two:
        while (chunk := one.read(CHUNK)) == two.read(CHUNK):
            if not chunk:
                return True
    return False


def _opener(opened: zipfile.ZipFile, info: zipfile.ZipInfo, source: Path) -> Callable[[], BinaryIO]:
    def open_it() -> BinaryIO:
        with _member_errors(source):
            return io.BufferedReader(_Checked(opened.open(info), source), HEAD)

    return open_it


class _Checked(io.RawIOBase):
    """A member being read, with its faults told as every reader of pieces tells them."""

    def __init__(self, stream: IO[bytes], source: Path) -> None:
        super().__init__()
        self._stream, self._source = stream, source

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401  Python 3.11 has no name for it
        """Read some bytes into a buffer."""
        with _member_errors(self._source):
            found = self._stream.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Close it."""
        self._stream.close()
        super().close()


@contextlib.contextmanager
def _member_errors(source: Path) -> Iterator[None]:
    with storage_errors(source):
        try:
            yield
        except _BROKEN as error:
            raise PieceError(Reason.DAMAGED) from error
        except OSError as error:
            if error.errno in (None, errno.EINVAL):  # a place before the start of the file
                raise PieceError(Reason.DAMAGED) from error
            raise
