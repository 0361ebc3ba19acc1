from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schedules.clock import STOCKHOLM
from schedules.deadlines import (
    HOUR,
    Margin,
    answer_due,
    elapsed,
    measure,
    registration_due,
    working_days_after,
)
from schedules.working_days import count_working_days, is_working_day

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis adds the zone
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the night after, an hour is left out
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the night after, an hour comes twice
NEW_YEAR = datetime(2026, 12, 30, 22, 30, tzinfo=UTC)  # 23.30 in Sweden
MIDNIGHT = datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Sweden


def swedish(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


@given(MOMENTS, st.integers(1, 500))
@example(SPRING, 48)
@example(AUTUMN, 48)
@example(NEW_YEAR, 48)
def test_an_answer_falls_due_after_real_hours_whatever_the_clocks_show(
    came: datetime, hours: int
) -> None:
    due = answer_due(came.astimezone(STOCKHOLM), hours)
    assert due - came == timedelta(hours=hours)
    assert due.tzinfo is UTC


def test_the_clocks_show_another_hour_after_the_night_of_the_change() -> None:
    assert answer_due(swedish(2026, 3, 28, 12), 48) == swedish(2026, 3, 30, 13)
    assert answer_due(swedish(2026, 10, 24, 12), 48) == swedish(2026, 10, 26, 11)


@given(MOMENTS)
@example(SPRING)
@example(AUTUMN)
@example(NEW_YEAR)
@example(MIDNIGHT)
@example(MIDNIGHT - timedelta.resolution)
def test_a_message_is_to_be_registered_before_the_end_of_the_next_working_day(
    came: datetime,
) -> None:
    due = registration_due(came).astimezone(STOCKHOLM)
    last = (due - timedelta.resolution).astimezone(STOCKHOLM).date()
    assert due.time() == time.min
    assert is_working_day(last)
    assert count_working_days(came.astimezone(STOCKHOLM).date(), last) == 1


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (swedish(2026, 6, 30, 23, 59), swedish(2026, 7, 2)),
        (swedish(2026, 7, 1), swedish(2026, 7, 3)),  # the midnight belongs to the new day
        (swedish(2026, 7, 3, 16), swedish(2026, 7, 7)),  # a Friday
        (swedish(2026, 12, 23, 12), swedish(2026, 12, 29)),
        (swedish(2026, 12, 30, 23, 59), swedish(2027, 1, 5)),
        (swedish(2026, 3, 27, 12), swedish(2026, 3, 31)),  # over the change to summer time
    ],
)
def test_the_day_of_registration_is_counted_in_swedish_time(came: datetime, due: datetime) -> None:
    assert registration_due(came) == due


def test_more_working_days_may_be_allowed() -> None:
    assert working_days_after(swedish(2026, 7, 3, 16), 3) == swedish(2026, 7, 9)


@given(MOMENTS, st.timedeltas(timedelta(days=-400), timedelta(days=400)))
@example(SPRING, timedelta(hours=48))
@example(MIDNIGHT, timedelta())
def test_a_margin_is_left_before_the_deadline_and_over_after_it(
    due: datetime, gap: timedelta
) -> None:
    margin = measure(due, due + gap)
    assert margin.late is (gap >= timedelta())
    assert margin.hours >= 0
    assert margin.working_days >= 0
    if margin.late:
        assert (margin.hours - 1) * HOUR < gap <= margin.hours * HOUR
    else:
        assert margin.hours * HOUR <= -gap < (margin.hours + 1) * HOUR


@given(
    MOMENTS,
    st.timedeltas(timedelta(), timedelta(days=40)),
    st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_what_is_late_only_grows_later(due: datetime, first: timedelta, more: timedelta) -> None:
    before, after = measure(due, due + first), measure(due, due + first + more)
    assert after.hours >= before.hours
    assert after.working_days >= before.working_days


@pytest.mark.parametrize(
    ("due", "now", "expected"),
    [
        (swedish(2026, 7, 2), swedish(2026, 7, 2), (True, 0, 1)),
        (swedish(2026, 7, 2), swedish(2026, 7, 1, 23, 30), (False, 0, 0)),
        (swedish(2026, 7, 2), swedish(2026, 6, 30, 12), (False, 36, 1)),
        (swedish(2026, 7, 2, 14), swedish(2026, 7, 2, 16, 1), (True, 3, 0)),
        (swedish(2026, 7, 3, 14), swedish(2026, 7, 6, 14), (True, 72, 1)),  # over a weekend
        (swedish(2026, 12, 23, 14), swedish(2026, 12, 27, 14), (True, 96, 0)),
    ],
)
def test_hours_and_working_days_are_told_side_by_side(
    due: datetime, now: datetime, expected: tuple[bool, int, int]
) -> None:
    late, hours, days = expected
    assert measure(due, now) == Margin(late=late, hours=hours, working_days=days)


def test_what_has_passed_is_told_in_hours_and_in_working_days() -> None:
    assert elapsed(swedish(2026, 7, 3, 14), swedish(2026, 7, 6, 15, 30)) == (73, 1)
    assert elapsed(swedish(2026, 12, 23, 14), swedish(2026, 12, 27, 14)) == (96, 0)
