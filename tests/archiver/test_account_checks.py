"""Whether accounts are in order: every lack is named, and nothing is that is no lack."""

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from archiver.account_checks import AccountCheck, Lack, LackCode, check_accounts, choose_accounts
from archiver.policy_checks import CheckResult, PolicyCheck
from diarium.accounts import close_account
from diarium.credentials import keep_credentials_place
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.plan_records import Approver, NewApproval
from diarium.plans import approve_plan, set_plan
from diarium.records import AccountKind
from diarium.roster import add_to_roster, end_roster
from diarium.roster_records import Ending, RosterFacts, RosterRole
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from tests.diarium.planned import plan_facts, put_in_force
from tests.diarium.test_accounts import add

TODAY = date(2026, 7, 1)
ADMIN, KOMM = RosterRole.ADMINISTRATOR, RosterRole.KOMMUNIKATOR


def check(engine: Engine, files: FileStore, day: date = TODAY) -> AccountCheck:
    with reading(engine) as session:
        (checked,) = check_accounts(session, files, choose_accounts(session, (), None), day)
    return checked


def man(engine: Engine, now: datetime, *people: tuple[str, RosterRole]) -> None:
    with writing(engine) as session:
        for name, role in people:
            facts = RosterFacts(name=name, role=role, first_day=TODAY)
            add_to_roster(session, "ks-facebook", facts, "me", now)


def put_in_order(engine: Engine, now: datetime) -> None:
    add(engine, now, official=True)
    man(engine, now, ("Bo Öberg", ADMIN), ("Dan Hav", ADMIN), ("Cilla Ek", KOMM))
    with writing(engine) as session:
        put_in_force(session, "ks-facebook", now)
        keep_credentials_place(session, "ks-facebook", "Kassaskåpet, rum B214", "me", now)


def see_page(engine: Engine, files: FileStore, now: datetime, *checks: PolicyCheck) -> None:
    """Note a snapshot in whose record the page was found so."""
    said = {"page": None, "policy_checks": [asdict(each) for each in checks]}
    facts = SnapshotFacts(
        account="ks-facebook", account_version=1, namnd="KS", period="2026-H1",
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.COMPLETE, reason=None, late=False,
        url_asked="https://example.se/", url_reached="https://example.se/", taken_at=now,
    )  # fmt: skip
    kept = [
        SnapshotFile(role=role, name=role, media_type="x/y", ref=files.keep_bytes(content))
        for role, content in (("pdfa", b"%PDF"), ("provenance", json.dumps(said).encode()))
    ]
    with writing(engine) as session:
        record_snapshot(session, facts, kept, "cron", now)


def test_an_account_in_order_lacks_nothing(engine: Engine, now: datetime, files: FileStore) -> None:
    put_in_order(engine, now)
    found = PolicyCheck(rule="logo", section="Profil", result=CheckResult.FOUND, words=("x",))
    see_page(engine, files, now, found)
    checked = check(engine, files)
    assert (checked.lacks, checked.official, checked.period) == ((), True, "2026-H1")


def test_a_new_account_lacks_all_of_it_and_each_thing_is_named(
    engine: Engine, now: datetime, files: FileStore
) -> None:
    add(engine, now, official=True)
    checked = check(engine, files)
    assert checked.lacks == (
        Lack(LackCode.NO_PLAN),
        Lack(LackCode.TOO_FEW_ADMINISTRATORS, "0"),
        Lack(LackCode.NO_KOMMUNIKATOR),
        Lack(LackCode.NO_CREDENTIALS_PLACE),
    )
    assert (checked.official, checked.period) == (False, None)


def test_what_the_page_lacks_is_told_and_what_was_not_checked_is_not(
    sqlite_engine: Engine, now: datetime, files: FileStore
) -> None:
    put_in_order(sqlite_engine, now)
    see_page(
        sqlite_engine, files, now,
        PolicyCheck(rule="site-link", section="Profil", result=CheckResult.MISSING),
        PolicyCheck(rule="logo", section="Profil", result=CheckResult.NOT_CHECKED, why="picture"),
    )  # fmt: skip
    assert check(sqlite_engine, files).lacks == (Lack(LackCode.ON_PAGE, "site-link"),)


