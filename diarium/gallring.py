"""Gallring: content is destroyed by the decision of the plan, and what was done is noted.

Each ärende and each message goes in a short transaction of its own: its rows are named, what
nothing else names of its files is noted as gone, and the rows are emptied. The bytes are removed
after that transaction and never before; a run that is stopped between is completed by the next.
The entry stays: numbers, days, public forms, decisions and the journal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Table, exists, select
from sqlalchemy.orm import Session

from diarium.emptying import Emptying, empty_rows, name_rows
from diarium.errors import RefusedError
from diarium.gallring_due import is_still_due
from diarium.gallring_records import Due
from diarium.gallring_rows import (
    list_arende_rows,
    list_message_ids,
    list_message_rows,
    list_once_public,
    with_repeats,
)
from diarium.journal import append_event, insert_row, insert_rows
from diarium.kept import note_file
from diarium.klassificering import list_plan
from diarium.records import FileRef, PlanRow
from diarium.references import REFERENCES, find_ended, find_ended_files, find_referred
from diarium.tables import (
    BATCH,
    BATCH_CHUNK,
    BATCH_FILE,
    BATCH_VISIBLE,
    GALLRING,
    GALLRING_FILE,
    GALLRING_ITEM,
    GALLRING_PROTOCOL,
)
from schedules.clock import STOCKHOLM

PROTOCOL_TYPE = "text/html"


def find_rows(session: Session, namnd: str, decision: str) -> list[PlanRow]:
    """Return the rows of the nämnd's plan by which something is gallrat on a decision.

    Raises:
        RefusedError: No row that gallrar rests on that decision.
    """
    wanted = decision.strip()
    rows = [row for row in list_plan(session, namnd) if row.applies_to and row.years is not None]
    found = [row for row in rows if row.decision == wanted]
    if not found:
        raise RefusedError(
            "no row of {namnd}'s plan is gallrad by the decision {decision}; archiver gallra "
            "--plan shows by which it may be done",
            namnd=namnd,
            decision=wanted[:100] or "''",
        )
    return found


def begin_gallring(session: Session, row: PlanRow, by: str, now: datetime) -> int:
    """Note that a decision begins to be carried out, and return the number of the gallring.

    Args:
        session: A session that holds the write lock.
        row: A row of the plan that rests on the decision.
        by: Who carries it out.
        now: When.
    """
    made = insert_row(
        session, GALLRING, namnd=row.namnd, decision=row.decision,
        decision_date=row.decision_date, at=now, by=by,
    )  # fmt: skip
    append_event(session, "gallring.begun", f"gallring {made.row_id}", [made], by, now)
    return made.row_id


def gallra(
    session: Session, gallring: int, due: Due, by: str, now: datetime
) -> tuple[str, ...] | None:
    """Empty one ärende or message.

    Args:
        session: A session that holds the write lock.
        gallring: The gallring that it is part of.
        due: The ärende or message, as it was found to be due.
        by: Who does it.
        now: When.

    Returns:
        The files whose bytes are to be removed when the transaction has ended; None where it is
        no longer due, and nothing was done.
    """
    if not is_still_due(session, due, now.astimezone(STOCKHOLM).date()):
        return None
    item = insert_row(
        session, GALLRING_ITEM, gallring_id=gallring, plan_row_id=due.row.id,
        arende_id=due.arende, message_id=due.message, at=now,
    )  # fmt: skip
    named = _name(session, item.row_id, due)
    rows = [item, *(each.named for each in named)]
    gone = _find_gone(session, named)
    noted = [{"gallring_item_id": item.row_id, "sha256": each} for each in gone]
    rows += insert_rows(session, GALLRING_FILE, noted)
    empty_rows(session, named)
    subject = due.number if due.arende is not None else f"message {due.number}"
    append_event(session, "gallring.executed", subject, rows, by, now)
    return gone


def list_unfinished(session: Session) -> list[int]:
    """Return the gallringar without a protocol: they were stopped, and can be completed."""
    finished = exists(GALLRING_PROTOCOL.c.id).where(
        GALLRING_PROTOCOL.c.gallring_id == GALLRING.c.id
    )
    return list(
        session.execute(select(GALLRING.c.id).where(~finished).order_by(GALLRING.c.id)).scalars()
    )


def record_protocol(session: Session, gallring: int, ref: FileRef, by: str, now: datetime) -> None:
    """Note the gallringsprotokoll, which is kept already; the gallring is finished with it."""
    kept = note_file(session, ref, PROTOCOL_TYPE, now)
    row = insert_row(
        session, GALLRING_PROTOCOL, gallring_id=gallring, sha256=ref.sha256, at=now, by=by
    )
    append_event(session, "gallring.recorded", f"gallring {gallring}", [*kept, row], by, now)


def _name(session: Session, item: int, due: Due) -> list[Emptying]:
    """Name every row that holds its content, before any is emptied."""
    named = list[Emptying]()
    if due.arende is not None:
        messages = list_message_ids(session, due.arende)
        once_public = list_once_public(session, due.arende)
        for table, ids in list_arende_rows(session, due.arende):
            named += name_rows(session, item, table, ids, once_public.get(table))
    else:
        messages = with_repeats(session, [due.message or 0])
    for table, ids in list_message_rows(session, messages):
        named += name_rows(session, item, table, ids)
    return named + _name_batches(session, item, messages)


def _name_batches(session: Session, item: int, messages: Sequence[int]) -> list[Emptying]:
    """Name the batches of which nothing is left, and the files that went with the messages."""
    ended = find_ended(session, messages)
    named = name_rows(session, item, BATCH, ended)
    named += name_rows(session, item, BATCH_CHUNK, _of(session, BATCH_CHUNK, ended))
    files = {*_of(session, BATCH_FILE, ended), *find_ended_files(session, messages)}
    return named + name_rows(session, item, BATCH_FILE, sorted(files))


def _of(session: Session, table: Table, batches: Sequence[int]) -> list[int]:
    query = select(table.c.id).where(table.c.batch_id.in_(batches))
    return list(session.execute(query).scalars())


def _find_gone(session: Session, named: Iterable[Emptying]) -> tuple[str, ...]:
    """Return the files that the rows named for gallring were the last to name."""
    rows = defaultdict[Table, list[int]](list)
    for each in named:
        rows[each.table].append(each.row_id)
    files = set[str]()
    for table in rows.keys() & REFERENCES.keys():
        column = REFERENCES[table]
        query = select(column).where(table.c.id.in_(rows[table]), column.is_not(None))
        files.update(session.execute(query.distinct()).scalars())
    reports = select(BATCH_VISIBLE.c.report_sha256).where(
        BATCH_VISIBLE.c.batch_id.in_(rows.get(BATCH, ()))
    )
    files.update(session.execute(reports).scalars())
    return tuple(sorted(files - find_referred(session, files)))
