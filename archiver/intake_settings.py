"""The settings ``[intake]``: which column of a table holds which part of a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from archiver.setting_values import Reader, choice, words
from diarium.errors import SettingsError
from diarium.intake.table_columns import FIELDS, NEEDED, Mappings
from diarium.intake.table_times import EPOCH
from diarium.message_records import Channel

_NAME = re.compile(r"[\w-]{1,60}")
_BY_LANGUAGE = re.compile(r"%[-#]?[aAbBcxXpZ]")
"""Directives whose meaning hangs on the language of the machine."""
_TRIED = datetime(2031, 12, 28, 23, 47)  # noqa: DTZ001  a written time without offset


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """How tables are read.

    Attributes:
        mappings: By name, which column holds which field; see docs/table.md.
    """

    mappings: Mappings = field(default_factory=dict)


def _time_format(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    """Return a format of times that any machine reads the same, with year, month and day."""
    written = words(key, value, folder)
    if written == EPOCH:
        return written
    try:
        read = datetime.strptime(_TRIED.strftime(written), written)  # noqa: DTZ007  only tried
    except ValueError:
        read = None
    if read is None or read.date() != _TRIED.date() or _BY_LANGUAGE.search(written):
        raise SettingsError(
            "the setting {key} must tell year, month and day in figures, such as "
            '"%d/%m/%Y %H:%M", or be "epoch"',
            key=key,
        )
    return written


def _timezone(key: str, value: Any, folder: Path) -> str:  # noqa: ANN401  as TOML gave it
    written = words(key, value, folder)
    try:
        return ZoneInfo(written).key
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError(
            "the setting {key} must be a time zone such as Europe/Stockholm or UTC", key=key
        ) from error


_READERS: dict[str, Reader] = {
    **dict.fromkeys(FIELDS, words),
    "channel": choice(*Channel),
    "source": words,
    "time_format": _time_format,
    "timezone": _timezone,
    "own_is": words,
}


def mappings(key: str, value: Any, folder: Path) -> Mappings:  # noqa: ANN401  as TOML gave it
    """Return the mappings by name.

    Raises:
        SettingsError: One lacks what it needs, or a key in it is unknown or says something
            impossible; the message names the key.
    """
    if not isinstance(value, dict):
        raise SettingsError(
            "the setting {key} must hold tables; write [{key}.NAME] on a line of its own", key=key
        )
    return {name: _mapping(f"{key}.{name}", name, said, folder) for name, said in value.items()}


def _mapping(key: str, name: str, said: object, folder: Path) -> Mapping[str, str]:
    if not isinstance(said, dict):
        raise SettingsError(
            "the setting {table} must be a table; write [{table}] on a line of its own", table=key
        )
    if not _NAME.fullmatch(name):
        raise SettingsError(
            "the name of the mapping {key} must be letters, digits and hyphens", key=key
        )
    read = {each: _reader(key, each)(f"{key}.{each}", told, folder) for each, told in said.items()}
    for each in (*NEEDED, *(("own", "own_is") if {"own", "own_is"} & read.keys() else ())):
        if each not in read:
            raise SettingsError("the setting {key} is missing; add it", key=f"{key}.{each}")
    return read


def _reader(key: str, name: str) -> Reader:
    if name in _READERS:
        return _READERS[name]
    near = get_close_matches(name, _READERS, 1)
    if near:
        raise SettingsError(
            "there is no setting {key}; did you mean {near}?", key=f"{key}.{name}", near=near[0]
        )
    raise SettingsError("there is no setting {key}; remove it", key=f"{key}.{name}")


INTAKE_KEYS: dict[str, Reader] = {"intake.mappings": mappings}
"""The keys of the table, and what each may say."""
