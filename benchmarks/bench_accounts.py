"""Many accounts: two captures at once beside one at a time, and what memory a long run takes.

The accounts lie on ten hosts (`vard-N.localhost`, on loopback) and each is captured whole: PDF/A,
WACZ, record, kept and registered. Their pages are the demo's forum, the shortest page it has. The
pauses between visits to one host are set to 0, else they, and not the work, would be measured;
one host still gets one visit at a time. An account is tried once, so that no failure is hidden
behind a second try: whatever is not complete ends the benchmark.

The peer of `--jobs 2` is `--jobs 1` on the same 50 accounts. Memory is that of the command's own
process at its peak, see `command_memory.py`; it may hold nothing that grows with the accounts, so
200 may take no more than a quarter above what 10 take, or the exit code is 1.

Usage: bench_accounts.py [FEW SOME MANY]      (else 10 50 200, which takes about a quarter hour)
"""

import dataclasses
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archiver.demo.municipality import list_demo_accounts
from archiver.demo.pages import build_site
from archiver.demo.site_server import serve_site
from benchmarks.archives import ENVIRONMENT, begin_archive
from diarium.accounts import AccountFacts
from schedules.clock import read_clock

HOSTS = 10
COUNTS = (10, 50, 200)
GROWTH_MOST = 1.25
SETTINGS = {"host_pause_seconds": 0, "host_jitter_seconds": 0, "attempts": 1}
MEMORY = Path(__file__).with_name("command_memory.py")


@dataclass(frozen=True, slots=True)
class Run:
    """A run over some accounts: wall-clock seconds, and the command's own peak memory in kB."""

    accounts: int
    jobs: int
    seconds: float
    peak: int


def list_accounts(site: str, count: int) -> Iterator[AccountFacts]:
    """Yield accounts, spread evenly over the hosts."""
    port = urlsplit(site).port
    forum = list_demo_accounts(site, read_clock().date())[2]
    for number in range(count):
        url = f"http://vard-{number % HOSTS}.localhost:{port}/forum"
        name = f"konto-{number:03d}"
        yield dataclasses.replace(forum, account=name, namnd="KS", url=url)


def capture_all(site: str, count: int, jobs: int) -> Run:
    """Capture accounts in a new archive, tell how it went, and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        accounts = list(list_accounts(site, count))
        config = begin_archive(Path(folder) / "archive", accounts, SETTINGS)
        chosen = [f"--account={each.account}" for each in accounts]
        command = [sys.executable, str(MEMORY), "--config", str(config), "snapshot", *chosen]
        began = time.perf_counter()
        command += ["--jobs", str(jobs), "--json"]
        ended = subprocess.run(
            command, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        run = Run(count, jobs, time.perf_counter() - began, read_report(ended, count))
    pace = 60 * count / run.seconds
    print(
        f"  {count:4} accounts  --jobs {jobs}  {run.seconds:8.1f} s  {pace:6.1f} a minute"
        f"  {run.peak / 1000:7.1f} MB at most",
        flush=True,
    )
    return run


def read_report(ended: "subprocess.CompletedProcess[str]", count: int) -> int:
    """Return the peak memory; stop aloud unless every account was captured whole."""
    if ended.returncode:
        sys.exit(f"the run ended with {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    report, _, peak = ended.stdout.rstrip().rpartition("\n")
    outcomes = [each["outcome"] for each in json.loads(report)]
    assert outcomes == ["complete"] * count, outcomes
    return int(peak)


def compare(one: Run, two: Run, runs: list[Run]) -> int:
    """Print the ratios, and return 1 if memory grows with the accounts, else 0."""
    print(f"  --jobs 2 takes {two.seconds / one.seconds:.2f} of the time of --jobs 1")
    few, many = runs[0], runs[-1]
    growth = many.peak / few.peak
    each = (many.peak - few.peak) / (many.accounts - few.accounts)
    flat = growth <= GROWTH_MOST
    print(
        f"  memory for {many.accounts} accounts: {growth:.2f} of that for {few.accounts}, "
        f"{each:.0f} kB an account; at most {GROWTH_MOST}: {'held' if flat else 'BROKEN'}"
    )
    return 0 if flat else 1


def main() -> int:
    """Measure, print, and return the exit code."""
    few, some, many = map(int, sys.argv[1:]) if sys.argv[1:] else COUNTS
    print(f"accounts on {HOSTS} hosts, each captured whole, no pauses between visits to a host")
    with serve_site(build_site()) as site:
        begun = capture_all(site, few, 2)
        one, two = capture_all(site, some, 1), capture_all(site, some, 2)
        return compare(one, two, [begun, two, capture_all(site, many, 2)])


if __name__ == "__main__":
    sys.exit(main())
