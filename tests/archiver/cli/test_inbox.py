"""``archiver inbox``, as a registrator uses it."""

import json
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive, Told

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


def counted(said: Told) -> dict[str, str]:
    """Return what stands in the table of two columns."""
    table = said.out.partition("\n\n")[0].splitlines()
    return dict(re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in table[2:])


def test_files_are_taken_in_and_counted(archive: Archive) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT)
    lines = write(archive, {"account": "ks-fb"}, {"id": "c-2", "account": "ks-fb", "own": True})
    said = archive("inbox", "import", lines, write_mail(archive), "--json")
    assert said.code == 0
    assert said.err == ""
    first, second = said.json
    assert (first["format"], first["found"], first["new"], first["own"]) == ("jsonl", 2, 2, 1)
    assert (second["format"], second["name"], second["new"]) == ("eml", "brev.eml", 1)
    assert first["proposals"] == {"propose": 1, "skip": 1}
    assert archive("verify").code == 0


def test_the_same_file_again_is_told_to_be_duplicates(archive: Archive) -> None:
    path = write(archive, {})
    archive("inbox", "import", path)
    said = archive("inbox", "import", path)
    assert said.code == 0
    assert counted(said)["Dubbletter"] == "1"
    assert archive("inbox", "import", path, "--json").json[0]["duplicates"] == 1


def test_what_cannot_be_read_is_named_with_its_line_and_the_code_is_1(archive: Archive) -> None:
    path = Path(write(archive, {}, {"id": "c-2"}))
    path.write_bytes(b"\xff\n\xff\n" + path.read_bytes() + b'{"cut off')
    said = archive("inbox", "import", str(path))
    assert said.code == 1
    assert "1–2" in said.out
    assert "5" in said.out.splitlines()[-1]
    again = archive("inbox", "import", str(path), "--json")
    assert [piece["place"] for piece in again.json[0]["unreadable"]] == [1, 2, 5]
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
                  "2026-06-30 14:05", "OSL 5 kap.", "R50-kritik",
                      "kan vara kritik: “Hål i” (ämne, tecken 1)"):  # fmt: skip
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


FORUM = ("--official", "--open", "--chronological")


def take_in_comments(archive: Archive) -> None:
    archive("account", "add", "ks-fb", *ACCOUNT, *FORUM)
    archive.plan("ks-fb")
    comment = {"channel": "comment", "account": "ks-fb"}
    path = write(
        archive,
        {**comment, "id": "c-1", "text": "Fint!", "made_available_at": "2026-06-30T23:30:00+02:00"},
        {**comment, "id": "c-2", "text": "=2+3", "made_available_at": "2026-06-28T10:00:00+02:00"},
        {**comment, "id": "c-3", "text": "Det plogas aldrig. Mitt nummer är 811228-9874"},
    )
    assert archive("inbox", "import", path).code == 0


def test_the_words_behind_each_signal_are_shown_and_a_personnummer_never(archive: Archive) -> None:
    take_in_comments(archive)
    said = archive("inbox", "show", "3").out
    assert "Signal: kan vara kritik: “plogas aldrig” (tecken 5)" in said
    assert "Signal: kan vara sekretess: “******-****”" in said
    found = archive("inbox", "show", "3", "--json").json["signals"]
    assert {"signal": "kritik", "field": "text", "start": 4, "length": 13,
            "words": "plogas aldrig"} in found  # fmt: skip
    assert "R30-may-be-secret" in said


def test_what_was_skipped_is_listed_in_order_of_time_between_days(archive: Archive) -> None:
    take_in_comments(archive)
    listed = archive("inbox", "list", "--outcome", "skip", "--json").json
    assert [each["external_id"] for each in listed] == ["c-2", "c-1"]
    late = archive("inbox", "list", "--from", "2026-06-30", "--to", "2026-06-30", "--json").json
    assert [each["external_id"] for each in late] == ["c-3", "c-1"]
    assert archive("inbox", "list", "--to", "2026-06-27", "--json").json == []
    wrong = archive("inbox", "list", "--from", "igår")
    assert wrong.code == 2
    assert wrong.is_one_line("2026-07-01")


def test_what_was_skipped_is_written_for_a_spreadsheet_that_runs_nothing(archive: Archive) -> None:
    take_in_comments(archive)
    path = archive.folder / "lista.csv"
    said = archive("inbox", "list", "--outcome", "skip", "--csv", str(path))
    assert (said.code, said.out) == (0, "")
    head, first, second = path.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("Nummer,Nämnd,Konto")
    assert ",'=2+3," in first
    assert "Fint!" in second
    assert "R70-open-forum" in second
    assert path.stat().st_mode & 0o007 == 0
    marked = path.read_bytes()
    archive("inbox", "list", "--outcome", "skip", "--csv", str(path), "--no-bom")
    assert marked == b"\xef\xbb\xbf" + path.read_bytes()


def test_a_sample_of_what_a_rule_skipped_is_put_before_a_person(archive: Archive) -> None:
    take_in_comments(archive)
    said = archive("decisions", "--sample", "1", "--seed", "4", "--json").json
    again = archive("decisions", "--sample", "1", "--seed", "4", "--json").json
    assert said == again
    (chosen,) = said["messages"]
    assert chosen["decision"]["rule"] == "R70-open-forum"
    shown = archive("decisions", "--sample", "5").out
    assert "Frö:" in shown
    assert "Fint!" in shown
    assert archive("skip", str(chosen["id"]), "--ground", "kept-ordered").code == 0
    left = archive("decisions", "--sample", "5", "--json").json["messages"]
    assert [each["id"] for each in left] == [3 - chosen["id"]]


@pytest.mark.parametrize("options", [("--seed", "1"), ("--sample", "1", "--explain", "1"),
                                     ("--sample", "0")])  # fmt: skip
def test_a_sample_asked_for_wrongly_is_one_line(archive: Archive, options: tuple[str, ...]) -> None:
    said = archive("decisions", *options)
    assert said.code == 2
    assert said.is_one_line()
