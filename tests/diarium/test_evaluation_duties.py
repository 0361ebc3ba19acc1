"""When each account is to be evaluated, day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from diarium.accounts import AccountFacts, add_account, close_account
from diarium.database import reading, writing
from diarium.duties import DutyKind, Found, Terms
from diarium.evaluation_duties import find_evaluation_duties
from diarium.evaluation_records import EvaluationFacts, Span
from diarium.evaluations import record_evaluation
from diarium.plans import set_plan
from schedules.clock import STOCKHOLM
from tests.diarium.planned import approve, plan_facts, put_in_force
from tests.diarium.taken_in import add_forum

FIRST, LAST = date(2026, 7, 1), date(2029, 6, 30)


def find(engine: Engine, namnd: str | None = None) -> list[Found]:
    with reading(engine) as session:
        return list(find_evaluation_duties(session, Terms(), namnd))


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=STOCKHOLM)


def plan(
    engine: Engine, now: datetime, first: date = FIRST, last: date = LAST, *, limited: bool = False
) -> None:
    with writing(engine) as session:
        set_plan(session, replace(plan_facts("ks", first, last), limited=limited), "test", now)
        approve(session, "ks", now.date(), now)


def open_account(engine: Engine, now: datetime) -> None:
    """Add an account without the plan that ``add_forum`` gives."""
    facts = AccountFacts(
        account="ks", namnd="KS", platform="facebook", url="https://example.org/ks", name="KS",
        forvaltning="KLF", ansvarig="Anna Ek", syfte="Information", malgrupp="Invånare",
        official=True, opened=now.date(),
    )  # fmt: skip
    with writing(engine) as session:
        add_account(session, facts, "test", now)


def evaluate(engine: Engine, first: date, last: date, now: datetime) -> None:
    facts = EvaluationFacts(
        namnd="KS", forvaltning="KLF", recipient="Karin", span=Span(first, last), comment="",
        accounts=(("ks", 1),),
    )  # fmt: skip
    with writing(engine) as session:
        record_evaluation(session, facts, [], "anna", now)


def test_it_is_due_a_year_after_the_plan_began_and_then_a_year_after_the_last(
    engine: Engine, now: datetime
) -> None:
    open_account(engine, now)
    assert find(engine) == []
    plan(engine, now)
    [duty] = find(engine)
    assert (duty.kind, duty.namnd, duty.account) == (DutyKind.EVALUATION, "KS", "ks")
    assert (duty.since, duty.due) == (midnight(2026, 7, 1), midnight(2027, 7, 1))
    assert duty.command == "archiver evaluate ks --from 2026-07-01 --output MAPP"
    evaluate(engine, FIRST, date(2026, 12, 31), datetime(2027, 1, 11, 8, tzinfo=UTC))
    [duty] = find(engine)
    assert (duty.since, duty.due) == (midnight(2027, 1, 11), midnight(2028, 1, 11))
    assert duty.command == "archiver evaluate ks --from 2027-01-01 --output MAPP"


def test_an_older_time_evaluated_later_puts_nothing_off(engine: Engine, now: datetime) -> None:
    open_account(engine, now)
    plan(engine, now)
    evaluate(engine, FIRST, date(2026, 12, 31), datetime(2027, 1, 11, 8, tzinfo=UTC))
    evaluate(engine, FIRST, date(2026, 9, 30), datetime(2027, 5, 1, 8, tzinfo=UTC))
    assert [each.due for each in find(engine)] == [midnight(2028, 1, 11)]


def test_a_closed_account_is_evaluated_to_its_last_day_and_no_more(
    engine: Engine, now: datetime
) -> None:
    open_account(engine, now)
    plan(engine, now)
    closed = date(2026, 11, 30)
    with writing(engine) as session:
        close_account(session, "ks", (closed, "Passivt"), "anna", now + timedelta(days=160))
    assert [each.due for each in find(engine)] == [midnight(2027, 7, 1)]
    evaluate(engine, FIRST, closed, now + timedelta(days=161))
    assert find(engine) == []


def test_a_limited_activity_is_evaluated_when_it_has_ended(engine: Engine, now: datetime) -> None:
    open_account(engine, now)
    plan(engine, now, last=date(2026, 9, 30), limited=True)
    [duty] = find(engine)
    assert (duty.since, duty.due) == (midnight(2026, 10, 1), midnight(2026, 10, 31))
    assert duty.command == "archiver evaluate ks --from 2026-07-01 --to 2026-09-30 --output MAPP"
    evaluate(engine, FIRST, date(2026, 9, 29), now + timedelta(days=91))
    assert len(find(engine)) == 1  # its last day is not in that
    evaluate(engine, FIRST, date(2026, 9, 30), now + timedelta(days=92))
    assert find(engine) == []


def test_what_is_only_watched_or_not_agreed_is_not_evaluated(engine: Engine, now: datetime) -> None:
    open_account(engine, now)
    watching = replace(plan_facts("ks", FIRST, LAST), monitoring_only=True)
    with writing(engine) as session:
        set_plan(session, watching, "test", now)
        set_plan(session, plan_facts("ks", date(2029, 7, 1), date(2029, 12, 31)), "test", now)
    assert find(engine) == []


def test_each_namnd_sees_its_own(engine: Engine, now: datetime) -> None:
    add_forum(engine, now, account="sbn-fb", namnd="SBN")
    with writing(engine) as session:
        put_in_force(session, "sbn-fb", now, date(2100, 1, 1), date(2100, 12, 31))
    assert [each.account for each in find(engine, "SBN")] == ["sbn-fb"]
    assert find(engine, "KS") == []
