"""An IMAP server that nobody here wrote (pymap), with a mailbox that the tests fill."""

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.judges import require_tool
from tests.loopback_process import running

PROGRAM = Path(__file__).resolve().parents[2] / ".judges" / "imap-server" / "bin" / "pymap"
USER, PASSWORD = "kommunstyrelsen@avallby.se", "hemligt-lösen-7f3a9c51d2e84b60"


@dataclass(frozen=True)
class ImapOffice:
    """A running server; ``certificate`` is what vouches for it."""

    port: int
    certificate: Path

    def client(self) -> imaplib.IMAP4:
        """Return a client that is let in, as a person's mail program would be."""
        client = imaplib.IMAP4("localhost", self.port, timeout=10)
        client.starttls(ssl.create_default_context(cafile=str(self.certificate)))
        client.authenticate("PLAIN", lambda _said: f"\0{USER}\0{PASSWORD}".encode())
        return client

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Lay mails in a folder, as they are."""
        with self.client() as client:
            for mail in mails:
                said, words = client.append(folder, "", "", mail)
                assert said == "OK", words

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """Return what the server says of each mail's flags."""
        with self.client() as client:
            client.select(folder, readonly=True)
            told = client.fetch("1:*", "(UID FLAGS)")[1]
            return [each for each in told if isinstance(each, bytes)]


@contextlib.contextmanager
def serving_mail(certificate: Path) -> Iterator[ImapOffice]:
    """Give a running server with an empty mailbox."""
    require_tool("pymap (make test-setup)", PROGRAM.exists())
    with running(
        "pymap",
        lambda port: (
            PROGRAM, "--host", "127.0.0.1", "--port", port, "--cert", certificate,
            "dict", "--demo-user", USER, "--demo-password", PASSWORD,
        ),
    ) as port:  # fmt: skip
        yield ImapOffice(port, certificate)
