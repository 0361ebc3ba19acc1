"""Our own requests: answers in every form, limits on everything, and the guard."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.network.addresses import read_networks
from archiver.network.exchange import ExchangeError
from archiver.network.post import Post, post
from tests.certificates import make_certificate

OPEN = read_networks(["127.0.0.1"])


@contextlib.contextmanager
def answering(*parts: bytes, pause: float = 0) -> Iterator[tuple[str, list[bytes]]]:
    """Answer one request with these bytes, and give the address and what was asked."""
    asked: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                asked.append(connection.recv(65536))
                for part in parts:
                    connection.sendall(part)
                    time.sleep(pause)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/a?b=c", asked
    thread.join(5)


def ask(url: str, seconds: float = 5) -> bytes:
    """Send a question and return the answer."""
    wish = Post(
        url=url, content=b"fr\xe5ga", media_type="text/plain", answer_type="*/*", allowed=OPEN,
        seconds=seconds,
    )  # fmt: skip
    return post(wish, answer_most=1000)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsvar",
        b"HTTP/1.1 200 OK\r\n\r\nsvar",
        b"HTTP/1.0 200\r\n\r\nsvar",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nsva\r\n1\r\nr\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsvar",
    ],
)
def test_an_answer_is_read_however_it_is_sent(answer: bytes) -> None:
    with answering(answer) as (url, asked):
        assert ask(url) == b"svar"

    head, _, content = asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Content-Length: 5" in head
    assert content == b"fr\xe5ga"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "http-status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", "answer-too-large"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3000, "answer-too-large"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
            "answer-too-large",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "answer-too-large"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhej\r\n", "broken-answer"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 600_000,
            "broken-answer",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "broken-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "broken-answer"),
        (b"nonsense\r\n\r\n", "broken-answer"),
        (b"HTTP/1.1\r\n\r\n", "broken-answer"),
        (b"", "broken-answer"),
    ],
)
def test_a_bad_answer_has_its_own_trouble(answer: bytes, trouble: str) -> None:
    with answering(answer) as (url, _asked), pytest.raises(ExchangeError) as caught:
        ask(url)

    assert caught.value.trouble == trouble


def test_an_answer_that_drips_is_cut_off_in_time() -> None:
    begun = time.monotonic()
    with (
        answering(*[b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 30], pause=0.2) as (url, _asked),
        pytest.raises(ExchangeError) as caught,
    ):
        ask(url, seconds=1)

    assert caught.value.trouble == "timeout"
    assert time.monotonic() - begun < 8


def test_a_closed_address_is_never_asked() -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\nsvar") as (url, asked):
        wish = Post(url=url, content=b"", media_type="a/b", answer_type="a/b")
        with pytest.raises(ExchangeError) as caught:
            post(wish)
        assert asked == []

    assert caught.value.trouble == "private-address"


def test_a_server_without_tls_is_told_apart() -> None:
    answered = answering(b"HTTP/1.1 200 OK\r\n\r\nsvar")
    with answered as (url, _asked), pytest.raises(ExchangeError) as caught:
        ask(url.replace("http:", "https:"))

    assert caught.value.trouble == "tls-error"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)


@pytest.fixture
def secure(certificate: Path) -> Iterator[str]:
    """Return the address of a server with TLS that answers every question."""

    class Request(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"svar")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
            """Keep the test's output clean."""

    server = HTTPServer(("127.0.0.1", 0), Request)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refusal is no news
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_with_tls_is_asked_if_its_certificate_is_trusted(
    secure: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExchangeError) as caught:
        ask(secure)
    assert caught.value.trouble == "tls-error"

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(secure) == b"svar"
    with pytest.raises(ExchangeError) as caught:
        ask(secure.replace("localhost", "127.0.0.1"))
    assert caught.value.trouble == "tls-error"


HTTP = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 \r\n", b"HTTP/1.1 ", b"\r\n", b"\r\n\r\n", b"\n",
        b"Content-Length: ", b"Transfer-Encoding: chunked\r\n", b"4\r\n", b"0\r\n\r\n", b"-1",
        b" ", b"ff", b"svar", b":", b"\x00", b"\xff",
    ]
)  # fmt: skip


@settings(max_examples=80)
@given(st.lists(st.one_of(HTTP, st.binary(max_size=6)), max_size=10).map(b"".join))
def test_whatever_a_server_sends_ends_in_an_answer_or_a_code(answer: bytes) -> None:
    with answering(answer) as (url, _asked):
        assert ended_by(url) in {"an answer", "broken-answer", "answer-too-large", "http-status"}


def ended_by(url: str) -> str:
    try:
        ask(url)
    except ExchangeError as error:
        return error.trouble
    return "an answer"
