"""Putting a package in its place: whole or not at all, and never over what is there.

A package is built in a hidden folder beside its place and comes there by one rename. A run that
was killed leaves only that hidden folder, which the next run clears.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from diarium.errors import RefusedError
from diarium.files import flush_folder, storage_errors

PREFIX = ".archiver-export-"


@contextlib.contextmanager
def staging(output: Path, name: str) -> Iterator[Path]:
    """Give a path to build a package at; afterwards nothing is left there.

    Args:
        output: The folder where packages are put; made if it is not there.
        name: The package's name.

    Yields:
        A path named as the package, in a hidden folder of its own.

    Raises:
        RefusedError: There is such a package already, the folder is a package itself, or another
            export is writing to it.
        StorageError: The disk is full, or the folder cannot be written.
    """
    with storage_errors(output):
        output.mkdir(parents=True, exist_ok=True)
        with _turn(output):
            _refuse(output, name)
            _clear(output)
            work = Path(tempfile.mkdtemp(prefix=PREFIX, dir=output))
            try:
                yield work / name
            finally:
                shutil.rmtree(work, ignore_errors=True)


def publish(built: Path, output: Path) -> Path:
    """Put a package that was built by ``staging`` in its place, and return the place.

    Raises:
        RefusedError: Something came to lie there meanwhile.
    """
    _refuse(output, built.name)
    target = output / built.name
    built.rename(target)
    flush_folder(output)
    return target


def _refuse(output: Path, name: str) -> None:
    if (output / "METS.xml").exists():
        raise RefusedError("{folder} is itself a package; name another folder", folder=output)
    if os.path.lexists(output / name):
        raise RefusedError(
            "there is a package {path} already, and it is never replaced; name another folder",
            path=output / name,
        )


@contextlib.contextmanager
def _turn(output: Path) -> Iterator[None]:
    """Hold the folder for this export alone; the system lets go of it if the process dies."""
    number = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _take(number, output)
        yield
    finally:
        os.close(number)


def _take(number: int, output: Path) -> None:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RefusedError(
            "another export is writing to {folder}; wait until it is done and try again",
            folder=output,
        ) from error


def _clear(output: Path) -> None:
    """Clear what a killed run left; no other run is alive while this one has its turn."""
    for left in output.glob(f"{PREFIX}*"):
        shutil.rmtree(left)
