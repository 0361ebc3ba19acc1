"""What the reports tell: to whom, beside which goals, compared with what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from archiver.evaluation_gathering import Asked, gather_reports
from archiver.evaluations import name_report
from diarium.accounts import list_accounts
from diarium.database import reading, writing
from diarium.duties import Terms
from diarium.evaluation_records import Span
from diarium.plans import set_plan
from diarium.roster import add_to_roster
from diarium.roster_records import RosterFacts, RosterRole
from exporters.evaluation import EvaluationReport
from tests.diarium.planned import approve, plan_facts
from tests.diarium.taken_in import add_forum

LATER = datetime(2028, 1, 11, 8, tzinfo=UTC)


def reports(engine: Engine, span: Span, accounts: Sequence[str]) -> list[EvaluationReport]:
    with reading(engine) as session:
        meant = [each for each in list_accounts(session) if each.account in accounts]
        asked = Asked(accounts=meant, span=span, comment="", by="anna")
        return list(gather_reports(session, asked, Terms(answer_hours=24), LATER))


YEAR = Span(date(2027, 1, 1), date(2027, 12, 31))


def test_each_namnd_and_forvaltning_has_a_report_of_its_own(
    sqlite_engine: Engine, now: datetime
) -> None:
    add_forum(sqlite_engine, now, account="ks-a")
    add_forum(sqlite_engine, now, account="ks-b")
    add_forum(sqlite_engine, now, account="sbn-a", namnd="SBN")
    first, second = reports(sqlite_engine, YEAR, ("ks-a", "ks-b", "sbn-a"))
    assert [each.account.account for each in first.accounts] == ["ks-a", "ks-b"]
    assert (second.namnd, len(second.accounts)) == ("Samhällsbyggnadsnämnden", 1)
    assert first.answer_hours == 24
    assert name_report(first) == "utvardering-ks-kommunledningsforvaltningen-2027"
    assert name_report(second) == "utvardering-sbn-a-2027"
    [part] = reports(sqlite_engine, Span(date(2027, 2, 1), date(2027, 2, 3)), ("ks-a",))
    assert name_report(part) == "utvardering-ks-a-2027-02-01--2027-02-03"


def test_it_goes_to_the_kommunikator_of_the_roster_else_of_the_plan(
    sqlite_engine: Engine, now: datetime
) -> None:
    add_forum(sqlite_engine, now, account="ks-a")
    add_forum(sqlite_engine, now, account="ks-b")
    [report] = reports(sqlite_engine, YEAR, ("ks-a", "ks-b"))
    assert report.recipients == ("Karin Kommunikatör",)
    facts = RosterFacts(name="Bo Ny", role=RosterRole.KOMMUNIKATOR, first_day=now.date())
    with writing(sqlite_engine) as session:
        add_to_roster(session, "ks-a", facts, "anna", now)
    [report] = reports(sqlite_engine, YEAR, ("ks-a", "ks-b"))
    assert report.recipients == ("Bo Ny", "Karin Kommunikatör")


def test_the_goals_are_those_that_held_last_and_were_agreed(
    sqlite_engine: Engine, now: datetime
) -> None:
    add_forum(sqlite_engine, now)
    [report] = reports(sqlite_engine, YEAR, ("ks-facebook",))
    assert report.accounts[0].goals == ("Besvara 95 % av frågorna inom 48 timmar",)
    newer = replace(plan_facts("ks-facebook", date(2100, 1, 1), date(2100, 12, 31)), goals=("Ny",))
    with writing(sqlite_engine) as session:
        set_plan(session, newer, "test", now)
    century = Span(date(2099, 12, 30), date(2100, 1, 2))
    [report] = reports(sqlite_engine, century, ("ks-facebook",))
    assert report.accounts[0].goals == ("Besvara 95 % av frågorna inom 48 timmar",)
    with writing(sqlite_engine) as session:
        approve(session, "ks-facebook", now.date(), now)
    [report] = reports(sqlite_engine, century, ("ks-facebook",))
    assert report.accounts[0].goals == ("Ny",)


def test_only_a_time_that_the_archive_knows_is_compared_with(
    sqlite_engine: Engine, now: datetime
) -> None:
    add_forum(sqlite_engine, now)  # on 1 July 2026
    [report] = reports(sqlite_engine, Span(date(2027, 1, 1), date(2027, 6, 30)), ("ks-facebook",))
    assert report.accounts[0].previous is not None
    [report] = reports(sqlite_engine, YEAR, ("ks-facebook",))
    assert report.accounts[0].previous is None
