"""An SMTP server that nobody here wrote (aiosmtpd), and the mails it has taken."""

import contextlib
import email
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tests.judges import require_tool
from tests.loopback_process import running

PYTHON = Path(__file__).resolve().parents[2] / ".judges" / "smtp-server" / "bin" / "python"
PROGRAM = Path(__file__).with_name("smtp_office.py")
USER, PASSWORD = "arkivet@avallby.se", "hemligt-lösen-4c8e1d77a2b95f03"


@dataclass(frozen=True)
class Taken:
    """A mail as the server took it: ``envelope`` is who it said it is from and to."""

    envelope: dict[str, Any]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, read by the standard library."""
        return email.message_from_bytes(self.raw, policy=default)

    @property
    def text(self) -> str:
        """Its text."""
        return str(self.mail.get_content())


@dataclass(frozen=True)
class PostOffice:
    """A running server."""

    port: int
    folder: Path

    def taken(self) -> list[Taken]:
        """Return the mails it took, in order."""
        return [
            Taken(json.loads(each.with_suffix(".json").read_text()), each.read_bytes())
            for each in sorted(self.folder.glob("*.eml"))
        ]

    def settings(self, **said: str | int) -> str:
        """Return the table ``[mail]`` that leads to it."""
        told: dict[str, str | int] = {
            "host": "localhost", "port": self.port, "sender": "archiver@avallby.se", "seconds": 10,
            **said,
        }  # fmt: skip
        lines = (f"{name} = {json.dumps(value)}" for name, value in told.items())
        allowed = 'allow_private_addresses = ["127.0.0.1"]'
        return "\n".join(("[mail]", allowed, *lines, ""))


@contextlib.contextmanager
def serving_post(folder: Path, certificate: Path | None = None) -> Iterator[PostOffice]:
    """Give a running server; with a certificate it demands STARTTLS and a password."""
    require_tool("aiosmtpd (make test-setup)", PYTHON.exists())
    folder.mkdir()
    let_in = (certificate, USER, PASSWORD) if certificate else ()
    with running("aiosmtpd", lambda port: (PYTHON, PROGRAM, port, folder, *let_in)) as port:
        yield PostOffice(port, folder)
