"""A mailbox of a gigabyte taken in by `archiver inbox import`, beside Python's `mailbox`.

The peer does nothing but iterate: `for message in mailbox.mbox(path): pass`. We find every mail,
take it to pieces, read its words for signals, keep its files flushed to the disk, decide what the
rules propose, and write it all to SQLite with the journal's digests. Both run as a process of their
own, from start to end. Memory is that of the largest process of the command, for a tenth of the
mailbox and for all of it. The exit code is 1 when we take more than twice the peer's time, or when
memory is not flat.

`MBOX_MB` sets another size.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archiver.cli.workplace import login_of
from archiver.demo.municipality import KOMMUN, NAMNDER
from archiver.new_archive import NewArchive, create_archive
from benchmarks.mailboxes import write_mailbox
from schedules.clock import read_clock

MEGABYTES = int(os.environ.get("MBOX_MB", "1000"))
GOAL = 2.0
GROWTH = 1.5
"""Memory that grows by less than this, while the mailbox grows tenfold, is flat."""
PEER = "import mailbox, sys\nfor message in mailbox.mbox(sys.argv[1]): pass"


def take_in(mailbox: Path, folder: Path, count: int) -> tuple[float, int]:
    """Take a mailbox in, and return the time in seconds and the most memory in kilobytes.

    The memory is the most that any process begun here has held so far.
    """
    new = NewArchive(folder=folder, kommun=KOMMUN, namnd=NAMNDER[0])
    settings = create_archive(new, login_of(os.getuid()), read_clock())
    began = time.perf_counter()
    done = _run(
        "-m", "archiver", "--config", str(settings), "inbox", "import", str(mailbox), "--json",
    )  # fmt: skip
    taken = time.perf_counter() - began
    (report,) = json.loads(done)
    assert report["found"] == count, report
    return taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def iterate(mailbox: Path) -> float:
    """Let the peer go through a mailbox, and return the time in seconds."""
    began = time.perf_counter()
    _run("-c", PEER, str(mailbox))
    return time.perf_counter() - began


def _run(*arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
    ).stdout


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small.mbox", folder / "large.mbox"
        few = write_mailbox(small, MEGABYTES * 100_000)
        many = write_mailbox(large, MEGABYTES * 1_000_000)
        _, narrow = take_in(small, folder / "small", few)
        ours, wide = take_in(large, folder / "large", many)
        theirs = iterate(large)
    print(f"{MEGABYTES} MB of mbox, {many} mails")
    print(f"  inbox import        {ours:8.1f} s")
    print(f"  mailbox, peer       {theirs:8.1f} s")
    print(f"  ratio               {ours / theirs:8.2f}   (goal: at most {GOAL})")
    print(f"  memory              {wide / 1024:8.0f} MB, {narrow / 1024:.0f} MB for a tenth")
    return int(ours > GOAL * theirs or wide > GROWTH * narrow)


if __name__ == "__main__":
    sys.exit(main())
