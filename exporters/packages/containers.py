"""Where the files of a package are written: a folder, a zip or a tar.

All three hold the same files under the same paths, become the same bytes for the same files, and
need no more memory for large files. What a killed run left at the same place is compared on the
way, and only the rest is written (`exporters.packages.staged_file`).
"""

import contextlib
import os
import stat
import tarfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from diarium.files import CHUNK, flush_folder
from exporters.packages.container_base import BaseContainer, list_batches
from exporters.packages.hashing_reader import HashingReader
from exporters.packages.kept_sources import KeptSource, read_source
from exporters.packages.parts import Part
from exporters.packages.staged_file import StagedFile, flush_file

_THREADS = min(4, os.cpu_count() or 1)
_MODE = 0o644
_DATE = (1980, 1, 1, 0, 0, 0)
"""The date of every entry of a zip, the first it can say: when a file came to be, PREMIS tells."""
_COMPRESSED = {
    "application/pdf", "application/wacz", "application/wacz+zip", "application/zip",
    "application/gzip", "image/jpeg", "image/png", "image/gif", "image/webp",
}  # fmt: skip
_COMPRESSED_KINDS = ("video/", "audio/", "application/vnd.openxmlformats", "application/vnd.oasis")


class FolderContainer(BaseContainer):
    """A package that is a folder."""

    _threads = _THREADS

    def __init__(self, folder: Path, tell: Callable[[int], None] | None = None) -> None:
        super().__init__(folder, tell)
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def close(self) -> None:
        """Take away what a killed run left and this one did not write, and flush all.

        The files are on their way to the disk since they were written, and are waited for together.
        """
        _keep_only(self._folder, self._paths)
        for some in list_batches([self._folder / path for path in sorted(self._paths)]):
            [*self._pool.map(flush_file, some)]
        super().close()
        for place, _folders, _files in os.walk(self._folder, topdown=False):
            flush_folder(Path(place))

    def _read(
        self, sources: list[KeptSource], prefix: str
    ) -> Iterator[tuple[KeptSource, list[tuple[Part, str]]]]:
        """Read several sources at a time."""
        read = partial(read_source, write=self._writer(prefix))
        for some in list_batches(sources):
            yield from zip(some, self._pool.map(read, some), strict=True)

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        del media_type
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(StagedFile(target)) as staged:
            while piece := reader.read():
                staged.write(piece)
            staged.end()


class ZipContainer(BaseContainer):
    """A package that is a zip of one folder; what is compressed already is stored as it is."""

    def __init__(self, file: Path, root: str, tell: Callable[[int], None] | None = None) -> None:
        super().__init__(file, tell)
        self._root, self._staged = root, StagedFile(file)
        self._zip = ZipFile(self._staged, "w")

    def close(self) -> None:
        """Write the zip's list of contents, and flush it."""
        super().close()
        self._zip.close()
        _finish(self._staged)

    def abandon(self) -> None:
        """Let go of the zip as it is, without a list of contents."""
        super().abandon()
        self._staged.close()
        self._zip.fp = None  # else it would be ended when it is forgotten

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        entry = ZipInfo(f"{self._root}/{path}", _DATE)
        entry.compress_type = ZIP_STORED if is_compressed(media_type) else ZIP_DEFLATED
        entry.create_system, entry.external_attr = 3, (stat.S_IFREG | _MODE) << 16
        entry.file_size = reader.length
        with self._zip.open(entry, "w") as target:
            while piece := reader.read():
                target.write(piece)


class TarContainer(BaseContainer):
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
        _finish(self._staged)

    def abandon(self) -> None:
        """Let go of the tar as it is, without an end."""
        super().abandon()
        self._staged.close()

    def _write(self, path: str, media_type: str, reader: HashingReader) -> None:
        del media_type
        entry = tarfile.TarInfo(f"{self._root}/{path}")
        entry.size, entry.mode = reader.length, _MODE
        self._tar.addfile(entry, reader)  # type: ignore[arg-type]  # a view is as good as bytes
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


def _finish(staged: StagedFile) -> None:
    staged.end()
    staged.flush_to_disk()
    staged.close()


def _keep_only(folder: Path, paths: set[str]) -> None:
    """Take away files that are not of the package, and folders without any."""
    for place, folders, files in os.walk(folder, topdown=False):
        within = Path(place).relative_to(folder)
        for name in files:
            if (within / name).as_posix() not in paths:
                (Path(place) / name).unlink()
        for name in folders:
            if not any((Path(place) / name).iterdir()):
                (Path(place) / name).rmdir()
