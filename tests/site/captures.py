"""The test site: its pages, what is expected of each, and captures of them by the real worker."""

import contextlib
import json
import re
import socket
import ssl
import stat
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from archiver.capture.job import PICTURES, PROVENANCE, Job
from archiver.capture.run import Captured, Workers
from tests.capture.jobs import make_job
from tests.site.failing_pages import FAILING
from tests.site.hostile_pages import HOSTILE
from tests.site.pages import GOOD_AND_BAD
from tests.site.prepared_pages import PREPARED
from tests.site_server import Page, Site, serve_pages

PAGES: dict[str, Page] = {**GOOD_AND_BAD, **FAILING, **HOSTILE, **PREPARED}
OWN_PROFILE = """title = "Exempelboken"
[teasers.close]
texts = ["Inte nu"]
"""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A row of ``expected.toml``; see there."""

    name: str
    outcome: str
    reason: str | None = None
    at: str = "http://NAME.localhost:PORT/NAME"
    settings: Mapping[str, Any] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    platform: str = "blogg"
    press: str | None = None
    style: str | None = None
    until: str | None = None
    window: int = 1600
    no_twin: str | None = None
    unseen: str | None = None
    refused: str | None = None
    retry_after: float | None = None
    trusted: bool = False


def _read_expected() -> dict[str, Expected]:
    text = Path(__file__).with_name("expected.toml").read_text("utf-8")
    return {name: Expected(name=name, **row) for name, row in tomllib.loads(text).items()}


EXPECTED = _read_expected()


@dataclass(frozen=True)
class RunningSite:
    """The running site: in the clear, by TLS, and a browser that trusts its certificate."""

    plain: Site
    secure: Site
    trusting_browser: Path
    profiles: Path

    def address(self, name: str) -> str:
        """Return where a page is asked for."""
        places = {"NAME": name, "PORT": self.plain.port, "TLS": self.secure.port}
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            places["CLOSED"] = bound.getsockname()[1]
        return re.sub(
            "NAME|PORT|TLS|CLOSED", lambda found: str(places[found[0]]), EXPECTED[name].at
        )

    def job(self, name: str) -> Job:
        """Return the job that asks for a page."""
        wanted = EXPECTED[name]
        browser = {"browser": self.trusting_browser} if wanted.trusted else {}
        settings = {"profiles": self.profiles, **browser, **wanted.settings}
        job = make_job(self.address(name), **settings)
        return replace(job, subject=replace(job.subject, platform=wanted.platform))

    def capture(self, names: Iterable[str], folder: Path, jobs: int = 2) -> dict[str, Captured]:
        """Capture pages, several at once, and return what came of each."""
        with Workers(jobs) as workers:
            begun = {name: workers.submit(self.job(name), folder / name) for name in names}
            return {name: future.result() for name, future in begun.items()}


class Captures(Mapping[str, Captured]):
    """What comes of pages, each captured once, when it is asked for or before; two at a time."""

    def __init__(self, site: RunningSite, workers: Workers, folder: Path) -> None:
        self._site, self._workers, self._folder = site, workers, folder
        self._begun: dict[str, Future[Captured]] = {}

    def begin(self, name: str) -> Future[Captured]:
        """Begin the capture of a page, unless it is begun."""
        if name not in self._begun:
            job, folder = self._site.job(name), self._folder / name
            self._begun[name] = self._workers.submit(job, folder)
        return self._begun[name]

    def __getitem__(self, name: str) -> Captured:
        return self.begin(name).result()

    def __iter__(self) -> Iterator[str]:
        return iter(self._begun)

    def __len__(self) -> int:
        return len(self._begun)


@contextlib.contextmanager
def serve_site(folder: Path, chromium: Path) -> Iterator[RunningSite]:
    """Serve the site until the end of the block; keys and certificate are made in a folder."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    _openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:*.localhost,DNS:localhost"),
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    profiles = folder / "profiles"
    profiles.mkdir()
    (profiles / "exempelboken.toml").write_text(OWN_PROFILE, "utf-8")
    with serve_pages(PAGES) as plain, serve_pages(PAGES, tls=tls) as secure:
        yield RunningSite(plain, secure, _trusting(folder, chromium, certificate), profiles)


def record_of(captured: Captured) -> dict[str, Any]:
    """Return the provenance record of a capture."""
    read: dict[str, Any] = json.loads((captured.folder / PROVENANCE).read_text("utf-8"))
    return read


def picture_of(captured: Captured) -> Path:
    """Return the PDF that a capture leaves."""
    return captured.folder / PICTURES["2b"]


def text_of(captured: Captured, *, cover: bool = False) -> str:
    """Return the text of the pages that show the page, or of the försättsblad."""
    pages = PdfReader(picture_of(captured)).pages
    shown = len(pages) - captured.result.pages
    chosen = pages[:shown] if cover else pages[shown:]
    return "\n".join(page.extract_text() for page in chosen)


def _trusting(folder: Path, chromium: Path, certificate: Path) -> Path:
    """Write a browser that takes this one certificate as good, as if its maker were known."""
    public = _openssl("x509", "-in", str(certificate), "-pubkey", "-noout")
    der = _openssl("pkey", "-pubin", "-outform", "der", given=public)
    digest = _openssl("base64", "-A", given=_openssl("dgst", "-sha256", "-binary", given=der))
    script = folder / "trusting-chromium"
    flag = f"--ignore-certificate-errors-spki-list={digest.decode().strip()}"
    script.write_text(f'#!/bin/sh\nexec "{chromium}" "{flag}" "$@"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return script


def _openssl(*arguments: str, given: bytes | None = None) -> bytes:
    done = subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True)  # noqa: S607  the one on the path
    return done.stdout
