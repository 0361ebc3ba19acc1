"""What is to be done as a calendar (RFC 5545), for whoever's calendar can follow an address.

Each duty is an event and no to-do, for the calendars that people have show no to-dos of a feed.
It stands on the last day it can be done in time, or at the very moment when hours count, and takes
up nobody's time.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from diarium.duties import Duty
from exporters.duty_words import (
    TASKS,
    is_whole_day,
    last_day,
    tell_due,
    tell_margin,
    tell_which,
)

LONGEST_LINE = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""
_NAMES = uuid.UUID("b1b0a7a2-3b43-5c1e-8f0e-5d6f4f2f9c11")
"""The events' ids are drawn from names in this space; with another they would all be new."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def write_calendar(kommun: str, duties: Sequence[Duty], at: datetime) -> bytes:
    """Return the calendar; an event keeps its id for as long as the duty is there.

    Args:
        kommun: The municipality's name.
        duties: What is to be done.
        at: As it stood when.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//archiver//status//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(
            _text(name, f"Att göra i sociala medier – {kommun}")
            for name in ("NAME", "X-WR-CALNAME")
        ),
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for duty in duties for line in _event(kommun, duty, at)),
        "END:VCALENDAR",
    ]
    return b"".join(_fold(line.encode()) + b"\r\n" for line in lines)


def _event(kommun: str, duty: Duty, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_make_id(kommun, duty)}"
    yield f"DTSTAMP:{_moment(at)}"
    if is_whole_day(duty):
        yield f"DTSTART;VALUE=DATE:{last_day(duty):%Y%m%d}"
    else:
        yield f"DTSTART:{_moment(duty.due)}"
    late = "Försenat: " if duty.late else ""
    yield _text("SUMMARY", f"{late}{TASKS[duty.kind]}, {tell_which(duty)}")
    yield _text("DESCRIPTION", "\n".join(_describe(duty)))
    yield _text("CATEGORIES", TASKS[duty.kind])
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _describe(duty: Duty) -> Iterable[str]:
    facts = {
        "Senast": f"{tell_due(duty)} ({tell_margin(duty)})",
        "Nämnd": duty.namnd,
        "Förvaltning": duty.forvaltning,
        "Ansvarig": duty.ansvarig,
        "Konto": duty.account,
        "Gör så här": duty.command,
    }
    return (f"{name}: {value}" for name, value in facts.items() if value)


def _make_id(kommun: str, duty: Duty) -> str:
    parts = (
        kommun, duty.kind, duty.namnd, duty.account, duty.beteckning, duty.message, duty.command
    )  # fmt: skip
    return str(uuid.uuid5(_NAMES, "\n".join(str(each or "") for each in parts)))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(name: str, value: str) -> str:
    plain = "".join(each for each in value if each.isprintable() or each == "\n")
    return f"{name}:{plain.translate(_ESCAPES)}"


def _fold(line: bytes) -> bytes:
    """Return a line folded between characters, each piece within the longest line."""
    pieces, rest = list[bytes](), line
    while len(rest) > (most := LONGEST_LINE - bool(pieces)):
        cut = most
        while rest[cut] & 0xC0 == 0x80:  # noqa: PLR2004  a byte that continues a character of UTF-8
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return b"\r\n ".join([*pieces, rest])
