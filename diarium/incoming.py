"""What can still be acted on, and the moments that people give of what they did."""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Direction, Handling
from diarium.arenden import read_arende, refuse_closed
from diarium.errors import RefusedError, UsageError
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


def check_moment(moment: datetime, earliest: datetime, option: str, now: datetime) -> None:
    """Refuse a moment that has not come, or that lies before it could happen.

    Raises:
        UsageError: It cannot be meant.
    """
    if moment > now:
        raise UsageError("the moment given by {option} has not come; correct it", option=option)
    if moment < whole_minute(earliest):
        raise UsageError(
            "the moment given by {option} lies before {day}, when it could happen at the earliest; "
            "correct it",
            option=option,
            day=earliest.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M"),
        )
