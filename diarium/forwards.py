"""Vidarebefordran: saklig kritik is passed on to the instans it concerns (policy, "Diarieför").

To whom, when and by whom is a row; the instans' receipt is another. Nothing is sent from here: a
person sends it as the office sends things, and notes it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from diarium.arende_records import Direction, Handling
from diarium.errors import RefusedError, UsageError
from diarium.handlingar import is_makulerad, read_beteckning
from diarium.incoming import check_moment, refuse_inactive
from diarium.journal import append_event, insert_row
from diarium.kept import note_file
from diarium.plain_text import clean_line
from diarium.public_line import fold_line
from diarium.records import FileRef
from diarium.tables import ARENDE, CORRECTION, FORWARD, FORWARD_RECEIPT, HANDLING

KRITIK = "kritik"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An instans' receipt: when it got the handling, and the kept file that shows it, if any."""

    received_at: datetime
    name: str | None = None
    media_type: str | None = None
    ref: FileRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """A vidarebefordran.

    Attributes:
        beteckning: The handling that was passed on.
        recipient: The instans.
        note: What was said with it.
        forwarded_at: When it was passed on; ``at`` is when that was noted.
        received_at: When the instans got it, as its receipt says; None until there is one.
        receipt: SHA-256 of the kept receipt, if there is a file.
    """

    id: int
    beteckning: str
    recipient: str
    note: str | None
    forwarded_at: datetime
    at: datetime
    by: str
    received_at: datetime | None
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """What a person says of a vidarebefordran: to whom, when, and what was said with it."""

    to: str
    sent: datetime
    note: str | None = None


def record_forward(
    session: Session, beteckning: str, passing: Passing, by: str, now: datetime
) -> Forward:
    """Note that a handling was passed on to the instans it concerns.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        passing: To whom, when, and what was said with it.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such handling, or instans, note or moment cannot be meant.
        RefusedError: The handling did not come in or is makulerad, its ärende is closed, or it
            was passed on to the same instans before and no receipt has come.
    """
    handling = read_beteckning(session, beteckning)
    recipient = clean_line("--to", passing.to)
    note = clean_line("--note", passing.note or "", optional=True)
    check_moment(passing.sent, handling.made_available_at, "--sent", now)
    _refuse(session, handling, recipient)
    row = insert_row(
        session, FORWARD, handling_id=handling.id, recipient=recipient, note=note or None,
        forwarded_at=passing.sent, at=now, by=by,
    )  # fmt: skip
    append_event(session, "handling.forwarded", handling.beteckning, [row], by, now)
    return list_forwards(session, handling)[-1]


def record_receipt(
    session: Session, beteckning: str, to: str | None, receipt: Receipt, by: str, now: datetime
) -> Forward:
    """Note the receipt of the instans that a handling was passed on to.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        to: The instans; None where only one still owes its receipt.
        receipt: When the instans got it, and the kept file that shows it.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such handling, the moment cannot be meant, or it is not clear which
            instans is meant.
        RefusedError: Nothing was passed on that waits for a receipt.
    """
    handling = read_beteckning(session, beteckning)
    forward = _awaited(list_forwards(session, handling), handling.beteckning, to)
    check_moment(receipt.received_at, forward.forwarded_at, "--received", now)
    row = insert_row(
        session, FORWARD_RECEIPT, forward_id=forward.id, received_at=receipt.received_at,
        name=receipt.name, sha256=receipt.ref.sha256 if receipt.ref else None, at=now, by=by,
    )  # fmt: skip
    rows = [row]
    if receipt.ref is not None and receipt.media_type is not None:
        rows += note_file(session, receipt.ref, receipt.media_type, now)
    append_event(session, "forward.received", handling.beteckning, rows, by, now)
    return next(each for each in list_forwards(session, handling) if each.id == forward.id)


