"""Ärenden and the handlingar in them: opened, closed and read."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from diarium.diarienummer import DEFAULT_TEMPLATE, Diarienummer, next_number
from diarium.errors import RefusedError, UsageError
from diarium.journal import RowDigest, append_event, insert_row
from diarium.namnder import read_namnd
from diarium.records import Arende, ArendeStatus, Direction, Handling, NamedFile, Sekretess
from diarium.tables import ARENDE, ARENDE_STATUS, HANDLING, HANDLING_FILE
from schedules.clock import STOCKHOLM


def open_arende(
    session: Session,
    namnd: str,
    mening: tuple[str, str | None],
    by: str,
    now: datetime,
    template: str = DEFAULT_TEMPLATE,
) -> tuple[int, list[RowDigest]]:
    """Open an ärende with the next diarienummer of the nämnd's series.

    Args:
        session: A session that holds the write lock.
        namnd: The nämnd's code.
        mening: What it concerns, in the public form and, set apart, the protected one
            (OSL 5 kap. 2 § andra stycket).
        by: Who opens it.
        now: When; its year is counted in Swedish time.
        template: How the diarienummer is written.

    Returns:
        The row's id, and the digests to name in the entry that tells of it.
    """
    series, year = read_namnd(session, namnd).series, now.astimezone(STOCKHOLM).year
    number = next_number(session, f"dnr/{series}/{year}")
    arende = insert_row(
        session, ARENDE, namnd=namnd, year=year, number=number,
        diarienummer=Diarienummer(series, year, number).format(template),
        mening_public=mening[0], mening_protected=mening[1], at=now, by=by,
    )  # fmt: skip
    return arende.row_id, [arende, _set_status(session, arende.row_id, ArendeStatus.OPEN, by, now)]


def close_arende(session: Session, dnr: str, by: str, now: datetime) -> Arende:
    """Close an ärende; nothing can be registered in it afterwards.

    Raises:
        UsageError: There is no such ärende.
        RefusedError: It is closed already.
    """
    arende = read_arende(session, dnr, handlingar=False)
    refuse_closed(arende)
    row = _set_status(session, arende.id, ArendeStatus.CLOSED, by, now)
    append_event(session, "arende.closed", arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)


def refuse_closed(arende: Arende) -> None:
    """Refuse to go on with a closed ärende.

    Raises:
        RefusedError: The ärende is closed.
    """
    if arende.status is ArendeStatus.CLOSED:
        raise RefusedError(
            "{dnr} is closed since {day}; register in another ärende or a new one",
            dnr=arende.diarienummer,
            day=str(arende.closed_at.astimezone(STOCKHOLM).date()) if arende.closed_at else "",
        )


def read_arende(session: Session, dnr: str, *, handlingar: bool = True) -> Arende:
    """Return an ärende.

    Args:
        session: A session.
        dnr: Its diarienummer.
        handlingar: Read its handlingar too; registering in it needs none of them.

    Raises:
        UsageError: There is none with that diarienummer.
    """
    written = dnr.strip()
    where = [ARENDE.c.diarienummer.in_({written, written.upper()})]
    found = _read(session, where, handlingar=handlingar)
    if not found:
        raise UsageError("there is no ärende {dnr}; archiver arende list shows them", dnr=written)
    return found[0]


def list_arenden(
    session: Session,
    namnd: str | None = None,
    closed_from: datetime | None = None,
    closed_to: datetime | None = None,
    *,
    include_open: bool = True,
) -> list[Arende]:
    """Return ärenden with their handlingar in the order of their numbers.

    Args:
        session: A session.
        namnd: Only this nämnd's.
        closed_from: Only those closed at this moment or later.
        closed_to: Only those closed before this moment.
        include_open: Also those that are open, whatever the moments say.
    """
    return [
        arende
        for arende in _read(session, [ARENDE.c.namnd == namnd] if namnd else [])
        if (include_open if arende.closed_at is None else _within(arende, closed_from, closed_to))
    ]


def list_year(session: Session, namnd: str, year: int) -> list[Arende]:
    """Return the ärenden of a nämnd and a year without their handlingar, in order."""
    where = [ARENDE.c.namnd == namnd, ARENDE.c.year == year]
    return _read(session, where, handlingar=False)


def list_handlingar(session: Session, *where: ColumnElement[bool]) -> list[Handling]:
    """Return the handlingar for which all of this is true, in the order of their numbers."""
    return [handling for _arende_id, handling in _handlingar(session, where)]


def read_handling(session: Session, handling_id: int) -> Handling:
    """Return one handling by the number of its row."""
    return _handlingar(session, [HANDLING.c.id == handling_id])[0][1]


def _set_status(
    session: Session, arende_id: int, status: ArendeStatus, by: str, now: datetime
) -> RowDigest:
    return insert_row(
        session, ARENDE_STATUS, arende_id=arende_id, status=status.value, reason=None, at=now, by=by
    )


def _within(arende: Arende, closed_from: datetime | None, closed_to: datetime | None) -> bool:
    closed = arende.closed_at
    if closed is None:
        return False
    return (closed_from is None or closed_from <= closed) and (
        closed_to is None or closed < closed_to
    )


def _read(
    session: Session, where: Sequence[ColumnElement[bool]], *, handlingar: bool = True
) -> list[Arende]:
    """Read ärenden, their newest status and their handlingar in three questions, however many."""
    held = defaultdict[int, list[Handling]](list)
    for arende_id, handling in _handlingar(session, where) if handlingar else ():
        held[arende_id].append(handling)
    newest = (
        select(func.max(ARENDE_STATUS.c.id))
        .where(ARENDE_STATUS.c.arende_id == ARENDE.c.id)
        .correlate(ARENDE)
        .scalar_subquery()
    )
    status = (
        ARENDE_STATUS.c.status,
        ARENDE_STATUS.c.at.label("then"),
        ARENDE_STATUS.c.by.label("who"),
    )
    joined = select(ARENDE, *status).join(ARENDE_STATUS, ARENDE_STATUS.c.id == newest)
    order = (ARENDE.c.namnd, ARENDE.c.year, ARENDE.c.number)
    rows = session.execute(joined.where(*where).order_by(*order)).all()
    return [_arende(row, held[row.id]) for row in rows]


def _arende(row: Row[tuple[object, ...]], handlingar: list[Handling]) -> Arende:
    closed = row.status == ArendeStatus.CLOSED
    return Arende(
        id=row.id,
        namnd=row.namnd,
        diarienummer=row.diarienummer,
        mening_public=row.mening_public,
        mening_protected=row.mening_protected,
        status=ArendeStatus(row.status),
        opened_at=row.at,
        opened_by=row.by,
        closed_at=row.then if closed else None,
        closed_by=row.who if closed else None,
        handlingar=tuple(handlingar),
    )


def _handlingar(
    session: Session, where: Sequence[ColumnElement[bool]]
) -> list[tuple[int, Handling]]:
    files = _files(session, where)
    query = select(HANDLING, ARENDE.c.diarienummer).join(ARENDE).where(*where)
    rows = session.execute(query.order_by(HANDLING.c.arende_id, HANDLING.c.lopnummer))
    return [(row.arende_id, _handling(row, files[row.id])) for row in rows]


def _files(session: Session, where: Sequence[ColumnElement[bool]]) -> dict[int, list[NamedFile]]:
    found = defaultdict[int, list[NamedFile]](list)
    query: Select[tuple[object, ...]] = select(HANDLING_FILE)
    query = query.join(HANDLING, HANDLING.c.id == HANDLING_FILE.c.handling_id).join(ARENDE)
    for row in session.execute(query.where(*where).order_by(HANDLING_FILE.c.id)):
        found[row.handling_id].append(_named_file(row))
    return found


def _named_file(row: Row[tuple[object, ...]]) -> NamedFile:
    return NamedFile(
        role=row.role,
        name=row.name,
        media_type=row.media_type,
        sha256=row.sha256,
        start=row.start,
        length=row.length,
    )


def _handling(row: Row[tuple[object, ...]], files: list[NamedFile]) -> Handling:
    marked = row.sekretess_provision is not None
    sekretess = Sekretess(
        provision=row.sekretess_provision,
        date=row.sekretess_date,
        authority=row.sekretess_authority,
    )
    return Handling(
        id=row.id,
        diarienummer=row.diarienummer,
        lopnummer=row.lopnummer,
        beteckning=f"{row.diarienummer}-{row.lopnummer}",
        direction=Direction(row.direction),
        kind=row.kind,
        message=row.message_id,
        made_available_at=row.made_available_at,
        received_at=row.received_at,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        sender_public=row.sender_public,
        sender_protected=row.sender_protected,
        subject_public=row.subject_public,
        subject_protected=row.subject_protected,
        sekretess=sekretess if marked else None,
        files=tuple(files),
    )
