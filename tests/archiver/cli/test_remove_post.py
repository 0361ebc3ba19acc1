"""``archiver remove-post``, as an office uses it from the sight of a post to its removal."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from schedules.clock import STOCKHOLM
from tests.archiver.cli.office import ACCOUNT, Archive, Told

Clock = Callable[[datetime], None]
URL = "https://www.facebook.com/exempelstad/posts/7?comment_id=3"
MONDAY = datetime(2026, 7, 6, 9, tzinfo=STOCKHOLM)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(archive: Archive, set_clock: Clock) -> Archive:
    """Return an archive with one account. It is Monday 6 July 2026, nine o'clock."""
    set_clock(MONDAY)
    said = archive(
        "account", "add", "ks-facebook", "--namnd", "KS", *ACCOUNT, "--opened", "2026-01-02"
    )
    assert said.code == 0, said.err
    return archive


def add(office: Archive, *more: str, category: str = "personangrepp") -> Told:
    place = ("--address", URL) if "--address" not in more else ()
    return office("remove-post", "add", "ks-facebook", *place, "--category", category, *more)


def listed(office: Archive, *more: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = office("remove-post", "list", "--json", *more).json
    return found


def test_from_the_sight_of_a_post_to_its_removal(office: Archive, set_clock: Clock) -> None:
    seen = add(office, "--text", "Du är en idiot", "--writer", "Bo Berg")
    assert seen.code == 0
    assert "KS/2026:1-1" in seen.out
    assert "archiver remove-post done 1" in seen.out
    set_clock(MONDAY + 50 * HOUR)
    duties = office("status", "--json")
    assert duties.code == 1
    [late] = [each for each in duties.json if each["kind"] == "removal"]
    assert (late["late"], late["hours"], late["ansvarig"]) == (True, 2, "Anna Åström")
    assert late["command"] == "archiver remove-post done 1"
    assert [each["id"] for each in listed(office, "--late", "--open")] == [1]
    done = office("remove-post", "done", "1", "--when", "2026-07-07T10:00")
    assert (done.code, "utan gallringsbeslut" in done.out) == (0, True)
    assert office("remove-post", "told", "1", "--how", "Meddelande").code == 0
    assert office("remove-post", "police", "1", "--report", "5000-K1-26").code == 0
    assert office("remove-post", "decide", "1", "--decision", "KS 2026 § 12").code == 0
    [found] = listed(office)
    assert found["removed_at"] == "2026-07-07T08:00:00+00:00"
    assert (found["copied"], found["decision"], found["writer_told"], found["police"]) == (
        True, "KS 2026 § 12", True, "5000-K1-26",
    )  # fmt: skip
    shown = office("remove-post", "show", "1").out
    assert "idiot" not in shown
    for words in ("personangrepp", "KS/2026:1-1", "KS 2026 § 12", "5000-K1-26", URL):
        assert words in shown
    assert "personangrepp" in office("remove-post", "list").out
    assert listed(office, "--open") == listed(office, "--late") == []


def test_a_removal_without_copy_and_decision_is_refused_and_one_by_law_is_not(
    office: Archive,
) -> None:
    assert add(office).code == 0
    refused = office("remove-post", "done", "1")
    assert refused.code == 6
    assert refused.is_one_line("remove-post copy 1", "--decision")
    assert office("remove-post", "copy", "1", "--text", "Du är en idiot").code == 0
    assert office("remove-post", "done", "1").code == 0
    assert add(office, category="olaga-hot").code == 0
    assert office("remove-post", "done", "2").code == 0


def test_a_picture_is_kept_as_the_handling(office: Archive, tmp_path: Path) -> None:
    picture = tmp_path / "inlägg.png"
    Image.new("RGB", (40, 30), "white").save(picture)
    said = add(office, "--picture", str(picture), "--copied", "2026-07-06T08:30")
    assert said.code == 0, said.err
    [found] = listed(office)
    assert found["seen_at"] == "2026-07-06T06:30:00+00:00"  # the copy tells when it was seen
    [file] = office("arende", "show", "KS/2026:1", "--json").json["handlingar"][0]["files"]
    assert (file["name"], file["media_type"]) == ("inlägg.png", "image/png")


def test_a_message_tells_where_the_post_stands(office: Archive, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        '{"channel": "comment", "text": "Du är en idiot", "permalink": "https://x.se/7", '
        '"made_available_at": "2026-07-06T08:00:00+02:00"}\n'
        '{"channel": "comment", "text": "Reklam", "made_available_at": "2026-07-06T08:00:00Z"}\n',
        encoding="utf-8",
    )
    assert office("inbox", "import", str(lines), "--account", "ks-facebook").code == 0
    start = ("remove-post", "add", "ks-facebook", "--category", "personangrepp")
    assert office(*start, "--message", "1").code == 0
    [found] = listed(office)
    assert found["address"] == "https://x.se/7"
    without = office(*start, "--message", "2")
    assert (without.code, without.is_one_line("--address")) == (2, True)
    assert office(*start, "--message", "99", "--address", URL).code == 2
    assert len(listed(office)) == 1


def test_child_abuse_is_noted_by_address_time_words_and_report_alone(
    office: Archive, tmp_path: Path
) -> None:
    picture = tmp_path / "bild.png"
    Image.new("RGB", (4, 3)).save(picture)
    before = sorted(office.folder.rglob("files/*/*"))
    words = ("--words", "En bild i en kommentar")
    for way in (("--picture", str(picture)), ("--capture",), ("--text", "x"), ("--message", "1")):
        refused = add(office, *words, *way, category="barnpornografi")
        assert refused.code in {2, 6}
        assert refused.err.count("\n") == 1
    assert add(office, category="barnpornografi").is_one_line("--words")
    assert listed(office) == []
    assert sorted(office.folder.rglob("files/*/*")) == before
    assert add(office, *words, category="barnpornografi").code == 0
    done = office("remove-post", "done", "1")
    assert (done.code, "archiver remove-post police 1" in done.out) == (0, True)
    assert office("remove-post", "copy", "1", "--capture").code == 6
    assert office("remove-post", "police", "1", "--report", "K1").code == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--text", "a", "--capture"), 2),
        (("--text", ""), 2),
        (("--text", "a", "--copied", "2027-01-01T09:00"), 2),
        (("--capture", "--copied", "2026-07-06T08:00"), 2),
        (("--picture", "/nonexistent.png"), 2),
        (("--picture", "/etc/hostname"), 2),
        (("--text", "a", "--arende", "KS/2026:9"), 2),
        (("--text", "a", "--sekretess", "hemligt"), 2),
        (("--seen", "2027-01-01T09:00"), 2),
        (("--seen", "i går"), 2),
        (("--seen", "0001-01-01T00:00"), 2),
        (("--posted", "9999-12-31T23:59"), 2),
        (("--address", "file:///etc/passwd"), 2),
        (("--words", "x" * 100_000), 2),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_nothing_is_noted(
    office: Archive, more: tuple[str, ...], code: int
) -> None:
    said = add(office, *more)
    assert said.code == code
    assert said.err.count("\n") == 1
    assert listed(office) == []
    assert office("arende", "list", "--json").json == []


def test_a_failed_capture_notes_nothing_and_tells_of_another_way(office: Archive) -> None:
    said = add(office, "--capture", "--address", "http://127.0.0.1:9/")
    assert said.code == 4
    assert said.is_one_line("--picture", "--text")
    assert listed(office) == []
    assert not list((office.folder / "work").glob("removal/*"))


def test_unknown_numbers_and_steps_twice_are_one_line(office: Archive) -> None:
    assert office("remove-post", "show", "9" * 20).code == 2
    assert office("remove-post", "list", "--to", "9999-12-31").code == 2
    for step in (("show", "9"), ("done", "9"), ("leave", "9", "--why", "x")):
        assert office("remove-post", *step).code == 2
    assert add(office).code == 0
    assert add(office).code == 6
    assert office("remove-post", "leave", "1", "--why", "Kritik, inget angrepp").code == 0
    assert office("remove-post", "leave", "1", "--why", "x").code == 6
    assert office("remove-post", "told", "1", "--how", "x", "--not-told", "y").code == 2
    assert office("remove-post", "list", "--from", "2026-07-02", "--to", "2026-07-01").code == 2
    assert office("remove-post", "copy", "1").code == 2


def test_rounds_are_noted_and_the_late_ones_listed(office: Archive, set_clock: Clock) -> None:
    assert office("remove-post", "round", "ks-facebook", "--note", "Inget").code == 0
    assert office("remove-post", "round", "ks-facebook").code == 6
    set_clock(MONDAY + 49 * HOUR)
    done = office("remove-post", "round", "--namnd", "KS", "--json")
    assert [each["waited_hours"] for each in done.json] == [49]
    late = office("remove-post", "rounds", "--late", "--json").json
    assert [each["waited_hours"] for each in late] == [49]
    told = office("remove-post", "rounds").out
    assert ("Inget" in told, "49" in told) == (True, True)
    written = office.config.read_text(encoding="utf-8")
    office.config.write_text(
        written.replace("\n[register]\n", "\n[register]\nsupervision_hours = 72\n"),
        encoding="utf-8",
    )
    assert office("remove-post", "rounds", "--late", "--json").json == []
    assert office("remove-post", "round").code == 2
    assert office("remove-post", "round", "nobody").code == 2
