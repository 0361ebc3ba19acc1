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
from diarium.errors import RefusedError, UsageError
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


HEAD = "Id;Nämnd;Plattform;Adress;Namn;Förvaltning;Ansvarig;Syfte;Målgrupp;Officiell kanal"
ROW = "sbn-fb;SBN;facebook;https://facebook.com/x;Bygg;SBF;Åsa Öst;Dialog;Invånare;ja"


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\r\n{ROW}\r\n".encode(),
        f"\ufeff{HEAD}\r\n{ROW}\r\n".encode(),
        f"sep=;\r\n{HEAD}\r\n{ROW}\r\n;;;;;;;;;\r\n\r\n".encode(),
        f"{HEAD}\n{ROW}".replace(";", ",").upper().replace("\nSBN-FB", "\nsbn-fb").encode(),
        f"{HEAD}\n{ROW}".replace(";", "\t").encode(),
    ],
    ids=["semicolons", "bom", "sep-and-empty-lines", "commas-and-capitals", "tabs"],
)
def test_a_list_is_read_as_spreadsheets_write_it(
    content: bytes, sqlite_engine: Engine, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "konton.CSV"
    path.write_bytes(content)
    done = take_in(sqlite_engine, now, path)
    assert [(each.account, each.namnd) for each in done.taken] == [("sbn-fb", "SBN")]
    with reading(sqlite_engine) as session:
        (account,) = list_accounts(session)
    assert (account.official, account.open, account.opened) == (True, False, TODAY)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"{HEAD};Färg\n{ROW};röd".encode(), r"right headings \(Färg\)"),
        (f"{ROW}\n{ROW}".encode(), "right headings"),
        (b"Namn;Syfte\na;b", r"right headings \(Id\)"),
        (f"{HEAD};Namn\n{ROW};x".encode(), "heading Namn stands twice"),
        (b"", "right headings"),
        (f"{HEAD}\n{ROW}".encode("cp1252"), "is not UTF-8"),
        (f"{HEAD}\n{ROW}".encode("utf-16"), "is not UTF-8"),
        (f'{HEAD}\n"{ROW}'.encode(), "cannot be read after line"),
        (f"{HEAD}\n{'x' * 200_000}".encode(), "cannot be read after line"),
        (b"x" * 5_000_001, "too large"),
    ],
)
def test_what_is_no_list_of_accounts_is_one_clear_line(
    content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "konton.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=said):
        read_account_file(path)


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


def test_every_wrong_line_of_a_list_is_named_by_its_line(tmp_path: Path) -> None:
    head = f"{HEAD};Administratörer;Öppnat"
    bo = '"Bo Öberg\nDan Hav"'
    thrice = '"Bo Öberg\nBO öberg\nbo Öberg"'
    path = tmp_path / "konton.csv"
    lines = [
        f"{ROW};{bo};2020-01-01",
        f"{ROW.replace('sbn-fb', 'b')};{thrice};",
        f"{ROW.replace('sbn-fb', 'c').replace('Bygg', '=HYPERLINK(1)')};;",
        f"{ROW.replace('sbn-fb', 'd')};;1 juli",
        f"{ROW.replace('sbn-fb', 'e')};",
        f"{ROW.replace('sbn-fb', 'f').replace(';ja', ';kanske')};;",
        f"{ROW};;",
    ]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    read = read_account_file(path)
    assert [(each.line, str(each.error)) for each in read.faults] == [
        (3, "BO öberg stands more than once in the roster as administrator; say it once"),
        (4, "Namn holds a formula; write what it is to say instead"),
        (5, "Öppnat is no day; write it as 2026-07-01"),
        (6, "the line has 11 cells and there are 12 headings; give each its own"),
        (7, "Officiell kanal says neither ja nor nej; write one of them"),
        (8, "sbn-fb stands on line 2 too; an account has one line"),
    ]


def test_one_person_as_administrator_and_kommunikator_keeps_the_file_out(
    sqlite_engine: Engine, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "konton.csv"
    head = f"{HEAD};Administratörer;Förvaltningens kommunikatör"
    rows = (f"{ROW};Bo Öberg;Cilla Ek", f"{ROW.replace('sbn-fb', 'b')};Bo Öberg;BO ÖBERG")
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    done = take_in(sqlite_engine, now, path)
    (fault,) = done.faults
    assert (fault.line, fault.account) == (3, "b")
    assert "Bo Öberg stands in the roster" in str(fault.error)
    with reading(sqlite_engine) as session:
        assert list_accounts(session) == []


def test_a_cell_that_a_spreadsheet_could_run_is_made_harmless_and_read_back(
    sqlite_engine: Engine, now: datetime, tmp_path: Path
) -> None:
    fill(sqlite_engine, now)
    text = export(sqlite_engine, tmp_path / "konton.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'@exempelstad" in text
    assert "'-2" in text


def test_a_name_that_a_cell_cannot_hold_is_refused_and_toml_holds_it(
    sqlite_engine: Engine, now: datetime, tmp_path: Path
) -> None:
    add(sqlite_engine, now)
    odd = RosterFacts(name="Bo; Öberg", role=RosterRole.ADMINISTRATOR, first_day=TODAY)
    with writing(sqlite_engine) as session:
        add_to_roster(session, "ks-facebook", odd, "me", now)
    with pytest.raises(RefusedError, match=r"ending in \.toml"):
        export(sqlite_engine, tmp_path / "konton.csv")
    assert "Bo; Öberg" in export(sqlite_engine, tmp_path / "k.toml").read_text(encoding="utf-8")


def test_a_hundred_accounts_are_taken_in_at_once(
    engine: Engine, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "konton.csv"
    rows = [ROW.replace("sbn-fb", f"konto-{n}") for n in range(100)]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    assert len(take_in(engine, now, path).taken) == 100
    with reading(engine) as session:
        assert len(list_accounts(session)) == 100


def test_the_headings_are_told_apart() -> None:
    assert len({each.casefold() for each in HEADINGS}) == len(HEADINGS)


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
