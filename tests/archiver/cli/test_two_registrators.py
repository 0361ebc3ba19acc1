"""Two registrators on one message: one of them registers it, the other is told by whom and as what.

Real processes, at the same time: both wait for the register, which the test holds until they do.
"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diarium.database import open_database, reading, writing
from diarium.files import FileStore
from diarium.verify import check_archive
from tests.archiver.cli.office import Archive, Command
from tests.archiver.cli.terminal import REPOSITORY, Desk

STARTED = 6
"""Seconds until a process waits for the register, on a slow machine."""


@pytest.fixture
def office(database_url: str, tmp_path: Path, command: Command) -> Archive:
    """Return an archive with three messages, on either database."""
    folder = tmp_path / "arkiv"
    wish = ("--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "ks")
    assert command("init", str(folder), *wish, "--database", database_url).code == 0
    archive = Archive(folder, command)
    lines = [
        {
            "channel": "direct", "made_available_at": "2026-06-30T14:05:00+02:00",
            "sender": {"name": "Bo Berg"}, "text": f"När öppnar bad {number}?",
        }
        for number in range(3)
    ]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    return archive


def _start(archive: Archive, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "archiver", "--config", str(archive.config), *arguments]
    return subprocess.Popen(
        command, cwd=REPOSITORY, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_the_second_is_told_the_first_ones_diarienummer(office: Archive, database_url: str) -> None:
    with writing(open_database(database_url)) as session:
        session.connection()  # now the register is held
        both = [_start(office, "register", "2") for _ in range(2)]
        time.sleep(STARTED)
        assert [each.poll() for each in both] == [None, None]  # both wait for the register
    said = ((*each.communicate(timeout=120), each.returncode) for each in both)
    told = sorted(said, key=lambda each: each[2])
    assert [code for _out, _err, code in told] == [0, 6]
    (out, nothing, _), (_, refused, _) = told
    found = re.search(r"KS/\d{4}:1-1", out)
    assert found
    assert nothing == ""
    assert refused.count("\n") == 1
    assert f"redan registrerat som {found[0]}, av " in refused
    _check(office, database_url, 1)


def test_one_who_skips_what_another_registers_is_told_its_diarienummer(
    office: Archive,
) -> None:
    assert office("register", "1").code == 0
    told = office("skip", "1", "--ground", "little-importance")
    assert told.code == 6
    assert told.is_one_line("registrerat som KS/", ":1-1, av ")


def test_at_the_desk_what_another_decided_is_told_and_the_next_is_shown(
    office: Archive, database_url: str
) -> None:
    desk = Desk(office)
    desk.wait_for("Meddelande 1, 1 av 3")
    desk.wait_for("? för hjälp")
    assert office("register", "1", "2").code == 0  # somebody else, meanwhile
    desk.press("\r")
    desk.wait_for("om meddelande 1 har ")
    desk.wait_for("beslutat under tiden: Registrerad som KS/")
    desk.wait_for("om meddelande 2 har ")
    desk.wait_for("Meddelande 3, 3 av 3")
    desk.wait_for("? för hjälp")
    assert office("skip", "3", "--ground", "little-importance").code == 0
    desk.press("s")
    desk.wait_for("tillbaka:")
    desk.press("1")
    desk.wait_for("om meddelande 3 har ")
    assert desk.end() == 0
    assert "Registrerade: 0. Inte registrerade: 0. Kvar: 0." in desk.seen
    outcomes = [d["outcome"] for d in office("decisions", "--json").json]
    assert outcomes == ["register", "register", "skip"]
    _check(office, database_url, 2)


def _check(office: Archive, database_url: str, registered: int) -> None:
    engine = open_database(database_url)
    with reading(engine):
        handlingar = [h for a in office("arende", "list", "--json").json for h in a["handlingar"]]
    assert len(handlingar) == registered
    assert list(check_archive(engine, FileStore(office.folder / "files"))) == []
