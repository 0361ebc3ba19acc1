"""Writing the files of a package: each read once, checked on the way, and flushed to the disk."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from diarium.errors import AlteredError
from diarium.files import CHUNK, FileStore, flush_folder
from diarium.records import KeptFile
from exporters.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    """A file that lies in the package.

    Attributes:
        path: Where, relative to the METS that declares it.
        created: When its bytes came to be, or came to the archive.
        name: The name it came with, if it is a kept file.
        part: The kept file it comes from, if it does.
        puid: PRONOM identifier of a file that was made for the package.
    """

    path: str
    size: int
    sha256: str
    media_type: str
    created: datetime
    name: str | None = None
    part: Part | None = None
    puid: str | None = None


def write_file(
    folder: Path, path: str, content: bytes, media_type: str, created: datetime
) -> PackageFile:
    """Write a new file of the package; one that exists is never overwritten."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return PackageFile(
        path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type, created=created,
    )  # fmt: skip


def copy_parts(
    files: FileStore, folder: Path, parts: Sequence[Part], kept: Mapping[str, KeptFile]
) -> list[PackageFile]:
    """Copy kept files, or ranges of them, into the package, reading each kept file once.

    The checksum in the register was taken when the file was kept; the bytes are compared with it
    on the way, and never given a new one in silence.

    Returns:
        The files written, in the order of the parts.

    Raises:
        AlteredError: A kept file is gone, is not what it was, or is shorter than the register says.
    """
    by_source = defaultdict[str, list[Part]](list)
    for part in parts:
        by_source[part.source].append(part)
    written = {}
    for source, wanted in by_source.items():
        note = _note_of(source, kept)
        for file in _cut(files.path_of(source), folder, wanted, note):
            written[file.path] = file
    return [written[part.path] for part in parts]


def flush_tree(folder: Path) -> None:
    """Flush every folder of a tree to the disk, the innermost first."""
    for place, _folders, _files in os.walk(folder, topdown=False):
        flush_folder(Path(place))


@dataclass(slots=True)
class _Copy:
    """A range on its way into the package."""

    part: Part
    target: Path
    digest: "hashlib._Hash"
    size: int = 0

    def take(self, chunk: bytes, position: int) -> None:
        """Write what of the chunk, which begins at ``position``, belongs to the range."""
        first = max(self.part.start - position, 0)
        last = min(self.part.start + self.part.length - position, len(chunk))
        if first >= last:
            return
        piece = chunk[first:last]
        self.digest.update(piece)
        self.size += len(piece)
        with self.target.open("ab") as stream:
            stream.write(piece)


def _cut(source: Path, folder: Path, parts: Iterable[Part], note: KeptFile) -> list[PackageFile]:
    copies = [_begin(folder, part) for part in parts]
    digest, position = hashlib.sha256(), 0
    try:
        with source.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                for copy in copies:
                    copy.take(chunk, position)
                position += len(chunk)
    except FileNotFoundError as error:
        raise AlteredError(
            "the kept file {sha256} is gone; run archiver verify and restore from a copy",
            sha256=note.sha256,
        ) from error
    if digest.hexdigest() != note.sha256:
        raise AlteredError(
            "the kept file {sha256} is not what it was; run archiver verify and restore from a "
            "copy",
            sha256=note.sha256,
        )
    return [_finish(copy, note) for copy in copies]


def _begin(folder: Path, part: Part) -> _Copy:
    target = folder / part.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.open("xb").close()
    return _Copy(part, target, hashlib.sha256())


def _finish(copy: _Copy, note: KeptFile) -> PackageFile:
    if copy.size != copy.part.length:
        raise AlteredError(
            "the kept file {sha256} is shorter than the register says; run archiver verify",
            sha256=note.sha256,
        )
    with copy.target.open("rb") as stream:
        os.fsync(stream.fileno())
    return PackageFile(
        path=copy.part.path, size=copy.size, sha256=copy.digest.hexdigest(),
        media_type=copy.part.media_type, created=note.at, name=copy.part.name, part=copy.part,
    )  # fmt: skip


def _note_of(sha256: str, kept: Mapping[str, KeptFile]) -> KeptFile:
    if sha256 not in kept:
        raise AlteredError(
            "the register has no row for the kept file {sha256}; run archiver verify",
            sha256=sha256,
        )
    return kept[sha256]
