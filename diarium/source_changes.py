"""What happened to messages at their sources after they were taken in: edited or deleted there.

A change belongs to all that has the same id at the same source: the message and every wording of
it. It is found by that id, never by a row written later, so that the order of intake is the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Row, Select, and_, select
from sqlalchemy.orm import Session

from diarium.message_records import ChangeKind, SourceChange
from diarium.tables import ARENDE, BATCH_VISIBLE, HANDLING, MESSAGE, SOURCE_CHANGE
from schedules.clock import STOCKHOLM

Changes = dict[int, tuple[SourceChange, ...]]


def same_name() -> ColumnElement[bool]:
    """Return the condition that a change is told of a message: its source's id is the same."""
    return and_(
        SOURCE_CHANGE.c.external_id == MESSAGE.c.external_id,
        SOURCE_CHANGE.c.namnd == MESSAGE.c.namnd,
        SOURCE_CHANGE.c.account.is_not_distinct_from(MESSAGE.c.account),
        SOURCE_CHANGE.c.source == MESSAGE.c.source,
    )


def read_of_messages(session: Session, messages: Select[tuple[int]]) -> Changes:
    """Return what happened to messages, by their number; ``messages`` selects the numbers."""
    query = _seen(MESSAGE.c.id.label("of")).where(MESSAGE.c.id.in_(messages))
    return _gather(session.execute(query))


def read_of_handlingar(session: Session, where: Sequence[ColumnElement[bool]]) -> Changes:
    """Return what happened to the messages of handlingar, by the number of the handling.

    Args:
        session: A session.
        where: Conditions on the tables ``ARENDE`` and ``HANDLING``.
    """
    query = (
        _seen(HANDLING.c.id.label("of"))
        .join(HANDLING, HANDLING.c.message_id == MESSAGE.c.id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(*where)
    )
    return _gather(session.execute(query))


def tell_change(change: SourceChange, message: int | None) -> str:
    """Return in Swedish what happened, to be read with the message it is shown at."""
    noted = f"noterat {change.at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M} av {change.by}"
    return f"{_tell(change, message)} ({noted})"


def _tell(change: SourceChange, message: int | None) -> str:
    when = f"{change.changed_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}" if change.changed_at else ""
    if change.kind is ChangeKind.DELETED:
        return f"Borttagen hos källan {when or '(tidpunkt okänd)'}; det som togs in är kvar"
    if change.version == message:
        wording = "En tidigare" if change.kind is ChangeKind.EARLIER else "Den ändrade"
        return f"{wording} lydelsen av meddelande {change.message}"
    if change.kind is ChangeKind.EARLIER:
        return f"En tidigare lydelse kom in efteråt: meddelande {change.version}"
    who = f"av avsändaren {when}" if when else "hos källan (tidpunkt okänd)"
    return f"Ändrad {who}: den nya lydelsen är meddelande {change.version}"


def _seen(of: ColumnElement[int]) -> Select[tuple[object, ...]]:
    """Select the changes told by batches that are seen, with the number of what they are of."""
    return (
        select(of, SOURCE_CHANGE)
        .select_from(SOURCE_CHANGE)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == SOURCE_CHANGE.c.batch_id)
        .join(MESSAGE, same_name())
        .order_by(SOURCE_CHANGE.c.id)
    )


def _gather(rows: Iterable[Row[tuple[object, ...]]]) -> Changes:
    found = defaultdict[int, list[SourceChange]](list)
    for row in rows:
        found[row.of].append(
            SourceChange(
                kind=ChangeKind(row.kind),
                message=row.message_id,
                version=row.version_id,
                changed_at=row.changed_at,
                at=row.at,
                by=row.by,
            )
        )
    return {number: tuple(_dated(changes)) for number, changes in found.items()}


def _dated(changes: Sequence[SourceChange]) -> list[SourceChange]:
    """Return the changes without an undated deletion where a dated one tells the same."""
    deleted = [each for each in changes if each.kind is ChangeKind.DELETED]
    dated = any(each.changed_at for each in deleted)
    return [
        each for each in changes if each not in deleted or not dated or each.changed_at is not None
    ]
