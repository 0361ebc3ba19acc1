"""Zips as the tests make them: good ones, and ones that no program would write."""

import io
import stat
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

LINK = stat.S_IFLNK | 0o777
PIPE = stat.S_IFIFO | 0o644


def write_zip(path: Path, members: Mapping[str, bytes | str], method: int = 8) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return path


def add_special(path: Path, name: str, mode: int, content: bytes = b"/etc/passwd") -> None:
    """Add a member that is a link or a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(info, content)


def set_flag(path: Path, name: str, flag: int) -> None:
    """Set a flag of a member, such as that it is encrypted, in both of its headers."""
    for begin, at, length in ((b"PK\x03\x04", 6, 26), (b"PK\x01\x02", 8, 28)):
        _patch(path, name, begin, at, length, struct.pack("<H", flag))


def set_method(path: Path, name: str, method: int) -> None:
    """Say that a member is packed in another way than it is."""
    for begin, at, length in ((b"PK\x03\x04", 8, 26), (b"PK\x01\x02", 10, 28)):
        _patch(path, name, begin, at, length, struct.pack("<H", method))


def set_size(path: Path, name: str, size: int) -> None:
    """Say that a member is of another size than it is."""
    _patch(path, name, b"PK\x01\x02", 24, 28, struct.pack("<I", size))


def set_offset(path: Path, name: str, other: str) -> None:
    """Say that a member lies where another lies."""
    content = path.read_bytes()
    place = content.rindex(other.encode()) - 46 + 42
    _patch(path, name, b"PK\x01\x02", 42, 28, content[place : place + 4])


def rename(path: Path, name: str, other: bytes) -> None:
    """Give a member another name of the same length, whatever bytes those are."""
    assert len(name.encode()) == len(other)
    path.write_bytes(path.read_bytes().replace(name.encode(), other))


def nested(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


def _patch(path: Path, name: str, begin: bytes, at: int, length: int, value: bytes) -> None:
    """Write a value into a member's header, found by the name that stands at its end."""
    content, place = bytearray(path.read_bytes()), -1
    while (place := content.find(begin, place + 1)) >= 0:
        (size,) = struct.unpack_from("<H", content, place + length)
        after = place + (30 if begin == b"PK\x03\x04" else 46)
        if content[after : after + size] == name.encode():
            content[place + at : place + at + len(value)] = value
    path.write_bytes(bytes(content))
