"""Emptying rows of the register, as only a gallring may.

A row of ``gallring_row`` is written first: it names the row and holds the salt and the digest that
it has afterwards, so that the triggers let just that change through and ``verify`` holds the row
to it. Both are journaled with the gallring.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Table, exists, select
from sqlalchemy.orm import Session

from diarium.blanks import BLANKS
from diarium.journal import SALT_BYTES, RowDigest, insert_rows
from diarium.journal_digests import digest_row
from diarium.tables import GALLRING_ROW

Also = Mapping[int, Sequence[str]]
_NAMED = GALLRING_ROW.alias("named")


@dataclass(frozen=True, slots=True)
class Emptying:
    """A row that is named for gallring: what it gets, and the digest of the row that names it."""

    table: Table
    row_id: int
    change: Mapping[str, object]
    named: RowDigest


def is_emptied(table: Table, row: ColumnElement[int] | None = None) -> ColumnElement[bool]:
    """Return the condition, for a query, that a row of a table is gallrad.

    Args:
        table: The table.
        row: The number of the row, where the query knows the table by another name.
    """
    number = table.c.id if row is None else row
    return exists(_NAMED.c.id).where(_NAMED.c.table_name == table.name, _NAMED.c.row_id == number)


def name_rows(
    session: Session, item: int, table: Table, ids: Sequence[int], also: Also | None = None
) -> list[Emptying]:
    """Note which rows a gallring empties, and how they stand afterwards; nothing is emptied yet.

    Args:
        session: A session that holds the write lock.
        item: The row of what is gallrat.
        table: A table of ``BLANKS``.
        ids: Its rows; those that are empty since before are left out.
        also: Columns of ``ONCE_PUBLIC`` that are emptied too, by the number of the row.
    """
    query = select(table).where(table.c.id.in_(ids), ~is_emptied(table)).order_by(table.c.id)
    changes, named = list[dict[str, object]](), list[dict[str, object]]()
    for row in session.execute(query).mappings().all():
        once_public = dict.fromkeys((also or {}).get(row["id"], ()), "")
        salt = secrets.token_bytes(SALT_BYTES)
        changes.append({**BLANKS[table], **once_public, "salt": salt})
        named.append(
            {
                "gallring_item_id": item,
                "table_name": table.name,
                "row_id": row["id"],
                "row_salt": salt,
                "digest": digest_row({**row, **changes[-1]}),
            }
        )
    written = insert_rows(session, GALLRING_ROW, named)
    return [
        Emptying(table, cast("int", row["row_id"]), change, digest)
        for row, change, digest in zip(named, changes, written, strict=True)
    ]


def empty_rows(session: Session, named: Iterable[Emptying]) -> None:
    """Empty every row that was named."""
    for each in named:
        row = each.table.c.id == each.row_id
        session.execute(each.table.update().where(row).values(**each.change))
