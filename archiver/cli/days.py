"""A day as it is written on the command line."""

import re
from datetime import date, datetime, time

from diarium.errors import UsageError
from schedules.clock import STOCKHOLM

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Years that a person can mean, and that leave room to count days and hours in."""


def read_day(written: str) -> date:
    """Read a day such as ``2026-07-01``.

    Raises:
        UsageError: It is written otherwise, or there is no such day.
    """
    try:
        day = date.fromisoformat(written.strip())
    except ValueError as error:
        raise _no_day(written) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR or not re.fullmatch(
        r"\d{4}-\d\d-\d\d", written.strip(), re.ASCII
    ):
        raise _no_day(written)
    return day


def start_of(day: date) -> datetime:
    """Return the moment a day begins in Sweden."""
    return datetime.combine(day, time.min, STOCKHOLM)


def _no_day(written: str) -> UsageError:
    return UsageError("{written} is no day; write it like 2026-07-01", written=written)
