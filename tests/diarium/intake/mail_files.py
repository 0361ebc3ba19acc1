"""Files of e-mail, as the tests write and read them."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from diarium.intake.mail import read_eml, read_mbox
from diarium.intake.raw import LeftOut, RawMessage, Unreadable

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def read(folder: Path, content: bytes) -> RawMessage:
    (found,) = read_all(folder, content)
    assert isinstance(found, RawMessage), found
    return found


def read_all(folder: Path, content: bytes) -> list[RawMessage | Unreadable | LeftOut]:
    path = folder / "in.eml"
    path.write_bytes(content)
    return list(read_eml(path, NOW))


def read_box(folder: Path, content: bytes) -> list[RawMessage | Unreadable | LeftOut]:
    path = folder / "in.mbox"
    path.write_bytes(content)
    return list(read_mbox(path, NOW))


def mail(text: str = "Hej på er", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Åsa Öberg <asa@example.se>"
    message["Subject"] = "Fråga om snöröjning på Storgatan"
    message["Date"] = "Tue, 30 Jun 2026 14:05:00 +0200"
    message["Message-ID"] = "<17@example.se>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message
