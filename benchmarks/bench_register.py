"""Registrations a second on SQLite, beside the bare rows that the same disk can commit.

A registration is an ärende, a handling, its file, a decision and the journal's entry, each with
its digest, in one flushed transaction. The peer commits one row with the same flush and nothing
else: what the disk allows.
"""

import json
import sqlite3
import tempfile
import time
from pathlib import Path

from archiver.demo.municipality import KOMMUN, NAMNDER
from archiver.new_archive import NewArchive, create_archive
from archiver.settings import read_settings
from diarium.diarienummer import DEFAULT_TEMPLATE
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.installation import open_register
from diarium.register import register_proposed
from schedules.clock import read_clock

COUNT = 500


def write_messages(path: Path) -> None:
    """Write messages that the rules propose to register."""
    now = read_clock().isoformat()
    lines = (
        {"id": str(n), "channel": "direct", "text": f"Fråga nummer {n}", "made_available_at": now}
        for n in range(COUNT)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def register_all(folder: Path) -> tuple[float, float]:
    """Take in and register the messages, and return both times in seconds."""
    new = NewArchive(folder=folder / "archive", kommun=KOMMUN, namnd=NAMNDER[0])
    settings = read_settings(create_archive(new, "bench", read_clock()))
    engine = open_register(settings.database)
    write_messages(folder / "messages.jsonl")
    source = Source((folder / "messages.jsonl",), namnd="KS")
    began = time.perf_counter()
    import_all(engine, FileStore(settings.files), [source], "bench", read_clock())
    taken_in = time.perf_counter()
    done = sum(1 for _ in register_proposed(engine, None, DEFAULT_TEMPLATE, "bench", read_clock()))
    assert done == COUNT
    return taken_in - began, time.perf_counter() - taken_in


def commit_bare_rows(path: Path) -> float:
    """Commit one row at a time, flushed, and return the time in seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)")
    began = time.perf_counter()
    for number in range(COUNT):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (words) VALUES (?)", (f"Fråga nummer {number}",))
        connection.execute("COMMIT")
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        taking_in, registering = register_all(Path(folder))
        bare = commit_bare_rows(Path(folder) / "bare.db")
    print(f"{COUNT} messages on SQLite, every commit flushed")
    print(f"  taken in          {COUNT / taking_in:8.0f} a second")
    print(f"  registered        {COUNT / registering:8.0f} a second")
    print(f"  bare rows, peer   {COUNT / bare:8.0f} a second")
    print(f"  ratio             {registering / bare:8.1f}")


if __name__ == "__main__":
    main()
