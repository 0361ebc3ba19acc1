"""What falls due when: answers, registration and what is to be passed on.

Hours are real hours, also over a night when the clocks are changed. Days are days in Swedish time,
and a day to be used is used up at the midnight that ends it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from schedules.clock import STOCKHOLM
from schedules.working_days import count_working_days, next_working_day

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """How a moment stands to a deadline.

    Attributes:
        late: The deadline has passed.
        hours: Whole hours left or, when late, over; begun hours count when late.
        working_days: Swedish working days left or, when late, over.
    """

    late: bool
    hours: int
    working_days: int


def answer_due(made_available: datetime, hours: int) -> datetime:
    """Return by when a message should be answered (policy: within 48 hours), in UTC.

    Args:
        made_available: When the municipality could first have read it (TF 2 kap. 9 §).
        hours: How many hours an answer may take.
    """
    return made_available.astimezone(UTC) + hours * HOUR


def registration_due(made_available: datetime) -> datetime:
    """Return by when a message must be registered, in UTC: the end of the next working day.

    OSL 5 kap. 1 § says as soon as it has come in; by JO's practice the next working day at latest.
    """
    return working_days_after(made_available, 1)


def working_days_after(moment: datetime, days: int) -> datetime:
    """Return the end of the working day so many working days after a moment's day, in UTC."""
    return _end_of(next_working_day(_day(moment), days))


def measure(due: datetime, now: datetime) -> Margin:
    """Return how much time is left before a deadline, or how late it is."""
    late = now >= due
    gap = now - due if late else due - now
    last = due - timedelta.resolution  # the day that was to be used, not the one it ends into
    first, then = (_day(last), _day(now)) if late else (_day(now), _day(last))
    return Margin(
        late=late,
        hours=-(-gap // HOUR) if late else gap // HOUR,
        working_days=max(count_working_days(first, then), 0),
    )


def elapsed(since: datetime, now: datetime) -> tuple[int, int]:
    """Return the whole hours and the Swedish working days that have passed since a moment."""
    return (now - since) // HOUR, count_working_days(_day(since), _day(now))


def begun_hours(since: datetime, until: datetime) -> int:
    """Return the hours between two moments, a begun one counted whole."""
    return -((since - until) // HOUR)


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, STOCKHOLM).astimezone(UTC)
