"""The settings ``[fetch]``: the live sources that messages are fetched from.

Each source is a table of its own, such as ``[fetch.ks-mastodon]``. How it lets us in is never a
setting: tokens and passwords are kept locked (see `tokens`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from archiver.setting_values import Reader, choice, networks, number, path_of_file, text, words
from diarium.errors import SettingsError

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


class SourceKind(StrEnum):
    """What a live source is."""

    MASTODON = "mastodon"
    IMAP = "imap"
    SPOOL = "spool"
    FEED = "feed"
    MASTODON_TAG = "mastodon-tag"


WATCHING = frozenset({SourceKind.FEED, SourceKind.MASTODON_TAG})
"""Sources by which the municipality watches what is said elsewhere (policy, "Mediebevakning")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """A live source.

    Attributes:
        id: What it is called here.
        account: The account its messages belong to.
        namnd: The nämnd they belong to when they have no account.
        server: Mastodon, a tag too: the instance's address.
        host: IMAP: the mail server; ``port`` its port; ``tls`` how the talk is encrypted, from its
            beginning (``implicit``) or by STARTTLS.
        user: IMAP: who logs in.
        folder: IMAP: the mailbox's folder, which is only read. Spool: the path of the folder
            where the receiver lays down its payloads.
        url: A feed's address.
        tag: Mastodon: the tag that is watched, without ``#``.
        minutes: A feed or a tag: it is asked for no sooner than so long after the last time.
    """

    id: str
    kind: SourceKind
    account: str | None = None
    namnd: str | None = None
    server: str = ""
    host: str = ""
    port: int = 993
    tls: str = "implicit"
    user: str = ""
    folder: str = "INBOX"
    url: str = ""
    tag: str = ""
    minutes: int = 30

    @property
    def wants_token(self) -> bool:
        """Whether it lets in only who has a token or a password."""
        return self.kind in {SourceKind.MASTODON, SourceKind.IMAP}

    @property
    def takes_token(self) -> bool:
        """Whether a token means anything to it; some servers show a tag to members alone."""
        return self.wants_token or self.kind is SourceKind.MASTODON_TAG

    @property
    def watches(self) -> bool:
        """Whether what it brings is of the omvärld."""
        return self.kind in WATCHING


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """What is fetched, and how gently.

    Attributes:
        sources: The live sources by their ids.
        allow_private_addresses: Addresses or networks that are closed unless named here.
        transfer_mb: Most that is fetched from one source in one run, in megabytes.
        pieces: Most pages, mails or payloads of one source in one run.
        seconds: Longest time for one source in one run.
        warn_days: So many days before a token expires it is a duty to renew it.
        late_days: A source that has not been fetched for so many days is a duty.
    """

    sources: Mapping[str, SourceSettings] = field(default_factory=dict)
    allow_private_addresses: tuple[str, ...] = ()
    transfer_mb: int = 200
    pieces: int = 5_000
    seconds: int = 900
    warn_days: int = 14
    late_days: int = 2


