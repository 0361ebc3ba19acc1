"""The lists that are published of the register: postlista and diarieförteckning.

A postlista goes by the day of registration, so that every handling stands in the list of exactly
one day, also one that is registered late.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Handling
from diarium.arenden import list_year
from diarium.errors import UsageError
from diarium.handlingar import list_for_publishing
from diarium.installation import read_installation
from diarium.namnder import list_namnder, read_namnd
from diarium.public_line import publish_line
from diarium.public_records import (
    Diarieforteckning,
    DiariumDays,
    Postlista,
    PublicArende,
    PublicHandling,
)
from diarium.tables import ARENDE, HANDLING
from schedules.clock import STOCKHOLM


def read_postlista(
    session: Session, namnd: str | None, first: date, last: date, now: datetime
) -> Postlista:
    """Return what was registered on some days, from the public fields alone.

    Args:
        session: Any session.
        namnd: Only this nämnd's; None means all of them.
        first: The first day, in Swedish time.
        last: The last day; it is in the list.
        now: The present moment.

    Raises:
        UsageError: There is no such nämnd, the days are the wrong way round, or one has not come.
    """
    check_days(first, last, now)
    namnder = [read_namnd(session, namnd)] if namnd else list_namnder(session)
    within = (
        HANDLING.c.registered_at >= start_of(first),
        HANDLING.c.registered_at < start_of(last + timedelta(days=1)),
    )
    diarier = []
    for each in namnder:
        own = ARENDE.c.namnd + "" == each.code  # by the column itself SQLite goes by all ärenden
        found = list_for_publishing(session, own, *within)
        diarier.append(DiariumDays(namnd=each, handlingar=[*map(publish_handling, found)]))
    kommun = read_installation(session).kommun
    return Postlista(kommun=kommun, first=first, last=last, diarier=diarier)


def read_diarieforteckning(
    session: Session, namnd: str, year: int, now: datetime
) -> Diarieforteckning:
    """Return every ärende of a nämnd and a year, from the public fields alone.

    Raises:
        UsageError: There is no such nämnd, or the year has not come.
    """
    check_year(year, now)
    found = read_namnd(session, namnd)
    return Diarieforteckning(
        kommun=read_installation(session).kommun,
        namnd=found,
        year=year,
        arenden=[publish_arende(each) for each in list_year(session, found.code, year)],
    )


def publish_handling(handling: Handling) -> PublicHandling:
    """Return a handling as everybody may see it."""
    sender, sender_masked = publish_line(handling.sender_public)
    subject, subject_masked = publish_line(handling.subject_public)
    return PublicHandling(
        beteckning=handling.beteckning,
        direction=handling.direction,
        registered=day_of(handling.registered_at),
        received=day_of(handling.received_at),
        sender=sender,
        subject=subject,
        changed=_last_change(handling),
        makulerad=handling.makulerad is not None,
        rattad=handling.rattad,
        masked=sender_masked or subject_masked,
    )


def _last_change(handling: Handling) -> datetime:
    made = [handling.makulerad.at] if handling.makulerad else []
    return max([handling.registered_at, *made, *(each.at for each in handling.corrections)])


def publish_arende(arende: Arende) -> PublicArende:
    """Return an ärende as everybody may see it."""
    mening, masked = publish_line(arende.mening_public)
    return PublicArende(
        diarienummer=arende.diarienummer,
        mening=mening,
        status=arende.status,
        opened=day_of(arende.opened_at),
        closed=day_of(arende.closed_at) if arende.closed_at else None,
        masked=masked,
    )


def check_days(first: date | None, last: date | None, now: datetime) -> None:
    """Refuse days that are the wrong way round or have not come.

    Raises:
        UsageError: They are.
    """
    today = day_of(now)
    for day in (first, last):
        if day is not None and day > today:
            raise UsageError("{day} has not come yet; take today or an earlier day", day=str(day))
    if first is not None and last is not None and first > last:
        raise UsageError(
            "the first day, {first}, lies after the last, {last}; change places of them",
            first=str(first),
            last=str(last),
        )


def check_year(year: int, now: datetime) -> None:
    """Refuse a year that has not come.

    Raises:
        UsageError: It has not.
    """
    if year > day_of(now).year:
        raise UsageError("the year {year} has not come yet; take another", year=year)


def start_of(day: date) -> datetime:
    """Return the moment a day begins in Sweden, in UTC."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on in Sweden."""
    return moment.astimezone(STOCKHOLM).date()
