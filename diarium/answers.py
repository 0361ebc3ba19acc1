"""Which registered handling is answered, by what, and which waits for an answer.

A handling is answered by an outgoing handling, whether that came as an own message or was given
to ``archiver answer``, or it is written off: a person has found that no written answer is needed.
Each is a row of one table.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, func, select
from sqlalchemy.orm import Session

from diarium.arende_records import Direction
from diarium.handlingar import is_makulerad
from diarium.journal import RowDigest, insert_row
from diarium.message_records import Message
from diarium.tables import ANSWER, ARENDE, HANDLING, MESSAGE


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
            ~is_makulerad(HANDLING.c.id),
        )
        .order_by(HANDLING.c.id.desc())
        .limit(1)
    ).scalar()


def is_reply_to(asked: FromClause) -> ColumnElement[bool]:
    """Return the condition that an own message answers another, registered or not.

    Args:
        asked: The table of messages under another name.
    """
    return and_(
        MESSAGE.c.own,
        asked.c.external_id == MESSAGE.c.in_reply_to,
        is_same_place(asked),
    )


def is_same_place(other: FromClause) -> ColumnElement[bool]:
    """Return the condition that a message came by the same nämnd, account and source as another.

    The account is compared in a way that no index is chosen for: an account may hold nearly all
    there is, and an id at the source is one or two.
    """
    return and_(
        other.c.namnd == MESSAGE.c.namnd,
        func.coalesce(other.c.account, "") == func.coalesce(MESSAGE.c.account, ""),
        other.c.source == MESSAGE.c.source,
    )


def note_answer(session: Session, answered: int, answer: int, by: str, now: datetime) -> RowDigest:
    """Note that one handling answers another, both by the numbers of their rows.

    Name the result in the entry that tells of the registration.
    """
    return insert_row(
        session, ANSWER, handling_id=answered, answer_id=answer, why=None, at=now, by=by
    )


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
        .where(ANSWER.c.handling_id == handling_id, ~is_makulerad(HANDLING.c.id))
        .order_by(HANDLING.c.id)
    )
    return [f"{row.diarienummer}-{row.lopnummer}" for row in rows]


def waits_for_answer() -> ColumnElement[bool]:
    """Return the condition that a row of ``handling`` came in and waits for an answer.

    What is makulerat waits for none, and an answer that is makulerat answers nothing.
    """
    answered = select(ANSWER.c.id).where(
        ANSWER.c.handling_id == HANDLING.c.id, ~is_makulerad(ANSWER.c.answer_id)
    )
    incoming = HANDLING.c.direction == Direction.INCOMING.value
    return incoming & ~is_makulerad(HANDLING.c.id) & ~answered.exists()
