"""Five hundred made-up messages of a day in a municipality, the same ones every time."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from schedules.clock import STOCKHOLM

MORNING = datetime(2026, 6, 30, 0, 5, tzinfo=STOCKHOLM)
"""The first message of the day."""
FORUM, CLOSED_FORUM = "ks-facebook", "sbn-grupp"
PLACES = ("Storgatan", "Ågatan", "Björkvägen", "Hamngatan", "Åsvägen", "Torget", "Kyrkogatan",
          "Lillgatan", "Östra parken", "Skolvägen")  # fmt: skip
NAMES = ("Åsa Öberg", "Örjan Ek", "Märta Lind", "Bo Berg", "Siv Ål", "Nils Häger", "Eva Sjö")
HIDDEN = ("Hjalmar Hemlig", "Gunvor Gömd")
"""Names of those whose messages hold secret data; they must never be published."""
MAILS = 20
Line = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """Messages of one kind: what they say, and by which rule they are to be decided."""

    name: str
    count: int
    rule: str
    text: str
    more: Line = field(default_factory=dict)


KINDS = (
    Kind("prat", 295, "R70-open-forum", "Så fint det är vid {place} i kväll {n}",
         {"account": FORUM, "channel": "comment"}),
    Kind("forumkritik", 12, "R45-forum-kritik", "Det plogas aldrig på {place} {n}",
         {"account": FORUM, "channel": "comment"}),
    Kind("forumfråga", 8, "R46-forum-question", "När öppnar lekplatsen vid {place} {n}?",
         {"account": FORUM, "channel": "comment"}),
    Kind("stängd grupp", 6, "R90-anything-else", "Vi ses vid {place} {n}",
         {"account": CLOSED_FORUM, "channel": "comment"}),
    Kind("fråga", 60, "R60-in-service", "När öppnar badet vid {place} {n}?",
         {"account": FORUM, "channel": "direct"}),
    Kind("kritik", 12, "R50-kritik", "Gatlampan vid {place} {n} fungerar aldrig",
         {"account": FORUM, "channel": "direct"}),
    Kind("hemligt", 10, "R30-may-be-secret", "Jag har fått en diagnos, mitt nummer är {person}",
         {"account": FORUM, "channel": "direct"}),
    Kind("hot", 5, "R40-removal-or-threat", "Jag ska slå ihjäl dig vid {place} {n}",
         {"account": FORUM, "channel": "comment"}),
    Kind("omnämnande", 7, "R90-anything-else", "Läste om {place} {n}",
         {"account": FORUM, "channel": "mention"}),
    Kind("eget", 25, "R21-own-post", "Nu är vägarbetet vid {place} {n} klart",
         {"account": FORUM, "channel": "post", "own": True}),
)  # fmt: skip
REPEATED, EDITED = 25, 15
TOTAL = sum(each.count for each in KINDS) + REPEATED + EDITED + MAILS


def personnummer(number: int) -> str:
    """Return a made-up personnummer with a right check digit (Luhn)."""
    nine = f"{40 + number:02}0102{number:03}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return f"{nine[:6]}-{nine[6:]}{-sum(sum(divmod(each, 10)) for each in doubled) % 10}"


def expected_rules() -> Counter[str]:
    """Return how many messages each rule decides about."""
    found = Counter({"R10-duplicate": REPEATED, "R15-changed": EDITED, "R60-in-service": MAILS})
    for kind in KINDS:
        found[kind.rule] += kind.count
    return found


def write_day(folder: Path) -> tuple[Path, Path]:
    """Write the day's messages as JSON Lines and as a mailbox."""
    lines = list(_stamped([*_plain(), *_repeats(), *_edits()]))
    mailbox = folder / "brev.mbox"
    mailbox.write_bytes(b"".join(map(_mail, range(MAILS))))
    return write_lines(folder / "dagen.jsonl", lines), mailbox


def write_lines(path: Path, lines: Sequence[Line]) -> Path:
    """Write lines as JSON Lines."""
    text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines)
    path.write_text(text, encoding="utf-8")
    return path


def own_reply(answered: str, sent: datetime) -> Line:
    """Return what the municipality wrote in answer to a message on the platform."""
    return {
        "id": f"svar-{answered}", "account": FORUM, "channel": "direct", "own": True,
        "in_reply_to": answered, "text": f"Hej! Badet öppnar klockan åtta. ({answered})",
        "sender": {"name": "Exempelstad"}, "made_available_at": sent.isoformat(),
    }  # fmt: skip


def deletion(deleted: str, at: datetime) -> Line:
    """Return the note that a message was deleted on the platform."""
    return {"id": deleted, "account": FORUM, "deleted": True, "deleted_at": at.isoformat()}


def _plain() -> Iterator[Line]:
    for kind in KINDS:
        for n in range(kind.count):
            words = kind.text.format(place=PLACES[n % len(PLACES)], n=n, person=personnummer(n))
            names = HIDDEN if kind.name == "hemligt" else NAMES
            yield {"id": f"{kind.name}-{n}", **kind.more, "text": words,
                   "sender": {"name": names[n % len(names)]}}  # fmt: skip


def _stamped(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines with the moments they were made available, two minutes apart and mixed."""
    for place, line in enumerate(lines):
        minutes = 2 * (place * 7 % len(lines))
        yield {"made_available_at": (MORNING + timedelta(minutes=minutes)).isoformat(), **line}


def _repeats() -> Iterator[Line]:
    """Yield questions again, word for word."""
    stamped = {line.get("id"): line for line in _stamped([*_plain(), *[{}] * (REPEATED + EDITED)])}
    for n in range(REPEATED):
        yield stamped[f"fråga-{n}"]


def _edits() -> Iterator[Line]:
    """Yield other wordings of questions, written some hours later."""
    for n in range(EDITED):
        line = dict(next(each for each in _plain() if each["id"] == f"fråga-{n + 40}"))
        edited = MORNING + timedelta(hours=17, minutes=n)
        yield {**line, "text": f"{line['text']} Jag menar utebadet.",
               "edited_at": edited.isoformat()}  # fmt: skip


def _mail(number: int) -> bytes:
    """Return a mail as a mailbox holds it."""
    mail = EmailMessage()
    mail["From"] = f"{NAMES[number % len(NAMES)]} <post{number}@example.com>"
    mail["To"] = "Kommunen <kommun@example.com>"
    mail["Subject"] = f"Ansökan om att låna lokal {number}"
    mail["Date"] = format_datetime(MORNING + timedelta(minutes=11 * number))
    mail["Message-ID"] = f"<{number}@example.com>"
    mail.set_content(f"Hej, vi vill låna en lokal vid {PLACES[number % len(PLACES)]}.\n")
    return b"From x@example.com Tue Jun 30 00:00:00 2026\n" + mail.as_bytes() + b"\n"
