"""Files that others read while they are replaced, such as a page on the website."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from diarium.files import flush_folder, storage_errors

READABLE = 0o644
LONGEST = 100
"""So much of a name is in the name of what is made ready."""


def publish_file(target: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file whole or not at all; who reads it sees the old or the new, never a half.

    Args:
        target: The file; one that exists is replaced.
        content: Its bytes.
        mode: Its permissions, whatever the umask; all may read what is published.

    Raises:
        StorageError: The disk is full, or the folder is missing or cannot be written.
    """
    with storage_errors(target), staged_file(target, content, mode) as staged:
        staged.replace(target)
        flush_folder(target.parent)


@contextlib.contextmanager
def staged_file(target: Path, content: bytes, mode: int) -> Iterator[Path]:
    """Give a file with these bytes, flushed, beside its place; what is left of it is removed."""
    number, name = tempfile.mkstemp(prefix=f".{target.name[:LONGEST]}-", dir=target.parent)
    staged = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            os.fchmod(number, mode)
            stream.flush()
            os.fsync(number)
        yield staged
    finally:
        staged.unlink(missing_ok=True)
