"""The journal: an append-only chain of entries that vouches for every row of the register.

``hash = H(previous ‖ seq ‖ digest)``. The digest covers the entry's own words and the salted
digest of every row written with it. Content and salt lie outside the chain, in the rows, so that
content can one day be gallrat while the chain still holds, and no short secret can be guessed
from a digest.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, LargeBinary, Table, func, insert, select
from sqlalchemy.orm import Session

from diarium.journal_digests import (
    GENESIS,
    RowDigest,
    chain,
    digest_event,
    digest_values,
    gather_runs,
    plain,
)
from diarium.records import Event
from diarium.tables import JOURNAL, JOURNAL_ROW

__all__ = ["RowDigest"]
SALT_BYTES = 16
_AS_IT_IS = frozenset((str, int, bool, type(None)))


def insert_row(session: Session, table: Table, **values: object) -> RowDigest:
    """Add one row to the register; name the result in the entry that tells of it."""
    return insert_rows(session, table, [values])[0]


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return the numbers of rows that are about to be written.

    Writers take turns, so nobody else gets them.

    Args:
        session: A session that holds the write lock (``database.writing``).
        table: The table.
        count: How many rows.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.max(table.c.id))).scalar() or 0
        return range(last + 1, last + 1 + count)
    sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    taken = select(sequence).select_from(func.generate_series(1, count).alias())
    return connection.execute(taken).scalars().all()


def insert_rows(
    session: Session,
    table: Table,
    rows: Sequence[Mapping[str, object]],
    ids: Sequence[int] | None = None,
) -> list[RowDigest]:
    """Add rows to one table of the register, in order.

    Args:
        session: A session that holds the write lock (``database.writing``).
        table: The table.
        rows: Their values by column; what is left out is empty.
        ids: Their numbers, where they have been reserved.

    Returns:
        A digest per row, in the same order, to be named in the entry that tells of them.

    Raises:
        TypeError: A value is given for a column that the table does not have.
        ValueError: A moment has no time zone.
    """
    if not rows:
        return []
    names = [c.name for c in table.c if c.name != "id"]
    _refuse_unknown(table, names, rows)
    binary = [place for place, name in enumerate(names) if _is_binary(table.c[name])]
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    numbers = reserve_ids(session, table, len(rows)) if ids is None else ids
    salts = secrets.token_bytes(SALT_BYTES * len(rows))
    values, digests = list[tuple[object, ...]](), list[RowDigest]()
    for position, (row_id, row) in enumerate(zip(numbers, rows, strict=True)):
        given = [row.get(name) for name in names]
        given[-1] = salts[position * SALT_BYTES : (position + 1) * SALT_BYTES]
        told = [each if each.__class__ in _AS_IT_IS else plain(each) for each in given]
        digests.append(RowDigest(table.name, row_id, digest_values(told)))
        if sqlite:  # which keeps moments and days as such text
            for place in binary:
                told[place] = given[place]
        values.append((row_id, *(told if sqlite else given)))
    columns = ", ".join(f'"{name}"' for name in ("id", *names))
    marks = ", ".join(["?" if sqlite else "%s"] * (len(names) + 1))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", values)  # noqa: S608  our own names only
    return digests


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
    listed = [
        {"seq": seq, "position": position, "table_name": table, "first_id": first,
         "digests": digests}
        for position, (table, first, digests) in enumerate(gather_runs(rows))
    ]  # fmt: skip
    if listed:
        session.execute(insert(JOURNAL_ROW), listed)
    return entry


def read_events(session: Session, unreadable: Collection[int] = ()) -> Iterator[Event]:
    """Yield the entries of the journal, oldest first, but for the unreadable ones."""
    query = select(JOURNAL).where(JOURNAL.c.seq.not_in(unreadable)).order_by(JOURNAL.c.seq)
    for row in session.execute(query).yield_per(1000):
        yield Event(**row._mapping)  # noqa: SLF001  SQLAlchemy's public name for it


def read_last_event(session: Session) -> Event | None:
    """Return the newest entry of the journal, if there is one."""
    row = session.execute(select(JOURNAL).order_by(JOURNAL.c.seq.desc()).limit(1)).first()
    return Event(**row._mapping) if row else None  # noqa: SLF001  SQLAlchemy's public name for it


def count_events(session: Session) -> int:
    """Return how many entries the journal has."""
    return session.execute(select(func.count()).select_from(JOURNAL)).scalar_one()


def _refuse_unknown(
    table: Table, names: Collection[str], rows: Iterable[Mapping[str, object]]
) -> None:
    known = frozenset(names) - {"salt"}
    unknown = {name for row in rows if not row.keys() <= known for name in row.keys() - known}
    if unknown:
        message = f"{table.name} has no column {sorted(unknown)}"
        raise TypeError(message)


def _is_binary(column: Column[object]) -> bool:
    return isinstance(column.type, LargeBinary)
