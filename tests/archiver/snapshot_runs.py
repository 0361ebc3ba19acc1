"""An archive whose accounts lie on a site on loopback, and runs of ``archiver snapshot`` in it."""

import contextlib
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archiver.cli.main import run
from diarium.database import open_database, reading
from diarium.journal_checks import check_chain, check_rows
from diarium.snapshot_records import Snapshot
from diarium.snapshots import list_snapshots
from tests.site_server import Site

MARK = "ARCHIVER_TEST_MARK"
PERIOD = "2026-H1"
HASTY: dict[str, Any] = {
    "backoff_seconds": [0], "host_pause_seconds": 0, "host_jitter_seconds": 0,
}  # fmt: skip
"""A site on loopback needs no patience; the waits are tested where they are the point."""


@dataclass
class Archive:
    """An archive on disk.

    Attributes:
        mark: Set in the environment of every run, so that what a run leaves can be found.
    """

    folder: Path
    site: Site
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def add_account(self, name: str, path: str, host: str = "127.0.0.1") -> None:
        """Add an account whose start page is a path of the site, on a host of loopback."""
        words = ("platform", "name", "forvaltning", "ansvarig", "syfte", "malgrupp")
        options = [part for word in words for part in (f"--{word}", f"{word} {name}")]
        url = ["--url", self.site.url(path, host), "--opened", "2026-01-02"]
        url += ["--handle", path.strip("/")]  # so that every page is its own
        assert run([*self.config, "account", "add", name, *url, *options]) == 0

    @property
    def config(self) -> list[str]:
        """The option that names the settings."""
        return ["--config", str(self.folder / "archiver.toml")]

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start ``archiver snapshot`` in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", *self.config, "snapshot", *arguments],
            env=os.environ | {MARK: self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def snapshot(self, *arguments: str, seconds: float = 900) -> "subprocess.CompletedProcess[str]":
        """Run ``archiver snapshot`` to its end, which must come in so many seconds."""
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=seconds)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def noted(self) -> list[Snapshot]:
        """Return the snapshots noted, and see that the register is whole."""
        with reading(open_database(f"sqlite:///{self.folder / 'archiver.db'}")) as session:
            assert not list(check_chain(session))
            assert not list(check_rows(session))
            return list_snapshots(session)

    def outcomes(self) -> dict[str, list[str]]:
        """Return the outcomes noted by account."""
        found: dict[str, list[str]] = {}
        for each in self.noted():
            found.setdefault(each.account, []).append(each.outcome.value)
        return found

    def missing_files(self) -> list[str]:
        """Return files that the register names and that are not kept whole."""
        named = [each for snapshot in self.noted() for each in snapshot.files]
        kept = self.folder / "files"
        return [
            f.sha256 for f in named if (kept / f.sha256[:2] / f.sha256).stat().st_size != f.length
        ]

    def alive(self) -> list[int]:
        """Return the processes that a run of this archive has left."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if (
                    entry.name.isdecimal()
                    and self.mark.encode() in (entry / "environ").read_bytes()
                ):
                    found.append(int(entry.name))
        return found

    def work(self) -> list[str]:
        """Return what lies in the work folder besides the locks."""
        return [each.name for each in (self.folder / "work").iterdir() if each.suffix != ".lock"]


def new_archive(folder: Path, site: Site, **capture: Any) -> Archive:  # noqa: ANN401  settings
    """Make an archive that may visit the site, with further settings of ``[capture]``."""
    said = ["--kommun", "Exempelstad", "--orgnr", "212000-2882", "--namnd", "KS"]
    assert run(["init", str(folder), *said, "--language", "en"]) == 0
    settings = HASTY | {"allow_private_addresses": ["127.0.0.1"], "quiet_seconds": 3} | capture
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    file = folder / "archiver.toml"
    file.write_text(file.read_text("utf-8").partition("[capture]")[0] + "[capture]\n" + lines)
    return Archive(folder, site)


def wait_for(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


@contextlib.contextmanager
def stopping(process: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """Give a running process, and see that it is gone at the end."""
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
