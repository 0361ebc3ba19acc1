"""``archiver readable``: what is missing is listed, made, added or let go."""

import base64
import json

import pytest

from tests.archiver import media_files
from tests.archiver.cli.office import Archive

FIRST = "KS/2026:1-1"
ZIP = base64.b64encode(media_files.ZIP).decode()
MESSAGE = {
    "channel": "direct",
    "made_available_at": "2026-06-30T14:05:00+02:00",
    "sender": {"name": "Åsa Öberg"},
    "text": "Hemligt filnamn följer",
    "attachments": [
        {"name": "hemlig-hanna.zip", "media_type": "application/zip", "content_base64": "UEs="}
    ],
}


@pytest.fixture
def office(archive: Archive) -> Archive:
    """Return an archive with a registered message that has a packed file."""
    path = archive.folder / "in.jsonl"
    path.write_text(json.dumps(MESSAGE), encoding="utf-8")
    assert archive("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert archive("register", "1").code == 0
    return archive


def test_what_is_missing_is_listed_by_number_and_kind_and_never_by_name(office: Archive) -> None:
    told = office("readable", "list", "--json")
    assert told.code == 1
    assert [(each["beteckning"], each["number"], each["kind"]) for each in told.json] == [
        (FIRST, 1, "application/jsonl"), (FIRST, 2, "application/zip"),
    ]  # fmt: skip
    shown = office("readable", "list", "KS/2026:1")
    assert FIRST in shown.out
    assert "hanna" not in shown.out + told.out
    assert f"läsbar form saknas: {FIRST}" in office("arende", "show", "KS/2026:1").out


def test_the_list_tells_what_the_bytes_of_a_file_are(office: Archive) -> None:
    whole = {"name": "a.jpg", "media_type": "image/jpeg", "content_base64": ZIP}
    path = office.folder / "in.jsonl"
    path.write_text(json.dumps({**MESSAGE, "text": "Ny", "attachments": [whole]}), encoding="utf-8")
    assert office("inbox", "import", str(path), "--namnd", "KS").code == 0
    assert office("register", "2").code == 0
    told = office("readable", "list", "KS/2026:2", "--json").json
    assert [each["format"] and each["format"]["puid"] for each in told] == [None, "x-fmt/263"]
    shown = office("readable", "list", "KS/2026:2").out
    assert "sägs vara image/jpeg, men är application/zip" in shown


def test_the_list_is_empty_when_nothing_is_missing(office: Archive) -> None:
    office.make_readable("KS/2026:1")
    told = office("readable", "list", FIRST)
    assert (told.code, told.out) == (0, "Ingen saknas.\n")
    assert office("readable", "make").code == 0


def test_a_file_is_let_go_once_and_with_a_reason(office: Archive) -> None:
    assert office("readable", "let-go", FIRST).code == 2
    assert office("readable", "let-go", FIRST, "--why", " ").code == 2
    done = office("readable", "let-go", FIRST, "--why", "Packad fil")
    assert (done.code, "2" in done.out) == (0, True)
    assert office("readable", "let-go", FIRST, "--why", "Igen").is_one_line("readable list")
    assert [each["number"] for each in office("readable", "list", "--json").json] == [1]
    assert office("verify").code == 0


@pytest.mark.browser
def test_what_is_missing_is_made_once_and_what_cannot_be_is_told(office: Archive) -> None:
    first = office("readable", "make", "--json")
    assert first.code == 1
    [outcome] = first.json
    assert (outcome["beteckning"], outcome["made"]) == (FIRST, 1)
    assert [each["file"] for each in outcome["lacking"]] == [2]
    again = office("readable", "make")
    assert again.code == 1
    assert "ingen läsbar form" in again.out
    assert "hanna" not in first.out + again.out
    by_hand = office.folder / "bild.png"
    by_hand.write_bytes(b"rubbish")
    assert office("readable", "add", FIRST, str(by_hand)).is_one_line("bild.png")
    assert office("readable", "add", FIRST, "/nix.pdf").code == 2
    assert office("readable", "let-go", FIRST, "--why", "Packad fil").code == 0
    assert office("readable", "make").code == 0
    files = office("arende", "show", "KS/2026:1", "--json").json["handlingar"][0]["files"]
    assert [each["role"] for each in files] == ["original", "attachment", "readable"]
    assert office("verify").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("make", "KS/1999:1"),
        ("list", "KS/2026:1-99"),
        ("add", "KS/2026:1-99", "in.pdf"),
        ("add", FIRST, "in.pdf", "--of", "x"),
        ("let-go", "\u202e", "--why", "x"),
        ("let-go", FIRST, "--why", "a\u202eb"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_changed(
    office: Archive, arguments: tuple[str, ...]
) -> None:
    before = office("readable", "list", "--json").json
    assert office("readable", *arguments).code == 2
    assert office("readable", "list", "--json").json == before


def test_a_browser_that_is_missing_is_told_and_loses_nothing(office: Archive) -> None:
    text = office.config.read_text(encoding="utf-8")
    broken = text.replace("[capture]\n", '[capture]\nbrowser = "/nix"\n')
    office.config.write_text(broken, encoding="utf-8")
    told = office("readable", "make")
    assert told.code == 9
    assert told.is_one_line("/nix")
    assert len(office("readable", "list", "--json").json) == 2
