"""Gaps in what was delivered: days, weeks or months without a message where most have some.

The finest measure that fits is taken: days if at least three in four of the days from the first
message to the last have one; else weeks, Monday to Sunday, if at least half of them have; else
months, likewise. Where not even every second month has a message nothing can be said, and nothing
is. A gap may have a good reason, such as a holiday; it is told so that a person can judge.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

DAY = timedelta(days=1)


class Measure(StrEnum):
    """In what gaps are counted."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a message, the first and the last of them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Silences:
    """The gaps of a period.

    Attributes:
        measure: In what they are counted; none where messages are too rare for any to be told.
        gaps: In order of time.
    """

    measure: Measure | None
    gaps: tuple[Gap, ...] = ()


def find_silences(days: Collection[date]) -> Silences:
    """Return the gaps between days, in Sweden, on which there are messages."""
    if not days:
        return Silences(None)
    for measure, number, start, wanted in MEASURES:
        found = sorted({number(day) for day in days})
        if len(found) >= wanted * (found[-1] - found[0] + 1):
            pairs = ((before, after) for before, after in pairwise(found) if after > before + 1)
            gaps = (Gap(start(before + 1), start(after) - DAY) for before, after in pairs)
            return Silences(measure, tuple(gaps))
    return Silences(None)


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


def _week_start(week: int) -> date:
    return date.fromordinal(week * 7 + 1)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


MEASURES: tuple[tuple[Measure, Callable[[date], int], Callable[[int], date], float], ...] = (
    (Measure.DAYS, date.toordinal, date.fromordinal, 0.75),
    (Measure.WEEKS, _week, _week_start, 0.5),
    (Measure.MONTHS, _month, _month_start, 0.5),
)
"""Each measure: the number of the one a day lies in, its first day, and how many must have some."""
