"""What each kind of setting may say; every way to be wrong has its own message."""

import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Any

from diarium.diarienummer import check_template
from diarium.errors import SettingsError
from diarium.orgnr import format_orgnr

Reader = Callable[[str, Any, Path], Any]
"""Takes the key, the value as TOML gave it, and the folder that relative paths are counted from."""
SQLITE = "sqlite:///"
POSTGRESQL = "postgresql+psycopg://"
BY_LOGIN, BY_DATABASE_ROLE = "login", "database-role"
"""By what those who work are known."""


def text(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a text."""
    del folder
    if not isinstance(value, str):
        raise SettingsError("the setting {key} must be a text in quotation marks", key=key)
    return value


def words(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a text that says something, on one line."""
    written = text(key, value, folder).strip()
    if not written:
        raise SettingsError("the setting {key} is empty; write it out or remove the line", key=key)
    if not written.isprintable():
        raise SettingsError("the setting {key} must be plain text on one line", key=key)
    return written


def texts(key: str, value: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401  as TOML gave it
    """Return a list of texts, each of which says something on one line."""
    if not isinstance(value, list) or not value:
        raise SettingsError(
            'the setting {key} must be a list of texts, such as ["en text", "en till"]', key=key
        )
    return tuple(words(key, each, folder) for each in value)


def yes_or_no(key: str, value: Any, folder: Path) -> bool:  # noqa: ANN401  as TOML gave it
    """Return true or false."""
    del folder
    if not isinstance(value, bool):
        raise SettingsError("the setting {key} must be true or false", key=key)
    return value


def choice(*allowed: str) -> Reader:
    """Return a reader of one of some words."""

    def read(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
        written = text(key, value, folder)
        if written not in allowed:
            raise SettingsError(
                "the setting {key} must be one of {allowed}, not {value}",
                key=key,
                allowed=", ".join(allowed),
                value=written,
            )
        return written

    return read


def number(least: int, most: int) -> Reader:
    """Return a reader of a whole number within bounds."""

    def read(key: str, value: Any, folder: Path) -> int:  # noqa: ANN401  as TOML gave it
        del folder
        if not isinstance(value, int) or isinstance(value, bool):
            raise SettingsError("the setting {key} must be a whole number", key=key)
        if not least <= value <= most:
            raise SettingsError(
                "the setting {key} must be from {least} to {most}, not {value}",
                key=key,
                least=least,
                most=most,
                value=value,
            )
        return value

    return read


def numbers(least: int, most: int) -> Reader:
    """Return a reader of a list of whole numbers within bounds, one at least."""
    read_one = number(least, most)

    def read(key: str, value: Any, folder: Path) -> tuple[int, ...]:  # noqa: ANN401  as TOML gave it
        if not isinstance(value, list) or not value:
            raise SettingsError(
                "the setting {key} must be a list of whole numbers, such as [30, 120]", key=key
            )
        return tuple(read_one(key, each, folder) for each in value)

    return read


def orgnr(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return an organisationsnummer."""
    try:
        return format_orgnr(text(key, value, folder))
    except ValueError as error:
        raise SettingsError(
            "the setting {key} is no organisationsnummer (ten digits like 212000-2882, the last "
            "a check digit)",
            key=key,
        ) from error


def number_template(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return the template of a diarienummer."""
    return check_template(words(key, value, folder))


def database(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a database URL; the path of an SQLite file is made absolute.

    The messages never repeat the URL, which may hold a password.
    """
    url = words(key, value, folder)
    if url.startswith(POSTGRESQL) and len(url) > len(POSTGRESQL):
        return url
    if not url.startswith(SQLITE):
        raise SettingsError(
            "the setting {key} must begin with sqlite:/// or postgresql+psycopg:// and name a "
            "database",
            key=key,
        )
    name = url.removeprefix(SQLITE)
    path = str(folder / name)
    if not name or name.startswith((":", "file:")) or "?" in path:
        raise SettingsError(
            "the setting {key} must name a file after sqlite:///, without a question mark", key=key
        )
    return SQLITE + path


def path_of_file(key: str, value: Any, folder: Path) -> Path:  # noqa: ANN401  as TOML gave it
    """Return a path; whether the file is there is seen where it is needed."""
    return folder / Path(words(key, value, folder)).expanduser()


def name_or_file(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a name, or the path of a ``.toml`` file counted from the archive's folder."""
    written = words(key, value, folder)
    return str(path_of_file(key, value, folder)) if written.endswith(".toml") else written


def networks(key: str, value: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401  as TOML gave it
    """Return a list of addresses or networks."""
    if not isinstance(value, list):
        raise SettingsError(
            'the setting {key} must be a list of texts, such as ["127.0.0.1"]', key=key
        )
    return tuple(_network(key, text(key, each, folder)) for each in value)


def _network(key: str, written: str) -> str:
    try:
        ipaddress.ip_network(written)
    except ValueError as error:
        raise SettingsError(
            "the setting {key} holds {value}, which is neither an address such as 127.0.0.1 nor a "
            "network such as 10.20.0.0/16",
            key=key,
            value=written,
        ) from error
    return written


def check_users(by: str, url: str) -> str:
    """Return by what users are known, if the database can tell it.

    Raises:
        SettingsError: It cannot.
    """
    if by == BY_DATABASE_ROLE and url.startswith(SQLITE):
        raise SettingsError(
            "the setting users.by cannot be database-role, for an SQLite file knows no roles; "
            "write login, or name a PostgreSQL database"
        )
    return by
