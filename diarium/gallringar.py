"""The gallringar that were done, as people and their protocol tell of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.gallring_due import count_living
from diarium.gallring_records import GallratItem, Gallring, GallringProtocol, HeldBatch
from diarium.klassificering import read_rows
from diarium.records import NamedFile, PlanRow
from diarium.tables import (
    ARENDE,
    FILE,
    GALLRING,
    GALLRING_FILE,
    GALLRING_ITEM,
    GALLRING_PROTOCOL,
    GALLRING_ROW,
    HANDLING,
    MESSAGE,
    PLAN_ROW,
)

PROTOCOL = "gallringsprotokoll"
"""Role of a kept gallringsprotokoll."""


def read_gallring(session: Session, number: int) -> Gallring:
    """Return one gallring by its number.

    Raises:
        UsageError: There is none.
    """
    found = _read(session, GALLRING.c.id == number)
    if not found:
        raise UsageError(
            "there is no gallring {number}; archiver gallra --list shows them", number=number
        )
    return found[0]


def list_gallringar(session: Session, namnd: str | None = None) -> list[Gallring]:
    """Return the gallringar in the order they were begun.

    Args:
        session: A session.
        namnd: Only those of the nämnd with this code.
    """
    return _read(session, *([GALLRING.c.namnd == namnd] if namnd else []))


def list_protocols(
    session: Session, namnd: str, since: datetime, until: datetime
) -> list[GallringProtocol]:
    """Return the gallringsprotokoll of a nämnd that were drawn up in a time, oldest first.

    Args:
        session: A session.
        namnd: The nämnd's code.
        since: The first moment meant.
        until: The first moment that no longer is.
    """
    drawn = GALLRING_PROTOCOL
    query = (
        select(drawn, GALLRING.c.decision, FILE.c.size, FILE.c.media_type)
        .join(GALLRING, GALLRING.c.id == drawn.c.gallring_id)
        .join(FILE, FILE.c.sha256 == drawn.c.sha256)
        .where(GALLRING.c.namnd == namnd, drawn.c.at >= since, drawn.c.at < until)
        .order_by(drawn.c.id)
    )
    return [_protocol(row) for row in session.execute(query)]


def _protocol(row: Row[Any]) -> GallringProtocol:
    name = f"gallringsprotokoll-{row.gallring_id}.html"
    file = NamedFile(
        role=PROTOCOL, name=name, media_type=row.media_type, sha256=row.sha256, start=0,
        length=row.size,
    )  # fmt: skip
    return GallringProtocol(
        number=row.gallring_id, decision=row.decision, file=file, at=row.at, by=row.by
    )


def _read(session: Session, *where: ColumnElement[bool]) -> list[Gallring]:
    query = select(GALLRING, GALLRING_PROTOCOL.c.sha256.label("protocol")).outerjoin(
        GALLRING_PROTOCOL, GALLRING_PROTOCOL.c.gallring_id == GALLRING.c.id
    )
    rows = session.execute(query.where(*where).order_by(GALLRING.c.id)).all()
    return [_gallring(session, row) for row in rows]


def _gallring(session: Session, row: Row[Any]) -> Gallring:
    used = select(GALLRING_ITEM.c.plan_row_id).where(GALLRING_ITEM.c.gallring_id == row.id)
    rows = read_rows(session, PLAN_ROW.c.id.in_(used))
    return Gallring(
        number=row.id,
        namnd=row.namnd,
        decision=row.decision,
        decision_date=row.decision_date,
        at=row.at,
        by=row.by,
        rows=tuple(rows),
        items=tuple(_read_items(session, row.id, rows)),
        held=tuple(_read_held(session, row.id)),
        protocol=row.protocol,
    )


def _read_items(session: Session, gallring: int, rows: Sequence[PlanRow]) -> list[GallratItem]:
    codes = {row.id: row.code for row in rows}
    query = (
        select(
            GALLRING_ITEM, ARENDE.c.diarienummer, _count_rows(HANDLING.name).label("handlingar"),
            _count_rows(MESSAGE.name).label("messages"), _count_files().label("files"),
        )
        .outerjoin(ARENDE, ARENDE.c.id == GALLRING_ITEM.c.arende_id)
        .where(GALLRING_ITEM.c.gallring_id == gallring)
        .order_by(GALLRING_ITEM.c.id)
    )  # fmt: skip
    return [
        GallratItem(
            code=codes[row.plan_row_id],
            number=row.diarienummer or str(row.message_id),
            is_arende=row.arende_id is not None,
            handlingar=row.handlingar,
            messages=row.messages,
            files=row.files,
            at=row.at,
        )
        for row in session.execute(query)
    ]


def _count_rows(table: str) -> ColumnElement[int]:
    query = select(func.count()).where(
        GALLRING_ROW.c.gallring_item_id == GALLRING_ITEM.c.id, GALLRING_ROW.c.table_name == table
    )
    return query.correlate(GALLRING_ITEM).scalar_subquery()


def _count_files() -> ColumnElement[int]:
    query = select(func.count()).where(GALLRING_FILE.c.gallring_item_id == GALLRING_ITEM.c.id)
    return query.correlate(GALLRING_ITEM).scalar_subquery()


def _read_held(session: Session, gallring: int) -> list[HeldBatch]:
    """Return the files of several messages that a gallring left for the sake of the others."""
    query = (
        select(MESSAGE.c.batch_id)
        .join(GALLRING_ROW, GALLRING_ROW.c.row_id == MESSAGE.c.id)
        .join(GALLRING_ITEM, GALLRING_ITEM.c.id == GALLRING_ROW.c.gallring_item_id)
        .where(GALLRING_ITEM.c.gallring_id == gallring, GALLRING_ROW.c.table_name == MESSAGE.name)
    )
    batches = session.execute(query.distinct().order_by(MESSAGE.c.batch_id)).scalars().all()
    return [each for each in count_living(session, batches) if each.living or each.unread]