def test_a_plan_is_asked_for_on_the_day(
    sqlite_engine: Engine, now: datetime, files: FileStore
) -> None:
    put_in_order(sqlite_engine, now)
    add(sqlite_engine, now, account="annan")
    first, last = date(2026, 8, 1), date(2026, 8, 31)
    with writing(sqlite_engine) as session:
        put_in_force(session, "annan", now, first, last)

    def lack_on(day: date) -> Lack:
        with reading(sqlite_engine) as session:
            chosen = choose_accounts(session, ("annan",), None)
            return check_accounts(session, files, chosen, day)[0].lacks[0]

    assert lack_on(TODAY) == Lack(LackCode.PLAN_NOT_BEGUN, "2026-08-01")
    assert lack_on(last).code is LackCode.TOO_FEW_ADMINISTRATORS
    assert lack_on(last + timedelta(days=1)) == Lack(LackCode.PLAN_LAPSED, "2026-08-31")


def test_each_approval_that_is_missing_is_named(
    sqlite_engine: Engine, now: datetime, files: FileStore
) -> None:
    add(sqlite_engine, now)
    given = NewApproval(account="ks-facebook", approver=Approver.CHEF, name="Eva", day=TODAY)
    with writing(sqlite_engine) as session:
        set_plan(session, plan_facts("ks-facebook"), "me", now)
        approve_plan(session, given, "me", now)
    assert check(sqlite_engine, files).lacks[:2] == (
        Lack(LackCode.APPROVAL_MISSING, "kommunikator"),
        Lack(LackCode.APPROVAL_MISSING, "kommunikationschef"),
    )


def test_who_is_away_needs_a_substitute_for_just_those_days(
    engine: Engine, now: datetime, files: FileStore
) -> None:
    put_in_order(engine, now)
    see_page(engine, files, now)
    last, later = TODAY + timedelta(days=20), TODAY + timedelta(days=10)
    away = RosterFacts(
        name="anna åström", role=RosterRole.FRANVARANDE, first_day=TODAY, last_day=last
    )
    stands_in = RosterFacts(
        name="Dan Hav", role=RosterRole.ERSATTARE, first_day=TODAY, last_day=later,
        stands_in_for="Anna Åström",
    )  # fmt: skip
    with writing(engine) as session:
        add_to_roster(session, "ks-facebook", away, "me", now)
    assert check(engine, files).lacks == (Lack(LackCode.NO_SUBSTITUTE, "anna åström"),)
    with writing(engine) as session:
        add_to_roster(session, "ks-facebook", stands_in, "me", now)
    lacks = [check(engine, files, d).lacks for d in (TODAY, later, last, last + timedelta(days=1))]
    assert lacks == [(), (), (Lack(LackCode.NO_SUBSTITUTE, "anna åström"),), ()]


def test_an_administrator_who_left_is_not_counted(
    sqlite_engine: Engine, now: datetime, files: FileStore
) -> None:
    put_in_order(sqlite_engine, now)
    with writing(sqlite_engine) as session:
        end_roster(session, "ks-facebook", Ending("Bo Öberg", None, TODAY), "me", now)
    assert check(sqlite_engine, files).lacks == ()
    tomorrow = TODAY + timedelta(days=1)
    assert check(sqlite_engine, files, tomorrow).lacks == (
        Lack(LackCode.TOO_FEW_ADMINISTRATORS, "1"),
    )


def test_a_deltagande_is_asked_for_its_plan_alone(
    sqlite_engine: Engine, now: datetime, files: FileStore
) -> None:
    add(sqlite_engine, now, kind=AccountKind.DELTAGANDE)
    assert check(sqlite_engine, files).lacks == (Lack(LackCode.NO_PLAN),)


def test_nothing_is_asked_of_closed_accounts_and_of_those_of_others(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    add(sqlite_engine, now, account="politiker", kind=AccountKind.NOT_OFFICIAL)
    with writing(sqlite_engine) as session:
        close_account(session, "ks-facebook", (TODAY, "Slut"), "me", now)
    with reading(sqlite_engine) as session:
        assert choose_accounts(session, (), None) == []
        for name in ("ks-facebook", "politiker"):
            with pytest.raises(RefusedError, match="nothing is asked of it"):
                choose_accounts(session, (name,), None)
        with pytest.raises(UsageError, match="no account nix"):
            choose_accounts(session, ("nix",), None)
