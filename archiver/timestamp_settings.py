"""The settings ``[timestamp]``: who vouches for when a snapshot was there (RFC 3161)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.setting_values import Reader, networks, number, path_of_file, text
from diarium.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampSettings:
    """Which authorities are asked, and whom to trust.

    Attributes:
        authorities: Addresses of the authorities; none means that no timestamp is asked for.
        certificates: Files with the root certificates (PEM) that their signatures must lead to.
        allow_private_addresses: Addresses or networks that are closed unless named here.
        seconds: Longest wait for an authority.
    """

    authorities: tuple[str, ...] = ()
    certificates: tuple[Path, ...] = ()
    allow_private_addresses: tuple[str, ...] = ()
    seconds: int = 15


def _addresses(key: str, value: Any, folder: Path) -> tuple[str, ...]:  # noqa: ANN401  as TOML gave it
    return tuple(_address(key, text(key, each, folder)) for each in _list(key, value))


def _files(key: str, value: Any, folder: Path) -> tuple[Path, ...]:  # noqa: ANN401  as TOML gave it
    return tuple(path_of_file(key, each, folder) for each in _list(key, value))


def _list(key: str, value: Any) -> list[Any]:  # noqa: ANN401  as TOML gave it
    if not isinstance(value, list):
        raise SettingsError(
            'the setting {key} must be a list of texts, such as ["https://tsa.example.se/"]',
            key=key,
        )
    return value


def _address(key: str, written: str) -> str:
    try:
        parts = urlsplit(written)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or not written.isascii() or not written.isprintable() or " " in written:
        raise SettingsError(
            "the setting {key} holds {value}, which is no address such as https://tsa.example.se/",
            key=key,
            value=written,
        )
    return written


TIMESTAMP_KEYS: dict[str, Reader] = {
    "timestamp.authorities": _addresses,
    "timestamp.certificates": _files,
    "timestamp.allow_private_addresses": networks,
    "timestamp.seconds": number(1, 120),
}
"""The keys of the table, and what each may say."""
