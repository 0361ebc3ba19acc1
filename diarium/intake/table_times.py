"""The times of tables: as a person or a system wrote them, often without offset."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from diarium.intake import json_fields
from diarium.intake.raw import PieceError, Reason, is_possible
from schedules.clock import STOCKHOLM

EPOCH = "epoch"
"""The format of times counted in seconds or thousandths since 1970."""
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ]+(\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))? ?([Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)


def read_moment(written: str, said: Mapping[str, str], now: datetime, name: str) -> datetime:
    """Return a moment of a table.

    A time without offset is in the time zone that is said, Swedish time unless another is. One
    that came twice, when the clock was put back, is the first; one that never was, when it was put
    forward, is what a clock that nobody put forward showed.

    Args:
        written: As it stands in the table.
        said: ``time_format`` (of ``datetime.strptime``, or ``epoch``; else ISO 8601) and
            ``timezone``.
        now: The present moment.
        name: The field.

    Raises:
        PieceError: It is no moment in that format, or one that cannot be.
    """
    if said.get("time_format") == EPOCH:
        found = json_fields.epoch({name: written.strip()}, name, now)
        return json_fields.required(found, name)
    try:
        moment = _parse(written.strip(), said.get("time_format"))
    except (ValueError, OverflowError) as error:
        raise PieceError(Reason.TIME_WRONG, name) from error
    zone = ZoneInfo(said["timezone"]) if "timezone" in said else STOCKHOLM
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if not is_possible(aware, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, name)
    return aware.astimezone(UTC)


def _parse(written: str, pattern: str | None) -> datetime:
    if pattern is not None:
        return datetime.strptime(written, pattern)  # noqa: DTZ007  the zone is added by the caller
    found = _ISO.fullmatch(written)
    if found is None:
        raise ValueError(written)
    day, clock, fraction, offset = found.groups()
    return datetime.fromisoformat(
        f"{day}T{clock}{_fraction(clock, fraction)}{offset or ''}".upper()
    )


def _fraction(clock: str, fraction: str | None) -> str:
    whole = clock.count(":") > 1
    return f".{fraction}" if fraction and whole else ""
