"""The heads of HTTP/1.1 messages (RFC 9112), as far as a forward proxy must understand them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

HEAD_MOST = 1 << 18
HOP_BY_HOP = frozenset(
    ("connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-status", "te")
)
"""Headers that are meant for the proxy, or that only the proxy may set."""
Headers = Sequence[tuple[str, str]]


class BadHeadError(ValueError):
    """What came is no HTTP head, or one that no browser writes."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and the headers of a request or an answer."""

    first: str
    headers: tuple[tuple[str, str], ...]

    @property
    def method(self) -> str:
        """The method of a request."""
        return self.first.split(" ", 1)[0]

    @property
    def is_interim(self) -> bool:
        """Whether an answer only announces the real one (status 1xx)."""
        return self.first.split(" ", 2)[1:2] != [] and self.first.split(" ", 2)[1][:1] == "1"

    @property
    def target(self) -> tuple[str, int]:
        """The host, in lower case, and the port a request is meant for.

        Raises:
            BadHeadError: It names neither ``host:port`` nor an absolute http address.
        """
        asked = self._asked
        try:
            parts = urlsplit(f"//{asked}" if self.method == "CONNECT" else asked)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise BadHeadError(asked) from error
        known = port is not None if self.method == "CONNECT" else parts.scheme == "http"
        if not host or not known:
            raise BadHeadError(asked)
        return host, port or 80

    @property
    def body_length(self) -> int:
        """The number of bytes that follow a request's head.

        Raises:
            BadHeadError: It is not said as a plain number; browsers say it so.
        """
        length = self.value("content-length") or "0"
        if self.value("transfer-encoding") or not (length.isascii() and length.isdigit()):
            raise BadHeadError(self.first)
        return int(length)

    def value(self, name: str) -> str:
        """Return a header's first value, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def to_server(self) -> bytes:
        """Return the request as the server should see it: by path, without the proxy's headers."""
        parts = urlsplit(self._asked)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return _write(f"{self.method} {path} HTTP/1.1", (*self._kept, ("Connection", "close")))

    def to_browser(self, *, closing: bool) -> bytes:
        """Return an answer as the browser should see it, saying that the connection closes."""
        closed = (("Connection", "close"),) if closing else ()
        return _write(self.first, (*self._kept, *closed))

    @property
    def _asked(self) -> str:
        return self.first.split(" ")[1]

    @property
    def _kept(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.headers if pair[0].lower() not in HOP_BY_HOP)


async def read_head(reader: asyncio.StreamReader) -> Head:
    """Read up to the empty line that ends a head.

    Raises:
        BadHeadError: It is longer than 256 kB, or no HTTP.
        asyncio.IncompleteReadError: The other side went away.
    """
    first, headers, size = "", list[tuple[str, str]](), 0
    while line := await _read_line(reader):
        size += len(line)
        text = line.rstrip("\r\n")
        if size > HEAD_MOST or (not first and text.count(" ") < 1):
            raise BadHeadError(text[:100])
        if not text:
            break
        if not first:
            first = text
        else:
            name, _, value = text.partition(":")
            headers.append((name, value.strip()))
    return Head(first, tuple(headers))


async def _read_line(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\n")).decode("latin-1")
    except asyncio.LimitOverrunError as error:
        raise BadHeadError(str(error)) from error


def plain_answer(status: str, headers: Headers) -> bytes:
    """Return an answer of the proxy's own, with no content."""
    return _write(f"HTTP/1.1 {status}", (*headers, ("Content-Length", "0")))


def _write(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")
