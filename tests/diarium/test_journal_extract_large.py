"""An extract of a journal with a million entries: how large it becomes, how little it takes."""

import time
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.journal import read_last_event
from diarium.journal_digests import chain, digest_event
from diarium.journal_extract import write_extract
from diarium.register import Registration, register_message
from diarium.tables import JOURNAL
from exporters.checks.journal_extract import prove
from tests.diarium.extracts import after_all, claims_of, scope_of
from tests.diarium.taken_in import add_forum, take_in

ENTRIES, HANDLINGAR = 1_000_000, 1_000
MEMORY = 20_000_000
"""Bytes that Python may hold at most, whatever the journal's length."""


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_million_entries_take_64_bytes_each_and_no_memory(
    sqlite_engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> None:
    add_forum(sqlite_engine, now)
    texts: list[dict[str, object]] = [{"text": f"Fråga {n}"} for n in range(HANDLINGAR)]
    for number in take_in(sqlite_engine, files, texts, now):
        with writing(sqlite_engine) as session:
            register_message(session, number, Registration(), "anna", now)
    _lengthen(sqlite_engine, now)
    scope, target = scope_of(sqlite_engine, after_all(now)), tmp_path / "journal.jsonl"
    tracemalloc.start()
    began = time.perf_counter()
    with reading(sqlite_engine) as session, target.open("wb") as stream:
        head = write_extract(session, scope, stream)
    written, most = time.perf_counter(), tracemalloc.get_traced_memory()[1]
    claims = claims_of(sqlite_engine, scope)
    tracemalloc.reset_peak()
    with target.open("rb") as stream:
        proof = prove(stream, claims)
    peak = max(most, tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    size = target.stat().st_size
    print(  # noqa: T201  figures
        f"\n{head.seq} entries, {HANDLINGAR} handlingar: {size} bytes, written in "
        f"{written - began:.0f} s and proven in {time.perf_counter() - written:.0f} s (traced), "
        f"{peak} bytes of memory"
    )
    assert proof.breaches == []
    assert proof.entries == head.seq > ENTRIES
    assert size < 64 * head.seq * 1.01 + HANDLINGAR * 4_000
    assert peak < MEMORY


def _lengthen(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        last = read_last_event(session)
        assert last is not None
        seq, previous, rows = last.seq, last.hash, list[dict[str, object]]()
        for number in range(ENTRIES):
            seq += 1
            digest = digest_event(now, "anna", "protected.seen", f"KS/2026:{number}", [])
            hashed = chain(previous, seq, digest)
            rows.append({
                "seq": seq, "at": now, "by": "anna", "kind": "protected.seen",
                "subject": f"KS/2026:{number}", "digest": digest, "previous": previous,
                "hash": hashed,
            })  # fmt: skip
            previous = hashed
            if len(rows) == 10_000:
                session.execute(insert(JOURNAL), rows)
                rows = []
