"""A folder where one run at a time makes its files before they are kept."""

import contextlib
import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from diarium.errors import RefusedError
from diarium.files import storage_errors


@contextlib.contextmanager
def own_folder(
    work: Path, purpose: str, before_removal: Callable[[Path], None] = lambda _: None
) -> Iterator[Path]:
    """Give a new, empty folder that is removed at the end.

    What a killed run left there is removed first.

    Args:
        work: The folder that holds such folders.
        purpose: What the run is for, such as ``snapshot``; one run at a time for each.
        before_removal: Called with a left folder before it is removed.

    Raises:
        RefusedError: Another run for the same purpose is going on.
        StorageError: The folder cannot be made.
    """
    folder = work / purpose
    with alone(work, purpose):
        with storage_errors(work):
            _remove(folder, before_removal)
            folder.mkdir()
        try:
            yield folder
        finally:
            _remove(folder, before_removal)


@contextlib.contextmanager
def alone(work: Path, purpose: str) -> Iterator[None]:
    """Keep other runs for the same purpose out; the lock goes with the process, however it ends.

    Raises:
        RefusedError: Another run for the same purpose is going on.
        StorageError: The folder cannot be made.
    """
    with storage_errors(work):
        work.mkdir(parents=True, exist_ok=True)
        lock = (work / f"{purpose}.lock").open("w")
    with lock:
        _take(lock, purpose)
        yield


def _take(lock: TextIO, purpose: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RefusedError(
            "another archiver {purpose} is running in this archive; wait until it has ended and "
            "run the same command again",
            purpose=purpose,
        ) from error


def _remove(folder: Path, before_removal: Callable[[Path], None]) -> None:
    if folder.exists():
        before_removal(folder)
        shutil.rmtree(folder, ignore_errors=True)
