"""Accounts as a list for a spreadsheet: as Excel writes it, half wrong, or made to do harm."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.account_csv import HEADINGS
from archiver.account_files import read_account_file
from diarium.accounts import list_accounts
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.roster import add_to_roster
from diarium.roster_records import RosterFacts, RosterRole
from tests.archiver.test_account_files import export, fill, take_in
from tests.diarium.test_accounts import add

TODAY = date(2026, 7, 1)
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
