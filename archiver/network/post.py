"""One HTTP request of our own, behind the guard of addresses and with limits on everything.

No redirect is followed, nothing is decompressed, and the whole exchange has one time limit.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from archiver.network.addresses import Network, host_and_port
from archiver.network.connect import Refusal, connect_guarded
from archiver.network.http_heads import BadHeadError, Head, read_head

ANSWER_MOST = 1 << 20


class PostTrouble(StrEnum):
    """Why there is no answer; what the guard says stands besides these (`connect.Trouble`)."""

    TIMEOUT = "timeout"
    TLS = "tls-error"
    BROKEN = "broken-answer"
    TOO_LARGE = "answer-too-large"
    STATUS = "http-status"


class PostError(Exception):
    """There is no answer; ``trouble`` is a code of `PostTrouble` or `connect.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What to send.

    Attributes:
        url: An http or https address.
        answer_type: The kind of answer that is understood.
        allowed: Networks that are open although they are not public.
        seconds: Longest time for all of it.
    """

    url: str
    content: bytes
    media_type: str
    answer_type: str
    allowed: Sequence[Network] = ()
    seconds: float = 15


def post(wish: Post, answer_most: int = ANSWER_MOST) -> bytes:
    """Send something by POST and return the content of the answer.

    Raises:
        PostError: The address is closed, nobody answers, the answer is not status 200, or it is
            too large, too slow or no HTTP.
    """
    try:
        return asyncio.run(_in_time(wish, answer_most))
    except TimeoutError as error:
        raise PostError(PostTrouble.TIMEOUT) from error
    except ssl.SSLError as error:
        raise PostError(PostTrouble.TLS) from error
    except (OSError, EOFError, ValueError) as error:
        raise PostError(PostTrouble.BROKEN) from error


async def _in_time(wish: Post, answer_most: int) -> bytes:
    async with asyncio.timeout(wish.seconds):
        host, port = host_and_port(wish.url)
        made = await connect_guarded(host, port, wish.allowed)
        if isinstance(made, Refusal):
            raise PostError(made.trouble)
        try:
            if wish.url.startswith("https:"):
                await made.writer.start_tls(ssl.create_default_context(), server_hostname=host)
            made.writer.write(_request(wish))
            return await _answer(made.reader, answer_most)
        finally:
            made.writer.transport.abort()


def _request(wish: Post) -> bytes:
    parts = urlsplit(wish.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {parts.netloc.rpartition('@')[2]}",
        f"Content-Type: {wish.media_type}",
        f"Content-Length: {len(wish.content)}",
        f"Accept: {wish.answer_type}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii") + wish.content


async def _answer(reader: asyncio.StreamReader, most: int) -> bytes:
    head = await read_head(reader)
    while head.is_interim:
        head = await read_head(reader)
    if head.first.split(" ")[1] != "200":
        raise PostError(PostTrouble.STATUS)
    if head.value("transfer-encoding").lower() == "chunked":
        return await _chunks(reader, most)
    said = _length(head)
    if said is not None and said > most:
        raise PostError(PostTrouble.TOO_LARGE)
    return await _all(reader, most) if said is None else await reader.readexactly(said)


def _length(head: Head) -> int | None:
    said = head.value("content-length")
    if said and not (said.isascii() and said.isdigit()):
        raise BadHeadError(said)
    return int(said) if said else None


async def _chunks(reader: asyncio.StreamReader, most: int) -> bytes:
    """Return a body sent in chunks (RFC 9112, 7.1)."""
    content = b""
    while size := int((await reader.readuntil(b"\n")).partition(b";")[0], 16):
        if size < 0 or len(content) + size > most:
            raise PostError(PostTrouble.TOO_LARGE)
        content += await reader.readexactly(size)
        await reader.readuntil(b"\n")
    return content


async def _all(reader: asyncio.StreamReader, most: int) -> bytes:
    """Return a body that ends with the connection."""
    content = b""
    while chunk := await reader.read(most):
        content += chunk
        if len(content) > most:
            raise PostError(PostTrouble.TOO_LARGE)
    return content
