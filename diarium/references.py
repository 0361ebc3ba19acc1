"""Who names a kept file: its bytes stay as long as one row that is not gallrad does."""

from collections.abc import Collection, Mapping

from sqlalchemy import Column, ColumnElement, Select, Table, exists, select
from sqlalchemy.orm import Session

from diarium.blanks import BLANKS
from diarium.emptying import is_emptied
from diarium.policy_tables import EVALUATION_FILE
from diarium.tables import (
    ATTACHMENT,
    BATCH,
    BATCH_FILE,
    BATCH_VISIBLE,
    FORWARD_RECEIPT,
    GALLRING_FILE,
    GALLRING_PROTOCOL,
    HANDLING_FILE,
    JOURNAL_STAMP,
    MESSAGE,
    PACKAGE_STATUS,
    SNAPSHOT_FILE,
    SOURCE_CHANGE,
    UTLAMNANDE_FILE,
)

REFERENCES: Mapping[Table, Column[str]] = {
    BATCH_FILE: BATCH_FILE.c.sha256,
    BATCH_VISIBLE: BATCH_VISIBLE.c.report_sha256,
    MESSAGE: MESSAGE.c.original_sha256,
    SOURCE_CHANGE: SOURCE_CHANGE.c.original_sha256,
    ATTACHMENT: ATTACHMENT.c.sha256,
    HANDLING_FILE: HANDLING_FILE.c.sha256,
    SNAPSHOT_FILE: SNAPSHOT_FILE.c.sha256,
    FORWARD_RECEIPT: FORWARD_RECEIPT.c.sha256,
    UTLAMNANDE_FILE: UTLAMNANDE_FILE.c.sha256,
    GALLRING_PROTOCOL: GALLRING_PROTOCOL.c.sha256,
    JOURNAL_STAMP: JOURNAL_STAMP.c.sha256,
    PACKAGE_STATUS: PACKAGE_STATUS.c.receipt_sha256,
    EVALUATION_FILE: EVALUATION_FILE.c.sha256,
}
"""Every column that names a kept file. A batch names the files that it came in; they are asked
first, since most files are found there."""
MEDIA = "media"
"""Role of a file that goes with messages."""
QUESTION = 500
"""How many checksums one question to the database names."""


def find_referred(session: Session, checksums: Collection[str]) -> set[str]:
    """Return which kept files are still named by a row that is not gallrad.

    The files of a batch, and the report of it, are named until the last of its messages is
    gallrad, and for ever where parts of it could not be read and so never became messages. A file
    that messages refer to, such as a picture, is named by those messages; one that none refers to
    is named as the others of its batch are.
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


def find_ended_files(session: Session, messages: Collection[int]) -> list[int]:
    """Return the rows of files that went with messages and that no message names any more.

    Args:
        session: A session.
        messages: The messages; they are about to be gallrade, and count as such.
    """
    of = select(ATTACHMENT.c.sha256, MESSAGE.c.batch_id).join(MESSAGE)
    ended = of.where(MESSAGE.c.id.in_(messages)).subquery()
    others = exists(ATTACHMENT.c.id).where(
        ATTACHMENT.c.sha256 == BATCH_FILE.c.sha256,
        ATTACHMENT.c.message_id.not_in(messages),
        MESSAGE.c.id == ATTACHMENT.c.message_id,
        MESSAGE.c.batch_id == BATCH_FILE.c.batch_id,
        ~is_emptied(ATTACHMENT),
    )
    query = select(BATCH_FILE.c.id).where(
        BATCH_FILE.c.role == MEDIA,
        BATCH_FILE.c.batch_id == ended.c.batch_id,
        BATCH_FILE.c.sha256 == ended.c.sha256,
        ~others,
    )
    return sorted(set(session.execute(query).scalars()))


def _ask(table: Table, checksums: Collection[str]) -> Select[str]:
    column = REFERENCES[table]
    query = select(column).distinct().where(column.in_(checksums))
    if table is BATCH_FILE:
        query = query.join(BATCH, BATCH.c.id == BATCH_FILE.c.batch_id).where(~_is_attached())
        return query.where(_holds_more() | _holds_living(), ~is_emptied(BATCH_FILE))
    if table is BATCH_VISIBLE:
        query = query.join(BATCH, BATCH.c.id == BATCH_VISIBLE.c.batch_id)
        return query.where(_holds_more() | _holds_living())
    return query.where(~is_emptied(table)) if table in BLANKS else query


def _holds_more() -> ColumnElement[bool]:
    """Return the condition that a batch holds what never became a message, or is not whole yet."""
    seen = BATCH_VISIBLE.alias("seen")
    whole = exists(seen.c.id).where(seen.c.batch_id == BATCH.c.id)
    return ~whole.where(seen.c.unreadable == 0, seen.c.messages > 0)


def _is_attached() -> ColumnElement[bool]:
    """Return the condition that a file goes with messages that name it, gallrade or not."""
    named = exists(ATTACHMENT.c.id).where(
        ATTACHMENT.c.sha256 == BATCH_FILE.c.sha256,
        MESSAGE.c.id == ATTACHMENT.c.message_id,
        MESSAGE.c.batch_id == BATCH_FILE.c.batch_id,
    )
    return (BATCH_FILE.c.role == MEDIA) & named


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