def list_forwards(session: Session, handling: Handling) -> list[Forward]:
    """Return to whom a handling was passed on, oldest first, each with its receipt."""
    receipt = (FORWARD_RECEIPT.c.received_at, FORWARD_RECEIPT.c.sha256)
    rows = session.execute(
        select(FORWARD, *receipt)
        .outerjoin(FORWARD_RECEIPT, FORWARD_RECEIPT.c.forward_id == FORWARD.c.id)
        .where(FORWARD.c.handling_id == handling.id)
        .order_by(FORWARD.c.id)
    )
    return [
        Forward(
            id=row.id,
            beteckning=handling.beteckning,
            recipient=row.recipient,
            note=row.note,
            forwarded_at=row.forwarded_at,
            at=row.at,
            by=row.by,
            received_at=row.received_at,
            receipt=row.sha256,
        )
        for row in rows
    ]


def unforwarded(session: Session, arende_id: int) -> list[str]:
    """Return the beteckningar of an ärende's saklig kritik that was never passed on."""
    rows = session.execute(
        select(ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(HANDLING.c.arende_id == arende_id, waits_for_forward())
        .order_by(HANDLING.c.lopnummer)
    )
    return [f"{row.diarienummer}-{row.lopnummer}" for row in rows]


def waits_for_forward() -> ColumnElement[bool]:
    """Return the condition that a row of ``handling`` is saklig kritik never passed on.

    The kind is read as corrected; what is makulerat is not passed on.
    """
    return is_kritik() & ~is_passed_on()


def is_kritik() -> ColumnElement[bool]:
    """Return the condition that a row of ``handling`` is saklig kritik that came in and stands."""
    incoming = HANDLING.c.direction == Direction.INCOMING.value
    return incoming & ~is_makulerad(HANDLING.c.id) & (_kind() == KRITIK)


def is_passed_on() -> ColumnElement[bool]:
    """Return the condition that a row of ``handling`` was passed on to an instans."""
    return select(FORWARD.c.id).where(FORWARD.c.handling_id == HANDLING.c.id).exists()


def _kind() -> ColumnElement[str]:
    """Return the kind of a row of ``handling``, as its newest correction has it."""
    corrected = (
        select(CORRECTION.c.new_public)
        .where(CORRECTION.c.handling_id == HANDLING.c.id, CORRECTION.c.field == "kind")
        .order_by(CORRECTION.c.id.desc())
        .limit(1)
        .correlate(HANDLING)
        .scalar_subquery()
    )
    return func.coalesce(corrected, HANDLING.c.kind)


def _refuse(session: Session, handling: Handling, recipient: str) -> None:
    """Refuse to pass on what did not come in, what is closed, and the same twice."""
    refuse_inactive(session, handling)
    before = _waiting(list_forwards(session, handling))
    if any(_same(each.recipient, recipient) for each in before):
        raise RefusedError(
            "{beteckning} is passed on to {recipient} already; note the receipt by --received",
            beteckning=handling.beteckning,
            recipient=recipient,
        )


def _awaited(forwards: list[Forward], beteckning: str, to: str | None) -> Forward:
    """Return the one vidarebefordran whose receipt is meant."""
    waiting = _waiting(forwards)
    meant = [each for each in waiting if to is None or _same(each.recipient, to)]
    if not meant:
        raise RefusedError(
            "nothing of {beteckning} waits for a receipt; archiver forward {beteckning} tells to "
            "whom it was passed on",
            beteckning=beteckning,
        )
    if len(meant) > 1:
        raise UsageError(
            "{beteckning} was passed on to {recipients}; say by --to whose receipt it is",
            beteckning=beteckning,
            recipients=", ".join(each.recipient for each in meant),
        )
    return meant[0]


def _waiting(forwards: Iterable[Forward]) -> list[Forward]:
    return [each for each in forwards if each.received_at is None]


def _same(one: str, other: str) -> bool:
    return fold_line(one).casefold() == fold_line(other).casefold()
