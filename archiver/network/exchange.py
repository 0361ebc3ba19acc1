"""One HTTP request of our own and its answer, behind the guard of addresses, all of it limited.

No redirect is followed, nothing is decompressed, and the whole exchange has one time limit. The
content of an answer other than status 200 is not read: nothing of it is ever told or kept.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from archiver.network.addresses import Network, host_and_port, is_named
from archiver.network.connect import Connection, Refusal, connect_guarded
from archiver.network.http_heads import BadHeadError, Head, Headers, read_head

OK = 200


class ExchangeTrouble(StrEnum):
    """Why there is no answer; what the guard says stands besides these (`connect.Trouble`)."""

    TIMEOUT = "timeout"
    TLS = "tls-error"
    PLAIN = "not-encrypted"
    BROKEN = "broken-answer"
    TOO_LARGE = "answer-too-large"
    STATUS = "http-status"


class ExchangeError(Exception):
    """There is no answer; ``trouble`` is a code of `ExchangeTrouble` or `connect.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to send.

    Attributes:
        url: An http or https address.
        headers: Besides those of the connection; may hold a token, and so are never shown.
        allowed: Networks that are open although they are not public.
        secret: Only encrypted, but to an address that ``allowed`` names.
        seconds: Longest time for all of it.
        most: Most bytes of an answer's content.
    """

    method: str
    url: str
    headers: Headers = ()
    content: bytes = b""
    allowed: Sequence[Network] = ()
    secret: bool = False
    seconds: float
    most: int

    def __repr__(self) -> str:
        """Return what it is without what it holds."""
        return f"<{self.method} {host_and_port(self.url)}>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    Attributes:
        status: The status, such as 200.
        head: Its headers.
        content: What came with status 200, without the marks of transfer; else nothing.
    """

    status: int
    head: Head
    content: bytes


def exchange(request: Request) -> Answer:
    """Send a request and return the answer, whatever its status.

    Raises:
        ExchangeError: The address is closed, nobody answers, or the answer is too large, too slow
            or no HTTP.
    """
    try:
        return asyncio.run(_in_time(request))
    except TimeoutError as error:
        raise ExchangeError(ExchangeTrouble.TIMEOUT) from error
    except ssl.SSLError as error:
        raise ExchangeError(ExchangeTrouble.TLS) from error
    except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
        # what a server sent stands in some of these, so they are not shown as the cause
        raise ExchangeError(ExchangeTrouble.BROKEN) from None


async def _in_time(request: Request) -> Answer:
    async with asyncio.timeout(request.seconds):
        host, port = host_and_port(request.url)
        made = await connect_guarded(host, port, request.allowed)
        if isinstance(made, Refusal):
            raise ExchangeError(made.trouble)
        try:
            if request.url.startswith("https:"):
                await made.writer.start_tls(ssl.create_default_context(), server_hostname=host)
            elif request.secret:
                _check_plain(made.connection, request.allowed)
            made.writer.write(_written(request))
            return await _answer(made.reader, request.most)
        finally:
            made.writer.transport.abort()


def _check_plain(connection: Connection, allowed: Sequence[Network]) -> None:
    if not is_named(ip_address(connection.address), allowed):
        raise ExchangeError(ExchangeTrouble.PLAIN)


def _written(request: Request) -> bytes:
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = [("Host", parts.netloc.rpartition("@")[2]), *request.headers, ("Connection", "close")]
    lines = [f"{request.method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told)]
    return "\r\n".join((*lines, "", "")).encode("ascii") + request.content


async def _answer(reader: asyncio.StreamReader, most: int) -> Answer:
    head = await read_head(reader)
    while head.is_interim:
        head = await read_head(reader)
    status = _status(head)
    return Answer(status, head, await _content(head, reader, most) if status == OK else b"")


def _status(head: Head) -> int:
    said = head.first.split(" ")[1]
    if not (said.isascii() and said.isdigit()):
        raise BadHeadError(said)
    return int(said)


async def _content(head: Head, reader: asyncio.StreamReader, most: int) -> bytes:
    if head.value("transfer-encoding").lower() == "chunked":
        return await _chunks(reader, most)
    said = _length(head)
    if said is not None and said > most:
        raise ExchangeError(ExchangeTrouble.TOO_LARGE)
    return await _all(reader, most) if said is None else await reader.readexactly(said)


def _length(head: Head) -> int | None:
    said = head.value("content-length")
    if said and not (said.isascii() and said.isdigit()):
        raise BadHeadError(said)
    return int(said) if said else None


async def _chunks(reader: asyncio.StreamReader, most: int) -> bytes:
    """Return a body sent in chunks (RFC 9112, 7.1)."""
    content = bytearray()
    while size := int((await reader.readuntil(b"\n")).partition(b";")[0], 16):
        if size < 0 or len(content) + size > most:
            raise ExchangeError(ExchangeTrouble.TOO_LARGE)
        content += await reader.readexactly(size)
        await reader.readuntil(b"\n")
    return bytes(content)


async def _all(reader: asyncio.StreamReader, most: int) -> bytes:
    """Return a body that ends with the connection."""
    content = bytearray()
    while chunk := await reader.read(1 << 16):
        content += chunk
        if len(content) > most:
            raise ExchangeError(ExchangeTrouble.TOO_LARGE)
    return bytes(content)
