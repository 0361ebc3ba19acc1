"""The only place that reads the wall clock.

Every other function takes ``now``, so that a half-year can be lived through in a test.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
"""Half-years, working days and deadlines are counted in Swedish time."""


def read_clock() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one reader of the clock
