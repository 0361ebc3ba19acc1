"""A large archive, the same one every time: what search and the lists read of many years' work.

The rows are written straight into the register's own tables, in the order of registration, and the
database's own triggers fill the index of words as they do in service. The journal's digests are
left out: registering a million messages one by one takes hours, and nothing here reads it. So
`archiver verify` would find fault with such an archive.

In four handlingar one is the answer in the ärende of the one before; after ten of them comes a
message that is kept and not registered.
"""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, Table, func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.swedish_words import Writer
from diarium.database import writing
from diarium.installation import install
from diarium.journal import append_event, insert_row
from diarium.journal_digests import DIGEST_LENGTH
from diarium.tables import (
    ARENDE,
    ARENDE_STATUS,
    BATCH,
    BATCH_FILE,
    BATCH_VISIBLE,
    COUNTER,
    DECISION,
    HANDLING,
    HANDLING_FILE,
    JOURNAL_ROW,
    MESSAGE,
    NAMND,
)

A_DAY = 400
"""Handlingar registered in a day: a large municipality's."""
CHUNK = 5_000
BY = "bench"
BEGIN = datetime(2016, 1, 4, 8, tzinfo=UTC)
SHARES = {"KS": 70, "BUN": 20, "SBN": 9, "KFN": 1}
"""The nämnder, and how many handlingar in a hundred are each one's."""
_WORD_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin%'"
_SHA256 = "0" * 64
_TABLES = (MESSAGE, DECISION, ARENDE, ARENDE_STATUS, HANDLING, HANDLING_FILE)

Values = dict[str, object]


@dataclass(slots=True)
class _Archive:
    """What has been written so far: how many of what, and the ärende that the next answer is in."""

    writer: Writer = field(default_factory=lambda: Writer(4))
    chance: random.Random = field(default_factory=lambda: random.Random(5))  # noqa: S311  no secret
    messages: int = 0
    arenden: int = 0
    last: tuple[str, str, str] = ("", "", "")
    counted: Counter[str] = field(default_factory=Counter)

    def write(self, number: int) -> Iterator[tuple[Table, Values]]:
        """Yield the rows of one handling, and now and then of a message that is none."""
        registered, answer = moment_of(number), number % 4 == 0
        if not answer:
            yield from self._open_arende(number, registered)
        namnd, subject, sender = self.last
        received = registered - timedelta(minutes=self.chance.randrange(3 * 24 * 60))
        said = self.writer.write_text(f"löpa{number}")
        yield from self._take_in(namnd, sender, said, received, "register")
        yield HANDLING, {
            "id": number, "arende_id": self.arenden, "lopnummer": 2 if answer else 1,
            "direction": "outgoing" if answer else "incoming",
            "kind": "svar" if answer else "meddelande", "message_id": self.messages,
            "message_turn": 1, "made_available_at": received, "received_at": received,
            "registered_at": registered, "registered_by": BY, "sender_public": sender,
            "subject_public": subject, "salt": b"",
        }  # fmt: skip
        yield HANDLING_FILE, {
            "handling_id": number, "role": "original", "name": "bench.jsonl",
            "media_type": "application/jsonl", "sha256": _SHA256, "start": 0, "length": 1,
            "salt": b"",
        }  # fmt: skip
        if number % 10 == 0:
            comment = self.writer.write_text(f"spara{number}")
            yield from self._take_in(namnd, self.writer.write_name(), comment, received, "skip")

    def _open_arende(self, number: int, at: datetime) -> Iterator[tuple[Table, Values]]:
        (namnd,) = self.chance.choices([*SHARES], weights=[*SHARES.values()])
        series = f"dnr/{namnd}/{at.year}"
        self.counted[series] += 1
        self.arenden += 1
        self.last = (namnd, self.writer.write_text(f"om{number}")[:100], self.writer.write_name())
        yield ARENDE, {
            "id": self.arenden, "namnd": namnd, "year": at.year, "number": self.counted[series],
            "diarienummer": f"{namnd}/{at.year}:{self.counted[series]}",
            "mening_public": self.last[1], "at": at, "by": BY, "salt": b"",
        }  # fmt: skip
        yield ARENDE_STATUS, {"arende_id": self.arenden, "status": "open", "at": at, "by": BY,
                              "salt": b""}  # fmt: skip

    def _take_in(
        self, namnd: str, sender: str, said: str, at: datetime, outcome: str
    ) -> Iterator[tuple[Table, Values]]:
        self.messages += 1
        yield MESSAGE, {
            "id": self.messages, "batch_id": 1, "namnd": namnd, "source": "bench",
            "content_key": str(self.messages), "words_key": str(self.messages),
            "channel": "direct", "own": False,
            "sender_name": sender, "text": said, "made_available_at": at, "received_at": at,
            "original_sha256": _SHA256, "original_start": 0, "original_length": 1,
            "text_repaired": False, "salt": b"",
        }  # fmt: skip
        yield DECISION, {"message_id": self.messages, "outcome": outcome, "rule": "person",
                         "ground": "-", "at": at, "by": BY, "salt": b""}  # fmt: skip


