"""Files that others read while they are replaced, such as a page on the website."""

import contextlib
import os
import tempfile
from pathlib import Path

from diarium.files import flush_folder, storage_errors

READABLE = 0o644


def publish_file(target: Path, content: bytes, mode: int = READABLE) -> None:
    """Write a file whole or not at all; who reads it sees the old or the new, never a half.

    Args:
        target: The file; one that exists is replaced.
        content: Its bytes.
        mode: Its permissions, whatever the umask; all may read what is published.

    Raises:
        StorageError: The disk is full, or the folder is missing or cannot be written.
    """
    with storage_errors(target):
        number, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        staged = Path(name)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(content)
                os.fchmod(number, mode)
                stream.flush()
                os.fsync(number)
            staged.replace(target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                staged.unlink()
            raise
        flush_folder(target.parent)
