"""Checking the journal: the chain, and every row that it vouches for, computed again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from diarium.journal import read_events
from diarium.journal_digests import (
    GENESIS,
    RowDigest,
    chain,
    digest_event,
    digest_row,
    part_run,
)
from diarium.records import Event, Fault
from diarium.register_tables import REGISTER_TABLES
from diarium.tables import GALLRING_ROW, JOURNAL_ROW


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
    for table in REGISTER_TABLES:
        misfits = set((unreadable or {}).get(table.name, ()))
        named = (emptied.c.row_id == table.c.id) & (emptied.c.table_name == table.name)
        kept = select(table, emptied.c.digest.label("emptied")).outerjoin(emptied, named)
        rows = session.execute(kept.where(table.c.id.not_in(misfits)).order_by(table.c.id))
        yield from _compare(table, rows.yield_per(1000), _read_vouched(session, table), misfits)


def _rows_by_event(session: Session) -> Iterator[tuple[int, list[RowDigest]]]:
    order = select(JOURNAL_ROW).order_by(JOURNAL_ROW.c.seq, JOURNAL_ROW.c.position)
    seq, rows = 0, list[RowDigest]()
    for row in session.execute(order).yield_per(1000):
        if row.seq != seq and rows:
            yield seq, rows
            rows = []
        seq = row.seq
        rows += [RowDigest(row.table_name, *each) for each in part_run(row.first_id, row.digests)]
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


def _read_vouched(session: Session, table: Table) -> Iterator[tuple[int, str]]:
    """Yield the number and digest of every row of a table that the journal vouches for."""
    runs = select(JOURNAL_ROW).where(JOURNAL_ROW.c.table_name == table.name)
    for run in session.execute(runs.order_by(JOURNAL_ROW.c.first_id)).yield_per(100):
        yield from part_run(run.first_id, run.digests)


def _compare(
    table: Table,
    rows: Iterable[Row[Any]],
    vouched: Iterator[tuple[int, str]],
    misfits: Collection[int],
) -> Iterator[Fault]:
    """Go through the rows of a table and what the journal says of them side by side."""
    waiting = next(vouched, None)
    for row in rows:
        while waiting is not None and waiting[0] < row.id:
            yield from _check_gone(table, waiting[0], misfits)
            waiting = next(vouched, None)
        digest = None
        if waiting is not None and waiting[0] == row.id:
            digest, waiting = waiting[1], next(vouched, None)
        yield from _check_row(table, row, digest)
    while waiting is not None:
        yield from _check_gone(table, waiting[0], misfits)
        waiting = next(vouched, None)


def _check_gone(table: Table, number: int, misfits: Collection[int]) -> Iterator[Fault]:
    if number not in misfits:
        yield Fault("row-removed", f"{table.name} {number}", "the row is gone")


def _check_row(table: Table, row: Row[Any], digest: str | None) -> Iterator[Fault]:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it
    standing = values.pop("emptied") or digest
    place = f"{table.name} {values['id']}"
    if digest is None:
        yield Fault("row-inserted", place, "the row was put in past the journal")
    elif standing != digest_row(values):
        yield Fault("row-altered", place, "the row was changed")
