"""Rosters: who may administer an account, who is away, and where credentials are kept."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.accounts import close_account
from diarium.credentials import (
    keep_credentials_place,
    list_credentials_places,
    read_credentials_place,
)
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.records import AccountKind
from diarium.roster import add_to_roster, end_roster, kommunikator_of, list_roster
from diarium.roster_records import Ending, RosterEntry, RosterFacts, RosterRole
from tests.diarium.test_accounts import add

FIRST, MIDDLE, LAST = date(2026, 7, 1), date(2026, 7, 15), date(2026, 7, 31)
ADMIN, KOMM = RosterRole.ADMINISTRATOR, RosterRole.KOMMUNIKATOR
STAND_IN, AWAY = RosterRole.ERSATTARE, RosterRole.FRANVARANDE


def put(  # noqa: PLR0913, PLR0917  what a row says
    engine: Engine,
    now: datetime,
    name: str,
    role: RosterRole = ADMIN,
    first: date = FIRST,
    last: date | None = None,
    whom: str | None = None,
) -> RosterEntry:
    facts = RosterFacts(name=name, role=role, first_day=first, last_day=last, stands_in_for=whom)
    with writing(engine) as session:
        return add_to_roster(session, "ks-facebook", facts, "me", now)


def end(
    engine: Engine, now: datetime, name: str, day: date, role: RosterRole | None = None
) -> RosterEntry:
    with writing(engine) as session:
        return end_roster(session, "ks-facebook", Ending(name, role, day), "bo", now)


def test_an_end_is_a_new_version_and_what_it_replaced_is_kept(
    engine: Engine, now: datetime
) -> None:
    add(engine, now)
    first = put(engine, now, " Bo  Öberg ")
    put(engine, now, "Cilla Ek", KOMM)
    ended = end(engine, now + timedelta(hours=1), "bo öberg", MIDDLE)
    assert (first.name, first.entry, first.version, first.last_day) == ("Bo Öberg", 1, 1, None)
    assert (ended.entry, ended.version, ended.last_day, ended.by) == (1, 2, MIDDLE, "bo")
    with reading(engine) as session:
        assert [e.name for e in list_roster(session, "KS-facebook")] == ["Bo Öberg", "Cilla Ek"]
        on = [[e.name for e in list_roster(session, day=day)] for day in (MIDDLE, LAST)]
        assert on == [["Bo Öberg", "Cilla Ek"], ["Cilla Ek"]]
        kinds = [e.kind for e in read_events(session) if e.subject == "ks-facebook"]
        assert kinds == ["account.added", "roster.added", "roster.added", "roster.ended"]
        assert [*check_chain(session), *check_rows(session)] == []


def test_the_kommunikator_is_told_by_the_day(engine: Engine, now: datetime) -> None:
    add(engine, now)
    put(engine, now, "Cilla Ek", KOMM, last=MIDDLE)
    put(engine, now, "Dan Hav", KOMM, first=MIDDLE + timedelta(days=1))
    with reading(engine) as session:
        told = [kommunikator_of(session, "ks-facebook", day) for day in (FIRST, MIDDLE, LAST)]
        before = kommunikator_of(session, "ks-facebook", FIRST - timedelta(days=1))
    assert told == ["Cilla Ek", "Cilla Ek", "Dan Hav"]
    assert before is None


def test_nobody_stands_twice_in_a_roster_however_the_name_is_written(
    engine: Engine, now: datetime
) -> None:
    add(engine, now)
    put(engine, now, "Bo Öberg")
    for name, role in (("Bo Öberg", ADMIN), ("BO  ÖBERG", ADMIN), ("bo öberg", KOMM)):
        with pytest.raises(RefusedError, match="stands in the roster of ks-facebook as admin"):
            put(engine, now, name, role)
    with reading(engine) as session:
        assert len(list_roster(session)) == 1


def test_who_left_may_come_back(sqlite_engine: Engine, now: datetime) -> None:
    add(sqlite_engine, now)
    put(sqlite_engine, now, "Bo Öberg", last=MIDDLE)
    with pytest.raises(RefusedError):
        put(sqlite_engine, now, "Bo Öberg", first=MIDDLE)
    back = put(sqlite_engine, now, "Bo Öberg", first=MIDDLE + timedelta(days=1))
    assert (back.entry, back.version) == (2, 1)


def test_an_administrator_may_stand_in_for_who_is_away_but_not_while_away_too(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    put(sqlite_engine, now, "Bo Öberg")
    put(sqlite_engine, now, "Cilla Ek")
    put(sqlite_engine, now, "Bo Öberg", AWAY, last=MIDDLE)
    put(sqlite_engine, now, "Cilla Ek", STAND_IN, last=MIDDLE, whom="bo öberg")
    put(sqlite_engine, now, "Cilla Ek", STAND_IN, last=MIDDLE, whom="Anna Åström")
    with pytest.raises(RefusedError):
        put(sqlite_engine, now, "Cilla Ek", AWAY, first=MIDDLE, last=MIDDLE)
    with pytest.raises(RefusedError):
        put(sqlite_engine, now, "Cilla Ek", STAND_IN, last=LAST, whom="BO ÖBERG")


@pytest.mark.parametrize(
    ("name", "role", "last", "whom", "said"),
    [
        ("Bo", ADMIN, FIRST - timedelta(days=1), None, "lies before the first"),
        ("Bo", STAND_IN, None, None, "whom an ersattare stands in for"),
        ("Bo", ADMIN, None, "Anna Åström", "whom an ersattare stands in for"),
        ("Bo", STAND_IN, None, " bo", "cannot stand in for"),
        ("Bo", STAND_IN, None, "Okänd", "neither answers for ks-facebook"),
        ("Okänd", AWAY, None, None, "neither answers for ks-facebook"),
        (" ", ADMIN, None, None, "name is empty"),
        ("Bo\x1b[2J", ADMIN, None, None, "cannot be shown"),
        ("Bo\u202e", ADMIN, None, None, "cannot be shown"),
        ("B" * 1_000_000, ADMIN, None, None, "longer than"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_kept(  # noqa: PLR0913, PLR0917  what a row says
    sqlite_engine: Engine,
    now: datetime,
    name: str,
    role: RosterRole,
    last: date | None,
    whom: str | None,
    said: str,
) -> None:
    add(sqlite_engine, now)
    with pytest.raises(UsageError, match=said):
        put(sqlite_engine, now, name, role, last=last, whom=whom)
    with reading(sqlite_engine) as session:
        assert list_roster(session) == []


def test_a_closed_account_takes_nobody_in_but_lets_people_go(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    put(sqlite_engine, now, "Bo Öberg")
    with writing(sqlite_engine) as session:
        close_account(session, "ks-facebook", (FIRST, "Slut"), "me", now)
    with pytest.raises(RefusedError, match="was closed 2026-07-01"):
        put(sqlite_engine, now, "Cilla Ek")
    assert end(sqlite_engine, now, "Bo Öberg", FIRST).last_day == FIRST


def test_nobody_administers_a_page_of_somebody_elses(sqlite_engine: Engine, now: datetime) -> None:
    add(sqlite_engine, now, kind=AccountKind.NOT_OFFICIAL)
    with pytest.raises(RefusedError, match="nobody here administers it"):
        put(sqlite_engine, now, "Bo Öberg")
    with pytest.raises(RefusedError, match="nobody here"), writing(sqlite_engine) as session:
        keep_credentials_place(session, "ks-facebook", "Kassaskåpet", "me", now)


def test_an_end_needs_somebody_who_stands_there_and_a_day_after_the_first(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    put(sqlite_engine, now, "Bo Öberg", first=MIDDLE)
    put(sqlite_engine, now, "Bo Öberg", STAND_IN, first=MIDDLE, whom="Anna Åström")
    with pytest.raises(UsageError, match="does not stand in the roster"):
        end(sqlite_engine, now, "Nix", LAST)
    with pytest.raises(UsageError, match="more than once"):
        end(sqlite_engine, now, "Bo Öberg", LAST)
    with pytest.raises(UsageError, match="lies before the first day"):
        end(sqlite_engine, now, "Bo Öberg", FIRST, ADMIN)
    assert end(sqlite_engine, now, "Bo Öberg", LAST, ADMIN).role is ADMIN
    with pytest.raises(UsageError, match="does not stand in the roster"):
        end(sqlite_engine, now, "Bo Öberg", LAST, ADMIN)


def test_where_credentials_are_kept_is_noted_and_the_place_before_is_kept(
    engine: Engine, now: datetime
) -> None:
    add(engine, now)
    with writing(engine) as session:
        assert read_credentials_place(session, "ks-facebook") is None
        keep_credentials_place(session, "KS-Facebook", "Kassaskåpet, rum B214", "me", now)
        same = keep_credentials_place(session, "ks-facebook", "Kassaskåpet,  rum B214", "bo", now)
        moved = keep_credentials_place(session, "ks-facebook", "Valvet Sociala medier", "bo", now)
    assert (same.version, same.by, moved.version) == (1, "me", 2)
    with reading(engine) as session:
        assert list_credentials_places(session) == {"ks-facebook": moved}
        kinds = [e.kind for e in read_events(session) if e.subject == "ks-facebook"]
        assert kinds == ["account.added", "credentials.placed", "credentials.placed"]
        assert [*check_chain(session), *check_rows(session)] == []


@pytest.mark.parametrize(
    "place",
    [
        "Hemligt123",
        "anna / S0mmar!2026",
        "lösenord: katt",
        "Lösenordet är katt",
        "https://anna:hemligt@valv.example.se/",
        "pwd=abc",
        "PIN 1234",
        "qwerty12",
        "Valvet, abcdef12!",
    ],
)
def test_what_looks_like_a_password_is_refused_and_never_repeated(
    sqlite_engine: Engine, now: datetime, place: str
) -> None:
    add(sqlite_engine, now)
    with pytest.raises(RefusedError) as refused, writing(sqlite_engine) as session:
        keep_credentials_place(session, "ks-facebook", place, "me", now)
    assert place not in str(refused.value)
    assert refused.value.fields == {}
    with reading(sqlite_engine) as session:
        assert list_credentials_places(session) == {}


@pytest.mark.parametrize(
    "place",
    [
        "Bitwarden, valvet Sociala medier",
        "1Password, valvet Sociala medier 2026",
        r"KeePass på K:\IT\Sociala2026.kdbx",
        r"\\srv01\IT$\Valv1",
        "https://vault.example.se/item/3f2A-99",
        "Kassaskåp i rum B214, plan 3",
        "Lösenordshanteraren, valvet KS",
    ],
)
def test_where_people_do_keep_them_is_taken(
    sqlite_engine: Engine, now: datetime, place: str
) -> None:
    add(sqlite_engine, now)
    with writing(sqlite_engine) as session:
        assert keep_credentials_place(session, "ks-facebook", place, "me", now).place == place
