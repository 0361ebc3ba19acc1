"""Which addresses the browser may be taken to: the public ones, and what the settings open.

A page is written by strangers. Left alone it could make the browser ask machines inside the
municipality's own network, and the picture would show what they answered.
"""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS = {"http": 80, "https": 443}
LOOPBACK: tuple[Address, ...] = (IPv4Address("127.0.0.1"), IPv6Address("::1"))
_UNICAST = IPv6Network("2000::/3")
"""IPv6's global unicast; all that is public lies there (RFC 4291), deprecated kinds do not."""
_WRAPPED = (
    IPv6Network("2001::/32"),  # Teredo (RFC 4380)
    IPv6Network("2002::/16"),  # 6to4 (RFC 3056)
)
"""Parts of it that carry an IPv4 address inside, and so could reach a closed one in disguise."""


def read_networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Read addresses and networks, such as ``127.0.0.1`` and ``10.0.0.0/8``.

    Raises:
        ValueError: One of them is neither.
    """
    return tuple(ip_network(each.strip(), strict=False) for each in written)


def is_open(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether an address may be connected to.

    Args:
        address: The very address a connection would be made to.
        allowed: Networks that are open although they are not public.

    Returns:
        Whether it is public or lies in one of ``allowed``. Everything that IANA keeps for a
        special use is closed: private, loopback, link-local, shared (100.64.0.0/10), multicast,
        unspecified, reserved, and IPv6 addresses that wrap an IPv4 address (mapped, NAT64,
        6to4, Teredo).
    """
    if is_named(address, allowed):
        return True
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in _UNICAST and not any(address in network for network in _WRAPPED)


def is_named(address: Address, networks: Iterable[Network]) -> bool:
    """Tell whether an address lies in one of some networks."""
    return any(address in network for network in networks if network.version == address.version)


def known_addresses(host: str) -> tuple[Address, ...]:
    """Return the addresses of a host that needs no look-up, or nothing.

    A literal address is itself; ``localhost`` and every name under it are loopback (RFC 6761),
    whatever a resolver would say.
    """
    name = host.strip("[]").removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return LOOPBACK
    try:
        return (ip_address(name),)
    except ValueError:
        return ()


def host_and_port(url: str) -> tuple[str, int]:
    """Return where a web address leads: its host, in lower case, and its port, or 0."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
