"""`archiver export` killed and interrupted: never half a delivery, and the next run goes on."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.database import reading
from diarium.files import FileStore
from diarium.installation import open_register
from diarium.packages import list_packages
from exporters.checks.check_report import list_packages as list_lying
from exporters.checks.check_report import report_package
from exporters.packages.delivery import PREFIX
from tests.archiver.filled import add_snapshot, fill

SNAPSHOTS, SIZE = 15, 400_000
NAME = "sip-2120000001-ks-2026-h1"
FORMS = {
    "folder": (NAME, ["--container", "folder"]),
    "zip": (f"{NAME}.zip", ["--container", "zip"]),
    "tar": (f"{NAME}.tar", ["--container", "tar"]),
    "several": (NAME, ["--container", "zip", "--split", "2MB"]),
}
"""Where each form of a delivery comes to lie, and how it is asked for."""
IN_TEST, IN_SOAK = 10, 100
"""Kills in all, shared by the forms."""


@dataclass(frozen=True)
class Office:
    """An archive with enough to export that a run takes a moment."""

    config: Path
    output: Path
    form: str
    temporary: Path

    @property
    def place(self) -> Path:
        return self.output / FORMS[self.form][0]

    def start(self) -> "subprocess.Popen[bytes]":
        """Start an export that says it was made at a certain moment."""
        command = [sys.executable, "-m", "archiver", "--config", str(self.config), "export"]
        asked = ["--namnd", "KS", "--period", "2026-H1", "--output", str(self.output), "--json"]
        made = ["--created", "2026-07-02T09:00:00+00:00", *FORMS[self.form][1]]
        plain = {name: value for name, value in os.environ.items() if name != "ARCHIVER_SCHEMAS"}
        plain["TMPDIR"] = str(self.temporary)
        return subprocess.Popen(
            [*command, *asked, *made], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=plain
        )

    def finish(self) -> str:
        """Export to the end, and return what tells the bytes of the delivery."""
        done = self.start()
        out, err = done.communicate(timeout=120)
        assert done.returncode == 0, err
        assert sum(each["snapshots"] for each in json.loads(out)["packages"]) == SNAPSHOTS + 1
        self.check()
        return self.digest()

    def check(self) -> None:
        """Every package in place is whole and as many as it says it is."""
        packages = list_lying(self.place)
        assert (len(packages) > 1) == (self.form == "several")
        for package in packages:
            assert [each for each in report_package(package).findings if each.is_error] == []

    def digest(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self._list_files()):
            digest.update(path.relative_to(self.output).as_posix().encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def move_away(self, name: str) -> None:
        """Make room for the same delivery again."""
        self.place.rename(self.output / name)

    def traces(self) -> int:
        return len([*self.output.glob(f"{PREFIX}*")])

    def noted(self) -> int:
        """Return how many packages the register knows."""
        with reading(open_register(read_settings(self.config).database)) as session:
            return len(list_packages(session))

    def _list_files(self) -> Iterator[Path]:
        if self.place.is_file():
            yield self.place
        yield from (each for each in self.place.rglob("*") if each.is_file())


@pytest.fixture(params=FORMS)
def office(request: pytest.FixtureRequest, tmp_path: Path, now: datetime) -> Iterator[Office]:
    folder = tmp_path / "arkiv"
    settled = ["--kommun", "Exempelstad", "--orgnr", "212000-0001", "--namnd", "KS"]
    subprocess.run(
        [sys.executable, "-m", "archiver", "init", str(folder), *settled],
        check=True,
        capture_output=True,
    )
    settings = read_settings(folder / "archiver.toml")
    engine, files = open_register(settings.database), FileStore(settings.files)
    fill(engine, files, now)
    for number in range(SNAPSHOTS):
        content = random.Random(number).randbytes(SIZE)  # noqa: S311  any bytes will do
        add_snapshot(engine, files, b"%PDF" + content)
    with tempfile.TemporaryDirectory(prefix="kill-") as short:  # a browser needs a short path
        output, form = tmp_path / "leverans", str(request.param)
        yield Office(folder / "archiver.toml", output, form, Path(short))


def kill_at_random(office: Office, rounds: int) -> tuple[int, int]:
    """Kill exports after random times; return how many ended first, and how many left a trace.

    What was left stays for the next one to go on with, and what came whole is moved away.
    """
    begun = time.monotonic()
    whole = office.finish()
    took = time.monotonic() - begun
    ended, traces = 0, 0
    for number in range(3 * rounds):
        if number >= rounds and traces:
            break  # a machine whose pace changes is given more rounds
        if office.place.exists():
            office.move_away(f"klar-{number}")
        chance = random.Random(number).uniform(0.3, 1.1)  # noqa: S311  any moment will do
        run = office.start()
        time.sleep(took * chance)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        ended += run.returncode == 0
        if office.place.exists():
            assert office.digest() == whole
        else:
            assert run.returncode != 0
        traces += office.traces()
    go_on(office, whole)
    return ended, traces


def go_on(office: Office, whole: str) -> None:
    """Run once more: it is as if nobody had killed anything, and nothing of that stays."""
    if office.place.exists():
        office.move_away("klar-sist")
    assert office.finish() == whole
    assert not [*office.output.glob(".*")]
    assert not [*office.temporary.glob("archiver-*")]
    assert office.noted() >= sum(len(list_lying(each)) for each in office.output.iterdir())


def test_a_killed_export_leaves_no_half_delivery_and_the_next_goes_on(office: Office) -> None:
    _ended, traces = kill_at_random(office, IN_TEST // len(FORMS) + 1)
    assert traces, "no kill hit an export at work"


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_exports_leave_no_half_delivery(office: Office) -> None:
    rounds = IN_SOAK // len(FORMS)
    ended, traces = kill_at_random(office, rounds)
    print(f"{office.form}: {rounds} kills, {traces} left a trace, {ended} late")  # noqa: T201  figures


@pytest.mark.parametrize("office", ["folder", "several"], indirect=True)
def test_ctrl_c_in_an_export_says_so_and_leaves_nothing(office: Office) -> None:
    run = office.start()
    deadline = time.monotonic() + 60
    while not any(office.output.glob(f"{PREFIX}*/**/*{NAME}*")):
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    run.send_signal(signal.SIGINT)
    _out, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.strip().count(b"\n") == 0
    assert b"Traceback" not in err
    assert [*office.output.iterdir()] == []
    assert office.noted() == 0
    office.finish()
