"""A guarding proxy on loopback, through which the browser makes every connection.

It alone looks names up, judges the address, and connects to the very address it judged, so that
no name can point elsewhere between the check and the use. It records where the browser came and
what it was refused. Only who knows its random password may use it; it ends with its owner.
"""

import asyncio
import base64
import secrets
import socket
import struct
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from archiver.network.addresses import Network
from archiver.network.connect import (
    STREAM_LIMIT,
    Connection,
    Refusal,
    Trouble,
    connect_guarded,
)
from archiver.network.http_heads import BadHeadError, Head, plain_answer, read_head

BODY_CHUNK = 1 << 16
SEEN_MOST = 1000
"""How many connections and refusals are remembered; a page could make them without end."""
SETTLE_SECONDS = 0.02
"""Pause in which a connection just accepted gets its task, and one just closed is let go."""
_STATUS = {
    Trouble.PRIVATE: "403 Forbidden",
    Trouble.UNKNOWN_HOST: "502 Bad Gateway",
    Trouble.UNREACHABLE: "502 Bad Gateway",
}
ANY_AMOUNT = 1 << 62
_Seen = TypeVar("_Seen")
_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the browser must show the proxy."""

    username: str
    password: str

    @property
    def basic(self) -> str:
        """The value of the header ``Proxy-Authorization`` (RFC 7617)."""
        pair = f"{self.username}:{self.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()


@dataclass(slots=True)
class Meter:
    """How much came from all servers together, in bytes, and how much may."""

    most: int
    received: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether more came than may."""
        return self.received > self.most


class GuardingProxy:
    """A forward proxy for HTTP, TLS and WebSocket in a thread of its own; use it in ``with``.

    Attributes:
        credentials: What a client must show; random for each proxy.
        connections: Connections made, in order, a thousand at most.
        refusals: Connections not made and why, in order, a thousand at most.
        meter: What came from the servers; when it is exhausted every connection is cut.
    """

    def __init__(self, allowed: Sequence[Network] = (), most: int = ANY_AMOUNT) -> None:
        self.credentials = Credentials(secrets.token_hex(8), secrets.token_hex(16))
        self.connections: list[Connection] = []
        self.refusals: list[Refusal] = []
        self.meter = Meter(most)
        self._allowed = allowed
        self._port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="guarding-proxy", daemon=True)

    def __enter__(self) -> Self:
        """Start to listen on a free port of loopback."""
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and close every connection."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=10)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def refusal_of(self, host: str, port: int) -> Refusal | None:
        """Return the last refusal of a host and port, if any connection to it was refused."""
        found = [r for r in self.refusals if (r.host, r.port) == (host.lower(), port)]
        return found[-1] if found else None

    def address_of(self, host: str, port: int) -> str | None:
        """Return the address last connected to for a host and port, if any was."""
        found = [c.address for c in self.connections if (c.host, c.port) == (host.lower(), port)]
        return found[-1] if found else None

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=STREAM_LIMIT)
        self._port = server.sockets[0].getsockname()[1]
        self._up.set()
        await self._stop.wait()
        for listening in server.sockets:  # asyncio drops what it accepts while it closes
            self._loop.remove_reader(listening.fileno())
        await asyncio.sleep(SETTLE_SECONDS)
        server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(SETTLE_SECONDS)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, BadHeadError):
            pass  # the browser or the server went away in the middle: nothing is left to say
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await read_head(reader)
        while not self._may_use(head):
            wanted = (
                ("Proxy-Authenticate", 'Basic realm="archiver"'),
                ("Connection", "keep-alive"),
            )
            writer.write(plain_answer("407 Proxy Authentication Required", wanted))
            await writer.drain()
            await reader.readexactly(head.body_length)
            head = await read_head(reader)
        if self.meter.exhausted:
            return
        host, port = head.target
        server = await self._connect(host, port)
        if isinstance(server, Refusal):
            mark = (("Proxy-Status", f"{self.credentials.username}; error={server.trouble}"),)
            writer.write(plain_answer(_STATUS[server.trouble], mark))
            await writer.drain()
            return
        try:
            talk = _tunnel if head.method == "CONNECT" else _exchange
            await talk(head, (reader, writer), server, self.meter)
        finally:
            server[1].close()

    def _may_use(self, head: Head) -> bool:
        shown = head.value("proxy-authorization").encode()
        return secrets.compare_digest(shown, self.credentials.basic.encode())

    async def _connect(self, host: str, port: int) -> _Streams | Refusal:
        made = await connect_guarded(host, port, self._allowed)
        if isinstance(made, Refusal):
            _remember(self.refusals, made)
            return made
        _remember(self.connections, made.connection)
        return made.reader, made.writer


def _remember(seen: list[_Seen], latest: _Seen) -> None:
    """Add to what was seen; at the most the newest is kept in place of the one before it."""
    if len(seen) >= SEEN_MOST:
        seen.pop()
    seen.append(latest)


async def _tunnel(head: Head, browser: _Streams, server: _Streams, meter: Meter) -> None:
    """Pass bytes both ways until either side ends."""
    del head
    browser[1].write(b"HTTP/1.1 200 Connection Established\r\n\r\n")
    await _first_of(_pass_on(browser[0], server[1]), _pass_down(server[0], browser[1], meter))


async def _exchange(head: Head, browser: _Streams, server: _Streams, meter: Meter) -> None:
    """Pass on one request and its answer; the next request comes by a connection of its own.

    That the connection closes is said to both sides, so that no later request, perhaps to another
    host, can follow the first one past the guard.
    """
    server[1].write(head.to_server())
    await _pass_exactly(browser[0], server[1], head.body_length)
    answer = await read_head(server[0])
    while answer.is_interim:
        browser[1].write(answer.to_browser(closing=False))
        answer = await read_head(server[0])
    browser[1].write(answer.to_browser(closing=True))
    await _first_of(_pass_down(server[0], browser[1], meter), _until_gone(browser[0]))


async def _pass_exactly(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, length: int
) -> None:
    while length:
        chunk = await source.read(min(length, BODY_CHUNK))
        if not chunk:
            raise asyncio.IncompleteReadError(b"", length)
        target.write(chunk)
        await target.drain()
        length -= len(chunk)


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while chunk := await source.read(BODY_CHUNK):
        target.write(chunk)
        await target.drain()


async def _pass_down(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, meter: Meter
) -> None:
    """Pass on what a server sends, as long as no more has come than may."""
    while chunk := await source.read(BODY_CHUNK):
        meter.received += len(chunk)
        if meter.exhausted:
            _break_off(target)
            return
        target.write(chunk)
        await target.drain()


def _break_off(target: asyncio.StreamWriter) -> None:
    """Close a connection as broken, so that half an answer is not taken for a whole one."""
    at_once = struct.pack("ii", 1, 0)
    target.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    target.transport.abort()


async def _until_gone(source: asyncio.StreamReader) -> None:
    while await source.read(BODY_CHUNK):
        pass


async def _first_of(*works: Coroutine[None, None, None]) -> None:
    """Do several things at once until the first is done, and stop the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
