"""The calendar of what is to be done: by RFC 5545, and as an outside library reads it."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.duties import Duty, DutyKind
from exporters.icalendar import write_calendar
from tests.exporters.duties import AT, EVERY, MIDNIGHT, duty
from tests.judges import require_tool

READER = Path(__file__).parents[2] / ".judges" / "icalendar" / "bin" / "python"
READ = """
import json, sys
from icalendar import Calendar
def plain(value):
    return [each.to_ical().decode() for each in value] if isinstance(value, list) else str(
        getattr(value, "dt", None) or value)
calendar = Calendar.from_ical(sys.stdin.buffer.read())
events = [{name: value.to_ical().decode() if name == "CATEGORIES" else plain(value)
           for name, value in each.items()} for each in calendar.walk("VEVENT")]
print(json.dumps({"calendar": {k: plain(v) for k, v in calendar.items()}, "events": events,
                  "errors": [str(e) for c in calendar.walk() for e in c.errors]}))
"""


def read(content: bytes) -> dict[str, Any]:
    """Return what icalendar makes of a calendar."""
    require_tool("icalendar (make test-setup)", READER.is_file())
    done = subprocess.run(
        [str(READER), "-c", READ], input=content, capture_output=True, check=True, timeout=60
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def written(*duties: Duty) -> bytes:
    return write_calendar("Exempelstad", duties, AT)


def ids_of(content: bytes) -> list[bytes]:
    return [line for line in unfold(content).split(b"\r\n") if line.startswith(b"UID:")]


def unfold(content: bytes) -> bytes:
    return content.replace(b"\r\n ", b"")


@pytest.mark.judge
def test_another_library_reads_every_duty() -> None:
    told = read(written(*EVERY))

    assert told["errors"] == []
    assert told["calendar"]["VERSION"] == "2.0"
    assert told["calendar"]["X-WR-CALNAME"] == "Att göra i sociala medier – Exempelstad"
    assert len(told["events"]) == len(EVERY)
    assert len({each["UID"] for each in told["events"]}) == len(EVERY)
    assert len({each["CATEGORIES"] for each in told["events"]}) == len(DutyKind)
    assert all(each["DTSTAMP"] == "2026-07-03 06:05:00+00:00" for each in told["events"])


@pytest.mark.judge
def test_it_stands_on_its_last_day_or_at_its_moment_and_tells_who_and_what() -> None:
    hours, days = duty(), duty(DutyKind.SNAPSHOT, due=MIDNIGHT, late=False)
    [first, second] = read(written(hours, days))["events"]

    assert first["DTSTART"] == "2026-07-02 08:00:00+00:00"
    assert first["SUMMARY"] == "Försenat: Meddelande att besvara, ks-fb, KS/2026:1-1"
    assert first["DESCRIPTION"].split("\n") == [
        "Senast: 2 juli 2026 kl. 10.00 (försenat 23 tim)", "Nämnd: KS",
        "Förvaltning: Kommunledningsförvaltningen", "Ansvarig: Anna Åström", "Konto: ks-fb",
        "Gör så här: archiver answer KS/2026:1-1",
    ]  # fmt: skip
    assert first["TRANSP"] == "TRANSPARENT"
    assert second["DTSTART"] == "2026-07-02"
    assert second["SUMMARY"] == "Ögonblicksbild att ta, ks-fb, KS/2026:1-1"


@pytest.mark.judge
def test_an_empty_calendar_is_one_too() -> None:
    told = read(written())
    assert (told["errors"], told["events"]) == ([], [])


@pytest.mark.judge
def test_what_people_wrote_comes_back_and_begins_no_line_of_its_own() -> None:
    name = 'Åsa; \\ ,n "ö"\r\nEND:VEVENT\nBEGIN:VALARM\x00\u2028\u202e 🦊' + "ö" * 200
    [event] = read(written(duty(ansvarig=name)))["events"]
    kept = "".join(each for each in name if each.isprintable() or each == "\n")
    assert f"Ansvarig: {kept}\nKonto: ks-fb" in event["DESCRIPTION"]


@given(st.text(max_size=300))
def test_no_line_is_longer_than_it_may_be_and_none_breaks_a_letter(words: str) -> None:
    content = written(duty(ansvarig=words))
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    plain = unfold(content).decode()
    assert plain.count("BEGIN:") == plain.count("\nBEGIN:") + 1 + words.count("BEGIN:")
    assert plain.count("\r\n") == plain.count("\n")


def test_an_event_keeps_its_id_while_the_duty_is_there() -> None:
    before, after = duty(), replace(duty(), late=False, hours=3, ansvarig="Bo Öberg")
    later = write_calendar("Exempelstad", [after], datetime(2026, 7, 4, tzinfo=UTC))
    assert ids_of(written(before)) == ids_of(later)
    assert ids_of(written(before)) != ids_of(written(duty(beteckning="KS/2026:1-2")))
    assert ids_of(written(before)) != ids_of(write_calendar("Avallby", [before], AT))
