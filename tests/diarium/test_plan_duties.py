"""What aktivitetsplaner wait for: to be written, approved and renewed in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine

from diarium.accounts import close_account
from diarium.database import reading, writing
from diarium.duties import DutyKind, Found, Terms
from diarium.plan_duties import find_plan_duties
from diarium.plans import set_plan
from diarium.records import AccountKind
from schedules.clock import STOCKHOLM
from tests.diarium.planned import approve, plan_facts
from tests.diarium.test_accounts import add

ACCOUNT = "ks-facebook"
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def duties(engine: Engine, namnd: str | None = None, warn: int = 30) -> Sequence[Found]:
    with reading(engine) as session:
        return list(find_plan_duties(session, Terms(plan_warn_days=warn), namnd))


def begin(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)


def plan(engine: Engine, now: datetime, first: date = FIRST, last: date = LAST, *,
         limited: bool = False) -> None:  # fmt: skip
    with writing(engine) as session:
        facts = replace(plan_facts(ACCOUNT, first, last), limited=limited)
        set_plan(session, facts, "karin", now)


def agree(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        approve(session, ACCOUNT, FIRST, now)


def test_an_account_without_a_plan_is_to_have_one_from_its_opening(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, opened=FIRST)
    add(sqlite_engine, now, account="sbn-wiki", namnd="SBN", kind=AccountKind.DELTAGANDE)
    add(sqlite_engine, now, account="partiet", kind=AccountKind.NOT_OFFICIAL)
    [first, other] = duties(sqlite_engine)
    assert first == Found(
        DutyKind.PLAN, "KS", ACCOUNT, None, ACCOUNT, begin(FIRST), begin(FIRST),
        f"archiver plan set {ACCOUNT}",
    )  # fmt: skip
    assert other.account == "sbn-wiki"
    assert duties(sqlite_engine, "KS") == [first]


def test_a_plan_is_to_be_approved_before_its_first_day(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, opened=FIRST)
    later = date(2026, 9, 1)
    plan(sqlite_engine, now, later)
    [found] = duties(sqlite_engine)
    assert (found.since, found.due) == (now, begin(later))
    assert found.command == f"archiver plan approve {ACCOUNT} --plan 1 --as chef --name NAMN"


def test_the_next_plan_is_to_be_written_some_days_before_the_last_one_ends(
    engine: Engine, now: datetime
) -> None:
    add(engine, now, opened=FIRST)
    plan(engine, now)
    agree(engine, now)
    [found] = duties(engine, warn=31)
    assert found.due == begin(date(2026, 12, 1))
    assert found.command.startswith(f"archiver plan set {ACCOUNT} --from 2027-01-01")
    plan(engine, now, LAST + DAY, LAST + 9 * DAY)
    [found] = duties(engine)
    assert (found.beteckning, found.due) == (f"{ACCOUNT} plan 2", begin(LAST + DAY))
    agree(engine, now)
    [found] = duties(engine, warn=0)
    assert found.due == begin(LAST + 10 * DAY)


def test_an_activity_that_ends_with_its_plan_is_not_to_be_planned_anew(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, opened=FIRST)
    plan(sqlite_engine, now, limited=True)
    agree(sqlite_engine, now)
    assert duties(sqlite_engine) == []


def test_a_plan_that_was_never_approved_is_let_go_when_a_later_one_is(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now, opened=FIRST)
    plan(sqlite_engine, now, FIRST - 9 * DAY, FIRST - DAY)
    plan(sqlite_engine, now)
    assert len(duties(sqlite_engine)) == 2
    agree(sqlite_engine, now)
    [found] = duties(sqlite_engine)
    assert found.command.startswith("archiver plan set")


def test_a_closed_account_waits_for_no_plan(sqlite_engine: Engine, now: datetime) -> None:
    add(sqlite_engine, now, opened=FIRST)
    with writing(sqlite_engine) as session:
        close_account(session, ACCOUNT, (now.date(), "Används inte"), "karin", now)
    assert duties(sqlite_engine) == []
