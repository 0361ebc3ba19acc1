"""Files and folders that are made for somebody outside the archive, and never over what is there.

They are put in place first and the register is told within; if it refuses they are taken away
again, so that nothing lies there that the register does not know of.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from diarium.errors import RefusedError
from diarium.files import flush_folder, storage_errors

PRIVATE = 0o640
"""What is made may hold more than everybody may see."""


def refuse_existing(target: Path) -> None:
    """Refuse to write where something lies.

    Raises:
        RefusedError: Something lies there.
    """
    if os.path.lexists(target):
        raise RefusedError(
            "there is something at {path} already, and it is never replaced; name another place",
            path=target,
        )


@contextlib.contextmanager
def new_file(target: Path, content: bytes) -> Iterator[None]:
    """Put a new file in its place; it is taken away if what is done within fails.

    Raises:
        RefusedError: Something lies there.
        StorageError: The disk is full, or the folder is missing or cannot be written.
    """
    with storage_errors(target):
        number, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        staged = Path(name)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(content)
                os.fchmod(number, PRIVATE)
                stream.flush()
                os.fsync(number)
            refuse_existing(target)
            os.link(staged, target)
        finally:
            staged.unlink()
        flush_folder(target.parent)
    try:
        yield
    except BaseException:
        target.unlink()
        raise


@contextlib.contextmanager
def new_folder(target: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Put a new folder of files in its place; it is taken away if what is done within fails.

    Raises:
        RefusedError: Something lies there.
        StorageError: The disk is full, or the folder above is missing or cannot be written.
    """
    with storage_errors(target):
        staged = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            for name, content in files.items():
                path = staged / name
                path.write_bytes(content)
                path.chmod(PRIVATE)
            refuse_existing(target)
            staged.rename(target)
        except BaseException:
            shutil.rmtree(staged)
            raise
        flush_folder(target.parent)
    try:
        yield
    except BaseException:
        shutil.rmtree(target)
        raise
