"""``archiver inbox import``, ``batches`` and ``batch``: how complete what was taken in is."""

import base64
import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from archiver.cli import inbox_import
from diarium import inbox
from diarium.database import open_database, writing
from tests.archiver import media_files
from tests.archiver.cli.office import ACCOUNT, Archive
from tests.archiver.cli.test_inbox import counted, write, write_mail


def lines_of(days: range) -> list[dict[str, object]]:
    return [
        {"id": f"d-{day}", "made_available_at": f"2026-06-{day:02}T12:00:00+02:00"} for day in days
    ]


def test_the_report_is_a_table_of_two_columns_and_sentences(archive: Archive) -> None:
    path = write(archive, *lines_of(range(1, 11)), *lines_of(range(12, 27)), {"own": True})
    said = archive("inbox", "import", path)
    table = counted(said)
    assert said.out.startswith("Omgång 1")
    assert (table["Hittade meddelanden"], table["Nya"]) == ("26", "26")
    assert (table["Skrivna av kontot"], table["Dubbletter"]) == ("1", "0")
    assert table["Oläsliga"] == "0"
    assert "Sannolika dubbletter" not in table
    assert max(map(len, said.out.partition("\n\n")[0].splitlines())) < 80
    assert "Meddelandena är från 2026-06-01 till 2026-06-30." in said.out
    assert "men inte 2026-06-11, 2026-06-27 till 2026-06-29." in said.out


def test_the_report_is_kept_and_shown_again(archive: Archive) -> None:
    path = Path(write(archive, {}))
    path.write_bytes(path.read_bytes() + b"{")
    first = archive("inbox", "import", str(path))
    again = archive("inbox", "batch", "1")
    assert (first.code, again.code) == (1, 1)
    assert again.out == first.out
    told = archive("inbox", "batch", "1", "--json").json
    assert (told["found"], told["unreadable_count"]) == (1, 1)
    assert any("1 ställe kunde inte läsas" in each for each in told["i ord"])
    imported = archive("inbox", "import", str(path), "--json").json
    assert imported[0]["unreadable"] == told["unreadable"]
    assert archive("verify").code == 0


def test_the_batches_are_listed(archive: Archive) -> None:
    assert "Inget har tagits in." in archive("inbox", "batches").out
    archive("inbox", "import", write(archive, {}), write_mail(archive))
    listed = archive("inbox", "batches", "--json").json
    assert [(each["name"], each["messages"]) for each in listed] == [
        ("in.jsonl", 1),
        ("brev.eml", 1),
    ]
    assert listed[0]["namnder"] == ["KS"]
    table = archive("inbox", "batches").out
    assert "in.jsonl" in table
    assert "e-post (.eml)" in table


@pytest.mark.parametrize("number", ["17", "-1", "x", "0"])
def test_a_batch_that_is_not_there_is_one_line(archive: Archive, number: str) -> None:
    said = archive("inbox", "batch", "--", number)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_a_report_whose_file_is_gone_is_told(archive: Archive) -> None:
    archive("inbox", "import", write(archive, {}))
    sha256 = archive("inbox", "batches", "--json").json[0]["report_sha256"]
    (archive.folder / "files" / sha256[:2] / sha256).unlink()
    said = archive("inbox", "batch", "1")
    assert said.code == 7
    assert said.is_one_line("archiver verify")


def test_a_batch_of_another_namnd_is_not_shown(archive: Archive) -> None:
    archive("namnd", "add", "sbn", "--name", "Samhällsbyggnadsnämnden", "--orgnr", "212000-2882",
            "--series", "SBN")  # fmt: skip
    archive("inbox", "import", write(archive, {}), "--namnd", "sbn")
    login = archive("user", "list", "--json").json[0]["login"]
    archive("user", "add", "chef", "--role", "admin")
    with writing(open_database(f"sqlite:///{archive.folder / 'archiver.db'}")) as session:
        assert session.execute(text("SELECT count(*) FROM batch")).scalar_one() == 1
    assert archive("user", "edit", login, "--namnd", "ks").code == 0
    assert archive("inbox", "batches", "--json").json == []
    assert archive("inbox", "batch", "1").code == 6


def test_who_stops_an_import_is_told_that_the_next_goes_on(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(archive, {})

    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox, "import_all", interrupted)
    said = archive("inbox", "import", path)
    assert said.code == 130
    assert "nästa intag fortsätter där det här slutade" in said.err
    monkeypatch.undo()
    assert archive("inbox", "import", path).code == 0


