"""The requests for handlingar as people and other packages see them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from diarium.arende_records import Handling
from diarium.errors import UsageError
from diarium.handlingar import list_handlingar
from diarium.records import NamedFile
from diarium.tables import (
    ARENDE,
    HANDLING,
    UTLAMNANDE,
    UTLAMNANDE_FILE,
    UTLAMNANDE_HANDLING,
    UTLAMNANDE_STEP,
)
from diarium.utlamnande_steps import OPEN, CopiedFile, How, Outcome, Step, StepKind, Utlamnande

Where = Sequence[ColumnElement[bool]]
_MARK = "-U"


def write_number(namnd: str, number: int) -> str:
    """Return what a request is called, such as ``KS-U3``."""
    return f"{namnd}{_MARK}{number}"


def read_utlamnande(session: Session, number: str) -> Utlamnande:
    """Return one request by what it is called, such as ``KS-U3``.

    Raises:
        UsageError: There is none.
    """
    written = number.strip().upper()
    namnd, _mark, digits = written.rpartition(_MARK)
    if digits.isascii() and digits.isdigit() and len(digits) < 10:  # noqa: PLR2004  what an integer column holds
        found = _read(session, [UTLAMNANDE.c.namnd == namnd, UTLAMNANDE.c.number == int(digits)])
        if found:
            return found[0]
    raise UsageError(
        "there is no request {number}; archiver utlamna list shows them", number=number.strip()[:40]
    )


def list_utlamnanden(
    session: Session, namnd: str | None = None, *, open_only: bool = False
) -> list[Utlamnande]:
    """Return requests in the order they came to each nämnd.

    Args:
        session: A session.
        namnd: Only those of the nämnd with this code.
        open_only: Only those that the municipality owes the next step.
    """
    where = [UTLAMNANDE.c.namnd == namnd] if namnd else []
    return _read(session, [*where, _is_open()] if open_only else where)


def list_asked(session: Session, request: Utlamnande) -> list[Handling]:
    """Return the handlingar that a request is about."""
    asked = select(UTLAMNANDE_HANDLING.c.handling_id).where(
        UTLAMNANDE_HANDLING.c.utlamnande_id == request.id
    )
    return list_handlingar(session, HANDLING.c.id.in_(asked))


def _is_open() -> ColumnElement[bool]:
    """Return the condition that the newest step of a request leaves the next to be taken."""
    step, newer = UTLAMNANDE_STEP.alias("step"), UTLAMNANDE_STEP.alias("newer")
    open_ = [each.value for each in OPEN]
    followed = select(newer.c.id).where(
        newer.c.utlamnande_id == step.c.utlamnande_id, newer.c.id > step.c.id
    )
    newest = select(step.c.id).where(
        step.c.utlamnande_id == UTLAMNANDE.c.id, step.c.kind.in_(open_), ~followed.exists()
    )
    return newest.exists()


def _read(session: Session, where: Where) -> list[Utlamnande]:
    """Read requests with their steps in five questions, however many there are."""
    handlingar, steps = _read_handlingar(session, where), _read_steps(session, where)
    query = select(UTLAMNANDE, ARENDE.c.diarienummer).outerjoin(
        ARENDE, ARENDE.c.id == UTLAMNANDE.c.arende_id
    )
    rows = session.execute(query.where(*where).order_by(UTLAMNANDE.c.namnd, UTLAMNANDE.c.number))
    return [
        Utlamnande(
            id=row.id,
            number=write_number(row.namnd, row.number),
            namnd=row.namnd,
            asked=row.asked,
            how=How(row.how),
            requester_protected=row.requester,
            arende=row.diarienummer,
            handlingar=tuple(handlingar[row.id]),
            received_at=row.received_at,
            steps=tuple(steps[row.id]),
        )
        for row in rows
    ]


def _read_handlingar(session: Session, where: Where) -> dict[int, list[str]]:
    query = (
        select(UTLAMNANDE.c.id, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(UTLAMNANDE_HANDLING, UTLAMNANDE_HANDLING.c.utlamnande_id == UTLAMNANDE.c.id)
        .join(HANDLING, HANDLING.c.id == UTLAMNANDE_HANDLING.c.handling_id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(query.where(*where).order_by(UTLAMNANDE_HANDLING.c.id)):
        found[row.id].append(_beteckning(row))
    return found


def _read_steps(session: Session, where: Where) -> dict[int, list[Step]]:
    files = _read_files(session, where)
    query: Select[Any] = (
        select(UTLAMNANDE_STEP, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(UTLAMNANDE, UTLAMNANDE.c.id == UTLAMNANDE_STEP.c.utlamnande_id)
        .outerjoin(HANDLING, HANDLING.c.id == UTLAMNANDE_STEP.c.handling_id)
        .outerjoin(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
    )
    found: dict[int, list[Step]] = defaultdict(list)
    for row in session.execute(query.where(*where).order_by(UTLAMNANDE_STEP.c.id)):
        found[row.utlamnande_id].append(_step(row, files[row.id]))
    return found


def _read_files(session: Session, where: Where) -> dict[int, list[CopiedFile]]:
    query = (
        select(UTLAMNANDE_FILE, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(UTLAMNANDE_STEP, UTLAMNANDE_STEP.c.id == UTLAMNANDE_FILE.c.utlamnande_step_id)
        .join(UTLAMNANDE, UTLAMNANDE.c.id == UTLAMNANDE_STEP.c.utlamnande_id)
        .join(HANDLING, HANDLING.c.id == UTLAMNANDE_FILE.c.handling_id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
    )
    found: dict[int, list[CopiedFile]] = defaultdict(list)
    for row in session.execute(query.where(*where).order_by(UTLAMNANDE_FILE.c.id)):
        named = NamedFile(
            role=row.role, name=row.name, media_type=row.media_type, sha256=row.sha256,
            start=row.start, length=row.length,
        )  # fmt: skip
        copied = CopiedFile(beteckning=_beteckning(row), file=named)
        found[row.utlamnande_step_id].append(copied)
    return found


def _step(row: Row[Any], files: Sequence[CopiedFile]) -> Step:
    return Step(
        kind=StepKind(row.kind),
        outcome=Outcome(row.outcome) if row.outcome else None,
        provision=row.provision,
        ground=row.ground,
        despite_marking=row.despite_marking,
        how=How(row.how) if row.how else None,
        decision=_beteckning(row) if row.handling_id is not None else None,
        files=tuple(files),
        happened_at=row.happened_at,
        at=row.at,
        by=row.by,
    )


def _beteckning(row: Row[*tuple[Any, ...]]) -> str:
    return f"{row.diarienummer}-{row.lopnummer}"
