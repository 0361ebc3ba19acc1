"""What may be gallrat today by the informationshanteringsplan, and what stands in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, exists, func, select
from sqlalchemy.orm import Session

from diarium.arende_records import ArendeStatus
from diarium.decisions import SkipGround, is_skipped_as
from diarium.emptying import is_emptied
from diarium.gallring_packages import find_packaged
from diarium.gallring_records import Due, HeldBatch, Hinder
from diarium.klassificering import list_plan
from diarium.message_records import Channel, DecisionOutcome
from diarium.postlista import day_of, start_of
from diarium.records import AppliesTo, PlanRow
from diarium.standing import STANDING
from diarium.tables import (
    ARENDE,
    ARENDE_STATUS,
    BATCH_VISIBLE,
    CLASSIFICATION,
    DECISION,
    GALLRING_ITEM,
    HANDLING,
    MESSAGE,
)
from diarium.utlamnande_reading import list_utlamnanden
from schedules.gallring import counted_before, gallras_from

_CLOSED = (ArendeStatus.CLOSED.value, ArendeStatus.MAKULERAT.value)
_OMVARLD = MESSAGE.c.channel == Channel.OMVARLD.value
_SKIPPED = {
    AppliesTo.KEPT_ORDERED: is_skipped_as(SkipGround.KEPT_ORDERED) & ~_OMVARLD,
    AppliesTo.LITTLE_IMPORTANCE: is_skipped_as(SkipGround.LITTLE_IMPORTANCE) & ~_OMVARLD,
    AppliesTo.OMVARLD: (DECISION.c.outcome == DecisionOutcome.SKIP.value) & _OMVARLD,
}
"""Which skipped messages a row is about; what is of the omvärld has a frist of its own."""


def list_due(session: Session, namnd: str, today: date) -> list[Due]:
    """Return what a nämnd may gallra today, in the order of the plan, with what hinders it.

    Args:
        session: A session.
        namnd: The nämnd's code.
        today: The day, in Swedish time.
    """
    found = list[Due]()
    for row in list_plan(session, namnd):
        found += _due_by(session, row, today)
    return _hinder(session, namnd, found)


def is_still_due(session: Session, due: Due, today: date) -> bool:
    """Tell whether what was found to be due still is, and nothing hinders it."""
    only = ARENDE.c.id == due.arende if due.arende is not None else MESSAGE.c.id == due.message
    standing = [row for row in list_plan(session, due.row.namnd) if row == due.row]
    found = [each for row in standing for each in _due_by(session, row, today, only)]
    return _hinder(session, due.row.namnd, found) == [due] and not due.hinders


def list_held(session: Session, due: Sequence[Due]) -> list[HeldBatch]:
    """Return the files of several messages that stay though some of their messages are due."""
    leaving: dict[int, int] = {}
    for each in due:
        if each.batch is not None and not each.hinders:
            leaving[each.batch] = leaving.get(each.batch, 0) + 1
    held = (
        replace(each, living=each.living - leaving[each.batch])
        for each in count_living(session, sorted(leaving))
    )
    return [each for each in held if each.living > 0 or each.unread]


def count_living(session: Session, batches: Sequence[int]) -> list[HeldBatch]:
    """Return how much of each batch is not gallrat."""
    found = []
    for batch in batches:
        counted = select(func.count()).where(MESSAGE.c.batch_id == batch, ~is_emptied(MESSAGE))
        unread = select(func.max(BATCH_VISIBLE.c.unreadable)).where(
            BATCH_VISIBLE.c.batch_id == batch
        )
        living, unreadable = (session.execute(q).scalar() for q in (counted, unread))
        found.append(HeldBatch(batch, living or 0, unreadable or 0))
    return found


def _due_by(
    session: Session, row: PlanRow, today: date, only: ColumnElement[bool] | None = None
) -> Iterator[Due]:
    """Yield what is due by one row; ``only`` names one ärende or one message."""
    if row.years is None or row.applies_to is None:
        return
    find = _due_arenden if row.applies_to is AppliesTo.ARENDE else _due_messages
    yield from find(session, row, counted_before(today, row.years), only)


def _due_arenden(
    session: Session, row: PlanRow, before: date, only: ColumnElement[bool] | None
) -> Iterator[Due]:
    """Yield the ärenden of a code; one that is not closed is counted from its last handling."""
    query = _ask_arenden(row)
    for found in session.execute(query if only is None else query.where(only)):
        closed = found.status in _CLOSED
        day = day_of(found.changed if closed else max(found.at, found.newest or found.at))
        if day < before:
            yield Due(
                row=row, arende=found.id, message=None, number=found.diarienummer, batch=None,
                since=gallras_from(day, row.years or 0),
                hinders=() if closed else (Hinder.NOT_CLOSED,),
            )  # fmt: skip


def _ask_arenden(row: PlanRow) -> Select[Any]:
    newest = select(func.max(HANDLING.c.registered_at)).where(HANDLING.c.arende_id == ARENDE.c.id)
    return (
        select(
            ARENDE.c.id, ARENDE.c.diarienummer, ARENDE.c.at, ARENDE_STATUS.c.status,
            ARENDE_STATUS.c.at.label("changed"),
            newest.correlate(ARENDE).scalar_subquery().label("newest"),
        )
        .join(ARENDE_STATUS, ARENDE_STATUS.c.id == _newest(ARENDE_STATUS))
        .join(CLASSIFICATION, CLASSIFICATION.c.id == _newest(CLASSIFICATION))
        .where(
            ARENDE.c.namnd == row.namnd, CLASSIFICATION.c.code == row.code,
            ~exists(GALLRING_ITEM.c.id).where(GALLRING_ITEM.c.arende_id == ARENDE.c.id),
        )
        .order_by(ARENDE.c.year, ARENDE.c.number)
    )  # fmt: skip


def _newest(table: Table) -> ColumnElement[int]:
    query = select(func.max(table.c.id)).where(table.c.arende_id == ARENDE.c.id)
    return query.correlate(ARENDE).scalar_subquery()


def _due_messages(
    session: Session, row: PlanRow, before: date, only: ColumnElement[bool] | None
) -> Iterator[Due]:
    query = _ask_messages(row, before)
    for found in session.execute(query if only is None else query.where(only)):
        yield Due(
            row=row, arende=None, message=found.id, number=str(found.id), batch=found.batch_id,
            since=gallras_from(day_of(found.received_at), row.years or 0),
        )  # fmt: skip


def _ask_messages(row: PlanRow, before: date) -> Select[Any]:
    """Ask for messages that stand as skipped and were never registered."""
    skipped = _SKIPPED[row.applies_to or AppliesTo.KEPT_ORDERED]
    return (
        select(MESSAGE.c.id, MESSAGE.c.batch_id, MESSAGE.c.received_at)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .join(DECISION, (DECISION.c.message_id == MESSAGE.c.id) & (DECISION.c.id == STANDING))
        .where(
            MESSAGE.c.namnd == row.namnd,
            MESSAGE.c.received_at < start_of(before),
            skipped,
            ~is_emptied(MESSAGE),
            ~exists(HANDLING.c.id).where(HANDLING.c.message_id == MESSAGE.c.id),
        )
        .order_by(MESSAGE.c.id)
    )


def _hinder(session: Session, namnd: str, found: list[Due]) -> list[Due]:
    """Return what was found, with all that stands in the way besides the plan itself."""
    return _hinder_packaged(session, _hinder_asked(session, namnd, found))


def _hinder_packaged(session: Session, found: list[Due]) -> list[Due]:
    """Return what was found; what was packed stays until the kommunarkiv has answered."""
    packaged = find_packaged(session, [each.arende for each in found if each.arende is not None])
    return [
        replace(each, hinders=(*each.hinders, Hinder.PACKAGED), packages=packaged[each.arende])
        if each.arende is not None and each.arende in packaged
        else each
        for each in found
    ]


def _hinder_asked(session: Session, namnd: str, found: list[Due]) -> list[Due]:
    """Return what was found; an ärende that somebody asks to see stays until that is settled."""
    asked = set[str]()
    for request in list_utlamnanden(session, namnd, open_only=True):
        asked.update(each.rpartition("-")[0] for each in request.handlingar)
        asked.update([request.arende] if request.arende else [])
    return [
        replace(each, hinders=(*each.hinders, Hinder.OPEN_REQUEST))
        if each.arende is not None and each.number in asked
        else each
        for each in found
    ]
