"""A file under making, in which what a killed run left is compared and only the rest is written."""

import io
import os
from pathlib import Path

SEND = 32 << 20
"""After how many bytes the system is asked to write them to the disk."""


class StagedFile(io.RawIOBase):
    """A file to write from its beginning; what lies there already is never trusted.

    Every piece is compared with what lies in its place, and written where that is something else.
    So the file becomes what was written to it, and what was there is at most a saving of time.
    """

    def __init__(self, path: Path) -> None:
        """Open a file, or make it.

        Raises:
            OSError: It is a link, or cannot be written.
        """
        super().__init__()
        self._number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        self._lying = os.fstat(self._number).st_size
        self._position, self._sent = 0, 0

    def writable(self) -> bool:
        """Whether it can be written: yes."""
        return True

    def seekable(self) -> bool:
        """Whether a place in it can be gone back to: yes."""
        return True

    def tell(self) -> int:
        """Return where the next piece goes."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place counted from the beginning, or from here."""
        self._position = offset + (self._position if whence == os.SEEK_CUR else 0)
        return self._position

    def write(self, piece: "bytes | memoryview") -> int:  # type: ignore[override]  # bytes alone
        """Write a piece where it is not there already."""
        view = memoryview(piece)
        if (
            self._position >= self._lying
            or os.pread(self._number, len(view), self._position) != view
        ):
            self._overwrite(view)
        self._position += len(view)
        return len(view)

    def end(self) -> None:
        """End the file here; it is on its way to the disk, and there when it has been flushed."""
        if self._lying > self._position:
            os.ftruncate(self._number, self._position)
        self._send()

    def flush_to_disk(self) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(self._number)

    def close(self) -> None:
        """Let go of the file as it is."""
        if not self.closed:
            os.close(self._number)
        super().close()

    def _overwrite(self, view: memoryview) -> None:
        done = 0
        while done < len(view):
            done += os.pwrite(self._number, view[done:], self._position + done)
        if self._position + done - self._sent >= SEND:
            self._send()

    def _send(self) -> None:
        """Have the system begin to write to the disk, so that little is left to wait for."""
        first, self._sent = min(self._sent, self._position), self._position
        os.posix_fadvise(self._number, first, 0, os.POSIX_FADV_DONTNEED)


def flush_file(path: Path) -> None:
    """Wait until what was written to a file is on the disk."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(number)
    finally:
        os.close(number)
