"""Search and the postlista of a day in a large archive, on both databases, beside plain LIKE.

The archive is written row by row into the register's own tables, in the order of registration,
without the journal: what is measured is finding, and the index that the triggers fill. The peer is
the same table asked with LIKE, what one would write without an index. PostgreSQL is left out where
none is installed.

    .venv/bin/python benchmarks/bench_search.py [HANDLINGAR]
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, insert, select, text

from diarium.database import open_database, reading, writing
from diarium.installation import install
from diarium.journal import append_event, insert_row
from diarium.postlista import read_postlista
from diarium.search import search
from diarium.search_query import Wish
from diarium.tables import (
    ARENDE,
    ARENDE_STATUS,
    BATCH,
    BATCH_VISIBLE,
    HANDLING,
    MESSAGE,
    NAMND,
)
from tests.postgresql import find_postgresql, running_cluster

DEFAULT = 1_000_000
CHUNK = 5_000
A_DAY = 400
"""Handlingar registered in a day: a large municipality's."""
BEGIN = datetime(2016, 1, 4, 8, tzinfo=UTC)
_WORDS = """
fråga om badet skolan vägen förskolan bygglov belysningen parken bussen hemtjänsten kön avgiften
vägen gatan torget parken skolan badet bron hallen backen ängen
björk ek lind sten sjö norr söder väst öst kvarn
s a hög låg ny gammel stor lill mellan över
Anna Bo Åsa Örjan Eva Ali Maja Leif
Berg Ek Lind Öberg Ström Nyman Holm Dahl
"""
COMMON, ENDINGS, ROOTS, JOINTS, FIRST, LAST = map(str.split, _WORDS.strip().splitlines())
BEGINNINGS = [root + joint for root in ROOTS for joint in JOINTS]
NAMES = [f"{first} {last}" for first in FIRST for last in LAST]
QUERIES = (
           "badet", "snöröj", "björkhögvägen", "fråga belysningen", "åsa öberg", "stenlågtorg",
           "KS/{year}:{number}", "skolan kvarnnybron", "finnsinte", "hemtjänsten avgiften kön",
)  # fmt: skip
ROUNDS = 10


