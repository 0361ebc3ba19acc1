"""The mail that tells a person what is to be done: plain text, which every reader can show."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from diarium.duties import Duty
from exporters.duty_words import TASKS, tell_due, tell_margin, tell_sum, tell_which
from exporters.page_templates import write_day
from schedules.clock import STOCKHOLM

_NAMES = uuid.UUID("0b3f2f0e-7f0d-5f6b-9a55-3f4f3c2f7d21")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMail:
    """A mail to one recipient.

    Attributes:
        sender: The address it is from.
        address: The address it is to.
        greeted: Who is meant: a person's name, or a nämnd's.
        duties: What is to be done, the latest first.
        at: As it stood when.
    """

    kommun: str
    sender: str
    address: str
    greeted: str
    duties: Sequence[Duty]
    at: datetime


def write_digest(told: DigestMail) -> bytes:
    """Return the mail as a server takes it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = told.sender, told.address
    mail["Subject"] = f"Att göra i sociala medier: {tell_sum(told.duties)}"
    mail["Date"] = format_datetime(told.at.astimezone(STOCKHOLM))
    mail["Message-ID"] = _make_id(told)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no reply by itself to a mail by itself
    mail["Content-Language"] = "sv"
    mail.set_content("\n".join(_lines(told)), charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def _lines(told: DigestMail) -> Iterator[str]:
    day = write_day(told.at.astimezone(STOCKHOLM).date())
    yield from (f"Hej {told.greeted}!", "")
    yield f"Det här är att göra i sociala medier, {told.kommun}, som det stod den {day}."
    for heading, late in (("FÖRSENAT", True), ("PÅ VÄG", False)):
        chosen = [each for each in told.duties if each.late is late]
        if chosen:
            yield from ("", heading, *_items(chosen))
    yield from (
        "",
        "Brevet skickas av arkivets program, högst en gång om dagen. Svara inte på det.",
    )


def _items(duties: Iterable[Duty]) -> Iterator[str]:
    for duty in duties:
        yield from (
            "",
            f"- {TASKS[duty.kind]}: {tell_which(duty)}",
            f"  Senast {tell_due(duty)}, {tell_margin(duty)}",
            f"  Gör så här: {duty.command}",
        )


def _make_id(told: DigestMail) -> str:
    name = f"{told.kommun}\n{told.address}\n{told.greeted}\n{told.at.isoformat()}"
    return f"<{uuid.uuid5(_NAMES, name)}@{told.sender.rpartition('@')[2]}>"
