"""A moment as it is written on the command line."""

from datetime import datetime

from archiver.cli.days import FIRST_YEAR, LAST_YEAR
from diarium.errors import UsageError
from schedules.clock import STOCKHOLM


def read_moment(said: str | None) -> datetime | None:
    """Return a moment, if one is given; one without an offset is Swedish time.

    Raises:
        UsageError: It is no moment.
    """
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise _no_moment(said) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _no_moment(said)
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def _no_moment(said: str) -> UsageError:
    return UsageError("{said} is no moment; write it as 2026-07-01T09:30", said=said)
