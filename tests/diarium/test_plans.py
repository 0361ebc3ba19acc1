"""Aktivitetsplaner: what is in force when, and whom that makes official."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from diarium.accounts import close_account, edit_account, read_account
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.plan_records import Aktivitetsplan, Approver, NewApproval, PlanFacts, is_measurable
from diarium.plan_standing import PlanState, list_standings
from diarium.plans import (
    approve_plan,
    facts_of,
    is_official,
    list_official,
    list_plans,
    plan_in_force,
    read_plans,
    set_plan,
)
from tests.diarium.planned import NAMES, approve, plan_facts
from tests.diarium.test_accounts import add

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ACCOUNT = "ks-facebook"


def plan(engine: Engine, now: datetime, **said: Any) -> Aktivitetsplan:  # noqa: ANN401  fields
    with writing(engine) as session:
        return set_plan(session, replace(plan_facts(ACCOUNT, FIRST, LAST), **said), "karin", now)


def agree(
    engine: Engine, now: datetime, approver: Approver, name: str = "", day: date = FIRST
) -> Aktivitetsplan:
    given = NewApproval(account=ACCOUNT, approver=approver, name=name or NAMES[approver], day=day)
    with writing(engine) as session:
        return approve_plan(session, given, "karin", now)


def agree_all(engine: Engine, now: datetime, day: date = FIRST) -> None:
    with writing(engine) as session:
        approve(session, ACCOUNT, day, now)


def official(engine: Engine, *days: date) -> list[bool]:
    with reading(engine) as session:
        account = read_account(session, ACCOUNT)
        return [is_official(session, account, day) for day in days]


def test_an_account_is_official_on_the_days_of_a_plan_that_three_have_approved(
    engine: Engine, now: datetime
) -> None:
    add(engine, now, official=True)
    written = plan(engine, now)
    assert (written.number, written.version, written.missing) == (1, 1, tuple(Approver))
    assert official(engine, FIRST, LAST) == [False, False]
    for approver in Approver:
        assert official(engine, LAST) == [False]
        written = agree(engine, now, approver)
    assert [each.name for each in written.approvals] == list(NAMES.values())
    assert official(engine, FIRST - DAY, FIRST, LAST, LAST + DAY) == [False, True, True, False]
    with reading(engine) as session:
        assert list_official(session, LAST, "KS") == {ACCOUNT}
        assert list_official(session, LAST, "SBN") == list_official(session, LAST + DAY) == set()
        assert plan_in_force(session, ACCOUNT, LAST) == written


def test_a_plan_counts_from_the_day_of_its_last_approval(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, official=True)
    plan(sqlite_engine, now)
    late = date(2026, 6, 15)
    agree(sqlite_engine, now, Approver.KOMMUNIKATIONSCHEF, day=late)
    agree(sqlite_engine, now, Approver.CHEF)
    agree(sqlite_engine, now, Approver.KOMMUNIKATOR)
    assert official(sqlite_engine, late - DAY, late) == [False, True]


def test_what_is_for_monitoring_only_needs_no_approval_and_no_goal(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, official=True)
    plan(sqlite_engine, now, monitoring_only=True, goals=())
    assert official(sqlite_engine, FIRST - DAY, FIRST, LAST) == [False, True, True]
    with pytest.raises(RefusedError, match="monitoring only"):
        agree(sqlite_engine, now, Approver.CHEF)


def test_a_plan_makes_nothing_official_that_is_not_meant_so_nor_what_is_closed(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    plan(sqlite_engine, now)
    agree_all(sqlite_engine, now)
    assert official(sqlite_engine, LAST) == [False]
    with writing(sqlite_engine) as session:
        edit_account(session, ACCOUNT, {"official": True}, "karin", now)
        day = now.date()
        close_account(session, ACCOUNT, (day, "Används inte"), "karin", now)
    assert official(sqlite_engine, day, day + DAY) == [True, False]
    for attempt in (plan, agree_all):
        with pytest.raises(RefusedError, match="was closed"):
            attempt(sqlite_engine, now)


def test_a_change_counts_when_it_is_approved_and_until_then_the_version_before(
    engine: Engine, now: datetime
) -> None:
    add(engine, now, official=True)
    plan(engine, now)
    agree_all(engine, now)
    shorter = date(2026, 8, 31)
    changed = plan(engine, now, number=1, last_day=shorter)
    assert (changed.number, changed.version, changed.missing) == (1, 2, tuple(Approver))
    assert official(engine, shorter, LAST) == [True, True]
    agree_all(engine, now, date(2026, 7, 1))
    assert official(engine, FIRST, shorter, shorter + DAY, LAST) == [True, True, False, False]
    assert plan(engine, now, number=1, last_day=shorter).version == 2
    with reading(engine) as session:
        assert [each.version for each in list_plans(session, ACCOUNT)] == [1, 2]


def test_what_was_noted_later_is_not_told_of_an_earlier_moment(
    engine: Engine, now: datetime
) -> None:
    add(engine, now - 3 * DAY, official=True)
    plan(engine, now)
    agree_all(engine, now + DAY)
    with reading(engine) as session:
        account = read_account(session, ACCOUNT)
        told = {
            after: (
                len(list_plans(session, before=now + after)),
                read_plans(session, now + after).makes_official(account, now.date()),
            )
            for after in (timedelta(), DAY, 2 * DAY)
        }
    assert list(told.values()) == [(0, False), (1, False), (1, True)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first_day": LAST, "last_day": FIRST}, "before it begins"),
        ({"last_day": date(9999, 12, 31)}, "look at its year"),
        ({"first_day": date(1, 1, 1)}, "look at its year"),
        ({"goals": ()}, "has no goal"),
        ({"goals": ("Fler \u202eföljare",)}, "cannot be shown"),
        ({"goals": ("",)}, "is empty"),
        ({"goals": ("x" * 1_000_000,)}, "longer than"),
        ({"channels": ("a\x00b",)}, "cannot be shown"),
        ({"malgrupp": " "}, "is empty"),
        ({"account": "ks-x"}, "no account"),
        ({"number": 1}, "has no plan"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    sqlite_engine: Engine, now: datetime, said: dict[str, Any], words: str
) -> None:
    add(sqlite_engine, now)
    with pytest.raises(UsageError, match=words):
        plan(sqlite_engine, now, **said)
    with reading(sqlite_engine) as session:
        assert list_plans(session) == []


def test_two_plans_of_an_account_have_no_day_in_common(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    plan(sqlite_engine, now)
    for first, last in (
        (LAST, LAST + DAY), (FIRST - DAY, FIRST), (FIRST, LAST), (FIRST - DAY, LAST + DAY),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match="days in common"):
            plan(sqlite_engine, now, first_day=first, last_day=last)
    assert plan(sqlite_engine, now, first_day=LAST + DAY, last_day=LAST + 9 * DAY).number == 2
    with pytest.raises(RefusedError, match="days in common"):
        plan(sqlite_engine, now, number=2, first_day=LAST, last_day=LAST + 9 * DAY)


def test_an_approval_is_of_a_day_that_has_come_and_by_three_persons(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    with pytest.raises(UsageError, match="has no plan"):
        agree(sqlite_engine, now, Approver.CHEF)
    plan(sqlite_engine, now)
    with pytest.raises(UsageError, match="not come yet"):
        agree(sqlite_engine, now, Approver.CHEF, day=now.date() + DAY)
    with pytest.raises(UsageError, match="name is empty"):
        agree(sqlite_engine, now, Approver.CHEF, " ")
    agree(sqlite_engine, now, Approver.CHEF, "Åsa Öberg")
    with pytest.raises(RefusedError, match="in that capacity"):
        agree(sqlite_engine, now, Approver.CHEF, "Bo Berg")
    with pytest.raises(RefusedError, match="three persons"):
        agree(sqlite_engine, now, Approver.KOMMUNIKATOR, "åsa  ÖBERG")
    with reading(sqlite_engine) as session:
        (found,) = list_plans(session)
    assert [each.name for each in found.approvals] == ["Åsa Öberg"]


def test_an_approval_is_noted_by_the_swedish_day(sqlite_engine: Engine, now: datetime) -> None:
    add(sqlite_engine, now)
    plan(sqlite_engine, now)
    night = datetime.fromisoformat("2026-07-01T00:30:00+02:00")
    assert agree(sqlite_engine, night, Approver.CHEF, day=date(2026, 7, 1)).approvals


def test_plans_and_approvals_are_journaled(engine: Engine, now: datetime) -> None:
    add(engine, now)
    plan(engine, now)
    agree(engine, now, Approver.CHEF)
    with reading(engine) as session:
        told = [(each.kind, each.subject, each.by) for each in read_events(session)][-2:]
        assert not [*check_chain(session), *check_rows(session)]
    about = (f"{ACCOUNT} plan 1", "karin")
    assert told == [("aktivitetsplan.set", *about), ("aktivitetsplan.approved", *about)]


def test_a_plan_is_changed_in_part(sqlite_engine: Engine, now: datetime) -> None:
    add(sqlite_engine, now)
    written = plan(sqlite_engine, now)
    with reading(sqlite_engine) as session:
        facts = facts_of(session, ACCOUNT, 1)
    assert facts == replace(plan_facts(ACCOUNT, FIRST, LAST), number=1)
    changed = plan(sqlite_engine, now, **{**_said(facts), "goals": ("50 inlägg",)})
    assert (changed.version, changed.channels) == (2, written.channels)


def _said(facts: PlanFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in PlanFacts.__slots__ if name != "account"}


def test_how_it_stands_with_each_plan_is_told_day_by_day(engine: Engine, now: datetime) -> None:
    def states(*days: date) -> list[PlanState]:
        with reading(engine) as session:
            return [list_standings(session, "KS", day)[0].state for day in days]

    add(engine, now, official=True)
    assert states(FIRST) == [PlanState.NONE]
    plan(engine, now)
    days = (FIRST - DAY, FIRST, LAST + DAY)
    assert states(*days) == [PlanState.COMING, PlanState.UNAPPROVED, PlanState.LAPSED]
    agree_all(engine, now)
    assert states(*days) == [PlanState.COMING, PlanState.IN_FORCE, PlanState.LAPSED]
    plan(engine, now, first_day=LAST + DAY, last_day=LAST + 9 * DAY)
    assert states(LAST + DAY) == [PlanState.UNAPPROVED]


def test_a_goal_that_names_a_figure_can_be_measured() -> None:
    assert is_measurable("95 % inom 48 timmar")
    assert not is_measurable("Bli bättre på dialog")
