"""The guarding proxy, asked by plain sockets; the browser asks it in tests/capture."""

import base64
import contextlib
import itertools
import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from archiver.network import connect
from archiver.network.addresses import Address, read_networks
from archiver.network.connect import Trouble
from archiver.network.proxy import GuardingProxy
from tests.site_server import Answer, serve_pages

LOOPBACK_OPEN = read_networks(["127.0.0.1"])


@pytest.fixture
def proxy() -> Iterator[GuardingProxy]:
    with GuardingProxy(LOOPBACK_OPEN) as running:
        yield running


def _ask(proxy: GuardingProxy, request: str, *, shown: bool = True) -> bytes:
    """Send a request and return all that comes until the proxy closes the connection."""
    sign = f"Proxy-Authorization: {proxy.credentials.basic}\r\n" if shown else ""
    with _connection(proxy) as link:
        link.sendall(request.replace("\r\n", "\r\n" + sign, 1).encode())
        return b"".join(iter(lambda: link.recv(65536), b""))


@contextlib.contextmanager
def _connection(proxy: GuardingProxy) -> Iterator[socket.socket]:
    port = int(proxy.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        yield link


def test_a_request_reaches_the_site_by_path_and_without_the_proxys_password(
    proxy: GuardingProxy,
) -> None:
    with serve_pages({"/a": Answer("hej")}) as site:
        got = _ask(proxy, f"GET {site.url('/a?x=1#y')} HTTP/1.1\r\nHost: x\r\nTE: trailers\r\n\r\n")

    assert got.startswith(b"HTTP/1.1 200 OK\r\n")
    assert got.endswith(b"\r\n\r\nhej")
    assert b"Connection: close" in got
    assert site.asked == ["/a"]
    assert "Proxy-Authorization" not in site.headers[0]
    assert proxy.address_of("127.0.0.1", site.port) == "127.0.0.1"


def test_a_name_under_localhost_is_reached_without_a_look_up(proxy: GuardingProxy) -> None:
    with serve_pages({"/": Answer("hej")}) as site:
        got = _ask(proxy, f"GET {site.url('/', 'konto.localhost')} HTTP/1.1\r\nHost: x\r\n\r\n")

    assert got.endswith(b"hej")
    assert proxy.address_of("konto.localhost", site.port) == "127.0.0.1"


def test_without_the_password_nothing_is_connected(proxy: GuardingProxy) -> None:
    with serve_pages({"/": Answer("hej")}) as site, _connection(proxy) as link:
        link.sendall(f"GET {site.url()} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        got = link.recv(65536)

    assert got.startswith(b"HTTP/1.1 407 ")
    assert site.asked == []
    assert proxy.connections == []


def test_the_wrong_password_is_refused_and_the_right_one_then_taken(proxy: GuardingProxy) -> None:
    wrong = base64.b64encode(b"a:b").decode()
    with serve_pages({"/": Answer("hej")}) as site, _connection(proxy) as link:
        head = f"GET {site.url()} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: "
        link.sendall(f"{head}Basic {wrong}\r\n\r\n".encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 407 ")
        link.sendall(f"{head}{proxy.credentials.basic}\r\n\r\n".encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("host", ["127.0.0.2", "[::ffff:127.0.0.1]", "169.254.169.254", "[::]"])
@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_a_closed_address_is_refused_and_remembered(
    proxy: GuardingProxy, host: str, method: str
) -> None:
    target = f"{host}:80" if method == "CONNECT" else f"http://{host}:80/"
    got = _ask(proxy, f"{method} {target} HTTP/1.1\r\nHost: x\r\n\r\n")

    assert got.startswith(b"HTTP/1.1 403 ")
    refusal = proxy.refusal_of(host.strip("[]"), 80)
    assert refusal is not None
    assert refusal.trouble is Trouble.PRIVATE
    assert proxy.connections == []


def test_a_name_that_leads_to_closed_addresses_only_is_refused() -> None:
    with GuardingProxy() as closed, serve_pages({"/": Answer("hej")}) as site:
        got = _ask(closed, f"GET {site.url('/', 'localhost')} HTTP/1.1\r\nHost: x\r\n\r\n")
        refusal = closed.refusal_of("localhost", site.port)

    assert got.startswith(b"HTTP/1.1 403 ")
    assert site.asked == []
    assert refusal is not None
    assert refusal.addresses == ("127.0.0.1", "::1")


def test_an_unknown_host_and_a_closed_port_are_told_apart(proxy: GuardingProxy) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        _ask(proxy, f"GET http://127.0.0.1:{port}/ HTTP/1.1\r\nHost: x\r\n\r\n")
    _ask(proxy, "GET http://finns-inte.invalid/ HTTP/1.1\r\nHost: x\r\n\r\n")

    assert [each.trouble for each in proxy.refusals] == [Trouble.UNREACHABLE, Trouble.UNKNOWN_HOST]


def test_a_second_request_cannot_follow_the_first_past_the_guard(proxy: GuardingProxy) -> None:
    with serve_pages({"/": Answer("hej"), "/smuggled": Answer("no")}) as site:
        first = f"POST {site.url()} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok"
        second = f"GET {site.url('/smuggled')} HTTP/1.1\r\nHost: x\r\n\r\n"
        got = _ask(proxy, first + second)

    assert got.endswith(b"hej")
    assert site.asked == ["/"]


@pytest.mark.parametrize(
    "request_",
    [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET ftp://127.0.0.1/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://[/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT 127.0.0.1 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST http://127.0.0.1:1/ HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "rubbish\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nX: " + "a" * 300_000 + "\r\n\r\n",
    ],
)
def test_what_no_browser_writes_is_dropped(proxy: GuardingProxy, request_: str) -> None:
    try:
        got = _ask(proxy, request_)
    except ConnectionError:
        got = b""

    assert b" 200 " not in got
    assert proxy.connections == []


def test_a_tunnel_passes_bytes_both_ways(proxy: GuardingProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, _connection(proxy) as link:
        port = server.getsockname()[1]
        sign = f"Proxy-Authorization: {proxy.credentials.basic}\r\n"
        threading.Thread(target=_echo_once, args=(server,), daemon=True).start()
        link.sendall(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n{sign}\r\n".encode())
        assert link.recv(65536).startswith(b"HTTP/1.1 200 ")
        link.sendall(b"\x16\x03\x01 \xc3\xa5")
        assert link.recv(65536) == b"\x16\x03\x01 \xc3\xa5"


def _echo_once(server: socket.socket) -> None:
    link, _ = server.accept()
    with link:
        link.sendall(link.recv(65536))


def test_no_thread_is_left_when_the_block_ends() -> None:
    with GuardingProxy(LOOPBACK_OPEN) as running, _connection(running):
        pass

    assert "guarding-proxy" not in [each.name for each in threading.enumerate()]


def test_a_name_that_changes_its_address_is_judged_anew_at_every_connection(
    monkeypatch: pytest.MonkeyPatch, proxy: GuardingProxy
) -> None:
    answers = iter([("127.0.0.1",), ("127.0.0.2",), ("127.0.0.2", "127.0.0.1"), ("10.0.0.1",)])
    asked = []

    async def look_up(host: str, port: int) -> tuple[Address, ...]:
        asked.append((host, port))
        return tuple(ip_address(each) for each in next(answers))

    monkeypatch.setattr(connect, "_look_up", look_up)
    with serve_pages({"/": Answer("hej")}) as site:
        request = f"GET {site.url('/', 'flyttar.example')} HTTP/1.1\r\nHost: x\r\n\r\n"
        got = [_ask(proxy, request) for _ in range(4)]

    assert [each.split(b" ")[1] for each in got] == [b"200", b"403", b"200", b"403"]
    assert {each.address for each in proxy.connections} == {"127.0.0.1"}
    assert [each.addresses for each in proxy.refusals] == [("127.0.0.2",), ("10.0.0.1",)]
    assert asked == [("flyttar.example", site.port)] * 4


@pytest.mark.parametrize("method", ["GET", "CONNECT"])
def test_every_connection_is_cut_when_more_comes_than_may(method: str) -> None:
    piece = b"x" * 100_000
    page = Answer(piece, more=lambda: itertools.repeat(piece, 100))
    with GuardingProxy(LOOPBACK_OPEN, 1_000_000) as metered, serve_pages({"/": page}) as site:
        head = f"CONNECT 127.0.0.1:{site.port}" if method == "CONNECT" else f"GET {site.url()}"
        got, broken = _ask_through(metered, head, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        again = _ask(metered, f"GET {site.url()} HTTP/1.1\r\nHost: x\r\n\r\n")

    assert broken, "half an answer looks like a whole one"
    assert 0 < got <= 1_000_000
    assert metered.meter.exhausted
    assert again == b""
    assert site.asked == ["/"]


def _ask_through(proxy: GuardingProxy, head: str, inner: str) -> tuple[int, bool]:
    """Ask as ``_ask`` does, in a tunnel once it stands; return how much came, and if it broke."""
    got = 0
    with _connection(proxy) as link:
        sign = f"Proxy-Authorization: {proxy.credentials.basic}\r\n"
        link.sendall(f"{head} HTTP/1.1\r\nHost: x\r\n{sign}\r\n".encode())
        if head.startswith("CONNECT"):
            assert link.recv(65536).startswith(b"HTTP/1.1 200 ")
            link.sendall(inner.encode())
        try:
            while chunk := link.recv(65536):
                got += len(chunk)
        except ConnectionResetError:
            return got, True
    return got, False
