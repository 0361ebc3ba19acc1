"""A real PostgreSQL for the tests: one cluster on a unix socket, a new database for each test."""

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

START_SECONDS = 30
UNSAFE_AND_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def find_postgresql() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, if one is installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if debian:
        return debian[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """A running cluster; its databases are reached by ``url``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names = (f"archive_{n}" for n in itertools.count(1))

    def url(self, name: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    @contextlib.contextmanager
    def new_database(self, template: str = "template0") -> Iterator[str]:
        """Give the URL of a new database that is dropped afterwards.

        Args:
            template: The database that it begins as a copy of; empty where none is named.
        """
        name = next(self._names)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        try:
            yield self.url(name)
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_cluster(programs: Path) -> Iterator[Cluster]:
    """Give a cluster that stops at the end, and also when the tests are killed."""
    folder = Path(tempfile.mkdtemp(prefix="archiver-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        subprocess.run(
            [*_as_postgres(), programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        with _server(programs, folder):
            yield Cluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(programs: Path, folder: Path) -> Iterator[None]:
    settings = [
        f"unix_socket_directories={folder}", "listen_addresses=", "max_connections=60",
        *UNSAFE_AND_FAST,
    ]  # fmt: skip
    options = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*_as_postgres(), programs / "postgres", "-D", folder / "data", *options],
            stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(folder, process)
            yield
        finally:
            process.send_signal(2)  # the fast way to stop, which drops the clients
            process.wait(START_SECONDS)


def _wait(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
            return
        time.sleep(0.05)
    message = (folder / "log").read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(message)


def _as_postgres() -> list[str]:
    """Return the words that run a program as postgres, for initdb refuses to be root."""
    setpriv = shutil.which("setpriv")
    words = [setpriv, "--pdeathsig", "INT"] if setpriv else []
    if os.geteuid() != 0:
        return words
    if setpriv:
        return [*words, "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    return [shutil.which("runuser") or "runuser", "-u", "postgres", "--"]


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0
