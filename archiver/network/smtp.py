"""A mail server that takes our mail: SMTP submission (RFC 6409) on a guarded connection.

The standard library's client speaks the protocol; the connection below it bounds what a server may
say, in bytes, lines and time. Nothing is said in the clear but to an address that the settings
name, and a password never is. A server's own words are never told.
"""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archiver.network.addresses import Network, is_named
from archiver.network.bounded_talk import BoundedTalk, TalkError
from archiver.network.connect import Refusal, open_socket
from archiver.network.encryption import Encryption

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

REPLY_MOST = 100_000
"""Most bytes of one reply."""
_REPLY = re.compile(rb"([2-5]\d\d)([ -].*)?\r?\n")
_READY, _LET_IN = 220, 235
_CLOSING, _PERMANENT = 421, 500
_LITERAL = {socket.AF_INET: "[{}]", socket.AF_INET6: "[IPv6:{}]"}


class SmtpTrouble(StrEnum):
    """Why a mail cannot be sent; what the guard says stands besides (`connect.Trouble`)."""

    TIMEOUT = "timeout"
    TLS = "tls-error"
    PLAIN = "not-encrypted"
    BROKEN = "broken-answer"
    PASSWORD = "password-refused"  # noqa: S105  a reason code
    RECIPIENT = "recipient-refused"
    REFUSED = "mail-refused"
    LATER = "asked-to-wait"


class SmtpError(Exception):
    """A mail cannot be sent.

    Attributes:
        trouble: A code of `SmtpTrouble` or `connect.Trouble`.
        passing: It was this mail alone that the server refused; it may take the next.
    """

    def __init__(self, trouble: str, *, passing: bool = False) -> None:
        super().__init__(trouble)
        self.trouble, self.passing = trouble, passing


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mail is handed in.

    Attributes:
        encryption: ``NONE`` only to an address that ``allowed`` names.
        user: Who logs in; empty where the server asks nobody.
        password: By what.
        allowed: Networks that are open although they are not public.
        ends: When the time is over, on a clock that only goes forward.
    """

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)
    allowed: Sequence[Network] = ()
    ends: float


class Postman:
    """A connection to a server, ready to take mails; use it as a context."""

    def __init__(self, server: SmtpServer) -> None:
        """Connect, encrypt the talk and show who sends.

        Raises:
            SmtpError: The address is closed, nobody answers, it is no such server, it does not
                encrypt, or it lets nobody in.
        """
        made = open_socket(server.host, server.port, server.allowed)
        if isinstance(made, Refusal):
            raise SmtpError(made.trouble)
        connection, plain = made
        with contextlib.ExitStack() as undo, _troubles():
            self._client = _Client(plain, server)
            undo.callback(self._client.close)
            if server.encryption is Encryption.NONE:
                _check_plain(connection.address, server)
            self._client.greet()
            undo.pop_all()

    def __enter__(self) -> Self:
        """Return the postman."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye if all went well, and close the connection."""
        if error is None:
            with contextlib.suppress(SmtpError), _troubles():
                self._client.docmd("QUIT")
        self._client.close()

    def send(self, sender: str, recipient: str, mail: bytes) -> None:
        """Hand in one mail for one recipient.

        Args:
            sender: The address it is from.
            recipient: The address it is to.
            mail: The mail, with lines that end as SMTP's do.

        Raises:
            SmtpError: The server refuses, or answers badly; if that is not ``passing`` there is
                no use in going on.
        """
        with _troubles():
            self._client.sendmail(sender, [recipient], mail)


class _Client(smtplib.SMTP):
    """The standard library's client on a connection that is made already."""

    def __init__(self, plain: socket.socket, server: SmtpServer) -> None:
        own = _LITERAL[plain.family].format(plain.getsockname()[0])
        super().__init__(local_hostname=own)
        self._server = server
        self._talk = self.sock = plain
        self._bounded = BoundedTalk(plain, server.ends)

    def greet(self) -> None:
        """Go as far as to where mails are taken."""
        if self._server.encryption is Encryption.IMPLICIT:
            self._encrypt()
        if self.getreply()[0] != _READY:
            raise SmtpError(SmtpTrouble.BROKEN)
        self.ehlo_or_helo_if_needed()
        if self._server.encryption is Encryption.STARTTLS:
            self._begin_tls()
        if self._server.user:
            self._log_in(self._server.user, self._server.password)

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's reply: its code and its words."""
        self._bounded.allow(REPLY_MOST, 0)
        words = list[bytes]()
        while True:
            found = _REPLY.fullmatch(self._bounded.read_line())
            if not found:
                raise SmtpError(SmtpTrouble.BROKEN)
            said = found[2] or b""
            words.append(said[1:].strip())
            if not said.startswith(b"-"):
                return int(found[1]), b"\n".join(words)

    def send(self, s: "ReadableBuffer | str") -> None:
        """Send, in the time that is left."""
        self._bounded.prepare()
        self._talk.sendall(s.encode(self.command_encoding) if isinstance(s, str) else s)

    def _begin_tls(self) -> None:
        if not self.has_extn("starttls"):
            raise SmtpError(SmtpTrouble.PLAIN)
        if self.docmd("STARTTLS")[0] != _READY or self._bounded.holds_more:
            raise SmtpError(SmtpTrouble.TLS)  # what follows was not encrypted
        self._encrypt()
        self.helo_resp = self.ehlo_resp = None  # what was said in the clear may be anybody's
        self.esmtp_features = {}
        self.ehlo_or_helo_if_needed()

    def _encrypt(self) -> None:
        self._bounded.prepare()
        context = ssl.create_default_context()
        self._talk = context.wrap_socket(self._talk, server_hostname=self._server.host)
        self.sock, self._bounded = self._talk, BoundedTalk(self._talk, self._server.ends)

    def _log_in(self, user: str, password: str) -> None:
        """Show who sends by SASL PLAIN (RFC 4616), whatever letters the password has."""
        words = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        code, _words = self.docmd("AUTH", f"PLAIN {words}")
        if code != _LET_IN:
            raise SmtpError(SmtpTrouble.PASSWORD if code >= _PERMANENT else SmtpTrouble.LATER)


def _check_plain(address: str, server: SmtpServer) -> None:
    if server.user or not is_named(ip_address(address), server.allowed):
        raise SmtpError(SmtpTrouble.PLAIN)


@contextlib.contextmanager
def _troubles() -> Iterator[None]:
    """Turn whatever goes wrong into a code: a server's words are never told."""
    try:
        yield
    except TalkError as error:
        raise SmtpError(error.trouble) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise _refusal(max(codes), SmtpTrouble.RECIPIENT, passing=True) from None
    except smtplib.SMTPResponseException as error:
        passing = isinstance(error, smtplib.SMTPDataError)
        raise _refusal(error.smtp_code, SmtpTrouble.REFUSED, passing=passing) from None
    except ssl.SSLError:
        raise SmtpError(SmtpTrouble.TLS) from None
    except TimeoutError:
        raise SmtpError(SmtpTrouble.TIMEOUT) from None
    except (smtplib.SMTPException, OSError, EOFError, ValueError, LookupError):
        raise SmtpError(SmtpTrouble.BROKEN) from None


def _refusal(code: int, refused: SmtpTrouble, *, passing: bool) -> SmtpError:
    trouble = refused if code >= _PERMANENT else SmtpTrouble.LATER
    return SmtpError(trouble, passing=passing and code != _CLOSING)
