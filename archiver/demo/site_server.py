"""Serves the made-up pages on loopback, for as long as the demo runs."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from archiver.demo.pages import HTML, Reply

NOT_FOUND = Reply(HTML, b"<h1>Sidan finns inte</h1>")


@contextlib.contextmanager
def serve_site(site: Mapping[str, Reply]) -> Iterator[str]:
    """Serve replies by path on a free port of 127.0.0.1, and give the address of the site."""

    class Answerer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            reply = site.get(urlsplit(self.path).path, NOT_FOUND)
            self.send_response(302 if reply.location else 404 if reply is NOT_FOUND else 200)
            if reply.location:
                self.send_header("Location", reply.location)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as inherited
            """Keep quiet: the demo reports for itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answerer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
