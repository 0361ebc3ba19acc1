"""Swedish working days, computed: weekends, red days and the eves when authorities are closed.

The red days are those of lag (1989:253) om allmänna helgdagar, where Sundays are meant too. The
three eves are none of them. That authorities keep closed then is custom, but one that the law
follows: lag (1930:173) om beräkning av lagstadgad tid 2 § counts midsommarafton, julafton and
nyårsafton, and every Saturday, as a holiday when a time that ends on one is moved on.
"""

from datetime import date, timedelta
from functools import lru_cache

NATIONALDAG_FROM = 2005
"""Nationaldagen became a red day, and annandag pingst ceased to be one (SFS 2004:1320)."""
FRIDAY, SATURDAY = 4, 5


@lru_cache(maxsize=512)
def red_days(year: int) -> dict[date, str]:
    """Return the red days of a year with their names, but for ordinary Sundays.

    The law is lag (1989:253) om allmänna helgdagar; alla helgons dag and midsommardagen are the
    Saturdays within its bounds.

    Args:
        year: A year of the Gregorian calendar from 1953 on, when the two got their Saturdays.
    """
    easter = easter_sunday(year)
    days = {
        date(year, 1, 1): "nyårsdagen",
        date(year, 1, 6): "trettondedag jul",
        easter - timedelta(days=2): "långfredagen",
        easter: "påskdagen",
        easter + timedelta(days=1): "annandag påsk",
        date(year, 5, 1): "första maj",
        easter + timedelta(days=39): "Kristi himmelsfärdsdag",
        easter + timedelta(days=49): "pingstdagen",
        _first(SATURDAY, date(year, 6, 20)): "midsommardagen",
        _first(SATURDAY, date(year, 10, 31)): "alla helgons dag",
        date(year, 12, 25): "juldagen",
        date(year, 12, 26): "annandag jul",
    }
    if year >= NATIONALDAG_FROM:
        days[date(year, 6, 6)] = "nationaldagen"
    else:
        days[easter + timedelta(days=50)] = "annandag pingst"
    return days


@lru_cache(maxsize=512)
def eves(year: int) -> dict[date, str]:
    """Return the eves on which authorities are closed (custom; lag 1930:173 2 §)."""
    return {
        _first(FRIDAY, date(year, 6, 19)): "midsommarafton",
        date(year, 12, 24): "julafton",
        date(year, 12, 31): "nyårsafton",
    }


def easter_sunday(year: int) -> date:
    """Return påskdagen by the Gregorian computus (the anonymous algorithm in Meeus' form)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, rest = divmod(century, 4)
    lunar = (8 * century + 13) // 25
    epact = (19 * golden + century - leap_centuries - lunar + 15) % 30
    leaps, odd = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - odd) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    """Tell whether authorities work on a day: no weekend, no red day, none of the eves."""
    return day.weekday() < SATURDAY and day not in _closed_weekdays(day.year)


def next_working_day(day: date, number: int = 1) -> date:
    """Return the first working day after a day, or a later one.

    Args:
        day: Any day; it is not counted itself.
        number: Which working day after it, 1 for the first.
    """
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def count_working_days(first: date, last: date) -> int:
    """Return how many working days come after one day, up to and including another.

    Args:
        first: Not counted itself.
        last: Counted, if it is a working day; before ``first`` the count is negative.
    """
    if last < first:
        return -count_working_days(last, first)
    closed = sum(
        first < day <= last
        for year in range(first.year, last.year + 1)
        for day in _closed_weekdays(year)
    )
    return _weekdays_until(last) - _weekdays_until(first) - closed


@lru_cache(maxsize=512)
def _closed_weekdays(year: int) -> frozenset[date]:
    """Return the days from Monday to Friday when authorities are closed."""
    return frozenset(day for day in red_days(year) | eves(year) if day.weekday() < SATURDAY)


def _weekdays_until(day: date) -> int:
    """Return how many days from Monday to Friday there were up to and including a day."""
    weeks, rest = divmod(day.toordinal(), 7)  # day 1 of the calendar was a Monday
    return weeks * 5 + min(rest, 5)


def _first(weekday: int, day: date) -> date:
    """Return the first such day of the week on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
