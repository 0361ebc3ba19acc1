"""A connection to the very address that was judged."""

import asyncio
import contextlib
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from archiver.network.addresses import Address, Network, is_open, known_addresses

CONNECT_SECONDS = 15
LOOKUP_SECONDS = 20
STREAM_LIMIT = 1 << 18
_IPV4 = 4


class Trouble(StrEnum):
    """Why a connection was not made."""

    PRIVATE = "private-address"
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that was made: the name asked for and the address it led to."""

    host: str
    port: int
    address: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A connection that was not made; ``addresses`` are those the name led to."""

    host: str
    port: int
    trouble: Trouble
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connected:
    """An open connection with its two streams."""

    connection: Connection
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def connect_guarded(host: str, port: int, allowed: Sequence[Network]) -> Connected | Refusal:
    """Look a host up, judge its addresses, and connect to the first open one that answers.

    Args:
        host: A name or an address, in lower case.
        port: The port.
        allowed: Networks that are open although they are not public.

    Returns:
        The connection, or why there is none. A name that leads to closed addresses only is
        refused as private; none of them is tried.
    """
    made = await _connect(host, port, allowed)
    if isinstance(made, Refusal):
        return made
    connection, plain = made
    return Connected(connection, *await asyncio.open_connection(sock=plain, limit=STREAM_LIMIT))


def open_socket(
    host: str, port: int, allowed: Sequence[Network]
) -> tuple[Connection, socket.socket] | Refusal:
    """Do the same for a protocol that works with a socket of its own, which blocks."""
    made = asyncio.run(_connect(host, port, allowed))
    if not isinstance(made, Refusal):
        made[1].setblocking(True)
    return made


async def _connect(
    host: str, port: int, allowed: Sequence[Network]
) -> tuple[Connection, socket.socket] | Refusal:
    found = known_addresses(host) or await _look_up(host, port)
    names = tuple(map(str, found))
    if not found:
        return Refusal(host, port, Trouble.UNKNOWN_HOST, ())
    usable = [address for address in found if is_open(address, allowed)]
    if not usable:
        return Refusal(host, port, Trouble.PRIVATE, names)
    for address in usable:
        with contextlib.suppress(OSError, TimeoutError):
            return Connection(host, port, str(address)), await _open(address, port)
    return Refusal(host, port, Trouble.UNREACHABLE, names)


async def _open(address: Address, port: int) -> socket.socket:
    plain = socket.socket(socket.AF_INET if address.version == _IPV4 else socket.AF_INET6)
    try:
        plain.setblocking(False)
        async with asyncio.timeout(CONNECT_SECONDS):
            await asyncio.get_running_loop().sock_connect(plain, (str(address), port))
    except BaseException:
        plain.close()
        raise
    return plain


async def _look_up(host: str, port: int) -> tuple[Address, ...]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            rows = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return ()
    return tuple(ip_address(str(row[4][0]).split("%")[0]) for row in rows)
