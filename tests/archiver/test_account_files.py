"""Accounts as files: what is written is read again, and a file is taken in whole or not at all."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from archiver.account_csv import HEADINGS
from archiver.account_files import gather_accounts, read_account_file, write_accounts
from archiver.account_taking_in import Importer, TakingIn, take_in_accounts
from archiver.account_toml import format_toml, parse_toml
from diarium.accounts import account_history, list_accounts
from diarium.credentials import keep_credentials_place, read_credentials_place
from diarium.database import open_database, reading, writing
from diarium.errors import UsageError
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.plans import list_plans, set_plan
from diarium.roster import add_to_roster, list_roster
from diarium.roster_records import RosterFacts, RosterRole
from diarium.web_address import check_web_address
from tests.diarium.planned import plan_facts, put_in_force
from tests.diarium.test_accounts import add

TODAY = date(2026, 7, 1)
NEW = """
[[account]]
id = "sbn-blogg"
namnd = "SBN"
platform = "blogg"
url = "https://blogg.example.se/"
name = "Bygg"
forvaltning = "Samhällsbyggnad"
ansvarig = "Åsa Öst"
syfte = "Berätta"
malgrupp = "Invånare"
official = true
credentials = "Valvet Sociala medier"

[[account.roster]]
name = "Bo Öberg"
role = "administrator"

[[account.plan]]
goals = ["Svara inom 48 timmar"]
from = 2026-07-01
to = 2026-12-31

[[account.plan.approval]]
as = "chef"
name = "Eva Chef"
date = 2026-07-01
"""


def take_in(engine: Engine, now: datetime, path: Path, *, dry_run: bool = False) -> TakingIn:
    read = read_account_file(path)
    assert read.faults == ()
    importer = Importer("anna", now, check_web_address)
    return take_in_accounts(engine, read.lines, importer, dry_run=dry_run)


def fill(engine: Engine, now: datetime) -> None:
    """Give two accounts all that a file can hold."""
    odd = '=1+1 "Fråga"; <b>oss</b>, \\ vi'
    add(engine, now, syfte=odd, handle="@exempelstad", official=True)
    add(engine, now, account="sbn", namnd="SBN", name="-2", open=True)
    people = (
        RosterFacts(name="Bo Öberg", role=RosterRole.ADMINISTRATOR, first_day=TODAY),
        RosterFacts(name="Dan (IT)", role=RosterRole.ADMINISTRATOR, first_day=TODAY),
        RosterFacts(name="Cilla Ek", role=RosterRole.KOMMUNIKATOR, first_day=TODAY),
        RosterFacts(
            name="Bo Öberg", role=RosterRole.ERSATTARE, first_day=TODAY, last_day=TODAY,
            stands_in_for="Anna Åström",
        ),
        RosterFacts(name="Dan (IT)", role=RosterRole.FRANVARANDE, first_day=TODAY, last_day=TODAY),
    )  # fmt: skip
    with writing(engine) as session:
        for facts in people:
            add_to_roster(session, "ks-facebook", facts, "me", now)
        put_in_force(session, "ks-facebook", now)
        set_plan(session, plan_facts("sbn"), "me", now)
        keep_credentials_place(session, "ks-facebook", "Kassaskåpet, rum B214", "me", now)


def export(engine: Engine, path: Path) -> Path:
    with reading(engine) as session:
        gathered = gather_accounts(session, list_accounts(session), TODAY)
    path.write_bytes(write_accounts(gathered, path.suffix, bom=True))
    return path


def tell_all(engine: Engine) -> list[object]:
    """Return what stands of all accounts, but for when and by whom it was noted."""
    with reading(engine) as session:
        return [gather_accounts(session, list_accounts(session), TODAY)]


@pytest.mark.parametrize("ending", [".toml", ".csv"])
def test_what_is_written_is_taken_in_by_another_archive_as_it_was(
    ending: str, engine: Engine, sqlite_register: Path, now: datetime, tmp_path: Path
) -> None:
    fill(engine, now)
    other = open_database(f"sqlite:///{shutil.copyfile(sqlite_register, tmp_path / 'other.db')}")
    path = export(engine, tmp_path / f"konton{ending}")
    done = take_in(other, now, path)
    assert [(each.account, each.outcome) for each in done.taken] == [
        ("ks-facebook", "new"), ("sbn", "new"),
    ]  # fmt: skip
    assert tell_all(other) == tell_all(engine)
    assert export(other, tmp_path / f"igen{ending}").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("ending", [".toml", ".csv"])
def test_taking_the_same_file_in_again_changes_nothing(
    ending: str, engine: Engine, now: datetime, tmp_path: Path
) -> None:
    fill(engine, now)
    path = export(engine, tmp_path / f"konton{ending}")
    with reading(engine) as session:
        before = len(list(read_events(session)))
    done = take_in(engine, now, path)
    assert {each.outcome for each in done.taken} == {"as-before"}
    with reading(engine) as session:
        assert len(list(read_events(session))) == before


def test_a_file_adds_and_changes_and_what_it_leaves_out_stays(
    engine: Engine, now: datetime, tmp_path: Path
) -> None:
    fill(engine, now)
    path = tmp_path / "konton.toml"
    changed = """