def attach(archive: Archive) -> None:
    """Take in a message with a picture, and with a PDF that is said to be one."""
    archive("account", "add", "ks-fb", *ACCOUNT)
    files = {
        "bild.png": ("image/png", media_files.PNG),
        "foto.jpg": ("image/jpeg", media_files.PDF),
    }
    given = [
        {"name": name, "media_type": said, "content_base64": base64.b64encode(content).decode()}
        for name, (said, content) in files.items()
    ]
    archive("inbox", "import", write(archive, {"attachments": given}))


def test_what_came_along_is_identified_and_a_lie_is_shown(archive: Archive) -> None:
    attach(archive)
    shown = archive("inbox", "show", "1").out
    assert "bild.png (image/png, fmt/11, Portable Network Graphics 1.0)" in shown
    assert "foto.jpg (sägs vara image/jpeg, men är application/pdf: fmt/18" in shown
    first, second = archive("inbox", "show", "1", "--json").json["attachments"]
    assert (first["media_type"], first["format"]["puid"]) == ("image/png", "fmt/11")
    assert (second["media_type"], second["format"]["media_type"]) == (
        "image/jpeg",
        "application/pdf",
    )
    assert archive("verify").code == 0


def test_a_handling_tells_what_its_files_are(archive: Archive) -> None:
    attach(archive)
    assert archive("register", "1").err == ""
    files = archive("arende", "show", "KS/2026:1", "--json").json["handlingar"][0]["files"]
    puids = [each["format"] and each["format"]["puid"] for each in files]
    assert puids == [None, "fmt/11", "fmt/18"]
    assert "fmt/18" in archive("arende", "show", "KS/2026:1").out


def test_an_import_that_could_not_identify_is_whole_and_made_up_for(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    attach(archive)
    monkeypatch.undo()
    assert archive("inbox", "show", "1", "--json").json["attachments"][0]["format"] is None
    archive("inbox", "import", write(archive, {"id": "other"}))
    first, _second = archive("inbox", "show", "1", "--json").json["attachments"]
    assert first["format"]["puid"] == "fmt/11"


def test_json_of_several_is_one_list(archive: Archive) -> None:
    said = archive("inbox", "import", write(archive, {}), write_mail(archive), "--json")
    assert [each["format"] for each in json.loads(said.out)] == ["jsonl", "eml"]
    assert inbox_import.__doc__


def test_names_from_outside_cannot_steer_the_terminal(archive: Archive) -> None:
    folder = archive.folder / "leverans"
    folder.mkdir()
    Path(write(archive, {})).rename(folder / "in.jsonl")
    for name in ("\x1b[2J.txt", "\u202egpj.exe", "a" * 200, "=2+3", "CON"):
        (folder / name).write_bytes(b"\x00")
    said = archive("inbox", "import", str(folder))
    again = archive("inbox", "batch", "1")
    assert said.code == again.code == 0
    assert "5 filer i leveransen" in said.out
    for out in (said.out, again.out, archive("inbox", "batches").out):
        assert "\x1b" not in out
        assert "\u202e" not in out
    assert len(archive("inbox", "batch", "1", "--json").json["other_files"]) == 5


def test_a_manifest_that_does_not_agree_is_something_wrong(archive: Archive) -> None:
    replies = {
        "kind": "youtube#commentThreadListResponse",
        "items": [
            {
                "kind": "youtube#commentThread",
                "id": "Ugabc",
                "snippet": {
                    "channelId": "UCx",
                    "videoId": "v",
                    "totalReplyCount": 2,
                    "topLevelComment": {
                        "kind": "youtube#comment",
                        "id": "Ugabc",
                        "snippet": {
                            "authorDisplayName": "Ali Exempel",
                            "textOriginal": "Hej",
                            "publishedAt": "2026-06-30T10:00:00Z",
                        },
                    },
                },
            }
        ],
    }
    path = archive.folder / "threads.json"
    path.write_text(json.dumps(replies), encoding="utf-8")
    said = archive("inbox", "import", str(path))
    assert said.code == 1
    assert "Leveransen lovar själv 2 poster i threads.json; där finns 0." in said.out
    assert archive("inbox", "batch", "1").code == 1
