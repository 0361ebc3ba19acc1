"""Secrets that are kept locked, each in a file of its own in one folder of the archive.

They are locked with a key from outside the archive (see `login_key`), so a copy of the archive
opens none of them, and each says whose it is, so that none opens in another's place.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from archiver.login_key import PRIVATE, find_key, make_key
from archiver.settings import Settings
from diarium.files import flush_folder, storage_errors

WHOSE = "whose"
"""Under what each says whose it is: its folder and its name."""


class LockedError(Exception):
    """A file cannot be opened with the key that is there, or is not whose it is said to be."""


class LockedFolder:
    """A folder of locked files, which only their owner may read.

    Attributes:
        place: The folder.
    """

    def __init__(self, settings: Settings, folder: str) -> None:
        self._settings = settings
        self.place = settings.folder / folder

    def names(self) -> Iterator[str]:
        """Yield whose files there are, in order."""
        if self.place.exists():
            yield from (
                each.name for each in sorted(self.place.iterdir()) if not each.name.startswith(".")
            )

    def holds(self, name: str) -> bool:
        """Tell whether there is a file of this name's.

        Raises:
            StorageError: The folder is closed to whoever works.
        """
        with storage_errors(self.place):
            return (self.place / name).exists()

    def lock(self, name: str, told: dict[str, Any]) -> None:
        """Lock what is told and keep it in place of what was kept before.

        Args:
            name: Whose it is, known to be fit for a file's name.
            told: What to keep, fit for JSON.

        Raises:
            SettingsError: The key cannot be used.
            StorageError: It cannot be written.
        """
        whole = json.dumps({WHOSE: self._whose(name), **told}).encode()
        self._write(self.place / name, make_key(self._settings).encrypt(whole))

    def unlock(self, name: str) -> dict[str, Any]:
        """Return what is kept.

        Raises:
            LockedError: The key is another's, or the file was altered or put in another's place.
            SettingsError: The key cannot be used.
            StorageError: The file cannot be read.
        """
        place = self.place / name
        with storage_errors(place):
            locked = place.read_bytes()
        return _open(find_key(self._settings), locked, self._whose(name))

    def remove(self, name: str) -> bool:
        """Remove what is kept, and tell whether anything was."""
        with storage_errors(self.place):
            try:
                (self.place / name).unlink()
            except FileNotFoundError:
                return False
            return True

    def _whose(self, name: str) -> str:
        return f"{self.place.name}/{name}"

    def _write(self, place: Path, content: bytes) -> None:
        """Write a file that only its owner may read, whole or not at all."""
        staged = place.with_name(f".{place.name}")
        with storage_errors(place):
            place.parent.mkdir(mode=0o700, exist_ok=True)
            staged.unlink(missing_ok=True)
            number = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
            with os.fdopen(number, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(number)
            staged.replace(place)
            flush_folder(place.parent)


def _open(key: Fernet | None, locked: bytes, whose: str) -> dict[str, Any]:
    if key is None:
        raise LockedError(whose)
    try:
        told: dict[str, Any] = json.loads(key.decrypt(locked))
    except InvalidToken:
        raise LockedError(whose) from None
    if told.pop(WHOSE, None) != whose:
        raise LockedError(whose)
    return told