[[account]]
id = "ks-facebook"
ansvarig = "Bo Öberg"

[[account.roster]]
name = "bo öberg"
role = "administrator"
from = 2026-07-01
to = 2026-12-31
"""
    path.write_text(NEW + changed, encoding="utf-8")
    done = take_in(engine, now, path)
    assert [(e.account, e.outcome, e.changed) for e in done.taken] == [
        ("sbn-blogg", "new", ("credentials", "roster", "plan")),
        ("ks-facebook", "changed", ("ansvarig", "roster")),
    ]
    with reading(engine) as session:
        last = account_history(session, "ks-facebook")[-1]
        assert (last.version, last.ansvarig, last.by) == (2, "Bo Öberg", "anna")
        entry, *others = list_roster(session, "ks-facebook")
        assert (entry.version, entry.last_day, len(others)) == (2, date(2026, 12, 31), 4)
        (plan,) = list_plans(session, "sbn-blogg")
        assert (plan.malgrupp, len(plan.approvals)) == ("Invånare", 1)
        kept = read_credentials_place(session, "sbn-blogg")
        assert kept
        assert kept.place == "Valvet Sociala medier"
        assert [*check_chain(session), *check_rows(session)] == []


def test_a_dry_run_tells_all_of_it_and_keeps_nothing(
    engine: Engine, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "konton.toml"
    path.write_text(NEW, encoding="utf-8")
    tried = take_in(engine, now, path, dry_run=True)
    with reading(engine) as session:
        assert list_accounts(session) == []
        assert [each for each in read_events(session) if each.kind.startswith("account")] == []
    assert take_in(engine, now, path) == tried


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "administrator"', 'role = "chef"', "chef is no role"),
        ('namnd = "SBN"', 'namnd = "X"', "no nämnd X"),
        ('url = "https://blogg.example.se/"', 'url = "file:///etc/passwd"', "address"),
        ('name = "Bygg"\n', "", "name is missing"),
        ('name = "Bygg"', 'name = "a\\u0007b"', "cannot be shown"),
        ('name = "Bygg"', 'name = "a\\u202eb"', "cannot be shown"),
        ("official = true", 'official = "ja"', "neither true nor false"),
        ('credentials = "Valvet Sociala medier"', 'credentials = "Hemligt123"', "password"),
        ("date = 2026-07-01", "date = 2026-07-02", "has not come yet"),
        ("to = 2026-12-31", "to = 2026-06-30", "ends 2026-06-30, before"),
        ("to = 2026-12-31", 'to = "i jul"', "to is no day"),
        ('goals = ["Svara inom 48 timmar"]', "goals = 3", "no list of texts"),
        ('platform = "blogg"', 'platform = "blogg"\ncolour = "red"', "colour is not a key"),
        ('id = "sbn-blogg"', 'id = "KS FB"', "cannot be an account's id"),
    ],
)
def test_one_wrong_line_keeps_the_whole_file_out_and_is_named(
    sqlite_engine: Engine, now: datetime, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert NEW.count(old) == 1
    path = tmp_path / "konton.toml"
    good = NEW.replace("sbn-blogg", "annan")
    path.write_text(good + NEW.replace(old, new), encoding="utf-8")
    read = read_account_file(path)
    done = take_in_accounts(
        sqlite_engine, read.lines, Importer("anna", now, check_web_address), dry_run=False
    )
    (fault,) = (*read.faults, *done.faults)
    assert fault.line == 2
    assert said in str(fault.error)


@pytest.mark.parametrize("name", ["nix.csv", "nix.toml", "konton.xlsx", "konton"])
def test_a_file_that_is_not_there_or_of_another_kind_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_account_file(tmp_path / name)


@pytest.mark.parametrize("text", ["x = ", "x = 1", "account = 3", "account = []", "account = [1]"])
def test_what_is_no_toml_of_accounts_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "konton.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read = read_account_file(path)
    except UsageError:
        return
    assert read.faults


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.lists(st.text(max_size=20)))
def test_any_text_is_read_back_from_toml_as_it_was_written(text: str, texts: list[str]) -> None:
    told = {"id": text, "goals": texts, "opened": TODAY, "open": True}
    within = [{"name": text}, {"name": ""}]
    ((_number, read),) = parse_toml(format_toml([told | {"roster": within}]))
    assert read == told | {"roster": within}


def test_the_manual_shows_files_that_are_read(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "kontolistor.md").read_text(encoding="utf-8")
    path = tmp_path / "konton.toml"
    path.write_text(manual.partition("```toml")[2].partition("```")[0], encoding="utf-8")
    read = read_account_file(path)
    assert read.faults == ()
    assert [len(each.plans) for each in read.lines] == [1]
    for heading in HEADINGS:
        assert heading.removeprefix("Godkänd av ").removesuffix(", dag") in manual
