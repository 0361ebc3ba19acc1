"""Which registered handling a message answers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.records import Message
from diarium.tables import HANDLING, MESSAGE


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
