"""A small threaded web server on loopback for the tests that drive a browser.

A page is a function from the request to an ``Answer``, or a ready ``Answer``; what is asked for is
written down in ``asked``. ``serve_folder`` serves the files of a folder the same way.
"""

import contextlib
import mimetypes
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Answer:
    """What the server answers; ``wait`` is how many seconds it thinks first.

    After ``body`` it goes on with ``more``, of which it does not say how long it is, and at the end
    of which it closes the connection.
    """

    body: str | bytes = ""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0
    more: Callable[[], Iterable[bytes]] | None = None


Page = Answer | Callable[[BaseHTTPRequestHandler], Answer]


class Site:
    """A running site: ``pages`` by path may be changed while it runs."""

    def __init__(self, server: ThreadingHTTPServer, pages: dict[str, Page]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.port: int = server.server_address[1]
        self.closing = threading.Event()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"


@contextlib.contextmanager
def serve_pages(
    pages: dict[str, Page], folder: Path | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve pages by path, and else the files of a folder, until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Request)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    site = server.site = Site(server, pages)
    server.folder = folder
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def serve_folder(folder: Path) -> contextlib.AbstractContextManager[Site]:
    """Serve the files of a folder until the end of the block."""
    return serve_pages({}, folder)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site
    folder: Path | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that goes away in the middle is what some tests are about."""


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        site, path = self.server.site, unquote(urlsplit(self.path).path)
        site.asked.append(path)
        site.headers.append(dict(self.headers.items()))
        page = site.pages.get(path) or self._file(path) or Answer("<h1>Not found</h1>", status=404)
        answer = page if isinstance(page, Answer) else page(self)
        if answer.wait and site.closing.wait(answer.wait):
            return
        self._send(answer)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        if answer.more is None:
            self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if answer.more is not None:
            self.close_connection = True
            for chunk in answer.more():
                if self.server.site.closing.is_set():
                    break
                self.wfile.write(chunk)

    def _file(self, path: str) -> Answer | None:
        folder = self.server.folder
        if folder is None:
            return None
        found = (folder / path.lstrip("/")).resolve()
        if not found.is_file() or not found.is_relative_to(folder.resolve()):
            return None
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return Answer(
            found.read_bytes(), media_type=kind + ("; charset=utf-8" if "text" in kind else "")
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Keep the test's output clean."""
