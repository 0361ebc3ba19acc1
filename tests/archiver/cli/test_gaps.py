"""``archiver gaps``: an alarm where a number is missing."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.archiver.cli.office import Archive


@pytest.fixture
def registered(archive: Archive, set_clock: Callable[[datetime], None]) -> Archive:
    set_clock(datetime(2026, 7, 1, 8, tzinfo=UTC))
    line = {"channel": "direct", "made_available_at": "2026-06-30T14:05:00+02:00"}
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(json.dumps(line | {"text": f"Hej {n}"}) for n in (1, 2)))
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert archive("register", "1", "2").code == 0
    return archive


def test_makulerade_numbers_are_listed_and_no_alarm(registered: Archive) -> None:
    assert registered("gaps", "--year", "2026").code == 0
    assert registered("makulera", "KS/2026:1-1", "--why", "Fel nämnd").code == 0
    said = registered("gaps", "--year", "2026")
    assert said.code == 0
    assert "KS/2026:1-1" in said.out
    assert "Fel nämnd" in said.out


def test_a_missing_number_is_an_alarm(registered: Archive) -> None:
    with sqlite3.connect(registered.folder / "archiver.db") as database:
        database.execute("UPDATE counter SET n = 3 WHERE series = 'dnr/KS/2026'")
    database.close()
    said = registered("gaps", "--year", "2026", "--json")
    assert said.code == 1
    assert [(each["number"], each["missing"]) for each in said.json] == [("KS/2026:3", True)]
    assert "KS/2026:3" in registered("gaps", "--year", "2026").out


def test_a_year_that_has_not_come_is_one_line(registered: Archive) -> None:
    said = registered("gaps", "--year", "2027")
    assert said.code == 2
    assert said.is_one_line()
