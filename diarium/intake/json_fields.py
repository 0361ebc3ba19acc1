"""Typed access to the fields of one parsed JSON object, whatever the source has put in them.

A field that is null is taken as not given. A field of the wrong type is a fault of the piece that
holds it: each function raises ``PieceError`` with the name of the field, never with what it holds.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from diarium.intake.raw import PieceError, Reason, is_possible

Fields = Mapping[str, Any]
Value = TypeVar("Value")

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = 100_000_000_000
"""A number larger than this counts thousandths: as seconds it would be the year 5138."""
_LAST_THOUSANDTH = _LAST_SECOND * 1_000


def required(value: Value | None, name: str) -> Value:
    """Return a value that must be there."""
    if value is None:
        raise PieceError(Reason.FIELD_MISSING, name)
    return value


def text(fields: Fields, key: str, name: str = "") -> str | None:
    """Return a text; ``name`` is what a report calls the field where the key does not say it."""
    value = fields.get(key)
    if not isinstance(value, str | None):
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return value


def identifier(fields: Fields, key: str, name: str = "") -> str | None:
    """Return an id; some platforms write theirs as numbers. An empty one is none."""
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(fields, key, name) or None


def flag(fields: Fields, key: str, name: str = "") -> bool:
    """Return whether something holds; it does not where nothing is said."""
    value = fields.get(key)
    if not isinstance(value, bool | None):
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return bool(value)


def count(fields: Fields, key: str, name: str = "") -> int:
    """Return a number of things, 0 where nothing is said."""
    value = fields.get(key)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LAST_SECOND:
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return value


def mapping(fields: Fields, key: str, name: str = "") -> Fields:
    """Return an object, empty where nothing is said."""
    value = fields.get(key)
    if not isinstance(value, dict | None):
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return value or {}


def objects(fields: Fields, key: str, name: str = "") -> list[Fields]:
    """Return a list of objects, empty where nothing is said."""
    value = fields.get(key)
    if not isinstance(value, list | None) or not all(
        isinstance(each, dict) for each in value or ()
    ):
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return value or []


def moment(fields: Fields, key: str, now: datetime, name: str = "") -> datetime | None:
    """Return a moment written as RFC 3339, with its offset."""
    written, said = text(fields, key, name), name or key
    if written is None:
        return None
    if not _RFC_3339.fullmatch(written):
        raise PieceError(Reason.TIME_WRONG, said)
    try:
        found = datetime.fromisoformat(written.upper())
    except ValueError as error:
        raise PieceError(Reason.TIME_WRONG, said) from error
    return _possible(found, now, said)


def epoch(fields: Fields, key: str, now: datetime, name: str = "") -> datetime | None:
    """Return a moment counted in seconds or thousandths since 1970, told apart by their size.

    The digits may also stand as a text.
    """
    value, said = fields.get(key), name or key
    if value is None:
        return None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PieceError(Reason.TIME_WRONG, said)
    if not 0 < value < _LAST_THOUSANDTH:
        raise PieceError(Reason.TIME_IMPOSSIBLE, said)
    unit = "seconds" if value < _LAST_SECOND else "milliseconds"
    return _possible(_EPOCH + timedelta(**{unit: value}), now, said)


def _possible(found: datetime, now: datetime, name: str) -> datetime:
    if not is_possible(found, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, name)
    return found.astimezone(UTC)
