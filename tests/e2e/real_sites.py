"""Serves pages that nobody here wrote: Debian's documentation, and Datasette from PyPI."""

import contextlib
import functools
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DOCUMENTS = {
    "python-datetime": "doc/python3.11/html/library/datetime.html",  # Sphinx
    "git-config": "doc/git-doc/git-config.html",  # AsciiDoc
    "git-log": "doc/git-doc/git-log.html",
    "debian-reference": "debian-reference/ch09.en.html",  # DocBook
    "copyright-format": "doc/debian-policy/copyright-format-1.0.html",
    "postgresql-json": "doc/postgresql-doc-15/html/functions-json.html",
    "debian-handbook": "doc/debian-handbook/html/sv-SE/sect.installation-steps.html",  # Publican
    "gimp-layer": "gimp/2.0/help/sv/gimp-concepts-layer-modes-legacy.html",
    "nodejs-stream": "doc/nodejs/api/stream.html",  # Node's own, with a fixed sidebar
    "doxygen-commands": "doc/doxygen/html/commands.html",  # doxygen, scrolled in a pane
    "apache-core": "doc/apache2-doc/manual/ja/mod/core.html",  # Apache's own, in Japanese
    "sqlite-window": "doc/sqlite3/windowfunctions.html",  # SQLite's own, with drawings in SVG
    "octave-plots": "doc/octave/octave.html/Two_002dDimensional-Plots.html",  # Texinfo
    "rust-option": "doc/rust-doc/html/std/option/enum.Option.html",  # rustdoc
    "exim-main": "doc/exim4-doc-html/spec_html/ch-main_configuration.html",  # xfpt
}
"""By the account's name the page, below ``usr/share``."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        del arguments


@contextlib.contextmanager
def serve_documents(pages: Path) -> Iterator[dict[str, str]]:
    """Serve the unpacked packages; give each page's address."""
    serve = functools.partial(_Quiet, directory=pages / "unpacked" / "usr" / "share")
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    yield {name: f"{base}/{path}" for name, path in DOCUMENTS.items()}
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def run_datasette(pages: Path) -> Iterator[str]:
    """Run Datasette on a table of 500 rows; give the address of its page."""
    database, port = pages / "felanmalan.db", find_port()
    _fill(database)
    serve = [pages / "application" / "bin" / "datasette", "serve", database, "--port", str(port)]
    with run_server([*map(str, serve), "--setting", "max_returned_rows", "1000"], port):
        yield f"http://127.0.0.1:{port}/felanmalan/anmalan?_size=500"


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def run_server(
    command: Sequence[str], port: int, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run a server until the block ends."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as server:
        try:
            _await_answer(port)
            yield
        finally:
            server.terminate()


def _await_answer(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(port)


def _fill(database: Path) -> None:
    database.unlink(missing_ok=True)
    rows = [
        (f"Storgatan {n}", f"Trasig gatubelysning nr {n} 💡", f"2026-06-{n % 28 + 1:02d}")
        for n in range(1, 501)
    ]
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE anmalan (id INTEGER PRIMARY KEY, plats, fel, tid)")
        connection.executemany("INSERT INTO anmalan (plats, fel, tid) VALUES (?, ?, ?)", rows)
