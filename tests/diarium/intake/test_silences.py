"""Gaps between days with messages."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.intake.silences import Gap, Measure, Silences, find_silences

MONDAY = date(2026, 3, 2)


def days(*numbers: int) -> set[date]:
    """Return days counted from a Monday."""
    return {MONDAY + timedelta(days=each) for each in numbers}


def test_no_days_have_no_gap() -> None:
    assert find_silences(set()) == Silences(None)


def test_one_day_is_whole() -> None:
    assert find_silences(days(4)) == Silences(Measure.DAYS)


def test_a_day_missing_among_busy_days_is_a_gap() -> None:
    found = find_silences(days(*range(10), *range(11, 30)))
    missing = MONDAY + timedelta(10)
    assert found == Silences(Measure.DAYS, (Gap(missing, missing),))


def test_free_weekends_are_no_gaps_but_a_week_is() -> None:
    worked = [day for day in range(70) if day % 7 < 5 and not 21 <= day < 28]
    found = find_silences(days(*worked))
    gap = Gap(MONDAY + timedelta(21), MONDAY + timedelta(27))
    assert found == Silences(Measure.WEEKS, (gap,))


def test_three_months_missing_of_a_year_are_one_gap() -> None:
    written = [day for day in range(364) if not 91 <= day < 182]
    found = find_silences(days(*written))
    assert found.measure is Measure.DAYS
    assert found.gaps == (Gap(MONDAY + timedelta(91), MONDAY + timedelta(181)),)


def test_months_are_the_measure_of_what_is_rare() -> None:
    found = find_silences({date(2025, month, 9) for month in (1, 2, 3, 4, 7, 12)})
    assert found == Silences(
        Measure.MONTHS,
        (Gap(date(2025, 5, 1), date(2025, 6, 30)), Gap(date(2025, 8, 1), date(2025, 11, 30))),
    )


def test_nothing_is_said_of_what_is_rarer_than_every_second_month() -> None:
    assert find_silences({date(2024, 1, 1), date(2026, 1, 1)}) == Silences(None)


@pytest.mark.parametrize("turn", [date(2025, 12, 29), date(2020, 12, 28)])
def test_a_week_may_lie_in_two_years(turn: date) -> None:
    around = {turn + timedelta(weeks=each) for each in (-3, -2, 0, 1)}
    gap = Gap(turn - timedelta(weeks=1), turn - timedelta(days=1))
    assert find_silences(around) == Silences(Measure.WEEKS, (gap,))


@given(st.sets(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=200))
def test_gaps_lie_between_messages_in_order_and_never_upon_one(found: set[date]) -> None:
    gaps = find_silences(found).gaps
    for gap in gaps:
        assert gap.first <= gap.last
        assert min(found) < gap.first
        assert gap.last < max(found)
        assert not any(gap.first <= day <= gap.last for day in found)
    assert all(before.last < after.first for before, after in pairwise(gaps))
