"""Which registered handling a message answers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.tables import HANDLING, MESSAGE


def find_answered(session: Session, namnd: str, in_reply_to: str | None) -> int | None:
    """Return the registered handling that a message answers, by the number of its row.

    Args:
        session: A session.
        namnd: The nämnd the answer belongs to; another nämnd is another myndighet.
        in_reply_to: What the answer says it answers: the external id of a message.
    """
    if in_reply_to is None:
        return None
    return session.execute(
        select(HANDLING.c.id)
        .join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
        .where(MESSAGE.c.external_id == in_reply_to, MESSAGE.c.namnd == namnd)
        .order_by(HANDLING.c.id)
        .limit(1)
    ).scalar()
