"""A person finds that two messages are the same one."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.gallrade import refuse_gallrad
from diarium.journal import append_event, insert_row
from diarium.message_records import BY_PERSON, Decision, DecisionOutcome, Message
from diarium.messages import read_message
from diarium.registered import find_registered
from diarium.tables import DECISION

_GROUND = (
    "Samma meddelande som nummer {first}, prövat av en person; en handling registreras en gång "
    "(OSL 5 kap. 1 § första stycket)."
)


def mark_duplicate(
    session: Session, message_id: int, first_id: int, by: str, now: datetime
) -> Decision:
    """Decide, as a person, that a message is the same as another.

    A later decision about it undoes that, as any other.

    Args:
        session: A session that holds the write lock.
        message_id: The message that is the same as another.
        first_id: The one that goes on to stand for both.
        by: Who decides.
        now: When.

    Raises:
        UsageError: There is no such message, or it is one and the same number.
        RefusedError: It is registered itself, it or the other is gallrat, the other is itself the
            same as a third, or belongs to another nämnd.
    """
    message, first = read_message(session, message_id), read_message(session, first_id)
    _refuse_pair(message, first)
    refuse_gallrad(message)
    refuse_gallrad(first)
    registered = find_registered(session, message_id)
    if registered is not None:
        raise RefusedError(
            "message {id} is registered as {dnr}, by {by}, and stays so",
            id=message_id,
            dnr=registered.beteckning,
            by=registered.registered_by,
        )
    row = insert_row(
        session, DECISION, message_id=message_id, outcome=DecisionOutcome.DUPLICATE.value,
        rule=BY_PERSON, ground=_GROUND.format(first=first_id), same_as=first_id, at=now, by=by,
    )  # fmt: skip
    append_event(session, "message.duplicate", f"message {message_id}", [row], by, now)
    return read_message(session, message_id).decision


def _refuse_pair(message: Message, first: Message) -> None:
    if message.id == first.id:
        raise UsageError("message {id} cannot be the same as itself; give the other's number",
                         id=message.id)  # fmt: skip
    if message.namnd != first.namnd:
        raise RefusedError(
            "message {first} is {other}'s and message {id} is {own}'s; each nämnd has its own "
            "diarium",
            first=first.id,
            other=first.namnd,
            id=message.id,
            own=message.namnd,
        )
    if first.decision.outcome is DecisionOutcome.DUPLICATE:
        raise RefusedError(
            "message {first} is itself the same as message {root}; say that number instead",
            first=first.id,
            root=first.duplicate_of,
        )
