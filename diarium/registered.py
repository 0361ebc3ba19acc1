"""What was registered before: a message is registered once, and anew only after a makulering."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diarium.arende_records import Handling
from diarium.errors import RefusedError
from diarium.handlingar import is_makulerad, read_handling
from diarium.tables import HANDLING


def find_by_key(session: Session, message_id: int, key: str | None) -> Handling | None:
    """Return the handling that an idempotency key gave before, if it did.

    Raises:
        RefusedError: The key was used for another message, or for what is makulerat.
    """
    if key is None:
        return None
    found = session.execute(select(HANDLING.c.id).where(HANDLING.c.idempotency_key == key)).scalar()
    if found is None:
        return None
    handling = read_handling(session, found)
    if handling.message != message_id:
        raise RefusedError(
            "the key {key} was used for message {id}, registered as {dnr}; use another key",
            key=key,
            id=handling.message,
            dnr=handling.beteckning,
        )
    if handling.makulerad:
        raise RefusedError(
            "the key {key} was used for {dnr}, which is makulerad; use another key",
            key=key,
            dnr=handling.beteckning,
        )
    return handling


def next_turn(session: Session, message_id: int) -> int:
    """Return which registration of the message this is: anew only after one was makulerad."""
    query = select(func.count()).where(HANDLING.c.message_id == message_id)
    return session.execute(query).scalar_one() + 1


def refuse_registered(session: Session, message_id: int) -> None:
    """Refuse to register a message that stands registered.

    Raises:
        RefusedError: It is registered already.
    """
    found = find_registered(session, message_id)
    if found is not None:
        raise RefusedError(
            "message {id} is registered already as {dnr}, by {by}; a handling is registered once",
            id=message_id,
            dnr=found.beteckning,
            by=found.registered_by,
        )


def find_registered(session: Session, message_id: int) -> Handling | None:
    """Return the handling that a message stands registered as, if it does."""
    query = select(HANDLING.c.id).where(HANDLING.c.message_id == message_id)
    found = session.execute(query.where(~is_makulerad(HANDLING.c.id))).scalar()
    return None if found is None else read_handling(session, found)