def fill_archive(engine: Engine, count: int) -> date:
    """Write an archive of so many handlingar into an empty database.

    Returns:
        The last day that something was registered.
    """
    archive, numbers = _Archive(), iter(range(1, count + 1))
    with writing(engine) as session:
        _begin(session, count)
    with _indexing_late(engine):
        while chunk := [*islice(numbers, CHUNK)]:
            with writing(engine) as session:
                _write(session, archive, chunk)
    with writing(engine) as session:
        counters = [{"series": name, "n": n} for name, n in archive.counted.items()]
        session.execute(insert(COUNTER), counters)
    _settle(engine)
    return moment_of(count).date()


@contextmanager
def _indexing_late(engine: Engine) -> Iterator[None]:
    """Make PostgreSQL's indexes of words when all the words are there, as a restore does.

    The words themselves are written by the triggers, row by row.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with writing(engine) as session:
        made = session.execute(text(_WORD_INDEXES)).all()
        for each in made:
            session.execute(text(f"DROP INDEX {each.indexname}"))
    yield
    with writing(engine) as session:
        for each in made:
            session.execute(text(each.indexdef))


def moment_of(number: int) -> datetime:
    """Return when a handling was registered."""
    return BEGIN + timedelta(days=(number - 1) // A_DAY, seconds=number % A_DAY)


def _begin(session: Session, count: int) -> None:
    install(session, "Exempelstad", "212000-0001", BY, BEGIN)
    for code in SHARES:
        row = insert_row(
            session, NAMND, code=code, name=f"Nämnden {code}", orgnr="212000-0001", series=code,
            at=BEGIN, by=BY,
        )  # fmt: skip
        append_event(session, "namnd.added", code, [row], BY, BEGIN)
    batch: Values = {"id": 1, "source_name": "bench.jsonl", "format": "jsonl", "at": BEGIN,
                     "by": BY, "salt": b""}  # fmt: skip
    session.execute(insert(BATCH), [batch])
    file: Values = {"batch_id": 1, "role": "messages", "path": "bench.jsonl", "sha256": _SHA256,
                    "salt": b""}  # fmt: skip
    session.execute(insert(BATCH_FILE), [file])
    visible: Values = {"batch_id": 1, "messages": count, "duplicates": 0, "unreadable": 0,
                       "report_sha256": _SHA256, "at": BEGIN, "salt": b""}  # fmt: skip
    session.execute(insert(BATCH_VISIBLE), [visible])


def _write(session: Session, archive: _Archive, numbers: list[int]) -> None:
    rows: dict[Table, list[Values]] = {table: [] for table in _TABLES}
    for number in numbers:
        for table, values in archive.write(number):
            rows[table].append(values)
    for table, values_of in rows.items():
        connection = session.connection().connection.driver_connection
        if isinstance(connection, psycopg.Connection):
            _copy(connection, table, values_of)
        else:
            session.execute(insert(table), values_of)
    _list_messages(session, len(rows[MESSAGE]), archive.messages)


def _list_messages(session: Session, count: int, last: int) -> None:
    """List the messages as the journal does, which has the database index their words."""
    listed: Values = {
        "seq": 1,
        "position": last,
        "table_name": MESSAGE.name,
        "first_id": last - count + 1,
        "digests": "0" * (DIGEST_LENGTH * count),
    }
    session.execute(insert(JOURNAL_ROW), [listed])


def _copy(connection: psycopg.Connection[Any], table: Table, rows: list[Values]) -> None:
    """Write rows as PostgreSQL takes many of them; its triggers run for each all the same."""
    columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    said = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor().copy(said) as copy:
        for values in rows:
            copy.write_row([*values.values()])


def _settle(engine: Engine) -> None:
    """Let PostgreSQL go on from the numbers that are given, and count what it holds.

    In service it does both by itself.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (BATCH, MESSAGE, ARENDE, HANDLING):
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, func.max(table.c.id))))
        connection.execute(text("VACUUM ANALYZE"))
