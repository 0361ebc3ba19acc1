"""An export of 1 GB in 200 files, beside what one would use instead, and its memory on 10 GB.

Each competitor is a process of its own, started as one would start it, and its time is that of the
whole process. They take turns, so that whatever else the machine does strikes them alike, and of
each the quickest round counts:

- folder: `archiver export`, beside `cp -r` of the kept files and `bagit.py --sha256` on the copy.
  Ours also gathers the records, describes every file, prints how to read the package as PDF/A,
  flushes all to the disk and checks the whole package by its rules before it is in its place;
- zip: `archiver export --container zip`, beside commons-ip's `create --strategy Zip`;
- check: `archiver verify PACKAGE`, beside `bagit.py --validate` of the bag.

Usage: bench_export.py [MEGABYTES [MEGABYTES OF WHICH THE MEMORY IS MEASURED]]
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archiver.settings import read_settings
from benchmarks.archives import ENVIRONMENT
from benchmarks.export_archive import NAMND, PERIOD, fill_with_snapshots

ROUNDS = 3
FILES, MEGABYTES = 200, 1_024
LARGE_FILES, LARGE_MEGABYTES = 20, 10_240
MEMORY = 200_000
"""Kilobytes that an export may take, however large it is."""
ARCHIVER = [sys.executable, "-m", "archiver"]
COMMAND_MEMORY = Path(__file__).with_name("command_memory.py")
JUDGES = Path(__file__).resolve().parents[1] / ".judges"
BAGIT: list[str | Path] = [JUDGES / "bagit/bin/python", JUDGES / "bagit/bin/bagit.py", "--quiet"]
COMMONS_IP = JUDGES / "commons-ip/commons-ip2-cli.jar"

Work = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Goal:
    """How many times the time of a peer ours may take; each works in a folder that is not there."""

    most: float
    name: str
    ours: Work
    peer_name: str
    peer: Work


def run(command: Sequence[str | Path]) -> str:
    """Run a command and return what it printed; one that fails stops the measuring."""
    done = subprocess.run(
        [*map(str, command)], capture_output=True, env=ENVIRONMENT, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stderr}"
    return done.stdout


def ask(config: Path, output: Path, container: str) -> list[str]:
    """Return the arguments of an export."""
    asked = ["--namnd", NAMND, "--period", PERIOD, "--container", container, "--json"]
    return ["--config", str(config), "export", *asked, "--output", str(output)]


def export(config: Path, output: Path, container: str) -> Path:
    """Export and return where the package lies."""
    return Path(json.loads(run([*ARCHIVER, *ask(config, output, container)]))["path"])


def copy_and_bag(kept: Path, bag: Path) -> Path:
    """Copy the kept files and make a bag of the copy."""
    run(["cp", "-r", kept, bag])
    run([*BAGIT, "--sha256", bag])
    return bag


def create_by_commons_ip(kept: Path, folder: Path) -> None:
    """Have commons-ip make a zipped E-ARK SIP of the kept files."""
    folder.mkdir()
    asked = ["--strategy", "Zip", "--sip-id", "bench", "--path", str(folder)]
    run(["java", "-jar", COMMONS_IP, "create", *asked, "--representation-data", kept])


def list_goals(config: Path, lying: Path) -> list[Goal]:
    """Return what is measured; a peer that is not here is named aloud."""
    kept, goals = read_settings(config).files, []
    if Path(BAGIT[0]).is_file():
        package, bag = export(config, lying, "folder"), copy_and_bag(kept, lying / "bag")
        goals = [
            Goal(
                1.3, "archiver export", lambda place: export(config, place, "folder"),
                "cp -r and bagit.py --sha256", lambda place: copy_and_bag(kept, place),
            ),
            Goal(
                1.3, "archiver verify PACKAGE", lambda _: run([*ARCHIVER, "verify", package]),
                "bagit.py --validate", lambda _: run([*BAGIT, "--validate", bag]),
            ),
        ]  # fmt: skip
    if COMMONS_IP.is_file():
        goals.append(Goal(
            0.2, "archiver export --container zip", lambda place: export(config, place, "zip"),
            "commons-ip create --strategy Zip", lambda place: create_by_commons_ip(kept, place),
        ))  # fmt: skip
    if len(goals) < 3:
        print("a peer IS MISSING and not compared; run setup/judges.sh", file=sys.stderr)
    return goals


def take_time(work: Work, place: Path) -> float:
    """Return how many seconds a work took; what it made is taken away."""
    began = time.perf_counter()
    work(place)
    took = time.perf_counter() - began
    shutil.rmtree(place, ignore_errors=True)
    return took


def measure(goal: Goal, place: Path) -> None:
    """Measure ours and the peer in turns, and print both."""
    rounds = [
        (take_time(goal.ours, place), take_time(goal.peer, place)) for _ in range(ROUNDS)
    ]  # fmt: skip
    ours, peer = (min(each) for each in zip(*rounds, strict=True))
    print(f"  {goal.name:34}{ours:7.2f} s")
    print(f"  {goal.peer_name:34}{peer:7.2f} s")
    reached = "reached" if ours <= goal.most * peer else "NOT REACHED"
    print(f"  {ours / peer:.2f} of it; goal {goal.most}: {reached}")


def measure_memory(config: Path, place: Path, container: str) -> None:
    """Print how much memory an export took at its peak, without the browser that prints."""
    said = run([sys.executable, COMMAND_MEMORY, *ask(config, place, container)])
    peak = int(said.splitlines()[-1])
    shutil.rmtree(place)
    reached = "reached" if peak <= MEMORY else "NOT REACHED"
    print(f"  {container:8}{peak / 1000:6.0f} MB; goal {MEMORY // 1000} MB: {reached}")


def main(megabytes: int = MEGABYTES, large: int = LARGE_MEGABYTES) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = fill_with_snapshots(folder / "archive", FILES, megabytes)
        print(f"{megabytes} MB in {FILES} files, whole processes, best of {ROUNDS} in turns")
        for goal in list_goals(config, folder / "lying"):
            measure(goal, folder / "place")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = fill_with_snapshots(folder / "archive", LARGE_FILES, large)
        print(f"memory of an export of {large} MB in {LARGE_FILES} files")
        for container in ("folder", "zip", "tar"):
            measure_memory(config, folder / "place", container)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
