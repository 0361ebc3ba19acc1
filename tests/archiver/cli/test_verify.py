"""``archiver verify``, on an archive and on a package."""

import json
import random
import sqlite3
from pathlib import Path

import pytest

from tests.archiver.cli.office import Archive

LINE = {
    "channel": "direct",
    "made_available_at": "2026-06-30T14:05:00+02:00",
    "sender": {"name": "Åsa Öberg"},
    "text": "När öppnar badet?",
}


@pytest.fixture
def filled(archive: Archive) -> Archive:
    path = archive.folder / "in.jsonl"
    path.write_text(json.dumps(LINE), encoding="utf-8")
    archive("inbox", "import", str(path), "--namnd", "KS")
    archive("register", "1")
    return archive


def kept_files(archive: Archive) -> list[Path]:
    """Return the file that was handed in and the report of its intake."""
    return [path for path in (archive.folder / "files").rglob("*") if path.is_file()]


def kept_file(archive: Archive) -> Path:
    handed_in = json.dumps(LINE).encode()
    [path] = [path for path in kept_files(archive) if path.read_bytes() == handed_in]
    path.chmod(0o640)
    return path


def test_an_archive_that_is_well_is_told_in_one_line_with_its_counts(filled: Archive) -> None:
    said = filled("verify")
    assert (said.code, said.err) == (0, "")
    assert said.out.count("\n") == 1
    told = filled("verify", "--json").json
    assert told["faults"] == []
    sizes = [path.stat().st_size for path in kept_files(filled)]
    assert (told["extent"]["files"], told["extent"]["bytes"]) == (2, sum(sizes))


def test_an_altered_file_is_named_and_the_code_is_7(filled: Archive) -> None:
    path = kept_file(filled)
    content = bytearray(path.read_bytes())
    content[7] ^= 1
    path.write_bytes(content)
    said = filled("verify")
    assert said.code == 7
    assert path.name in said.out
    [fault] = filled("verify", "--json").json["faults"]
    assert fault["code"] == "file-altered"


def test_an_altered_row_is_named_and_the_code_is_7(filled: Archive) -> None:
    with sqlite3.connect(filled.folder / "archiver.db") as database:
        database.execute("DROP TRIGGER handling_no_update")
        database.execute("UPDATE handling SET subject_public = 'annat'")
    database.close()
    said = filled("verify", "--json")
    assert said.code == 7
    assert {(f["code"], f["place"]) for f in said.json["faults"]} == {
        ("row-altered", "handling 1"),
        ("guard-removed", "table handling"),
        ("search-index-altered", "handling_search"),
    }


def test_a_damaged_database_is_one_clear_line_for_every_command(filled: Archive) -> None:
    path = filled.folder / "archiver.db"
    before, chance = path.read_bytes(), random.Random(5)  # noqa: S311  a test
    for content in (b"text " * 4096, before[:4096], before[:100] + chance.randbytes(8192)):
        for side in filled.folder.glob("archiver.db-*"):
            side.unlink()
        path.write_bytes(content)
        verified = filled("verify")
        assert verified.code == 7
        assert "Traceback" not in verified.err + verified.out
        for command in (("register", "1"), ("arende", "list"), ("decisions",)):
            said = filled(*command)
            assert said.code == 10
            assert said.is_one_line("archiver doctor")


def test_a_database_that_is_not_there_is_no_proof(filled: Archive) -> None:
    text = filled.config.read_text(encoding="utf-8")
    filled.config.write_text(text.replace("archiver.db", "none/archiver.db"), encoding="utf-8")
    said = filled("verify")
    assert said.code == 10
    assert said.is_one_line()


def test_a_path_that_is_no_folder_is_told(filled: Archive) -> None:
    assert filled("verify", str(filled.config)).code == 2
    empty = filled.folder / "empty"
    empty.mkdir()
    said = filled("verify", str(empty), "--json")
    assert said.code == 8
    [report] = said.json["packages"]
    assert [f["rule"] for f in report["findings"]] == ["CSIPSTR4"]
