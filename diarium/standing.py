"""Which decision about a message stands, as a condition for queries."""

from sqlalchemy import func, select

from diarium.tables import DECISION, MESSAGE

STANDING = (
    select(func.max(DECISION.c.id))
    .where(DECISION.c.message_id == MESSAGE.c.id)
    .correlate(MESSAGE)
    .scalar_subquery()
)
"""The newest decision about a message stands."""