def main() -> None:
    """Build and measure on each database."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{folder}/archive.db", count)
    programs = find_postgresql()
    if programs is None:
        print("PostgreSQL is not installed: left out")
        return
    with running_cluster(programs) as cluster, cluster.new_database() as url:
        _measure("PostgreSQL", url, count)


def _measure(name: str, url: str, count: int) -> None:
    engine = open_database(url)
    began = time.perf_counter()
    last = _build(engine, count)
    print(f"{name}, {count} handlingar (written in {time.perf_counter() - began:.0f} s)")
    asked = list(_queries(count))
    found = sorted(_timed(engine, each, last) for each in asked)
    peer = sorted(_timed_like(engine, each) for each in asked[: len(QUERIES)])
    days = sorted(_timed_day(engine, last - timedelta(days=back), last) for back in range(1, 8))
    print(f"  search      p50 {_at(found, 50):8.1f} ms   p95 {_at(found, 95):8.1f} ms")
    print(f"  LIKE, peer  p50 {_at(peer, 50):8.1f} ms   p95 {_at(peer, 95):8.1f} ms")
    print(f"  p95 against the peer: {_at(found, 95) / _at(peer, 95):.3f}")
    print(f"  postlista of a day  {days[len(days) // 2]:8.1f} ms, at most {days[-1]:.1f} ms")


def _build(engine: Engine, count: int) -> date:
    """Write an archive and return the last day that something was registered."""
    words = random.Random(4)  # noqa: S311  the same archive every time
    with writing(engine) as session:
        install(session, "Exempelstad", "212000-0001", "bench", BEGIN)
        row = insert_row(
            session, NAMND, code="KS", name="Kommunstyrelsen", orgnr="212000-0001", series="KS",
            at=BEGIN, by="bench",
        )  # fmt: skip
        append_event(session, "namnd.added", "KS", [row], "bench", BEGIN)
        session.execute(insert(BATCH), [_batch()])
        session.execute(insert(BATCH_VISIBLE), [_visible(count)])
    for first in range(1, count + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, count + 1))
        rows = [_rows(number, words) for number in numbers]
        with writing(engine) as session:
            for position, table in enumerate((MESSAGE, ARENDE, ARENDE_STATUS, HANDLING)):
                session.execute(insert(table), [each[position] for each in rows])
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return _moment(count).date()


def _moment(number: int) -> datetime:
    return BEGIN + timedelta(days=(number - 1) // A_DAY, seconds=number % A_DAY)


def _number(number: int) -> tuple[int, int]:
    """Return year and running number; what year it is matters little here."""
    return _moment(number).year, number


def _batch() -> dict[str, object]:
    return {"id": 1, "source_name": "bench.jsonl", "format": "jsonl", "sha256": "0" * 64,
            "account": None, "at": BEGIN, "by": "bench", "salt": b""}  # fmt: skip


def _visible(count: int) -> dict[str, object]:
    return {"id": 1, "batch_id": 1, "messages": count, "duplicates": 0, "unreadable": 0,
            "at": BEGIN, "salt": b""}  # fmt: skip


def _rows(number: int, words: random.Random) -> tuple[dict[str, object], ...]:
    at, (year, running) = _moment(number), _number(number)
    place = words.choice(BEGINNINGS) + words.choice(ENDINGS)
    subject = f"{words.choice(COMMON)} {words.choice(COMMON)} {place}"
    said = " ".join(words.choices(COMMON, k=25)) + f" {words.choice(BEGINNINGS)} {place} {number}"
    sender = words.choice(NAMES)
    message: dict[str, object] = {
        "id": number, "batch_id": 1, "account": None, "namnd": "KS", "source": "bench",
        "external_id": None, "content_key": str(number), "channel": "direct", "own": False,
        "sender_name": sender, "sender_address": None, "subject": subject, "text": said,
        "permalink": None, "in_reply_to": None, "made_available_at": at, "received_at": at,
        "original_sha256": "0" * 64, "original_start": 0, "original_length": 1,
        "text_repaired": False, "duplicate_of": None, "salt": b"",
    }  # fmt: skip
    arende = {
        "id": number, "namnd": "KS", "year": year, "number": running,
        "diarienummer": f"KS/{year}:{running}", "mening_public": subject,
        "mening_protected": None, "at": at, "by": "bench", "salt": b"",
    }  # fmt: skip
    status = {"id": number, "arende_id": number, "status": "open", "reason": None, "at": at,
              "by": "bench", "salt": b""}  # fmt: skip
    handling = {
        "id": number, "arende_id": number, "lopnummer": 1, "direction": "incoming",
        "kind": "meddelande", "message_id": number, "message_turn": 1, "idempotency_key": None,
        "made_available_at": at, "received_at": at, "registered_at": at,
        "registered_by": "bench", "sender_public": sender, "sender_protected": None,
        "subject_public": subject, "subject_protected": None, "salt": b"",
    }  # fmt: skip
    return message, arende, status, handling


def _queries(count: int) -> Iterator[str]:
    """Yield queries as registrators write them: common words, rare ones, names and numbers."""
    words = random.Random(5)  # noqa: S311  the same queries every time
    for _ in range(ROUNDS):
        for query in QUERIES:
            year, number = _number(words.randint(1, count))
            yield query.format(year=year, number=number)


def _timed(engine: Engine, query: str, day: date) -> float:
    now = datetime(day.year + 1, 1, 1, tzinfo=UTC)
    began = time.perf_counter()
    with reading(engine) as session:
        search(session, Wish(text=query), now)
    return (time.perf_counter() - began) * 1000


def _timed_like(engine: Engine, query: str) -> float:
    """Ask the same tables for the same words without an index."""
    columns = (ARENDE.c.diarienummer, HANDLING.c.sender_public, HANDLING.c.subject_public,
               MESSAGE.c.text)  # fmt: skip
    asked = select(HANDLING.c.id).join(ARENDE).join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
    for word in query.split():
        held = [column.ilike(f"%{word}%") for column in columns]
        asked = asked.where(held[0] | held[1] | held[2] | held[3])
    began = time.perf_counter()
    with reading(engine) as session:
        session.execute(asked.order_by(HANDLING.c.id.desc()).limit(21)).all()
    return (time.perf_counter() - began) * 1000


def _timed_day(engine: Engine, day: date, last: date) -> float:
    now = datetime(last.year + 1, 1, 1, tzinfo=UTC)
    began = time.perf_counter()
    with reading(engine) as session:
        told = read_postlista(session, "KS", day, day, now)
    took = (time.perf_counter() - began) * 1000
    assert len(told.diarier[0].handlingar) == A_DAY
    return took


def _at(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
