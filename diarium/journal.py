"""The journal: an append-only chain of entries that vouches for every row of the register.

``hash = H(previous ‖ seq ‖ digest)``. The digest covers the entry's own words and the salted
digest of every row written with it. Content and salt lie outside the chain, in the rows, so that
content can one day be gallrat while the chain still holds, and no short secret can be guessed
from a digest.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Table, case, func, insert, select
from sqlalchemy.orm import Session

from diarium.records import Event, Fault
from diarium.tables import GALLRING_ROW, JOURNAL, JOURNAL_ROW, REGISTER_TABLES

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class RowDigest:
    """The salted SHA-256 of one row of the register."""

    table: str
    row_id: int
    digest: str


def insert_row(session: Session, table: Table, **values: object) -> RowDigest:
    """Add one row to the register; name the result in the entry that tells of it."""
    return insert_rows(session, table, [values])[0]


def insert_rows(
    session: Session, table: Table, rows: Sequence[Mapping[str, object]]
) -> list[RowDigest]:
    """Add rows to one table of the register, in order.

    Returns:
        A digest per row, in the same order, to be named in the entry that tells of them.
    """
    if not rows:
        return []
    salted = [_complete(table, row) for row in rows]
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = session.execute(statement, salted).scalars().all()
    return [
        RowDigest(table.name, row_id, digest_row(row))
        for row_id, row in zip(ids, salted, strict=True)
    ]


def append_event(
    session: Session,
    kind: str,
    subject: str,
    rows: Sequence[RowDigest],
    by: str,
    now: datetime,
) -> Event:
    """Append an entry that vouches for rows written in the same transaction.

    Args:
        session: A session that holds the write lock (``database.writing``).
        kind: What happened, a stable English code such as ``handling.registered``.
        subject: What it is about; never anything that may be protected.
        rows: The digests of the rows written.
        by: Who did it.
        now: When.
    """
    last = session.execute(
        select(JOURNAL.c.seq, JOURNAL.c.hash).order_by(JOURNAL.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    digest = digest_event(now, by, kind, subject, rows)
    entry = Event(
        seq=seq, at=now, by=by, kind=kind, subject=subject,
        digest=digest, previous=previous, hash=chain(previous, seq, digest),
    )  # fmt: skip
    session.execute(insert(JOURNAL), [{c.name: getattr(entry, c.name) for c in JOURNAL.c}])
    if rows:
        session.execute(insert(JOURNAL_ROW), _row_entries(seq, rows))
    return entry


def chain(previous: str, seq: int, digest: str) -> str:
    """Return an entry's hash: SHA-256 over the previous hash, the number and the digest."""
    return hashlib.sha256(f"{previous}|{seq}|{digest}".encode()).hexdigest()


def digest_event(at: datetime, by: str, kind: str, subject: str, rows: Sequence[RowDigest]) -> str:
    """Return the SHA-256 over an entry's own words and the digests of its rows, in order."""
    lines = [[row.table, row.row_id, row.digest] for row in rows]
    return _digest([_plain(at), by, kind, subject, lines])


