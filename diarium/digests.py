"""Who was mailed what is to be done, and on which day, so that nobody is mailed twice a day."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_row
from diarium.policy_tables import DIGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """A mail that a server has taken.

    Attributes:
        recipient: Who it is to: the name of an ansvarig, or the code of a nämnd.
        day: The day it is about, in Swedish time.
        duties: How many duties it tells of; ``late`` how many of them are late.
    """

    recipient: str
    day: date
    duties: int
    late: int


def record_digest(session: Session, facts: DigestFacts, by: str, now: datetime) -> None:
    """Note a mail that was sent.

    Args:
        session: A session that holds the write lock.
        facts: What is noted.
        by: Who had it sent.
        now: When.
    """
    row = insert_row(session, DIGEST, **asdict(facts), at=now, by=by)
    append_event(session, "digest.sent", facts.recipient, [row], by, now)


def list_mailed(session: Session, day: date) -> frozenset[str]:
    """Return who has been mailed on a day."""
    return frozenset(session.scalars(select(DIGEST.c.recipient).where(DIGEST.c.day == day)))
