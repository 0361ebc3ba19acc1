"""What can still be acted on: an incoming handling that stands, in an ärende that is open."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arenden import read_arende, refuse_closed
from diarium.errors import RefusedError
from diarium.records import Direction, Handling
from schedules.clock import STOCKHOLM


def refuse_inactive(session: Session, handling: Handling) -> None:
    """Refuse to answer or pass on what nobody sent, what is makulerat and what is closed.

    Raises:
        RefusedError: The handling did not come in, is makulerad, or its ärende is closed.
    """
    if handling.direction is not Direction.INCOMING:
        raise RefusedError(
            "{beteckning} did not come in from anybody; name the handling that did",
            beteckning=handling.beteckning,
        )
    if handling.makulerad is not None:
        raise RefusedError(
            "{beteckning} is makulerad since {day}; name another handling",
            beteckning=handling.beteckning,
            day=str(handling.makulerad.at.astimezone(STOCKHOLM).date()),
        )
    refuse_closed(read_arende(session, handling.diarienummer, handlingar=False))


def whole_minute(moment: datetime) -> datetime:
    """Return the minute a moment lies in: people write when something was done in minutes."""
    return moment.replace(second=0, microsecond=0)
