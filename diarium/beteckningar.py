"""Handlingar by their beteckning: diarienummer and löpnummer, as people name them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.arenden import read_handling
from diarium.errors import UsageError
from diarium.records import Handling
from diarium.tables import ARENDE, HANDLING

MOST_DIGITS = 9


def read_beteckning(session: Session, beteckning: str) -> Handling:
    """Return the handling that is called so, such as ``KS/2026:17-1``.

    Raises:
        UsageError: There is none.
    """
    written = beteckning.strip()
    dnr, _, lopnummer = written.rpartition("-")
    number = int(lopnummer) if _is_number(lopnummer) else 0
    found = session.execute(
        select(HANDLING.c.id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(ARENDE.c.diarienummer.in_({dnr, dnr.upper()}), HANDLING.c.lopnummer == number)
    ).scalar()
    if found is None:
        raise UsageError(
            "there is no handling {beteckning}; archiver arende show DNR lists those of an ärende",
            beteckning=written[:100],
        )
    return read_handling(session, found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