def _server(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return an instance's address, without a path."""
    written = text(key, value, folder).strip().rstrip("/")
    try:
        parts = urlsplit(written)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        bare = known and not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:
        bare = False
    if not bare or not written.isascii() or not written.isprintable() or " " in written:
        raise SettingsError(
            "the setting {key} must be an address such as https://social.example.se", key=key
        )
    return written


def _url(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return the address of a feed."""
    written = text(key, value, folder).strip()
    try:
        parts = urlsplit(written)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        bare = known and not parts.fragment and "@" not in parts.netloc
    except ValueError:
        bare = False
    if not bare or not written.isascii() or not written.isprintable() or " " in written:
        raise SettingsError(
            "the setting {key} must be a feed's address such as https://example.se/feed.xml",
            key=key,
        )
    return written


def _tag(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a tag without its sign."""
    written = text(key, value, folder).strip().removeprefix("#")
    if not re.fullmatch(r"\w{1,100}", written):
        raise SettingsError("the setting {key} must be one tag, such as avallby", key=key)
    return written


def _host(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a server's name or address, in lower case."""
    written = text(key, value, folder).strip().lower()
    if not re.fullmatch(r"[a-z0-9._:-]{1,253}", written):
        raise SettingsError(
            "the setting {key} must be a server's name such as imap.example.se", key=key
        )
    return written


def _path(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    return str(path_of_file(key, value, folder))


FETCH_KEYS: dict[str, Reader] = {
    "fetch.allow_private_addresses": networks,
    "fetch.transfer_mb": number(1, 100_000),
    "fetch.pieces": number(1, 1_000_000),
    "fetch.seconds": number(10, 86_400),
    "fetch.warn_days": number(0, 365),
    "fetch.late_days": number(1, 365),
}
"""The keys of the table that are no source, and what each may say."""
_COMMON: dict[str, Reader] = {
    "kind": choice(*SourceKind),
    "account": words,
    "namnd": words,
}
_MINUTES = number(5, 10_080)
_OWN: dict[SourceKind, tuple[dict[str, Reader], tuple[str, ...]]] = {
    SourceKind.MASTODON: ({"server": _server}, ("server", "account")),
    SourceKind.IMAP: (
        {
            "host": _host,
            "port": number(1, 65_535),
            "tls": choice("implicit", "starttls"),
            "user": words,
            "folder": words,
        },
        ("host", "user"),
    ),
    SourceKind.SPOOL: ({"folder": _path}, ("folder",)),
    SourceKind.FEED: ({"url": _url, "minutes": _MINUTES}, ("url", "namnd")),
    SourceKind.MASTODON_TAG: (
        {"server": _server, "tag": _tag, "minutes": _MINUTES},
        ("server", "tag", "namnd"),
    ),
}
"""The keys of each kind of source besides the common ones, and which of them it needs."""


def read_source(key: str, value: Any, folder: Path) -> SourceSettings:  # noqa: ANN401  as TOML gave it
    """Read the table of a source.

    Args:
        key: Its full name, such as ``fetch.ks-mastodon``.
        value: The table as TOML gave it.
        folder: What relative paths are counted from.

    Raises:
        SettingsError: A key is unknown, missing or says something impossible; the message names it.
    """
    name = key.removeprefix("fetch.")
    if not _ID.fullmatch(name):
        raise SettingsError(
            "the name {name} of a source in {key} must be small letters a–z, digits and hyphens",
            name=name,
            key=key,
        )
    kind = SourceKind(_COMMON["kind"](f"{key}.kind", value.get("kind", ""), folder))
    own, needed = _OWN[kind]
    readers = _COMMON | own
    if kind in WATCHING:  # what others write elsewhere comes by no account
        del readers["account"]
    told = {
        each: _find(readers, key, each)(f"{key}.{each}", said, folder)
        for each, said in value.items()
    }
    for each in needed:
        if each not in told:
            raise SettingsError("the setting {key} is missing; add it", key=f"{key}.{each}")
    if not ({"account", "namnd"} & set(told)):
        raise SettingsError(
            "nothing says whose the messages of {key} are; add account or namnd to it", key=key
        )
    return SourceSettings(id=name, **{**told, "kind": kind})


def _find(readers: dict[str, Reader], key: str, name: str) -> Reader:
    if name in readers:
        return readers[name]
    near = get_close_matches(name, readers, 1)
    if near:
        raise SettingsError(
            "there is no setting {key}; did you mean {near}?", key=f"{key}.{name}", near=near[0]
        )
    raise SettingsError("there is no setting {key}; remove it", key=f"{key}.{name}")


def read_fetch(values: Mapping[str, Any]) -> FetchSettings:
    """Return the table as a whole from its values by their short names."""
    sources = {each.id: each for each in values.values() if isinstance(each, SourceSettings)}
    rest = {name: each for name, each in values.items() if not isinstance(each, SourceSettings)}
    return FetchSettings(sources=sources, **rest)
