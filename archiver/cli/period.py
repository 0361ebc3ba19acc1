"""A half-year as it is written on the command line."""

from diarium.errors import UsageError
from schedules.half_year import HalfYear


def read_period(written: str | None) -> HalfYear | None:
    """Read a half-year such as ``2026-H1``, if one was given.

    Raises:
        UsageError: It is written otherwise.
    """
    if written is None:
        return None
    try:
        return HalfYear.parse(written)
    except ValueError as error:
        raise UsageError(
            "{written} is no half-year; write it like 2026-H1", written=written
        ) from error
