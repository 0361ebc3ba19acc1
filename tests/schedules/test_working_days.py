"""Swedish working days, beside the package holidays, which computes them independently."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.working_days import (
    count_working_days,
    easter_sunday,
    eves,
    is_working_day,
    next_working_day,
    red_days,
)

YEARS = range(2000, 2101)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.fixture(scope="module")
def library() -> holidays.HolidayBase:
    """Return the red days as the package knows them, the ordinary Sundays left out."""
    return holidays.country_holidays("SE", years=YEARS, language="sv")


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_the_red_days_of_a_century_are_those_of_an_independent_library(
    library: holidays.HolidayBase,
) -> None:
    ours = {day: name for year in YEARS for day, name in red_days(year).items()}
    theirs = {day: name.lower() for day, name in library.items()}
    # where two meet on one day the library writes both names
    apart = {
        day: (ours.get(day), theirs.get(day))
        for day in ours.keys() | theirs.keys()
        if ours.get(day, "none").lower() not in theirs.get(day, "")
    }
    assert len(ours) > 1300
    assert not apart


def test_every_day_of_a_century_is_a_working_day_unless_weekend_red_or_an_eve(
    library: holidays.HolidayBase,
) -> None:
    checked = 0
    for year in YEARS:
        closed = eves(year)
        for day in days_of(year):
            expected = day.weekday() < 5 and day not in library and day not in closed
            assert is_working_day(day) is expected, day
            checked += 1
    assert checked == 36890


@pytest.mark.parametrize("year", YEARS)
def test_the_eves_are_those_of_the_law_on_reckoning_of_time(year: int) -> None:
    named = {name: day for day, name in eves(year).items()}
    midsummer = next(day for day, name in red_days(year).items() if name == "midsommardagen")
    assert named == {
        "midsommarafton": midsummer - timedelta(days=1),
        "julafton": date(year, 12, 24),
        "nyårsafton": date(year, 12, 31),
    }


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2011, date(2011, 4, 24)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
        (2285, date(2285, 3, 22)),
    ],
)
def test_easter_falls_where_the_almanac_has_it(year: int, easter: date) -> None:
    assert easter_sunday(year) == easter


def test_nationaldagen_took_the_place_of_annandag_pingst_in_2005() -> None:
    assert not is_working_day(date(2004, 5, 31))
    assert date(2004, 6, 6) not in red_days(2004)
    assert is_working_day(date(2005, 5, 16))
    assert not is_working_day(date(2005, 6, 6))


def test_the_next_working_day_leaps_over_a_whole_christmas() -> None:
    assert next_working_day(date(2026, 12, 23)) == date(2026, 12, 28)
    assert next_working_day(date(2026, 12, 30)) == date(2027, 1, 4)
    assert next_working_day(date(2026, 12, 30), 2) == date(2027, 1, 5)
    assert next_working_day(date(2026, 12, 30), 3) == date(2027, 1, 7)  # trettondedag jul


@given(DAYS, st.integers(1, 30))
def test_a_later_working_day_is_so_many_working_days_away(day: date, number: int) -> None:
    then = next_working_day(day, number)
    assert then > day
    assert is_working_day(then)
    assert count_working_days(day, then) == number
    assert count_working_days(day, then - timedelta(days=1)) == number - 1


@given(DAYS, DAYS)
def test_working_days_are_counted_as_one_would_on_a_calendar(first: date, last: date) -> None:
    first, last = min(first, last), max(first, last)
    last = min(last, first + timedelta(days=800))
    span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    assert count_working_days(first, last) == sum(map(is_working_day, span))
    assert count_working_days(last, first) == -count_working_days(first, last)
