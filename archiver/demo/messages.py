"""The forty messages of the made-up municipality, as the files that people would take in.

Their words lie in messages.toml. Their times are counted back from the moment given, so the same
moment gives the same bytes.
"""

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from archiver.demo.pictures import draw_landscape
from schedules.clock import STOCKHOLM

WORDS = Path(__file__).with_name("messages.toml")
MAILBOX = "Samhällsbyggnad Åvallby <samhallsbyggnad@example.com>"
DELIVERY = timedelta(minutes=2)
"""How long after it was written a message reached the municipality."""

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files of messages.

    Attributes:
        posts: JSON Lines: what came in on the platforms.
        mails: E-mail to samhällsbyggnadsnämnden, a file each.
        answers: JSON Lines: what the municipality itself answered.
    """

    posts: Path
    mails: tuple[Path, ...]
    answers: Path


def write_messages(folder: Path, now: datetime) -> Inbox:
    """Write the files of messages into a folder.

    Args:
        folder: Where; made if need be.
        now: The moment that the messages' times are counted back from.
    """
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    attached = {each["attachment"] for each in words["message"] if "attachment" in each}
    for name in attached:
        (folder / name).write_bytes(_attachment(name))
    mails = tuple(folder / f"post-{number}.eml" for number, _ in enumerate(words["mail"], 1))
    for path, mail in zip(mails, words["mail"], strict=True):
        path.write_bytes(_mail(mail, now))
    return Inbox(
        posts=_write_lines(folder / "meddelanden.jsonl", words["message"], now),
        mails=mails,
        answers=_write_lines(folder / "svar.jsonl", words["answer"], now),
    )


def _write_lines(path: Path, messages: list[Words], now: datetime) -> Path:
    lines = (json.dumps(_line(each, now), ensure_ascii=False) for each in messages)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def _line(words: Words, now: datetime) -> Words:
    """Return one message as docs/jsonl.md documents it."""
    written = _moment(words, now)
    named = ("id", "account", "channel", "own", "text", "in_reply_to")
    line = {name: words[name] for name in named if name in words}
    line["source"] = "demo"
    line["sender"] = {"name": words["sender"]}
    line["made_available_at"] = written.isoformat()
    line["received_at"] = (written + DELIVERY).isoformat()
    if "attachment" in words:
        line["attachments"] = [{"path": words["attachment"], "media_type": "text/plain"}]
    return line


def _mail(words: Words, now: datetime) -> bytes:
    mail = EmailMessage()
    written = _moment(words, now)
    received = format_datetime(written + DELIVERY)
    mail["Received"] = f"from post.example.se by mx.example.com; {received}"
    mail["From"], mail["To"], mail["Subject"] = words["sender"], MAILBOX, words["subject"]
    mail["Date"], mail["Message-ID"] = written, words["id"]
    mail.set_content(words["text"])
    if "attachment" in words:
        name = words["attachment"]
        kind = ("image", "png") if name.endswith(".png") else ("application", "octet-stream")
        mail.add_attachment(_attachment(name), *kind, filename=name)
        mail.set_boundary("=_avallby")
    return mail.as_bytes(policy=SMTP)


def _attachment(name: str) -> bytes:
    if name.endswith(".png"):
        return draw_landscape(3)
    return f"Bilaga: {name}\nSkriven av Åvallbys invånare för demonstrationen.\n".encode()


def _moment(words: Words, now: datetime) -> datetime:
    moment = now - timedelta(hours=words["hours"])
    return moment.astimezone(STOCKHOLM).replace(microsecond=0)
