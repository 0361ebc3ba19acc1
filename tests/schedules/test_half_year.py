"""Half-years partition the calendar, and are read as they are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.clock import STOCKHOLM, read_clock
from schedules.half_year import FIRST_YEAR, LAST_YEAR, HalfYear

HALVES = st.builds(HalfYear, st.integers(FIRST_YEAR, LAST_YEAR), st.sampled_from([1, 2]))
MOMENTS = st.integers(0, (LAST_YEAR - FIRST_YEAR - 2) * 365 * 86_400).map(
    lambda seconds: datetime(FIRST_YEAR + 1, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
TICK = timedelta(microseconds=1)


@given(HALVES)
def test_a_half_year_is_read_as_it_is_written(period: HalfYear) -> None:
    assert HalfYear.parse(str(period)) == period


@given(MOMENTS)
def test_every_moment_lies_in_exactly_one_half_year(moment: datetime) -> None:
    period = HalfYear.containing(moment)
    assert period.start <= moment < period.turn
    assert period.previous.turn.astimezone(UTC) == period.start.astimezone(UTC)
    assert period.next.start.astimezone(UTC) == period.turn.astimezone(UTC)


@given(MOMENTS, st.sampled_from(["UTC", "Europe/Stockholm", "Pacific/Auckland"]))
def test_the_half_year_of_a_moment_does_not_depend_on_its_zone(moment: datetime, zone: str) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  only this test uses other zones

    assert HalfYear.containing(moment.astimezone(ZoneInfo(zone))) == HalfYear.containing(moment)


@given(HALVES)
def test_the_turn_is_a_swedish_midnight_and_parts_two_half_years(period: HalfYear) -> None:
    local = period.turn.astimezone(STOCKHOLM)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    before = (period.turn.astimezone(UTC) - TICK).astimezone(STOCKHOLM)
    assert HalfYear.containing(before) == period
    if period != HalfYear(LAST_YEAR, 2):
        assert HalfYear.containing(period.turn) == period.next


@given(HALVES)
def test_its_days_follow_each_other_without_gap(period: HalfYear) -> None:
    assert period.first_day.day == 1
    assert period.last_day + timedelta(days=1) == period.turn.date()
    assert 181 <= (period.last_day - period.first_day).days + 1 <= 184


@given(HALVES.filter(lambda period: period != HalfYear(LAST_YEAR, 2)))
def test_previous_undoes_next(period: HalfYear) -> None:
    assert period.next.previous == period
    assert period < period.next


@pytest.mark.parametrize("year", range(2020, 2031))
def test_the_days_when_the_clocks_change_are_in_the_right_half(year: int) -> None:
    for month, half in ((3, 1), (10, 2)):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        changes = datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)
        for moment in (changes - TICK, changes):
            assert HalfYear.containing(moment) == HalfYear(year, half)
        assert (changes - TICK).astimezone(STOCKHOLM).utcoffset() != changes.astimezone(
            STOCKHOLM
        ).utcoffset()


def test_the_turn_of_the_first_half_of_2026_is_midnight_into_july_in_sweden() -> None:
    assert HalfYear(2026, 1).turn.astimezone(UTC) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert HalfYear(2026, 2).turn.astimezone(UTC) == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_the_very_last_half_year_has_a_last_day_and_a_turn_but_no_next() -> None:
    last = HalfYear(LAST_YEAR, 2)
    assert last.last_day == date(LAST_YEAR, 12, 31)
    assert last.turn.date() == date(LAST_YEAR + 1, 1, 1)
    with pytest.raises(ValueError, match="no such half-year"):
        _ = last.next


@pytest.mark.parametrize("year_half", [(2026, 0), (2026, 3), (1899, 2), (9999, 1)])
def test_what_is_no_half_year_is_refused(year_half: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no such half-year"):
        HalfYear(*year_half)


@pytest.mark.parametrize(
    "written", ["2026", "2026-H3", "26-H1", "2026H1", "", "2026-H1x", "\uff12026-H1", "2026-H1-H2"]
)
def test_what_is_not_written_as_a_half_year_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a half-year"):
        HalfYear.parse(written)


def test_case_and_blanks_around_do_not_matter() -> None:
    assert HalfYear.parse(" 2026-h2\n") == HalfYear(2026, 2)


def test_the_clock_gives_an_aware_moment_in_utc() -> None:
    assert read_clock().utcoffset() == timedelta(0)
