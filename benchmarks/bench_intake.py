"""Messages of a JSON Lines file imported and decided, beside `sqlite-utils insert` of that file.

The peer puts each line in a table and does nothing else. We keep the file, find each message's
account, read its words for signals, look for what it repeats, decide what the rules propose, index
its words for the search, and write it all with the journal's digests, flushed chunk by chunk. Both
run as a command of its own, from start to end, on SQLite; the shorter of two runs counts.

A message is one to three of the made-up messages that the signals are tried with. The memory is
the most that the command and the process it reads with have held, for 10,000 and for 1,000,000
messages. The exit code is 1 when we take more than three times the peer's time, or memory grows.

`INTAKE_MESSAGES` and `INTAKE_MOST` set other numbers.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archiver.cli.workplace import login_of
from archiver.demo.municipality import KOMMUN, NAMNDER
from archiver.demo.plans import put_plan_in_force
from archiver.new_archive import NewArchive, create_archive
from diarium.accounts import AccountFacts, add_account
from diarium.database import writing
from diarium.installation import open_register
from schedules.clock import read_clock

COUNT = int(os.environ.get("INTAKE_MESSAGES", "100000"))
FEW, MOST = 10_000, int(os.environ.get("INTAKE_MOST", "1000000"))
GOAL, GROWTH = 3.0, 1.5
RUNS = 2
ROOT = Path(__file__).parents[1]
PEER = ROOT / ".judges" / "sqlite-utils" / "bin" / "sqlite-utils"
SAID = ROOT / "tests" / "data" / "signals" / "messages.jsonl"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def write_messages(path: Path, count: int) -> Path:
    """Write so many messages to a Facebook page, comments and direct messages."""
    chance = random.Random(1)  # noqa: S311  no secret
    known = [json.loads(line)["text"] for line in SAID.read_text(encoding="utf-8").splitlines()]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            person = chance.randrange(5_000)
            at = BEGIN + timedelta(seconds=13 * number)
            said = {
                "id": str(number), "account": "ks-facebook", "source": "facebook",
                "channel": chance.choice(("comment", "direct")),
                "sender": {"name": f"Person {person}", "address": f"p{person}"},
                "text": " ".join(chance.choices(known, k=chance.randint(1, 3))),
                "made_available_at": at.isoformat(),
            }  # fmt: skip
            file.write(json.dumps(said, ensure_ascii=False) + "\n")
    return path


def take_in(path: Path, folder: Path, count: int) -> tuple[float, int]:
    """Import a file by the command; return the time in seconds and the memory in kilobytes."""
    settings = _create(folder)
    command = ["-m", "archiver", "--config", str(settings), "inbox", "import", str(path), "--json"]
    began = time.perf_counter()
    told, memory = _run([sys.executable, *command])
    taken = time.perf_counter() - began
    (report,) = json.loads(told)
    assert report["new"] == count, report
    return taken, memory


def insert_bare(path: Path, database: Path) -> float:
    """Let the peer insert a file; return the time in seconds."""
    began = time.perf_counter()
    _run([str(PEER), "insert", str(database), "messages", str(path), "--nl", "--silent"])
    return time.perf_counter() - began


def _create(folder: Path) -> Path:
    """Make an archive with an official, open, chronological page."""
    new, now = NewArchive(folder=folder, kommun=KOMMUN, namnd=NAMNDER[0]), read_clock()
    settings = create_archive(new, login_of(os.getuid()), now)
    facts = AccountFacts(
        account="ks-facebook", namnd=NAMNDER[0].code, platform="facebook", handle="avallby",
        url="https://example.se/avallby", name="Avallby", forvaltning="Kansliet", ansvarig="Anna",
        syfte="Information", malgrupp="Alla", opened=BEGIN.date(), official=True, open=True,
        chronological=True,
    )  # fmt: skip
    with writing(open_register(f"sqlite:///{folder / 'archiver.db'}")) as session:
        add_account(session, facts, "bench", now)
        put_plan_in_force(session, facts, "bench", now)
    return settings


def _run(command: Sequence[str]) -> tuple[str, int]:
    """Run a command; return what it says, and the most memory it and its child held, in kB."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    peaks = dict[int, int]()
    with (
        tempfile.TemporaryFile("w+") as told,
        subprocess.Popen(command, env=environment, stdout=told) as process,
    ):
        while process.poll() is None:
            for number in (process.pid, *_children(process.pid)):
                peaks[number] = _read_peak(number) or peaks.get(number, 0)
            time.sleep(0.1)
        assert process.returncode == 0, command
        told.seek(0)
        return told.read(), sum(peaks.values())


def _children(number: int) -> list[int]:
    try:
        return [*map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())]
    except OSError:
        return []


def _read_peak(number: int) -> int:
    try:
        status = Path(f"/proc/{number}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) if found else 0


def _measure(folder: Path) -> tuple[float, float]:
    """Return the time of the peer and ours, one after the other, the shorter of each."""
    path = write_messages(folder / "messages.jsonl", COUNT)
    theirs, ours = list[float](), list[float]()
    for run in range(RUNS):
        theirs.append(insert_bare(path, folder / f"bare{run}.db"))
        ours.append(take_in(path, folder / f"archive{run}", COUNT)[0])
    return min(theirs), min(ours)


def main() -> int:
    """Measure and print."""
    if not PEER.exists():
        print("sqlite-utils IS NOT THERE (setup/peers.sh) and nothing is measured", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        theirs, ours = _measure(folder)
        print(f"{COUNT:,} messages of JSON Lines on SQLite", flush=True)
        print(f"  imported and decided  {ours:8.1f} s  ({COUNT / ours:,.0f} a second)")
        print(f"  sqlite-utils, peer    {theirs:8.1f} s  ({COUNT / theirs:,.0f} a second)")
        print(f"  ratio                 {ours / theirs:8.2f}   (goal: at most {GOAL})", flush=True)
        narrow = take_in(write_messages(folder / "few.jsonl", FEW), folder / "few", FEW)[1]
        wide = take_in(write_messages(folder / "most.jsonl", MOST), folder / "most", MOST)[1]
    print(f"  memory                {narrow / 1024:8.0f} MB for {FEW:,} messages")
    print(f"                        {wide / 1024:8.0f} MB for {MOST:,} messages")
    print(f"  load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}")
    return int(ours > GOAL * theirs or wide > GROWTH * narrow)


if __name__ == "__main__":
    sys.exit(main())
