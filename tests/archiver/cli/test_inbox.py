"""``archiver inbox``, as a registrator uses it."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

MESSAGE = {
    "id": "c-1",
    "channel": "direct",
    "sender": {"name": "Åsa Öberg", "address": "asa"},
    "text": "När plogas Storgatan?",
    "made_available_at": "2026-06-30T14:05:00+02:00",
}


def write(archive: Archive, *messages: dict[str, object]) -> str:
    path = archive.folder / "in.jsonl"
    lines = (json.dumps({**MESSAGE, **each}, ensure_ascii=False) + "\n" for each in messages)
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def write_mail(archive: Archive) -> str:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Åsa Öberg <asa@example.se>", "Hål i vägen"
    mail["Date"], mail["Message-ID"] = "Tue, 30 Jun 2026 14:05:00 +0200", "<17@example.se>"
    mail.set_content("Se bilden")
    mail.add_attachment(b"bild", "image", "png", filename="../../hål.png")
    path = archive.folder / "brev.eml"
    path.write_bytes(mail.as_bytes())
    return str(path)


def test_files_are_taken_in_and_counted(archive: Archive) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    lines = write(archive, {"account": "ks-fb"}, {"id": "c-2", "account": "ks-fb", "own": True})
    said = archive("inbox", "import", lines, write_mail(archive), "--json")
    assert said.code == 0
    assert said.err == ""
    first, second = said.json
    assert (first["format"], first["found"], first["new"], first["own"]) == ("jsonl", 2, 2, 1)
    assert (second["format"], second["file"], second["new"]) == ("eml", "brev.eml", 1)
    assert first["proposals"] == {"propose": 1, "skip": 1}
    assert archive("verify").code == 0


def test_the_same_file_again_is_told_to_be_duplicates(archive: Archive) -> None:
    path = write(archive, {})
    archive("inbox", "import", path)
    said = archive("inbox", "import", path)
    assert said.code == 0
    assert "dubblett" in said.out or "duplicate" in said.out
    assert archive("inbox", "import", path, "--json").json[0]["duplicates"] == 1


def test_what_cannot_be_read_is_named_with_its_line_and_the_code_is_1(archive: Archive) -> None:
    path = Path(write(archive, {}, {"id": "c-2"}))
    path.write_bytes(b"\xff\n\xff\n" + path.read_bytes() + b'{"cut off')
    said = archive("inbox", "import", str(path))
    assert said.code == 1
    assert "1–2" in said.out
    assert "5" in said.out.splitlines()[-1]
    again = archive("inbox", "import", str(path), "--json")
    assert [piece["place"] for piece in again.json[0]["unreadable_pieces"]] == [1, 2, 5]
    assert len(archive("inbox", "list", "--json").json) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nowhere.jsonl"),
        ("import", "archiver.toml"),
        ("import", "."),
        ("import",),
        ("import", "in.jsonl", "--account", "nobody"),
        ("import", "in.jsonl", "--namnd", "XX"),
        ("show", "17"),
        ("show", "x"),
        ("list", "--outcome", "lost"),
        ("list", "--namnd", "XX"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    archive: Archive, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive.folder)
    write(archive, {})
    said = archive("inbox", *arguments)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert archive("inbox", "list", "--json").json == []


def test_no_file_is_taken_in_when_one_of_them_is_none(archive: Archive) -> None:
    said = archive("inbox", "import", write(archive, {}), str(archive.config))
    assert said.code == 2
    assert said.is_one_line("archiver.toml", "JSON Lines")
    assert archive("inbox", "list", "--json").json == []


def test_a_list_can_be_narrowed(archive: Archive) -> None:
    archive("inbox", "import", write(archive, {}, {"id": "c-2", "channel": "mention"}))
    archive("inbox", "import", write(archive, {}))
    assert [m["id"] for m in archive("inbox", "list", "--json").json] == [1, 2, 3]
    for options, ids in [
        (("--outcome", "review"), [2]),
        (("--outcome", "duplicate"), [3]),
        (("--batch", "1"), [1, 2]),
        (("--namnd", "ks", "--batch", "2"), [3]),
    ]:
        assert [m["id"] for m in archive("inbox", "list", *options, "--json").json] == ids
    table = archive("inbox", "list").out
    assert table.count("När plogas Storgatan?") == 3
    assert "2026-06-30 14:05" in table


def test_a_message_is_shown_for_people(archive: Archive) -> None:
    archive("inbox", "import", write_mail(archive))
    said = archive("inbox", "show", "1").out
    for words in ("Åsa Öberg <asa@example.se>", "Hål i vägen", "Se bilden", "hål.png", "image/png",
                  "2026-06-30 14:05", "OSL 5 kap.", "R60-in-service"):  # fmt: skip
        assert words in said
    assert "../" not in said
    assert archive("inbox", "show", "1", "--json").json["decision"]["by"] == "regel"


def test_words_from_outside_cannot_steer_the_terminal(archive: Archive) -> None:
    escape = "\x1b[2J\x1b]0;x\x07"
    archive("inbox", "import", write(archive, {"text": escape, "sender": {"name": escape}}))
    for arguments in (("list",), ("show", "1")):
        said = archive("inbox", *arguments)
        assert said.code == 0
        assert "\x1b" not in said.out
        assert "\x07" not in said.out
