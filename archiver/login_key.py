"""The key that kept logins are locked with: in the system's keyring, or in a file of its own.

It never lies in the archive's folder, so that a copy of the archive opens no account.
"""

import os
import stat
from pathlib import Path

from cryptography.fernet import Fernet

from archiver.settings import Settings
from diarium.errors import SettingsError
from diarium.files import storage_errors

SERVICE, ENTRY = "archiver", "login-key"
DEFAULT_FILE = Path("~/.config/archiver/login.key")
PRIVATE = 0o600


def find_key(settings: Settings) -> Fernet | None:
    """Return the key, if there is one.

    A file comes before the keyring: the one that the settings name, or the usual one if it is
    there. A nightly run often has no keyring, so a file serves it better.

    Raises:
        SettingsError: The key file lies in the archive, is open to others, or holds no key.
        StorageError: The key file cannot be read.
    """
    file = _key_file(settings)
    if file.exists():
        return _read_file(file)
    kept = None if settings.key_file else _ask_keyring()
    return _read_key(kept, "keyring") if kept else None


def make_key(settings: Settings) -> Fernet:
    """Return the key, made now if there is none: in the keyring, or in a file where none works.

    Raises:
        SettingsError: There is a key file that cannot be used.
        StorageError: The key file cannot be written.
    """
    found = find_key(settings)
    if found:
        return found
    key = Fernet.generate_key()
    if settings.key_file or not _tell_keyring(key.decode()):
        _write_file(_key_file(settings), key)
    return Fernet(key)


def _key_file(settings: Settings) -> Path:
    file = (settings.key_file or DEFAULT_FILE.expanduser()).absolute()
    if file.resolve().is_relative_to(settings.folder.resolve()):
        raise SettingsError(
            "the key file {file} lies in the archive's folder, beside what it locks; name another "
            "place by [login] key_file in archiver.toml",
            file=file,
        )
    return file


def _read_file(file: Path) -> Fernet:
    with storage_errors(file):
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingsError(
                "the key file {file} is open to others; run chmod 600 on it", file=file
            )
        return _read_key(file.read_text(encoding="ascii", errors="replace").strip(), str(file))


def _read_key(key: str, place: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError as error:
        raise SettingsError(
            "there is no key in {place}; put the right one back, or remove it and log in again",
            place=place,
        ) from error


def _write_file(file: Path, key: bytes) -> None:
    with storage_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(number, "wb") as stream:
            stream.write(key + b"\n")
            stream.flush()
            os.fsync(number)


def _ask_keyring() -> str | None:
    import keyring  # noqa: PLC0415  most archives have no login, and it loads slowly
    from keyring.errors import KeyringError  # noqa: PLC0415  same

    try:
        return keyring.get_password(SERVICE, ENTRY)
    except KeyringError:  # there is none, or it is locked
        return None


def _tell_keyring(key: str) -> bool:
    """Keep the key in the keyring, and tell whether it is there afterwards."""
    import keyring  # noqa: PLC0415  see above
    from keyring.errors import KeyringError  # noqa: PLC0415  same

    try:
        keyring.set_password(SERVICE, ENTRY, key)
    except KeyringError:
        return False
    return _ask_keyring() == key
