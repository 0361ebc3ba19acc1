"""Emptying rows of the register, as only a gallring may.

A row of ``gallring_row`` is written first: it names the row and holds the salt and the digest that
it has afterwards, so that the triggers let just that change through and ``verify`` holds the row
to it. Both are journaled with the gallring.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, bindparam, exists, select
from sqlalchemy.orm import Session

from diarium.blanks import BLANKS
from diarium.journal import SALT_BYTES, RowDigest, digest_row, insert_rows
from diarium.tables import GALLRING_ROW


def is_emptied(table: Table, row: ColumnElement[int] | None = None) -> ColumnElement[bool]:
    """Return the condition, for a query, that a row of a table is gallrad.

    Args:
        table: The table.
        row: The number of the row, where the query knows the table by another name.
    """
    named = GALLRING_ROW.alias("named")
    number = table.c.id if row is None else row
    return exists(named.c.id).where(named.c.table_name == table.name, named.c.row_id == number)


def name_rows(session: Session, item: int, table: Table, ids: Sequence[int]) -> list[RowDigest]:
    """Note which rows a gallring empties, and how they stand afterwards; nothing is emptied yet.

    Args:
        session: A session that holds the write lock.
        item: The row of what is gallrat.
        table: A table of ``BLANKS``.
        ids: Its rows; those that are empty since before are left out.
    """
    query = select(table).where(table.c.id.in_(ids), ~is_emptied(table)).order_by(table.c.id)
    named = []
    for row in session.execute(query).mappings().all():
        after = {**row, **BLANKS[table], "salt": secrets.token_bytes(SALT_BYTES)}
        named.append(
            {
                "gallring_item_id": item,
                "table_name": table.name,
                "row_id": row["id"],
                "row_salt": after["salt"],
                "digest": digest_row(after),
            }
        )
    return insert_rows(session, GALLRING_ROW, named)


def empty_rows(session: Session, item: int) -> None:
    """Empty every row that was named for what is gallrat."""
    for table, blanks in BLANKS.items():
        query = select(GALLRING_ROW.c.row_id, GALLRING_ROW.c.row_salt)
        query = query.where(
            GALLRING_ROW.c.gallring_item_id == item, GALLRING_ROW.c.table_name == table.name
        )
        named = [{"number": row.row_id, "new": row.row_salt} for row in session.execute(query)]
        if named:
            update = table.update().where(table.c.id == bindparam("number"))
            session.execute(update.values(**blanks, salt=bindparam("new")), named)
