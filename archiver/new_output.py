"""Files and folders that are made for somebody outside the archive, and never over what is there.

They are made ready first, beside their place. Then the register is told, within; only when it has
noted them do they come to their place, so that nothing goes out that is not noted.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from diarium.errors import RefusedError
from diarium.files import flush_folder, storage_errors
from exporters.published_file import LONGEST, staged_file

PRIVATE, PRIVATE_FOLDER = 0o640, 0o750
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
    """Make a file ready, and put it in its place if what is done within succeeds.

    Raises:
        RefusedError: Something lies there.
        StorageError: The disk is full, or the folder is missing or cannot be written.
    """
    refuse_existing(target)
    with storage_errors(target), staged_file(target, content, PRIVATE) as staged:
        yield
        refuse_existing(target)
        os.link(staged, target)
        staged.unlink()
        flush_folder(target.parent)


@contextlib.contextmanager
def new_folder(target: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Make a folder of files ready, and put it in its place if what is done within succeeds.

    Raises:
        RefusedError: Something lies there.
        StorageError: The disk is full, or the folder above is missing or cannot be written.
    """
    refuse_existing(target)
    with storage_errors(target):
        staged = Path(tempfile.mkdtemp(prefix=f".{target.name[:LONGEST]}-", dir=target.parent))
        try:
            for name, content in files.items():
                path = staged / name
                path.write_bytes(content)
                path.chmod(PRIVATE)
            staged.chmod(PRIVATE_FOLDER)
            yield
            refuse_existing(target)
            staged.rename(target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        flush_folder(target.parent)
