"""Which addresses the browser may be taken to."""

from ipaddress import ip_address

import pytest

from archiver.network.addresses import (
    LOOPBACK,
    host_and_port,
    is_open,
    known_addresses,
    read_networks,
)

CLOSED = """
127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254
100.64.0.1 100.127.255.255 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1
192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
:: ::1 fe80::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1 2001:db8::1 fec0::1
::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
2002:7f00:1:: 2002:808:808:: 2001::1
""".split()  # noqa: SIM905  a list would run over forty lines
OPEN = """
8.8.8.8 193.10.0.1 172.32.0.1 100.128.0.1 2001:67c:2564::1 2a00:1450:400f::200e
""".split()  # noqa: SIM905  same


@pytest.mark.parametrize("written", CLOSED)
def test_what_is_not_public_is_closed(written: str) -> None:
    assert not is_open(ip_address(written))


@pytest.mark.parametrize("written", OPEN)
def test_what_is_public_is_open(written: str) -> None:
    assert is_open(ip_address(written))


def test_the_settings_open_what_they_name_and_nothing_else() -> None:
    allowed = read_networks(["127.0.0.1", "10.1.0.0/16", "::1"])

    assert all(is_open(ip_address(a), allowed) for a in ("127.0.0.1", "10.1.255.1", "::1"))
    assert not any(
        is_open(ip_address(a), allowed) for a in ("127.0.0.2", "10.2.0.1", "::ffff:127.0.0.1")
    )


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "a.b.localhost", "x.Localhost."])
def test_every_name_under_localhost_is_loopback(host: str) -> None:
    assert known_addresses(host) == LOOPBACK


@pytest.mark.parametrize("host", ["localhost.example.se", "notlocalhost", "example.se", ""])
def test_other_names_must_be_looked_up(host: str) -> None:
    assert known_addresses(host) == ()


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("https://Exempel.SE/x", ("exempel.se", 443)),
        ("http://[::1]/", ("::1", 80)),
        ("http://a:81/", ("a", 81)),
        ("about:blank", ("", 0)),
    ],
)
def test_an_address_leads_to_a_host_and_a_port(url: str, leads_to: tuple[str, int]) -> None:
    assert host_and_port(url) == leads_to
