"""The days of a page's posts, as far as the page says them in full.

"3 h", "i går" and "3 maj" leave something to be guessed, and are only counted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schedules.clock import STOCKHOLM

FIRST_YEAR = 1995
"""No post on the web is older."""
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",),
    ("maj", "may"), ("juni", "june"), ("juli", "july"), ("augusti", "august"), ("september",),
    ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_DAY_FIRST = re.compile(r"\b(\d{1,2})\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDates:
    """The days of the posts on a page.

    Attributes:
        read: Posts whose day the page says in full.
        unread: Posts whose day it says in another way, such as "i går".
        first: The oldest day read.
        last: The newest day read.
    """

    read: int = 0
    unread: int = 0
    first: date | None = None
    last: date | None = None


def read_post_dates(written: Iterable[str], taken: date) -> PostDates:
    """Read the days of a page's posts.

    Args:
        written: Each as the page has it.
        taken: The day the page was seen; a later one, such as that of an event to come, is no
            post's.
    """
    days = [read_day(each) for each in written]
    latest = taken + timedelta(days=1)  # a page may tell the time of another part of the world
    read = [day for day in days if day is not None and day.year >= FIRST_YEAR and day <= latest]
    return PostDates(
        read=len(read),
        unread=len(days) - len(read),
        first=min(read, default=None),
        last=max(read, default=None),
    )


def read_day(written: str) -> date | None:
    """Return the day that a text says in full, in Swedish time, and nothing for any other."""
    try:
        return _moment(written) or _day_in_words(written)
    except (ValueError, OverflowError):
        return None


def _moment(written: str) -> date | None:
    found = _MOMENT.search(written)
    if found is None:
        return None
    moment = datetime.fromisoformat(found[0])
    return (moment.astimezone(STOCKHOLM) if moment.tzinfo else moment).date()


def _day_in_words(written: str) -> date | None:
    if found := _DAY_FIRST.search(written):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(written):
        month, day, year = found.groups()
    else:
        return None
    number = _month(month.casefold())
    return date(int(year), number, int(day)) if number else None


def _month(word: str) -> int | None:
    """Return the number of a month, written out or by its first three or four letters."""
    for number, names in enumerate(_MONTHS, start=1):
        if word in names or word in {name[:end] for name in names for end in (3, 4)}:
            return number
    return None
