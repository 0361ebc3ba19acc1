"""``archiver inbox import`` of folders and zips, good ones and bad ones."""

import json
from pathlib import Path

import pytest

from tests.archiver.cli.office import Archive
from tests.diarium.intake.zip_files import LINK, add_special, nested, set_flag, write_zip
from tests.diarium.intake.zip_files import set_size as say_size

MESSAGE = {
    "channel": "direct",
    "text": "När plogas Storgatan?",
    "made_available_at": "2026-06-30T14:05:00+02:00",
}


def lines(*ids: str) -> str:
    return "".join(json.dumps({**MESSAGE, "id": each, "text": each}) + "\n" for each in ids)


def import_(archive: Archive, *paths: Path) -> tuple[int, list[dict[str, object]]]:
    said = archive("inbox", "import", *map(str, paths), "--json")
    return said.code, said.json


def kept_files(archive: Archive) -> list[Path]:
    return [path for path in (archive.folder / "files").rglob("*") if path.is_file()]


def test_several_zips_are_one_export_and_a_folder_is_another(archive: Archive) -> None:
    one = write_zip(archive.folder / "1.zip", {"in.jsonl": lines("a")})
    two = write_zip(archive.folder / "2.zip", {"more.jsonl": lines("b")})
    home = archive.folder / "export"
    home.mkdir()
    (home / "in.jsonl").write_text(lines("c", "d"))
    code, told = import_(archive, two, home, one)
    assert code == 0
    assert [(each["name"], each["found"]) for each in told] == [("1.zip (+1)", 2), ("export", 2)]
    (shown,) = (m for m in archive("inbox", "list", "--json").json if m["external_id"] == "b")
    assert shown["original"]["name"] == "more.jsonl"
    assert archive("verify").code == 0


def test_a_bad_zip_is_one_clear_line_and_nothing_is_written(archive: Archive) -> None:
    good = write_zip(archive.folder / "good.zip", {"in.jsonl": lines("a")})
    cut = archive.folder / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-30])
    locked = write_zip(archive.folder / "locked.zip", {"in.jsonl": lines("a")})
    set_flag(locked, "in.jsonl", 1)
    bomb = write_zip(archive.folder / "bomb.zip", {"in.jsonl": lines("a"), "b": bytes(10_000_000)})
    say_size(bomb, "b", 0xF0000000)
    for bad in (cut, locked, bomb):
        said = archive("inbox", "import", str(good), str(bad), "--namnd", "KS")
        assert said.code == 2
        assert len(said.err.splitlines()) == 1
        assert str(bad) in said.err
    assert kept_files(archive) == []
    assert archive("inbox", "batches", "--json").json == []


def test_what_is_bad_in_a_zip_is_told_and_the_rest_taken_in(archive: Archive) -> None:
    path = write_zip(
        archive.folder / "1.zip",
        {
            "in.jsonl": lines("a"),
            "../ut.jsonl": lines("b"),
            "lås.jsonl": lines("c"),
            "inre.zip": nested({"in.jsonl": lines("d").encode()}),
            "annat.txt": "x",
        },
    )
    add_special(path, "länk.jsonl", LINK)
    set_flag(path, "lås.jsonl", 0x801)
    code, (told,) = import_(archive, path)
    assert code == 1
    unreadable = told["unreadable"]
    assert isinstance(unreadable, list)
    assert {each["file"]: each["reason"] for each in unreadable} == {
        "../ut.jsonl": "unsafe-path", "lås.jsonl": "encrypted", "länk.jsonl": "not-a-file",
        "inre.zip": "nested-zip",
    }  # fmt: skip
    assert told["other_files"] == ["annat.txt", "inre.zip"]
    assert [each["external_id"] for each in archive("inbox", "list", "--json").json] == ["a"]
    assert len(archive("inbox", "import", str(path)).out.splitlines()) > 4


def test_a_damaged_member_is_told_and_the_rest_taken_in(archive: Archive) -> None:
    members = {"a.jsonl": lines("a"), "b.jsonl": lines(*map(str, range(3_000)))}
    path = write_zip(archive.folder / "1.zip", members, 0)
    path.write_bytes(path.read_bytes().replace(b'"2999"', b'"2998"', 1))
    code, (told,) = import_(archive, path)
    assert (code, told["found"]) == (1, 1)
    assert [(each["file"], each["reason"]) for each in told["unreadable"]] == [  # type: ignore[attr-defined]  # JSON
        ("b.jsonl", "damaged")
    ]


def test_what_finds_no_room_on_the_disk_is_refused_before_it_is_kept(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(archive.folder / "1.zip", {"in.jsonl": lines(*map(str, range(1_000)))})

    class _Full:
        free = 1_000

    monkeypatch.setattr("diarium.intake.keeping.shutil.disk_usage", lambda _place: _Full)
    said = archive("inbox", "import", str(path), "--namnd", "KS")
    assert said.code == 10
    assert kept_files(archive) == []


def test_the_archive_itself_is_not_handed_in(archive: Archive) -> None:
    import_(archive, write_zip(archive.folder / "1.zip", {"in.jsonl": lines("a")}))
    said = archive("inbox", "import", str(archive.folder))
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
