"""Files kept by content: a file's name is the SHA-256 of its bytes, and it never changes.

A file is written beside its final place, flushed to the disk, and renamed, so that a power cut
or a kill leaves either the whole file or none.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from diarium.errors import AlteredError, StorageError
from diarium.records import FileRef

CHUNK = 1 << 20
READ_ONLY = 0o440
ASIDE = ".staged-gallrad-"
"""Begins the name of a file whose bytes gallring is about to remove."""


class FileStore:
    """The folder of kept files.

    Attributes:
        root: The folder; files lie in sub-folders named by the first two hex digits.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, sha256: str) -> Path:
        """Return where the file with this checksum lies, or would lie."""
        return self.root / sha256[:2] / sha256

    def keep_bytes(self, content: bytes) -> FileRef:
        """Keep some bytes; bytes that are kept already are left as they are.

        Returns:
            Their checksum and size.

        Raises:
            StorageError: The disk is full or the folder cannot be written.
        """
        ref = FileRef(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        with storage_errors(self.root):
            if self.path_of(ref.sha256).is_file():
                self._settle(self.path_of(ref.sha256).parent)
                return ref
        with self._staged() as (handle, staged):
            handle.write(content)
            return self._publish(handle, staged, ref)

    def keep_file(self, source: Path) -> FileRef:
        """Keep a copy of a file, read once and in chunks, so that size costs no memory.

        Returns:
            The checksum and size of the bytes that were read.

        Raises:
            StorageError: The source cannot be read, or the copy cannot be written.
        """
        with storage_errors(source), source.open("rb") as stream:
            return self.keep_stream(stream)

    def keep_stream(self, stream: BinaryIO) -> FileRef:
        """Keep what is open, as ``keep_file`` does; what the stream raises leaves nothing kept."""
        digest, size = hashlib.sha256(), 0
        with self._staged() as (handle, staged):
            while chunk := stream.read(CHUNK):
                handle.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            return self._publish(handle, staged, FileRef(sha256=digest.hexdigest(), size=size))

    def read(self, sha256: str, start: int = 0, length: int | None = None) -> bytes:
        """Return a kept file's bytes, or a range of them.

        Raises:
            AlteredError: The file is gone.
        """
        try:
            with self.path_of(sha256).open("rb") as stream:
                stream.seek(start)
                return stream.read() if length is None else stream.read(length)
        except FileNotFoundError as error:
            raise AlteredError(
                "the kept file {sha256} is gone; run archiver verify and restore from a copy",
                sha256=sha256,
            ) from error

    def checksums(self) -> Iterator[str]:
        """Yield the name of every file that lies in the folder, known to the register or not."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                yield path.name

    def set_aside(self, sha256: str) -> None:
        """Take a file's bytes from their place, to be removed or put back; none is no error."""
        path = self.path_of(sha256)
        if path.is_file():
            path.replace(self._aside(sha256))
            flush_folder(path.parent)
            flush_folder(self.root)

    def list_aside(self) -> list[str]:
        """Return the files that were set aside and neither removed nor put back."""
        return sorted(path.name.removeprefix(ASIDE) for path in self.root.glob(f"{ASIDE}*"))

    def put_back(self, sha256: str) -> None:
        """Put a file back in its place, unless its bytes were kept anew in the meantime."""
        if self.path_of(sha256).is_file():
            self.remove_aside(sha256)
            return
        self._aside(sha256).replace(self.path_of(sha256))
        flush_folder(self.path_of(sha256).parent)

    def remove_aside(self, sha256: str) -> None:
        """Remove the bytes of a file that was set aside."""
        self._aside(sha256).unlink(missing_ok=True)
        flush_folder(self.root)

    def _aside(self, sha256: str) -> Path:
        return self.root / f"{ASIDE}{sha256}"

    @contextlib.contextmanager
    def _staged(self) -> Iterator[tuple[BinaryIO, Path]]:
        with storage_errors(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=".staged-", dir=self.root)
            staged = Path(name)
            try:
                with os.fdopen(number, "wb") as handle:
                    yield handle, staged
            finally:
                staged.unlink(missing_ok=True)

    def _publish(self, handle: BinaryIO, staged: Path, ref: FileRef) -> FileRef:
        handle.flush()
        os.fsync(handle.fileno())
        target = self.path_of(ref.sha256)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            staged.chmod(READ_ONLY)
            staged.replace(target)
        self._settle(target.parent)
        return ref

    def _settle(self, folder: Path) -> None:
        """See to it that a file's name in a folder survives a power cut."""
        flush_folder(folder)
        flush_folder(self.root)


class FileBundle(FileStore):
    """Many files kept, their folders flushed once: nothing may name them before ``flush``.

    Each file's bytes are on the disk when it is kept, as always; its name is so after ``flush``.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._unsettled = set[Path]()

    def flush(self) -> None:
        """Flush the names of all that has been kept since the last time.

        Raises:
            StorageError: They cannot be written.
        """
        with storage_errors(self.root):
            for folder in sorted(self._unsettled):
                flush_folder(folder)
        self._unsettled.clear()

    def _settle(self, folder: Path) -> None:
        self._unsettled |= {folder, self.root}


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait for an import or a gallring in the same folder to end: one sees what the other did."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a rename in it survives a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextlib.contextmanager
def storage_errors(place: Path) -> Iterator[None]:
    """Turn the system's errors about a place on disk into one clear line.

    Raises:
        StorageError: The disk is full, or the place cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageError(
                "the disk is full at {place}; free some space and run the same command again",
                place=place,
            ) from error
        raise StorageError(
            "cannot read or write {place} ({cause}); check the disk and the permissions",
            place=error.filename or place,
            cause=error.strerror or type(error).__name__,
        ) from error
