"""Putting a delivery in its place: whole or not at all, and never over what is there.

Its packages are built in a hidden folder beside their place and come there by one rename. A run
that was killed leaves only that hidden folder. The next run of the same delivery finds it, and
what is whole in it need not be written again (`exporters.packages.staged_file`); any other
clears it.
"""

import contextlib
import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from diarium.errors import RefusedError
from diarium.files import flush_folder, storage_errors
from exporters.packages.containers import suffix_of
from exporters.packages.free_space import require_space

PREFIX = ".archiver-export-"
WORK = ".work"
MANIFESTS = ("METS.xml", "sip.xml", "bagit.txt")
"""The files by which a folder is known as a package."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Packages that are put in place together.

    Attributes:
        output: The folder where deliveries are put.
        name: The delivery's name; that of its package if there is one only.
        form: ``folder``, ``zip`` or ``tar``.
        packages: The names of its packages.
    """

    output: Path
    name: str
    form: str
    packages: tuple[str, ...]

    @property
    def place(self) -> Path:
        """Where it comes to lie: its one package, or a folder of all."""
        return self.output / self._within

    @property
    def hidden(self) -> Path:
        """The folder in which it is built."""
        return self.output / f"{PREFIX}{self.name}"

    @property
    def building(self) -> Path:
        """The folder in which its packages are built."""
        return self.hidden if len(self.packages) == 1 else self.hidden / self._within

    @property
    def work(self) -> Path:
        """The folder for what is made for the packages before it is put into them."""
        return self.hidden / WORK

    @property
    def built(self) -> Path:
        """What lies in the hidden folder when all is built."""
        return self.hidden / self._within

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its packages as folders or files."""
        return tuple(f"{name}{suffix_of(self.form)}" for name in self.packages)

    @property
    def _within(self) -> str:
        return self.files[0] if len(self.packages) == 1 else self.name


@contextlib.contextmanager
def staging(
    delivery: Delivery, need: int, before_removal: Callable[[Path], None] = lambda _: None
) -> Iterator[Path]:
    """Give a folder to build packages in; afterwards nothing is left of it, but after a kill.

    Args:
        delivery: What is to be built.
        need: Bytes it takes on the disk, at most.
        before_removal: Called with the folder for work of a killed run before it is removed.

    Yields:
        The folder for the packages.

    Raises:
        RefusedError: There is such a delivery already, the folder is a package itself, or another
            export is writing to it.
        StorageError: The disk has too little room or is full, or the folder cannot be written.
    """
    output = delivery.output
    with storage_errors(output):
        output.mkdir(parents=True, exist_ok=True)
        with _turn(output):
            _refuse(delivery)
            _clear(delivery, before_removal)
            try:
                delivery.hidden.mkdir(mode=0o700, exist_ok=True)
                delivery.building.mkdir(exist_ok=True)
                delivery.work.mkdir()
                require_space(output, need - _measure(delivery.building))
                yield delivery.building
            finally:
                shutil.rmtree(delivery.hidden, ignore_errors=True)


def publish(delivery: Delivery) -> Path:
    """Put what was built by ``staging`` in its place by one rename, and return the place.

    Raises:
        RefusedError: Something came to lie there meanwhile.
    """
    _refuse(delivery)
    if len(delivery.packages) > 1:
        flush_folder(delivery.built)
    delivery.built.rename(delivery.place)
    flush_folder(delivery.output)
    return delivery.place


def _refuse(delivery: Delivery) -> None:
    if any((delivery.output / name).exists() for name in MANIFESTS):
        raise RefusedError(
            "{folder} is itself a package; name another folder", folder=delivery.output
        )
    if os.path.lexists(delivery.place):
        raise RefusedError(
            "there is a package {path} already, and it is never replaced; name another folder",
            path=delivery.place,
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


def _clear(delivery: Delivery, before_removal: Callable[[Path], None]) -> None:
    """Clear what killed runs left, but for what this delivery can go on with.

    No other run is alive while this one has its turn.
    """
    for left in delivery.output.glob(f"{PREFIX}*"):
        ours = _is_ours(left)
        if ours:
            before_removal(left / WORK)
        if left != delivery.hidden or not ours:
            _remove(left)
    whole = {delivery.built} if len(delivery.packages) > 1 else set[Path]()
    packages = {delivery.building / name for name in delivery.files}
    for folder in (delivery.hidden, delivery.building):
        for left in folder.iterdir() if folder.is_dir() else ():
            is_folder = left in whole or delivery.form == "folder"
            if left not in whole | packages or left.is_dir() != is_folder:
                _remove(left)


def _is_ours(left: Path) -> bool:
    """Whether all that was left is plain files and folders of our own.

    Through a link, or a file with a second name, something else would be written over.
    """
    if not _is_plain(left) or not left.is_dir():
        return False
    for place, folders, files in os.walk(left):
        if not all(_is_plain(Path(place) / name) for name in (*folders, *files)):
            return False
    return True


def _is_plain(path: Path) -> bool:
    found = path.lstat()
    if found.st_uid != os.geteuid():
        return False
    return stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)


def _remove(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        shutil.rmtree(left)
    else:
        left.unlink()


def _measure(folder: Path) -> int:
    """Return the bytes that a folder takes on the disk already."""
    lying = (Path(place) / name for place, _folders, files in os.walk(folder) for name in files)
    return sum(each.lstat().st_blocks * 512 for each in lying)
