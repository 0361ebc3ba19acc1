"""A mailbox that is only read: IMAP (RFC 3501) on a guarded, encrypted connection.

The standard library's client speaks the protocol; the connection below it bounds what a server
may send, in bytes, lines and time, whatever it announces. The folder is opened by EXAMINE and
mails are read by BODY.PEEK[], so that nothing in the mailbox changes, not even what is unread.
"""

import base64
import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from archiver.network.addresses import Network
from archiver.network.bounded_talk import TALK_MOST, BoundedTalk, TalkError, TalkTrouble
from archiver.network.connect import Refusal, open_socket

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

UID_MOST = 2**32 - 1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NUMBER = re.compile(rb"[1-9]\d{0,9}")
_UID = re.compile(rb"\bUID (\d{1,10})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """Where a mailbox lies.

    Attributes:
        starttls: The talk begins in the clear and is encrypted before anything is told.
        allowed: Networks that are open although they are not public.
        ends: When the time is over, on a clock that only goes forward.
    """

    host: str
    port: int
    starttls: bool
    allowed: Sequence[Network]
    ends: float


class Mailbox:
    """A connection to a server; use it as a context."""

    def __init__(self, server: ImapServer) -> None:
        """Connect, and encrypt the talk.

        Raises:
            TalkError: The address is closed, nobody answers, or it is no such server.
        """
        made = open_socket(server.host, server.port, server.allowed)
        if isinstance(made, Refusal):
            raise TalkError(made.trouble)
        with contextlib.ExitStack() as undo, _troubles():
            undo.callback(made[1].close)
            self._client = _Client(made[1], server)
            undo.pop_all()

    def __enter__(self) -> Self:
        """Return the mailbox."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye if all went well, and close the connection."""
        if error is None:
            with contextlib.suppress(TalkError), _troubles():
                self._client.allow(TALK_MOST)
                self._client.logout()
        self._client.shutdown()

    def log_in(self, user: str, password: str) -> None:
        """Show who asks, by SASL PLAIN (RFC 4616), or by LOGIN where the server knows no SASL.

        Raises:
            TalkError: The server refuses, or answers badly.
        """
        if _CONTROL.search(user + password):  # else they could say a command of their own
            raise TalkError(TalkTrouble.TOKEN_REFUSED)
        with _troubles():
            self._client.allow(TALK_MOST)
            try:
                self._client.log_in(user, password)
            except imaplib.IMAP4.abort:
                raise TalkError(TalkTrouble.BROKEN) from None
            except (imaplib.IMAP4.error, UnicodeEncodeError):
                raise TalkError(TalkTrouble.TOKEN_REFUSED) from None

    def examine(self, folder: str) -> int:
        """Open a folder to be read only, and return its UIDVALIDITY.

        Raises:
            TalkError: There is no such folder, or the server answers badly.
        """
        with _troubles():
            self._client.allow(TALK_MOST)
            said, _count = self._client.select(f'"{_escape(encode_folder(folder))}"', readonly=True)
            if said != "OK":
                raise TalkError(TalkTrouble.NO_FOLDER)
            _name, told = self._client.response("UIDVALIDITY")
            return _number(told[0] if told else None)

    def list_uids(self, after: int) -> list[int]:
        """Return the UIDs above one, in order.

        Raises:
            TalkError: The server answers badly.
        """
        if after >= UID_MOST:
            return []
        with _troubles():
            self._client.allow(TALK_MOST)
            said, lines = self._client.uid("SEARCH", "UID", f"{after + 1}:*")
            if said != "OK":
                raise TalkError(TalkTrouble.BROKEN)
            found = {_number(each) for line in lines if line for each in line.split()}
        return sorted(each for each in found if each > after)  # n:* always names the last mail

    def read(self, uid: int, most: int) -> bytes | None:
        """Return a mail as it lies there, or nothing when it is gone.

        Raises:
            TalkError: It is larger than ``most`` bytes, or the server answers badly.
        """
        with _troubles():
            self._client.allow(most + TALK_MOST, most)
            said, parts = self._client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
            if said != "OK":
                raise TalkError(TalkTrouble.BROKEN)
            return _mail_of(uid, parts)


class _Client(imaplib.IMAP4):
    """The standard library's client on a connection that is made already."""

    def __init__(self, plain: socket.socket, server: ImapServer) -> None:
        self._server, self.sock = server, plain
        self._bounded = BoundedTalk(plain, server.ends)
        if not server.starttls:
            self._encrypt()
        super().__init__(server.host, server.port)
        if server.starttls:
            self._begin_tls()

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        """Use the connection that was given."""
        del timeout
        self.host, self.port = host, port

    def read(self, size: int) -> bytes:
        """Return so many bytes, if no more are announced than may come."""
        return self._bounded.read(size)

    def readline(self) -> bytes:
        """Return a line."""
        return self._bounded.read_line()

    def send(self, data: "ReadableBuffer") -> None:
        """Send, in the time that is left."""
        self._bounded.prepare()
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Close the connection."""
        self.sock.close()

    def allow(self, most: int, literal: int = TALK_MOST) -> None:
        """Say how many bytes the next answer may have, and how many one announced piece of it."""
        self._bounded.allow(most, literal)

    def log_in(self, user: str, password: str) -> None:
        """Show who asks; the words are said once, however often the server asks for them."""
        if "AUTH=PLAIN" not in self.capabilities:
            self.login(f'"{_escape(user)}"', password)
            return
        answers = iter([f"\0{user}\0{password}".encode()])
        self.authenticate("PLAIN", lambda _said: next(answers, None))

    def _begin_tls(self) -> None:
        said, _words = self._simple_command("STARTTLS")
        if said != "OK" or self._bounded.holds_more:  # what follows was not encrypted
            raise TalkError(TalkTrouble.TLS)
        self._encrypt()
        self._get_capabilities()  # what was said in the clear may be anybody's

    def _encrypt(self) -> None:
        self._bounded.prepare()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self._server.host)
        self._bounded = BoundedTalk(self.sock, self._server.ends)


def encode_folder(name: str) -> str:
    """Return a folder's name as IMAP writes it: modified UTF-7 (RFC 3501, 5.1.3)."""
    return re.sub(r"[^\x20-\x7e]+|&", _encode_piece, name)


def _encode_piece(found: re.Match[str]) -> str:
    if found[0] == "&":
        return "&-"
    coded = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
    return f"&{coded.replace('/', ',')}-"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _number(written: bytes | None) -> int:
    if not isinstance(written, bytes) or not _NUMBER.fullmatch(written):
        raise TalkError(TalkTrouble.BROKEN)
    number = int(written)
    if number > UID_MOST:
        raise TalkError(TalkTrouble.BROKEN)
    return number


def _mail_of(uid: int, parts: Sequence[object]) -> bytes | None:
    """Return the mail of an answer; other things a server tells meanwhile are passed over."""
    for place, part in enumerate(parts):
        if not isinstance(part, tuple) or b"BODY[]" not in part[0].upper():
            continue
        after = parts[place + 1] if place + 1 < len(parts) else b""
        said = _UID.search(part[0]) or (isinstance(after, bytes) and _UID.search(after))
        if not said or int(said[1]) != uid:
            raise TalkError(TalkTrouble.BROKEN)
        content: bytes = part[1]
        return content
    if any(isinstance(each, bytes) and b"BODY[]" in each.upper() for each in parts):
        raise TalkError(TalkTrouble.BROKEN)  # said in another way than a mail is
    return None


@contextlib.contextmanager
def _troubles() -> Iterator[None]:
    """Turn whatever goes wrong into a code: a server's words are never told."""
    try:
        yield
    except ssl.SSLError:
        raise TalkError(TalkTrouble.TLS) from None
    except TimeoutError:
        raise TalkError(TalkTrouble.TIMEOUT) from None
    except (
        imaplib.IMAP4.error, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError,
    ):  # fmt: skip
        # the standard library's client takes many a bad answer for a good one, and stumbles
        raise TalkError(TalkTrouble.BROKEN) from None
