"""Which registered handling is answered, by what, and which still waits for its answer.

A handling is answered by an outgoing handling, whether that came as an own message or was given
to ``archiver answer``, or it is written off: a person has found that no written answer is needed.
Both are rows of one table.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from diarium.arenden import read_arende, refuse_closed
from diarium.beteckningar import read_beteckning
from diarium.errors import RefusedError, UsageError
from diarium.journal import RowDigest, append_event, insert_row
from diarium.records import Direction, Handling, Message
from diarium.tables import ANSWER, ARENDE, HANDLING, MESSAGE
from diarium.titles import fold

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A finding that a handling needs no written answer.

    Attributes:
        beteckning: The handling.
        why: Why, such as that it was answered by telephone.
    """

    beteckning: str
    why: str
    at: datetime
    by: str


def find_answered(session: Session, message: Message) -> int | None:
    """Return the registered handling that an own message answers, by the number of its row.

    Both must belong to the same nämnd, account and source: an id means nothing elsewhere.
    """
    if not message.own or message.in_reply_to is None:
        return None
    return session.execute(
        select(HANDLING.c.id)
        .join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
        .where(
            MESSAGE.c.external_id == message.in_reply_to,
            MESSAGE.c.namnd == message.namnd,
            MESSAGE.c.account.is_not_distinct_from(message.account),
            MESSAGE.c.source == message.source,
        )
        .order_by(HANDLING.c.id.desc())
        .limit(1)
    ).scalar()


def note_answer(session: Session, answered: int, answer: int, by: str, now: datetime) -> RowDigest:
    """Note that one handling answers another, both by the numbers of their rows.

    Name the result in the entry that tells of the registration.
    """
    return insert_row(
        session, ANSWER, handling_id=answered, answer_id=answer, why=None, at=now, by=by
    )


def write_off_answer(
    session: Session, beteckning: str, why: str, by: str, now: datetime
) -> NoAnswer:
    """Note, as a person, that a handling needs no written answer.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        why: Why, such as that it was answered by telephone.
        by: Who finds so.
        now: When.

    Raises:
        UsageError: There is no such handling, or nothing or too much is said of why.
        RefusedError: It did not come in, its ärende is closed, or it is answered already.
    """
    handling = read_beteckning(session, beteckning)
    said = fold(why)
    if not said or len(said) > LONGEST_REASON:
        raise UsageError(
            "say in at most {most} characters why no answer is needed", most=LONGEST_REASON
        )
    refuse_unanswerable(session, handling)
    refuse_answered(session, handling)
    row = insert_row(
        session, ANSWER, handling_id=handling.id, answer_id=None, why=said, at=now, by=by
    )
    append_event(session, "handling.needs_no_answer", handling.beteckning, [row], by, now)
    return NoAnswer(beteckning=handling.beteckning, why=said, at=now, by=by)


def unanswered(session: Session, arende_id: int) -> list[str]:
    """Return the beteckningar of an ärende's incoming handlingar that wait for an answer."""
    rows = session.execute(
        select(ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(HANDLING.c.arende_id == arende_id, waits_for_answer())
        .order_by(HANDLING.c.lopnummer)
    )
    return [f"{row.diarienummer}-{row.lopnummer}" for row in rows]


def answered_by(session: Session, handling_id: int) -> list[str]:
    """Return the beteckningar of the handlingar that answer a handling, in their order."""
    rows = session.execute(
        select(ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .join(ANSWER, ANSWER.c.answer_id == HANDLING.c.id)
        .where(ANSWER.c.handling_id == handling_id)
        .order_by(HANDLING.c.id)
    )
    return [f"{row.diarienummer}-{row.lopnummer}" for row in rows]


def waits_for_answer() -> ColumnElement[bool]:
    """Return the condition that a row of ``handling`` came in and is neither answered nor off."""
    answered = select(ANSWER.c.id).where(ANSWER.c.handling_id == HANDLING.c.id)
    return (HANDLING.c.direction == Direction.INCOMING.value) & ~answered.exists()


def refuse_unanswerable(session: Session, handling: Handling) -> None:
    """Refuse an answer to what cannot be answered.

    Raises:
        RefusedError: The handling did not come in, or its ärende is closed.
    """
    if handling.direction is not Direction.INCOMING:
        raise RefusedError(
            "{beteckning} did not come in from anybody; answer the handling it belongs to",
            beteckning=handling.beteckning,
        )
    refuse_closed(read_arende(session, handling.diarienummer, handlingar=False))


def refuse_answered(session: Session, handling: Handling) -> None:
    """Refuse to write off what is answered, or written off already.

    Raises:
        RefusedError: It is.
    """
    answers = answered_by(session, handling.id)
    if answers:
        raise RefusedError(
            "{beteckning} is answered already by {answers}; there is nothing to write off",
            beteckning=handling.beteckning,
            answers=", ".join(answers),
        )
    written_off = select(ANSWER.c.at).where(ANSWER.c.handling_id == handling.id)
    if session.execute(written_off.where(ANSWER.c.answer_id.is_(None))).first():
        raise RefusedError(
            "{beteckning} is already noted as needing no answer", beteckning=handling.beteckning
        )