def digest_row(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a row's columns and its salt; the number of the row is not part."""
    return _digest({name: _plain(value) for name, value in row.items() if name != "id"})


def read_events(session: Session, unreadable: Collection[int] = ()) -> Iterator[Event]:
    """Yield the entries of the journal, oldest first, but for the unreadable ones."""
    query = select(JOURNAL).where(JOURNAL.c.seq.not_in(unreadable)).order_by(JOURNAL.c.seq)
    for row in session.execute(query).yield_per(1000):
        yield Event(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def read_last_event(session: Session) -> Event | None:
    """Return the newest entry of the journal, if there is one."""
    row = session.execute(select(JOURNAL).order_by(JOURNAL.c.seq.desc()).limit(1)).first()
    return Event(**row._mapping) if row else None  # noqa: SLF001  SQLAlchemy's public name for it


def check_chain(session: Session, unreadable: Collection[int] = ()) -> Iterator[Fault]:
    """Recompute the chain, and yield every entry that is changed, missing or put in between.

    Args:
        session: A session.
        unreadable: Entries, by number, that hold what cannot be read; they count as gone.
    """
    expected, previous = 1, GENESIS
    rows = _rows_by_event(session)
    waiting = next(rows, None)
    for event in read_events(session, unreadable):
        mine: list[RowDigest] = []
        while waiting is not None and waiting[0] <= event.seq:
            if waiting[0] == event.seq:
                mine = waiting[1]
            else:
                yield _orphan(waiting[0])
            waiting = next(rows, None)
        yield from _check_event(event, expected, previous, mine)
        expected, previous = event.seq + 1, event.hash
    while waiting is not None:
        yield _orphan(waiting[0])
        waiting = next(rows, None)


def check_rows(
    session: Session, unreadable: Mapping[str, Collection[int]] | None = None
) -> Iterator[Fault]:
    """Recompute every row's digest, and yield each row changed, removed or put in.

    A row that is gallrad is held to the digest that its gallring gave it.

    Args:
        session: A session.
        unreadable: Rows, by table and number, that hold what cannot be read; they are left out.
    """
    emptied = GALLRING_ROW.alias("emptied")
    standing = func.coalesce(emptied.c.digest, JOURNAL_ROW.c.digest)
    vouched = case((JOURNAL_ROW.c.digest.is_not(None), standing))
    for table in REGISTER_TABLES:
        joined = table.outerjoin(JOURNAL_ROW, _names(JOURNAL_ROW, table))
        joined = joined.outerjoin(emptied, _names(emptied, table))
        kept = select(table, vouched.label("journaled")).select_from(joined)
        kept = kept.where(table.c.id.not_in((unreadable or {}).get(table.name, ())))
        for row in session.execute(kept.order_by(table.c.id)).yield_per(1000):
            yield from _check_row(table, row)
        gone = (
            select(JOURNAL_ROW.c.seq, JOURNAL_ROW.c.row_id)
            .where(JOURNAL_ROW.c.table_name == table.name)
            .where(~select(table.c.id).where(table.c.id == JOURNAL_ROW.c.row_id).exists())
        )
        for row in session.execute(gone):
            yield Fault("row-removed", f"{table.name} {row.row_id}", "the row is gone")


def count_events(session: Session) -> int:
    """Return how many entries the journal has."""
    return session.execute(select(func.count()).select_from(JOURNAL)).scalar_one()


def _names(list_: FromClause, table: Table) -> ColumnElement[bool]:
    """Return the condition that a list of rows names a row of a table."""
    return (list_.c.row_id == table.c.id) & (list_.c.table_name == table.name)


def _complete(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    complete = {c.name: row.get(c.name) for c in table.c if c.name not in ("id", "salt")}
    unknown = set(row) - set(complete)
    if unknown:
        message = f"{table.name} has no column {sorted(unknown)}"
        raise TypeError(message)
    return {**complete, "salt": secrets.token_bytes(SALT_BYTES)}


def _row_entries(seq: int, rows: Sequence[RowDigest]) -> list[dict[str, object]]:
    return [
        {
            "seq": seq,
            "position": position,
            "table_name": row.table,
            "row_id": row.row_id,
            "digest": row.digest,
        }
        for position, row in enumerate(rows)
    ]


def _rows_by_event(session: Session) -> Iterator[tuple[int, list[RowDigest]]]:
    order = select(JOURNAL_ROW).order_by(JOURNAL_ROW.c.seq, JOURNAL_ROW.c.position)
    seq, rows = 0, list[RowDigest]()
    for row in session.execute(order).yield_per(1000):
        if row.seq != seq and rows:
            yield seq, rows
            rows = []
        seq = row.seq
        rows.append(RowDigest(row.table_name, row.row_id, row.digest))
    if rows:
        yield seq, rows


def _orphan(seq: int) -> Fault:
    return Fault("journal-row-inserted", f"journal {seq}", "rows are listed for no entry")


def _check_event(
    event: Event, expected: int, previous: str, rows: Sequence[RowDigest]
) -> Iterator[Fault]:
    place = f"journal {event.seq}"
    if event.seq < expected:
        yield Fault("journal-inserted", place, "the entry was put in")
    elif event.seq > expected:
        gone = f"{expected}" if event.seq == expected + 1 else f"{expected}–{event.seq - 1}"
        yield Fault("journal-gap", f"journal {gone}", "the entry is gone")
    elif event.previous != previous:
        yield Fault("journal-broken", place, "the entry does not follow the one before it")
    if digest_event(event.at, event.by, event.kind, event.subject, rows) != event.digest:
        yield Fault("journal-altered", place, "the entry or its list of rows was changed")
    elif chain(event.previous, event.seq, event.digest) != event.hash:
        yield Fault("journal-altered", place, "the hash of the entry was changed")


def _check_row(table: Table, row: Row[Any]) -> Iterator[Fault]:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    journaled = values.pop("journaled")
    place = f"{table.name} {values['id']}"
    if journaled is None:
        yield Fault("row-inserted", place, "the row was put in past the journal")
    elif journaled != digest_row(values):
        yield Fault("row-altered", place, "the row was changed")


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    """Return a value as it reads on every database: moments in UTC, bytes in hex."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value
