"""``archiver answer``, ``forward`` and ``overdue``, as an office uses them."""

import io
import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archiver import enclosed
from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import ACCOUNT, Archive

Clock = Callable[[datetime], None]


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive with saklig kritik, KS/2026:1-1, and a message that waits, number 2.

    It is Wednesday 1 July 2026, nine o'clock; both came on Tuesday at ten.
    """
    set_clock(swedish(1, 9))
    lines = [
        {
            "channel": "direct",
            "account": "ks-fb",
            "made_available_at": "2026-06-30T10:00:00+02:00",
            "sender": {"name": "Åsa Öberg"},
            "text": text,
        }
        for text in ("Belysningen fungerar inte", "När öppnar badet?")
    ]
    path = archive.folder / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert archive("account", "add", "ks-fb", *ACCOUNT).code == 0
    assert archive("inbox", "import", str(path)).code == 0
    assert archive("register", "1", "--kritik").code == 0
    return archive


def swedish(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=STOCKHOLM)


def say(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put words on standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def handlingar(office: Archive) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office("arende", "show", "KS/2026:1", "--json").json["handlingar"]
    return found


def test_a_day_without_anything_late_ends_well(office: Archive) -> None:
    said = office("overdue")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Inget är försenat.\n"
    assert office("overdue", "--json").json == []


def test_what_is_late_is_told_with_whose_it_is_and_what_to_do(
    office: Archive, set_clock: Clock
) -> None:
    set_clock(swedish(3, 11))
    said = office("overdue")
    assert said.code == 1
    rows = [line.split("  ") for line in said.out.splitlines()[2:]]
    told = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert [row[0] for row in told] == ["ska registreras", "ska besvaras", "ska föras vidare"]
    assert told[1] == [
        "ska besvaras", "KS/2026:1-1", "ks-fb", "Anna Åström", "73 tim, 3 arbetsdagar",
        "2026-07-02 10:00", "25 tim, 1 arbetsdag", "archiver answer KS/2026:1-1",
    ]  # fmt: skip
    assert [row[-1] for row in told] == [
        "archiver register 2",
        "archiver answer KS/2026:1-1",
        "archiver forward KS/2026:1-1 --to INSTANS",
    ]


def test_the_very_commands_that_are_told_empty_the_list(office: Archive, set_clock: Clock) -> None:
    set_clock(swedish(3, 11))
    for duty in office("overdue", "--json").json:
        command = duty["command"].removeprefix("archiver ").replace("INSTANS", "Gatuenheten")
        more = ["--text", "Vi lagar den"] if command.startswith("answer") else []
        assert office(*command.split(), *more).code == 0
    left = office("overdue", "--json")
    assert [(each["kind"], each["message"]) for each in left.json] == [("answer", 2)]
    assert office("answer", "KS/2026:2-1", "--no-answer", "Ringt upp").code == 0
    assert office("overdue").code == 0
    assert office("verify").code == 0


def test_what_is_coming_is_shown_on_demand_and_is_not_late(
    office: Archive, set_clock: Clock
) -> None:
    set_clock(swedish(1, 11))
    assert office("overdue").code == 0
    said = office("overdue", "--coming")
    assert said.code == 0
    assert "nej, 23 tim, 1 arbetsdag kvar" in said.out
    assert [each["late"] for each in office("overdue", "--coming", "--json").json] == [
        False, False,
    ]  # fmt: skip


def test_the_hours_are_those_of_the_settings(office: Archive, set_clock: Clock) -> None:
    set_clock(swedish(1, 11))
    office.settle("\nregister.answer_hours = 24\n")
    assert office("overdue").code == 3  # a key after a table belongs to the table
    text = office.config.read_text(encoding="utf-8")
    text = text.replace("\nregister.answer_hours = 24\n", "")
    office.config.write_text(text.replace("#answer_hours = 48", "answer_hours = 24"))
    assert [each["kind"] for each in office("overdue", "--json").json] == ["answer"]


def test_a_namnd_sees_its_own(office: Archive, set_clock: Clock) -> None:
    set_clock(swedish(3, 11))
    assert office("overdue", "--namnd", "ks").code == 1
    assert office("overdue", "--namnd", "XX").code == 2


def test_an_answer_is_registered_with_its_words(office: Archive) -> None:
    said = office("answer", "KS/2026:1-1", "--text", "Vi lagar den i dag.")
    assert (said.code, said.out) == (0, "Svaret på KS/2026:1-1 är registrerat som KS/2026:1-2.\n")
    answer = handlingar(office)[1]
    assert (answer["direction"], answer["kind"]) == ("outgoing", "svar")
    assert answer["sender_public"] == "Åsa Öberg"
    (file,) = answer["files"]
    sha256 = file["sha256"]
    kept = (office.folder / "files" / sha256[:2] / sha256).read_text(encoding="utf-8")
    assert kept == "Vi lagar den i dag."
    assert office("verify").code == 0


def test_an_answer_is_taken_as_a_file_sent_at_its_time(office: Archive, tmp_path: Path) -> None:
    letter = tmp_path / "svar å.pdf"
    letter.write_bytes(b"%PDF-1.7 a letter")
    said = office(
        "answer", "KS/2026:1-1", "--file", str(letter), "--sent", "2026-06-30T16:30", "--json"
    )
    assert said.code == 0
    (file,) = said.json["files"]
    assert (file["name"], file["media_type"]) == ("svar å.pdf", "application/pdf")
    assert said.json["made_available_at"] == "2026-06-30T14:30:00+00:00"


def test_an_answer_is_read_from_standard_input(
    office: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, b"Vi lagar den i dag.\n")
    assert office("answer", "KS/2026:1-1").code == 0
    assert len(handlingar(office)) == 2


@pytest.mark.parametrize("words", [b"", b" \n\t", b"\xff\xfe\x00", "\u202e".encode()])
def test_nothing_on_standard_input_is_no_answer(
    office: Archive, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    say(monkeypatch, words)
    refused = office("answer", "KS/2026:1-1")
    assert (refused.code, refused.is_one_line()) == (2, True)
    assert len(handlingar(office)) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["KS/2026:9-1", "--text", "Ja"], 2),
        (["KS/2026:1-1", "--text", " "], 2),
        (["KS/2026:1-1", "--text", "\udcff"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--file", "x"], 2),
        (["KS/2026:1-1", "--file", "/finns/inte"], 2),
        (["KS/2026:1-1", "--file", "/"], 2),
        (["KS/2026:1-1", "--file", "/dev/null"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--sent", "i går"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--sent", "2026-07-01T09:01"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--sent", "2026-06-30T09:59"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--sent", "0001-01-01T00:00"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--sent", "9999-12-31T23:59-12:00"], 2),
        (["KS/2026:1-1", "--text", "Ja", "--to", ""], 2),
        (["KS/2026:1-1", "--no-answer", ""], 2),
        (["KS/2026:1-1", "--no-answer", "Ringt", "--text", "Ja"], 2),
    ],
)
def test_an_answer_that_cannot_be_meant_changes_nothing(
    office: Archive, options: list[str], code: int
) -> None:
    refused = office("answer", *options)
    assert (refused.code, refused.is_one_line()) == (code, True)
    assert len(handlingar(office)) == 1
    assert office("verify").code == 0


def test_words_without_end_are_refused(
    office: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(enclosed, "MOST_BYTES", 20)
    say(monkeypatch, b"x" * 21)
    assert office("answer", "KS/2026:1-1").is_one_line("200 MB")
    long = tmp_path / "svar.txt"
    long.write_bytes(b"x" * 21)
    assert office("answer", "KS/2026:1-1", "--file", str(long)).is_one_line("200 MB")
    assert len(handlingar(office)) == 1


def test_the_same_answer_twice_is_refused_with_the_first(office: Archive) -> None:
    office("answer", "KS/2026:1-1", "--text", "Ja")
    refused = office("answer", "KS/2026:1-1", "--text", "Ja")
    assert refused.code == 6
    assert refused.is_one_line("KS/2026:1-2")


def test_an_answer_that_is_not_needed_is_noted_with_its_reason(office: Archive) -> None:
    said = office("answer", "KS/2026:1-1", "--no-answer", "Besvarad per telefon", "--json")
    assert said.code == 0
    assert (said.json["beteckning"], said.json["why"]) == ("KS/2026:1-1", "Besvarad per telefon")
    assert office("answer", "KS/2026:1-1", "--no-answer", "Igen").code == 6


def test_what_is_passed_on_is_told_with_its_receipt(office: Archive, tmp_path: Path) -> None:
    assert office("forward", "KS/2026:1-1").out == "Den har inte förts vidare.\n"
    said = office("forward", "KS/2026:1-1", "--to", "Gatuenheten", "--note", "För åtgärd")
    assert (said.code, said.out) == (
        0, "KS/2026:1-1 har förts vidare till Gatuenheten; kvittensen väntas.\n",
    )  # fmt: skip
    receipt = tmp_path / "kvittens.eml"
    receipt.write_text("Mottaget", encoding="utf-8")
    got = office("forward", "KS/2026:1-1", "--receipt", str(receipt), "--json")
    assert got.code == 0
    (told,) = office("forward", "KS/2026:1-1", "--json").json
    assert told == got.json
    assert (told["recipient"], told["note"]) == ("Gatuenheten", "För åtgärd")
    assert told["received_at"] == "2026-07-01T07:00:00+00:00"
    assert (office.folder / "files" / told["receipt"][:2] / told["receipt"]).exists()
    assert "Gatuenheten" in office("forward", "KS/2026:1-1").out
    assert office("verify").code == 0


def test_a_receipt_may_be_a_moment_alone(office: Archive) -> None:
    office("forward", "KS/2026:1-1", "--to", "Gatuenheten", "--sent", "2026-06-30T12:00")
    said = office("forward", "KS/2026:1-1", "--received", "2026-06-30T15:00")
    assert (said.code, said.out) == (0, "Gatuenheten fick KS/2026:1-1 2026-06-30 15:00.\n")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["KS/2026:9-1", "--to", "Gatuenheten"], 2),
        (["KS/2026:9-1"], 2),
        (["KS/2026:1-1", "--to", " "], 2),
        (["KS/2026:1-1", "--note", "Se här"], 2),
        (["KS/2026:1-1", "--to", "Gatuenheten", "--sent", "2026-07-02T09:00"], 2),
        (["KS/2026:1-1", "--received", "2026-07-01T09:00"], 6),
        (["KS/2026:1-1", "--received", "2026-07-01T09:00", "--note", "Se här"], 2),
        (["KS/2026:1-1", "--receipt", "/finns/inte"], 2),
    ],
)
def test_what_cannot_be_passed_on_changes_nothing(
    office: Archive, options: list[str], code: int
) -> None:
    refused = office("forward", *options)
    assert (refused.code, refused.is_one_line()) == (code, True)
    assert office("forward", "KS/2026:1-1", "--json").json == []


def test_the_same_instans_twice_is_refused(office: Archive) -> None:
    office("forward", "KS/2026:1-1", "--to", "Gatuenheten")
    assert office("forward", "KS/2026:1-1", "--to", "Gatuenheten").code == 6
