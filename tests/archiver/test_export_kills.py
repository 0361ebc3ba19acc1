"""`archiver export` killed and interrupted: never half a package, and the next run goes on."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from archiver.settings import read_settings
from diarium.database import reading
from diarium.files import FileStore
from diarium.installation import open_register
from diarium.packages import list_packages
from exporters.checks import check_package
from tests.archiver.filled import add_snapshot, fill

SNAPSHOTS, SIZE = 15, 400_000


@dataclass(frozen=True)
class Office:
    """An archive with enough to export that a run takes a moment."""

    config: Path
    output: Path

    @property
    def package(self) -> Path:
        return self.output / "sip-2120000001-ks-2026-h1"

    def start(self) -> "subprocess.Popen[bytes]":
        """Start an export."""
        command = [sys.executable, "-m", "archiver", "--config", str(self.config), "export"]
        asked = ["--namnd", "KS", "--period", "2026-H1", "--output", str(self.output), "--json"]
        plain = {name: value for name, value in os.environ.items() if name != "ARCHIVER_SCHEMAS"}
        return subprocess.Popen(
            [*command, *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=plain
        )

    def noted(self) -> int:
        """Return how many packages the register knows."""
        with reading(open_register(read_settings(self.config).database)) as session:
            return len(list_packages(session))


@pytest.fixture
def office(tmp_path: Path, now: datetime) -> Office:
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
    return Office(folder / "archiver.toml", tmp_path / "leverans")


def kill_at_random(office: Office, rounds: int) -> tuple[int, int]:
    """Kill exports after random times; return how many ended first, and how many left a trace."""
    begun = time.monotonic()
    done = office.start()
    _out, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    whole = time.monotonic() - begun
    ended, traces, moved = 0, 0, 0
    for number in range(3 * rounds):
        if number >= rounds and traces:
            break  # a machine whose pace changes is given more rounds
        if office.package.exists():
            moved += 1
            office.package.rename(office.output / f"klar-{moved}")
        chance = random.Random(number).uniform(0.3, 1.1)  # noqa: S311  any moment will do
        run = office.start()
        time.sleep(whole * chance)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        ended += run.returncode == 0
        if office.package.exists():
            assert check_package(office.package) == []
        else:
            assert run.returncode != 0
        traces += any(office.output.glob(".archiver-export-*"))
    return ended, traces


def go_on(office: Office) -> None:
    """Run once more: nothing that the killed runs left is in the way or stays."""
    if office.package.exists():
        office.package.rename(office.output / "klar-sist")
    done = office.start()
    out, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    assert json.loads(out)["snapshots"] == SNAPSHOTS + 1
    assert check_package(office.package) == []
    assert not list(office.output.glob(".*"))
    assert office.noted() >= sum(1 for each in office.output.iterdir())


def test_a_killed_export_leaves_no_half_package_and_the_next_goes_on(office: Office) -> None:
    _ended, traces = kill_at_random(office, 10)
    assert traces, "no kill hit an export at work"
    go_on(office)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_killed_exports_leave_no_half_package(office: Office) -> None:
    ended, traces = kill_at_random(office, 100)
    print(f"100 kills: {traces} left a hidden folder, {ended} came too late")  # noqa: T201  figures
    go_on(office)


def test_ctrl_c_in_an_export_says_so_and_leaves_nothing(office: Office) -> None:
    run = office.start()
    deadline = time.monotonic() + 60
    while not any(office.output.glob(".archiver-export-*/*/representations")):
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    run.send_signal(signal.SIGINT)
    _out, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert err.strip().count(b"\n") == 0
    assert b"Traceback" not in err
    assert list(office.output.iterdir()) == []
    assert office.noted() == 0
    go_on(office)
