"""Ärenden and the handlingar in them: opened and read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Table, select
from sqlalchemy.orm import Session

from diarium.arende_records import Arende, ArendeStatus, Classification, Handling, StatusChange
from diarium.correction_rows import read_corrections
from diarium.diarienummer import DEFAULT_TEMPLATE, Diarienummer, next_number
from diarium.errors import RefusedError, UsageError
from diarium.gallrade import read_gallrade
from diarium.handlingar import Rows, list_numbered
from diarium.journal import RowDigest, insert_row
from diarium.namnder import read_namnd
from diarium.tables import ARENDE, ARENDE_STATUS, CLASSIFICATION, CORRECTION
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
    status = insert_row(
        session, ARENDE_STATUS, arende_id=arende.row_id, status=ArendeStatus.OPEN.value,
        reason=None, at=now, by=by,
    )  # fmt: skip
    return arende.row_id, [arende, status]


def refuse_closed(arende: Arende) -> None:
    """Refuse to go on with a closed ärende.

    Raises:
        RefusedError: The ärende is closed or makulerat.
    """
    if arende.is_closed:
        day = show_day(arende.history[-1])
        if arende.makulerad:
            raise RefusedError(
                "{dnr} is makulerat since {day}; nothing more is written in it",
                dnr=arende.diarienummer,
                day=day,
            )
        raise RefusedError(
            "{dnr} is closed since {day}; archiver arende reopen opens it again",
            dnr=arende.diarienummer,
            day=day,
        )


def show_day(change: StatusChange) -> str:
    """Return the day of a change of status, in Swedish time."""
    return str(change.at.astimezone(STOCKHOLM).date())


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
    """Read ärenden with all that was written about them in a few questions, however many."""
    held = defaultdict[int, list[Handling]](list)
    for arende_id, handling in list_numbered(session, where) if handlingar else ():
        held[arende_id].append(handling)
    statuses = _by_arende(session, ARENDE_STATUS, where)
    codes = _by_arende(session, CLASSIFICATION, where)
    own = (*where, CORRECTION.c.handling_id.is_(None))
    corrections = _by_arende(session, CORRECTION, own)
    gallrade = read_gallrade(session, ARENDE, select(ARENDE.c.id).where(*where))
    order = (ARENDE.c.namnd, ARENDE.c.year, ARENDE.c.number)
    rows = session.execute(select(ARENDE).where(*where).order_by(*order)).all()
    return [
        replace(
            _arende(row, held[row.id], statuses[row.id], codes[row.id], corrections[row.id]),
            gallrat=gallrade.get(row.id),
        )
        for row in rows
    ]


def _by_arende(session: Session, table: Table, where: Sequence[ColumnElement[bool]]) -> Rows:
    """Return the rows of a table that belongs to the ärenden, in the order of writing."""
    found: Rows = defaultdict(list)
    query = select(table).join(ARENDE, ARENDE.c.id == table.c.arende_id).where(*where)
    for row in session.execute(query.order_by(table.c.id)):
        found[row.arende_id].append(row)
    return found


def _arende(
    row: Row[tuple[object, ...]],
    handlingar: list[Handling],
    statuses: Sequence[Row[tuple[object, ...]]],
    codes: Sequence[Row[tuple[object, ...]]],
    corrected: Sequence[Row[tuple[object, ...]]],
) -> Arende:
    history = tuple(map(_status, statuses))
    classifications = tuple(Classification(code=c.code, at=c.at, by=c.by) for c in codes)
    corrections = read_corrections(corrected)
    last = corrections[-1] if corrections else None
    now = history[-1]
    closed = now.status in (ArendeStatus.CLOSED, ArendeStatus.MAKULERAT)
    return Arende(
        id=row.id,
        namnd=row.namnd,
        diarienummer=row.diarienummer,
        mening_public=last.new_public if last else row.mening_public,
        mening_protected=last.new_protected if last else row.mening_protected,
        status=now.status,
        opened_at=row.at,
        opened_by=row.by,
        closed_at=now.at if closed else None,
        closed_by=now.by if closed else None,
        handlingar=tuple(handlingar),
        classification=classifications[-1].code if classifications else None,
        classifications=classifications,
        history=history,
        corrections=corrections,
    )


def _status(row: Row[tuple[object, ...]]) -> StatusChange:
    return StatusChange(status=ArendeStatus(row.status), why=row.reason, at=row.at, by=row.by)
