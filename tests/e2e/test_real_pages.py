"""The main job on long pages that nobody here wrote, through the command alone.

Debian's documentation and a web application from PyPI are served on loopback; the pages go from
``account add`` to a valid package. The PDFs stay in ``.demo/real-pages`` to be looked at.
"""

import functools
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / ".judges" / "real-pages"
ARCHIVE = ROOT / ".demo" / "real-pages"
DOCUMENTS = {
    "python-datetime": "usr/share/doc/python3.11/html/library/datetime.html",
    "git-config": "usr/share/doc/git-doc/git-config.html",
    "git-log": "usr/share/doc/git-doc/git-log.html",
    "debian-reference": "usr/share/debian-reference/ch09.en.html",
    "copyright-format": "usr/share/doc/debian-policy/copyright-format-1.0.html",
    "postgresql-json": "usr/share/doc/postgresql-doc-15/html/functions-json.html",
}
PERIOD = "2026-H1"
CAPTURE = """
allow_private_addresses = ["127.0.0.1"]
scroll_pixels = 400000
scroll_steps = 1000
total_seconds = 900
"""

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.timeout(1800)]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        del arguments


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    """Serve the documents and run the application; give each page's address."""
    subprocess.run(["/bin/sh", ROOT / "setup" / "real_pages.sh", PAGES], check=True)
    serve = functools.partial(_Quiet, directory=PAGES / "root")
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    application, port = _start_application()
    base = f"http://127.0.0.1:{server.server_port}"
    pages = {name: f"{base}/{path}" for name, path in DOCUMENTS.items()}
    pages["datasette"] = f"http://127.0.0.1:{port}/felanmalan/anmalan?_size=500"
    yield pages
    application.terminate()
    application.wait(20)
    server.shutdown()
    server.server_close()


def test_long_foreign_pages_go_from_account_to_valid_package(addresses: dict[str, str]) -> None:
    shutil.rmtree(ARCHIVE, ignore_errors=True)
    _open_archive(addresses)

    taken = json.loads(_archiver("snapshot", "--period", PERIOD, "--jobs", "2", "--json",
                                 *(f"--account={name}" for name in addresses)).stdout)  # fmt: skip
    _archiver("export", "--namnd", "KS", "--period", PERIOD, "--profile", "eark-2.2",
              "--output", "leverans")  # fmt: skip
    package = next(p for p in (ARCHIVE / "leverans").iterdir() if p.is_dir())
    _archiver("verify")
    _archiver("verify", str(package))

    assert {row["account"] for row in taken} == set(addresses)
    assert {row["outcome"] for row in taken} == {"complete"}
    assert len(list(package.glob("representations/*/data/*.pdf"))) == len(addresses)


def _open_archive(addresses: dict[str, str]) -> None:
    command = [sys.executable, "-m", "archiver", "init", str(ARCHIVE), "--kommun", "Provkommun",
               "--orgnr", "212000-2882", "--namnd", "KS"]  # fmt: skip
    subprocess.run(command, check=True, cwd=ROOT)
    settings = ARCHIVE / "archiver.toml"
    head, _, rest = settings.read_text(encoding="utf-8").partition("\n[capture]\n")
    settings.write_text(head + "\n[capture]\n" + CAPTURE + rest, encoding="utf-8")
    for name, url in addresses.items():
        _archiver("account", "add", name, "--platform", "generic", "--url", url, "--name", name,
                  "--forvaltning", "Kommunledning", "--ansvarig", "Anna Ek", "--syfte", "Prov",
                  "--malgrupp", "Alla")  # fmt: skip


def _archiver(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "archiver", *arguments],
        cwd=ARCHIVE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def _start_application() -> tuple[subprocess.Popen[bytes], int]:
    database = PAGES / "felanmalan.db"
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE anmalan (id INTEGER PRIMARY KEY, plats, fel, tid)")
        connection.executemany(
            "INSERT INTO anmalan (plats, fel, tid) VALUES (?, ?, ?)",
            [(f"Storgatan {n}", f"Trasig gatubelysning nr {n} 💡", f"2026-06-{n % 28 + 1:02d}")
             for n in range(1, 501)],
        )  # fmt: skip
    connection.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = [PAGES / "application" / "bin" / "datasette", "serve", database, "--port", str(port)]
    command = [*map(str, serve), "--setting", "max_returned_rows", "1000"]
    application = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return application, port
        time.sleep(0.2)
    pytest.fail("the web application did not start")
