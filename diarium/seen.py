"""Who has seen, or was handed, what is protected: told by the journal alone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.arenden import read_arende
from diarium.errors import UsageError
from diarium.handlingar import read_beteckning
from diarium.journal import append_event
from diarium.records import Event
from diarium.tables import JOURNAL

KINDS = {"seen": "protected.seen", "exported": "protected.exported"}


def note_seen(
    session: Session,
    numbers: Iterable[str],
    how: Literal["seen", "exported"],
    by: str,
    now: datetime,
) -> None:
    """Journal that somebody sees, or is handed, what is protected; before it is shown.

    Args:
        session: A session that holds the write lock.
        numbers: Beteckningar of the handlingar, and diarienummer where the ärendemening is seen.
        how: Whether it is seen on a screen or goes out in a file.
        by: Who sees it.
        now: When.
    """
    for number in numbers:
        append_event(session, KINDS[how], number, [], by, now)


def list_seen(session: Session, number: str) -> list[Event]:
    """Return the entries that tell who has seen what is protected, oldest first.

    Args:
        session: Any session.
        number: The beteckning of a handling, or the diarienummer for its ärendemening.

    Raises:
        UsageError: There is no such handling or ärende.
    """
    query = select(JOURNAL).where(
        JOURNAL.c.kind.in_(KINDS.values()), JOURNAL.c.subject == _find(session, number)
    )
    rows = session.execute(query.order_by(JOURNAL.c.seq))
    return [Event(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name for it


def _find(session: Session, number: str) -> str:
    """Return a number as the register writes it."""
    try:
        return read_arende(session, number, handlingar=False).diarienummer
    except UsageError:
        return read_beteckning(session, number).beteckning
