"""Files mapped into memory, whose pages are given back as they have been read."""

import contextlib
import mmap
from collections.abc import Iterator
from pathlib import Path

from diarium.files import storage_errors

Content = bytes | mmap.mmap
WINDOW = 16 << 20
"""How many bytes are read before their pages are given back."""


@contextlib.contextmanager
def mapped(stored: Path) -> Iterator[Content]:
    """Yield what a kept file holds, without reading it.

    Raises:
        StorageError: The file cannot be read.
    """
    with storage_errors(stored), stored.open("rb") as stream:
        if stored.stat().st_size == 0:
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content


def give_back(content: Content, start: int, end: int) -> int:
    """Let the system take back the pages between two places once there are many; return from where.

    Returns:
        ``end`` when they were given back, else ``start``.
    """
    if end - start < WINDOW:
        return start
    if isinstance(content, mmap.mmap) and hasattr(content, "madvise"):
        first = start - start % mmap.ALLOCATIONGRANULARITY
        content.madvise(mmap.MADV_DONTNEED, first, end - first)
    return end
