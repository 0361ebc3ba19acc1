"""Where the files of a package are written: a folder, a zip or a tar.

All three hold the same files under the same paths, become the same bytes for the same files, and
need no more memory for large files. What a killed run left at the same place is compared on the
way, and only the rest is written (`exporters.staged_file`).
"""

import contextlib
import io
import os
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from diarium.files import CHUNK, FileStore, flush_folder
from diarium.records import KeptFile
from exporters.hashing_reader import HashingReader
from exporters.kept_sources import KeptSource, list_sources, read_source
from exporters.package_files import PackageFile
from exporters.parts import Part
from exporters.staged_file import StagedFile

FORMS = ("folder", "zip", "tar")
THREADS = min(4, os.cpu_count() or 1)
BATCH = 512
"""Kept files that are given to the threads at once."""
MODE = 0o644
DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of a zip, the first it can say: when a file came to be, PREMIS tells."""
_COMPRESSED = {
    "application/pdf", "application/wacz", "application/wacz+zip", "application/zip",
    "application/gzip", "image/jpeg", "image/png", "image/gif", "image/webp",
}  # fmt: skip
_COMPRESSED_KINDS = ("video/", "audio/", "application/vnd.openxmlformats", "application/vnd.oasis")


class _Container:
    """What the three have in common.

    Attributes:
        work: A folder beside the package for files under making; gone when the package is closed.
        files: Number of files so far.
        size: Their bytes.
    """

    def __init__(self, place: Path, tell: Callable[[int], None] | None) -> None:
        self.work = place.with_name(f".work-{place.name}")
        self.work.mkdir(exist_ok=True)
        self.files, self.size = 0, 0
        self._paths, self._tell = set[str](), tell
        self._pool = ThreadPoolExecutor(self._threads)

    _threads = 1

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
            self._write(path, media_type, reader)
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
        return lambda part, reader: self._write(prefix + part.path, part.media_type, reader)

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
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


class FolderContainer(_Container):
    """A package that is a folder."""

    _threads = THREADS

    def __init__(self, folder: Path, tell: Callable[[int], None] | None = None) -> None:
        super().__init__(folder, tell)
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def close(self) -> None:
        """Take away what a killed run left and this one did not write, and flush all."""
        super().close()
        _keep_only(self._folder, self._paths)
        for place, _folders, _files in os.walk(self._folder, topdown=False):
            flush_folder(Path(place))

    def _read(
        self, sources: list[KeptSource], prefix: str
    ) -> Iterator[tuple[KeptSource, list[tuple[Part, str]]]]:
        """Read several sources at a time."""
        read = partial(read_source, write=self._writer(prefix))
        for first in range(0, len(sources), BATCH):
            some = sources[first : first + BATCH]
            yield from zip(some, self._pool.map(read, some), strict=True)

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        del media_type
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(StagedFile(target)) as staged:
            while piece := reader.read():
                staged.write(piece)
            staged.finish()


class ZipContainer(_Container):
    """A package that is a zip of one folder; what is compressed already is stored as it is."""

    def __init__(self, file: Path, root: str, tell: Callable[[int], None] | None = None) -> None:
        super().__init__(file, tell)
        self._root, self._staged = root, StagedFile(file)
        self._zip = ZipFile(self._staged, "w")

    def close(self) -> None:
        """Write the zip's list of contents, and flush it."""
        super().close()
        self._zip.close()
        self._staged.finish()

    def abandon(self) -> None:
        """Let go of the zip as it is, without a list of contents."""
        super().abandon()
        self._staged.close()
        self._zip.fp = None  # else it would be ended when it is forgotten

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        entry = ZipInfo(f"{self._root}/{path}", DATE)
        entry.compress_type = ZIP_STORED if is_compressed(media_type) else ZIP_DEFLATED
        entry.create_system, entry.external_attr = 3, (stat.S_IFREG | MODE) << 16
        entry.file_size = reader.length
        with self._zip.open(entry, "w") as target:
            while piece := reader.read():
                target.write(piece)


class TarContainer(_Container):
    """A package that is a tar of one folder."""

    def __init__(self, file: Path, root: str, tell: Callable[[int], None] | None = None) -> None:
        super().__init__(file, tell)
        self._root, self._staged = root, StagedFile(file)
        self._tar = tarfile.TarFile(
            fileobj=self._staged, mode="w", format=tarfile.PAX_FORMAT, copybufsize=CHUNK
        )

    def close(self) -> None:
        """Write the tar's end, and flush it."""
        super().close()
        self._tar.close()
        self._staged.finish()

    def abandon(self) -> None:
        """Let go of the tar as it is, without an end."""
        super().abandon()
        self._staged.close()

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        del media_type
        entry = tarfile.TarInfo(f"{self._root}/{path}")
        entry.size, entry.mode = reader.length, MODE
        self._tar.addfile(entry, reader)
        self._tar.members.clear()  # type: ignore[attr-defined]  # else it grows with the package


Container = FolderContainer | ZipContainer | TarContainer


@contextlib.contextmanager
def open_container(
    folder: Path, name: str, form: str, tell: Callable[[int], None] | None = None
) -> Iterator[Container]:
    """Begin a package; when all went well it is closed, else left as it is.

    Args:
        folder: The hidden folder in which the package is built.
        name: The package's name, and that of its root folder.
        form: ``folder``, ``zip`` or ``tar``.
        tell: Is told the size of every file when it is written.
    """
    place = folder / f"{name}{suffix_of(form)}"
    container: Container
    if form == "folder":
        container = FolderContainer(place, tell)
    else:
        container = (ZipContainer if form == "zip" else TarContainer)(place, name, tell)
    try:
        yield container
    except BaseException:
        container.abandon()
        raise
    container.close()


def suffix_of(form: str) -> str:
    """Return what the name of a package of this form ends in."""
    return "" if form == "folder" else f".{form}"


def is_compressed(media_type: str) -> bool:
    """Whether files of a media type are compressed in themselves, and gain nothing by a zip."""
    plain = media_type.partition(";")[0].strip().lower()
    return plain in _COMPRESSED or plain.startswith(_COMPRESSED_KINDS)


@contextlib.contextmanager
def _open_content(content: bytes | Path) -> Iterator[tuple[BinaryIO, int]]:
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


def _keep_only(folder: Path, paths: set[str]) -> None:
    for place, folders, files in os.walk(folder, topdown=False):
        within = Path(place).relative_to(folder)
        for name in files:
            if (within / name).as_posix() not in paths:
                (Path(place) / name).unlink()
        for name in folders:
            if not any((Path(place) / name).iterdir()):
                (Path(place) / name).rmdir()
