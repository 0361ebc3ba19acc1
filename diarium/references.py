"""Who names a kept file: its bytes stay as long as one row that is not gallrad does."""

from collections.abc import Collection, Mapping

from sqlalchemy import Column, ColumnElement, Select, Table, exists, select
from sqlalchemy.orm import Session

from diarium.blanks import BLANKS
from diarium.emptying import is_emptied
from diarium.tables import (
    ATTACHMENT,
    BATCH,
    BATCH_VISIBLE,
    FORWARD_RECEIPT,
    GALLRING_FILE,
    GALLRING_PROTOCOL,
    HANDLING_FILE,
    MESSAGE,
    SNAPSHOT_FILE,
    SOURCE_CHANGE,
    UTLAMNANDE_FILE,
)

REFERENCES: Mapping[Table, Column[str]] = {
    BATCH: BATCH.c.sha256,
    MESSAGE: MESSAGE.c.original_sha256,
    SOURCE_CHANGE: SOURCE_CHANGE.c.original_sha256,
    ATTACHMENT: ATTACHMENT.c.sha256,
    HANDLING_FILE: HANDLING_FILE.c.sha256,
    SNAPSHOT_FILE: SNAPSHOT_FILE.c.sha256,
    FORWARD_RECEIPT: FORWARD_RECEIPT.c.sha256,
    UTLAMNANDE_FILE: UTLAMNANDE_FILE.c.sha256,
    GALLRING_PROTOCOL: GALLRING_PROTOCOL.c.sha256,
}
"""Every column that names a kept file. A batch names the file that its messages came in; it is
asked first, since most files are found there."""
QUESTION = 500
"""How many checksums one question to the database names."""


def find_referred(session: Session, checksums: Collection[str]) -> set[str]:
    """Return which kept files are still named by a row that is not gallrad.

    A file of many messages is named until the last of them is gallrad, and for ever where parts of
    it could not be read and so never became messages.
    """
    found, wanted = set[str](), sorted(checksums)
    for start in range(0, len(wanted), QUESTION):
        for table in REFERENCES:
            part = [each for each in wanted[start : start + QUESTION] if each not in found]
            if part and table is not MESSAGE:  # whose files are those of its batch
                found.update(session.execute(_ask(table, part)).scalars())
    return found


def find_gone(session: Session) -> set[str]:
    """Return the files whose bytes gallring has noted as gone, and that nothing names since."""
    found = session.execute(select(GALLRING_FILE.c.sha256).distinct()).scalars()
    noted = {each for each in found if isinstance(each, str)}  # a damaged row is told of elsewhere
    return noted - find_referred(session, noted)


def find_ended(session: Session, messages: Collection[int]) -> list[int]:
    """Return the batches of messages, of whose files nothing is left that is not gallrat."""
    batches = select(MESSAGE.c.batch_id).where(MESSAGE.c.id.in_(messages))
    ended = ~(_holds_more() | _holds_living())
    query = select(BATCH.c.id).where(BATCH.c.id.in_(batches), ended).order_by(BATCH.c.id)
    return list(session.execute(query).scalars())


def _ask(table: Table, checksums: Collection[str]) -> Select[str]:
    column = REFERENCES[table]
    query = select(column).distinct().where(column.in_(checksums))
    if table is BATCH:
        return query.where(_holds_more() | _holds_living())
    return query.where(~is_emptied(table)) if table in BLANKS else query


def _holds_more() -> ColumnElement[bool]:
    """Return the condition that a batch's file holds what never became a message."""
    seen = BATCH_VISIBLE.c.batch_id == BATCH.c.id
    unread = exists(BATCH_VISIBLE.c.id).where(seen, BATCH_VISIBLE.c.unreadable > 0)
    empty = exists(BATCH_VISIBLE.c.id).where(seen, BATCH_VISIBLE.c.messages == 0)
    return unread | empty


def _holds_living() -> ColumnElement[bool]:
    """Return the condition that a message of a batch is not gallrad, the newest looked at first."""
    return (
        select(MESSAGE.c.id)
        .where(MESSAGE.c.batch_id == BATCH.c.id, ~is_emptied(MESSAGE))
        .order_by(MESSAGE.c.id.desc())
        .limit(1)
        .correlate(BATCH)
        .scalar_subquery()
        .is_not(None)
    )
