"""Which ögonblicksbilder are due: from the day before the turn until they are taken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.clock import STOCKHOLM
from schedules.due import Due, due_from, is_late, last_due, list_due
from schedules.half_year import HalfYear

H1, H2 = HalfYear(2026, 1), HalfYear(2026, 2)
INSTALLED = datetime(2026, 2, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Konto:
    account: str
    opened: date = date(2020, 1, 1)
    closed: date | None = None
    captured: bool = True


def swedish(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def due(now: datetime, *accounts: Konto, lead: int = 1, taken: set[Due] | None = None) -> list[Due]:
    return list_due(accounts or [Konto("a")], taken or set(), INSTALLED, now, lead)


def test_a_snapshot_falls_due_on_the_thirtieth_of_june() -> None:
    assert due(swedish(2026, 6, 29, 23, 59)) == []
    assert due(swedish(2026, 6, 30)) == [Due("a", H1)]


@pytest.mark.parametrize("lead", [0, 1, 7, 90])
def test_the_lead_moves_the_day_it_falls_due(lead: int) -> None:
    first = H1.turn - timedelta(days=lead)
    assert due(first - timedelta(seconds=1), lead=lead) == []
    assert due(first, lead=lead) == [Due("a", H1)]
    assert due_from(H1, lead) == first


def test_the_last_that_fell_due_changes_with_the_day_it_falls_due() -> None:
    assert last_due(swedish(2026, 6, 29, 23, 59), 1) == H1.previous
    assert last_due(swedish(2026, 6, 30), 1) == H1
    assert last_due(swedish(2026, 12, 30, 23, 59), 1) == H1


def test_it_stays_due_until_it_is_taken() -> None:
    assert due(swedish(2026, 11, 22)) == [Due("a", H1)]
    assert due(swedish(2026, 11, 22), taken={Due("a", H1)}) == []


def test_what_is_taken_of_one_account_says_nothing_of_another() -> None:
    accounts = Konto("a"), Konto("b")
    assert due(swedish(2026, 7, 1), *accounts, taken={Due("a", H1)}) == [Due("b", H1)]


def test_an_account_opened_after_the_turn_is_not_due() -> None:
    assert due(swedish(2026, 7, 2), Konto("a", opened=date(2026, 7, 1))) == []
    assert due(swedish(2026, 7, 2), Konto("a", opened=date(2026, 6, 30))) == [Due("a", H1)]


def test_an_account_that_is_not_opened_yet_is_not_due() -> None:
    assert due(swedish(2026, 6, 25), Konto("a", opened=date(2026, 6, 28)), lead=14) == []


def test_what_is_never_captured_is_never_due() -> None:
    assert due(swedish(2026, 7, 2), Konto("a", captured=False), Konto("b")) == [Due("b", H1)]


def test_an_account_closed_before_the_turn_is_not_due() -> None:
    assert due(swedish(2026, 7, 2), Konto("a", closed=date(2026, 6, 30))) == []
    assert due(swedish(2026, 7, 2), Konto("a", closed=date(2026, 7, 1))) == [Due("a", H1)]


def test_a_new_installation_invents_no_old_period() -> None:
    after = list_due([Konto("a")], set(), swedish(2026, 7, 1, 8), swedish(2026, 7, 1, 9), 1)
    before = list_due([Konto("a")], set(), swedish(2026, 6, 30, 8), swedish(2026, 7, 1, 9), 1)
    assert (after, before) == ([], [Due("a", H1)])


def test_a_stop_over_several_periods_is_caught_up_in_their_order() -> None:
    accounts = Konto("b"), Konto("a", opened=date(2026, 9, 1))
    assert due(swedish(2027, 8, 1), *accounts, taken={Due("b", H2)}) == [
        Due("b", H1),
        Due("a", H2),
        Due("b", HalfYear(2027, 1)),
        Due("a", HalfYear(2027, 1)),
    ]


@given(st.integers(0, 20 * 366 * 86_400))
def test_a_daily_run_takes_each_turn_once_and_then_nothing(seconds: int) -> None:
    now = INSTALLED + timedelta(seconds=seconds)
    first = due(now)
    assert due(now, taken=set(first)) == []
    assert len(set(first)) == len(first)
    periods = [period for _, period in first]
    assert periods == sorted(periods)
    assert all(period.turn - timedelta(days=1) <= now for period in periods)


def test_it_is_late_when_more_days_have_gone_than_allowed() -> None:
    assert not is_late(H1, swedish(2026, 6, 30), 14)
    assert not is_late(H1, swedish(2026, 7, 15), 14)
    assert is_late(H1, swedish(2026, 7, 15) + timedelta(microseconds=1), 14)
    assert is_late(H1, datetime(2026, 7, 14, 22, 0, 1, tzinfo=UTC), 14)


def test_days_are_counted_over_the_change_of_the_clocks() -> None:
    assert not is_late(H1, datetime(2026, 10, 31, 23, 0, tzinfo=UTC), 123)
    assert is_late(H1, datetime(2026, 10, 31, 23, 0, 1, tzinfo=UTC), 123)
