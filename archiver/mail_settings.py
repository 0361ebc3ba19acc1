"""The settings ``[mail]``: the server that takes our mail, and where each person is reached.

How the server lets us in is never a setting: the password is kept locked (see `tokens`), under
the name ``SMTP``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.network.encryption import Encryption
from archiver.setting_values import Reader, choice, networks, number, text, words
from diarium.errors import SettingsError

MAIL_TOKEN = "SMTP"  # noqa: S105  the name the password is kept by, which no source can have
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_HOST = re.compile(r"[a-z0-9._:-]{1,253}")
LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Who is mailed what is to be done, and how.

    Attributes:
        host: The mail server; empty means that nothing is mailed.
        port: Its port.
        tls: How the talk is encrypted: ``starttls``, from its beginning (``implicit``), or not at
            all (``none``), which only an address of ``allow_private_addresses`` may be told.
        user: Who logs in; empty where the server lets the machine in as it is.
        sender: The address that mails are from.
        people: E-mail addresses by the names of those who answer for accounts.
        namnder: E-mail addresses by the codes of nämnder, for what is no account's.
        seconds: Longest time for all mails of one run.
        allow_private_addresses: Addresses or networks that are closed unless named here.
    """

    host: str = ""
    port: int = 587
    tls: Encryption = Encryption.STARTTLS
    user: str = ""
    sender: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    namnder: Mapping[str, str] = field(default_factory=dict)
    seconds: int = 120
    allow_private_addresses: tuple[str, ...] = ()


def _host(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    written = text(key, value, folder).strip().lower()
    if not _HOST.fullmatch(written):
        raise SettingsError(
            "the setting {key} must be a server's name such as smtp.example.se", key=key
        )
    return written


def _address(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    name, at, host = text(key, value, folder).strip().rpartition("@")
    written = f"{name}{at}{host.lower()}"
    if not _ADDRESS.fullmatch(written) or len(written) > LONGEST_ADDRESS:
        raise SettingsError(
            "the setting {key} must be an e-mail address such as anna.ek@example.se", key=key
        )
    return written


def _addresses(key: str, value: Any, folder: Path) -> dict[str, str]:  # noqa: ANN401  as TOML gave it
    if not isinstance(value, dict):
        raise SettingsError(
            "the setting {table} must be a table; write [{table}] on a line of its own", table=key
        )
    return {
        words(key, name, folder): _address(f"{key}.{name}", each, folder)
        for name, each in value.items()
    }


MAIL_KEYS: dict[str, Reader] = {
    "mail.host": _host,
    "mail.port": number(1, 65_535),
    "mail.tls": choice(*Encryption),
    "mail.user": words,
    "mail.sender": _address,
    "mail.people": _addresses,
    "mail.namnder": _addresses,
    "mail.seconds": number(5, 3_600),
    "mail.allow_private_addresses": networks,
}
"""The keys of ``[mail]``, and what each may say."""


def read_mail(values: Mapping[str, Any]) -> MailSettings:
    """Return the table as a whole from its values by their short names.

    Raises:
        SettingsError: There is a server and no sender, or a password would go in the clear.
    """
    found = MailSettings(**{**values, "tls": Encryption(values.get("tls", Encryption.STARTTLS))})
    if found.host and not found.sender:
        raise SettingsError("the setting {key} is missing; add it", key="mail.sender")
    if found.user and found.tls is Encryption.NONE:
        raise SettingsError(
            "the setting mail.tls cannot be none where mail.user logs in, for the password would "
            "go in the clear; write starttls or implicit"
        )
    return found
