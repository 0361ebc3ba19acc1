"""Platform profiles: what is known of a platform's pages, as data.

Each file of ``archiver/capture/profiles`` describes one platform; ``generic`` holds for any page
and is asked after the platform's own. A site may lay a folder of its own files beside them: a file
of the same name changes the keys it writes, a new name adds a platform. Platforms change without
notice, so a profile says in ``checked`` when it was last held against the live platform, if ever.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from diarium.errors import SettingsError

GENERIC = "generic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How something on a page is known: by its exact words, or by CSS selectors."""

    texts: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The buttons of a consent box, mildest first, and boxes to hide when no button helps."""

    reject: Marks = Marks()
    necessary: Marks = Marks()
    accept: Marks = Marks()
    hide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Teasers:
    """Boxes that ask a visitor to log in or to get an app: how they close, what to hide."""

    close: Marks = Marks()
    hide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Signs that a page is not the account's start page; a text is a phrase on the page."""

    logged_out: Marks = Marks()
    blocked: Marks = Marks()
    removed: Marks = Marks()
    rate_limited: Marks = Marks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of a platform's pages.

    Attributes:
        platform: The name of its file, in lower case.
        title: The platform's name as people write it.
        checked: The day it was held against the live platform; empty if it never was.
        also: Other names that an account's platform may have been given.
        hosts: Hosts of its addresses; their subdomains count too. Empty means any host.
        paths: Regular expressions, one of which the path of a start page's address matches whole.
        consent: Its consent boxes.
        teasers: Its teasers.
        signs: Its walls.
        names: CSS selectors of where the account's name stands.
        dates: CSS selectors of where the dates of posts stand.
        own: Whether the site's own file has a say in it.
    """

    platform: str
    title: str
    checked: str = ""
    also: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    consent: Consent = Consent()
    teasers: Teasers = Teasers()
    signs: Signs = Signs()
    names: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    own: bool = False

    def is_start_address(self, url: str) -> bool:
        """Tell whether an address looks like that of an account's start page here."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        known = not self.hosts or any(host == h or host.endswith(f".{h}") for h in self.hosts)
        path = parts.path or "/"
        return known and (not self.paths or any(re.fullmatch(p, path) for p in self.paths))


def read_profiles(folder: Path | None = None) -> dict[str, Profile]:
    """Read every profile by its platform: those of the program and a site's own.

    Args:
        folder: The site's own folder, if it has one.

    Raises:
        SettingsError: The folder or a file in it cannot be read, or says something unknown.
    """
    known = {name: _flatten(name, text) for name, text in _built_in()}
    own = {name: _flatten(name, text) for name, text in _own(folder)} if folder else {}
    return {
        name: _profile(name, known.get(name, {}) | own.get(name, {}), own=name in own)
        for name in sorted(known.keys() | own.keys())
    }


def choose_profiles(profiles: dict[str, Profile], platform: str) -> tuple[Profile, ...]:
    """Return the profiles to ask for an account: its platform's, if there is one, then generic."""
    wanted, generic = platform.strip().casefold(), profiles[GENERIC]
    for name, profile in profiles.items():
        if wanted in {name, profile.title.casefold(), *profile.also} and name != GENERIC:
            return profile, generic
    return (generic,)


def _built_in() -> list[tuple[str, str]]:
    found = files("archiver.capture").joinpath("profiles").iterdir()
    return [
        (each.name.removesuffix(".toml"), each.read_text(encoding="utf-8"))
        for each in found
        if each.name.endswith(".toml")
    ]


def _own(folder: Path) -> list[tuple[str, str]]:
    try:
        return [
            (each.stem.casefold(), each.read_text(encoding="utf-8-sig"))
            for each in sorted(folder.iterdir())
            if each.suffix == ".toml"
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "the profiles in {folder} cannot be read ({cause}); correct [capture] profiles in "
            "archiver.toml",
            folder=folder,
            cause=getattr(error, "strerror", None) or error,
        ) from error


def _flatten(name: str, text: str) -> dict[str, Any]:
    """Return the values of a profile by their full keys, each of the kind it must be."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(
            "the profile {name}.toml is not TOML: {cause}", name=name, cause=error
        ) from error
    flat = dict[str, Any]()
    left = list(document.items())
    while left:
        key, value = left.pop()
        if isinstance(value, dict) and key not in _KEYS:
            left += [(f"{key}.{inner}", deeper) for inner, deeper in value.items()]
        else:
            flat[key] = _value(name, key, value)
    return flat


def _value(name: str, key: str, value: object) -> str | tuple[str, ...]:
    if key not in _KEYS:
        near = get_close_matches(key, _KEYS, 1, 0)[0]
        raise SettingsError(
            "the profile {name}.toml has the key {key}, which is unknown; did you mean {near}?",
            name=name, key=key, near=near,
        )  # fmt: skip
    if key in _WORDS and isinstance(value, str):
        return value
    if key not in _WORDS and isinstance(value, list) and all(_is_filled(each) for each in value):
        return tuple(value)
    raise SettingsError(
        "the profile {name}.toml says something impossible in {key}; {words} are texts, all other "
        "keys lists of texts",
        name=name, key=key, words=", ".join(_WORDS),
    )  # fmt: skip


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _profile(name: str, flat: dict[str, Any], *, own: bool) -> Profile:
    _check_paths(name, flat.get("paths", ()))
    plain = {key: value for key, value in flat.items() if "." not in key}
    return Profile(
        platform=name,
        consent=Consent(hide=flat.get("consent.hide", ()), **_marks(flat, "consent", Consent)),
        teasers=Teasers(hide=flat.get("teasers.hide", ()), **_marks(flat, "teasers", Teasers)),
        signs=Signs(**_marks(flat, "signs", Signs)),
        own=own,
        **({"title": name} | plain),
    )


def _check_paths(name: str, paths: tuple[str, ...]) -> None:
    for each in paths:
        try:
            re.compile(each)
        except re.error as error:
            raise SettingsError(
                "the profile {name}.toml holds {path} in paths, which is no regular expression "
                "({cause})",
                name=name, path=each, cause=error,
            ) from error  # fmt: skip


def _marks(flat: dict[str, Any], table: str, kind: type[Any]) -> dict[str, Marks]:
    return {
        name: Marks(
            texts=flat.get(f"{table}.{name}.texts", ()),
            selectors=flat.get(f"{table}.{name}.selectors", ()),
        )
        for name in _names(kind)
    }


def _names(kind: type[Any]) -> list[str]:
    return [each.name for each in fields(kind) if each.name != "hide"]


_WORDS = ("title", "checked")
_TABLES: dict[str, type[Any]] = {"consent": Consent, "teasers": Teasers, "signs": Signs}
_KEYS = (
    *_WORDS,
    *("also", "hosts", "paths", "names", "dates", "consent.hide", "teasers.hide"),
    *(
        f"{table}.{name}.{part}"
        for table, kind in _TABLES.items()
        for name in _names(kind)
        for part in ("texts", "selectors")
    ),
)
"""Every key of a profile by its full name."""
