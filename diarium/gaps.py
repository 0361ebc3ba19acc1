"""What is not there of a nämnd's numbers of a year: makulerat with its reason, or missing.

A number is never given twice and never taken away. So a makulerad number stands here with who
voided it, when and why, and a number that no row has is an alarm.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, literal, select
from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Note
from diarium.arenden import list_year
from diarium.diarienummer import Diarienummer
from diarium.handlingar import is_makulerad, list_handlingar
from diarium.namnder import read_namnd
from diarium.postlista import check_year
from diarium.public_line import publish_line
from diarium.tables import ARENDE, COUNTER, HANDLING


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A number that no standing registration has.

    Attributes:
        number: The diarienummer or the beteckning.
        missing: No row has it; else it is makulerat.
        why: Why it was makulerat, personnummer masked; and by whom and when.
    """

    number: str
    missing: bool
    why: str | None = None
    by: str | None = None
    at: datetime | None = None


def list_gaps(session: Session, namnd: str, year: int, template: str, now: datetime) -> list[Gap]:
    """Return what is not there of a nämnd's numbers of a year, the missing first.

    Args:
        session: Any session.
        namnd: The nämnd's code.
        year: The year.
        template: How a diarienummer is written.
        now: The present moment.

    Raises:
        UsageError: There is no such nämnd, or the year has not come.
    """
    check_year(year, now)
    found = read_namnd(session, namnd)
    arenden = list_year(session, found.code, year)
    numbers = _missing_diarienummer(session, found.code, found.series, year)
    given = [Diarienummer(found.series, year, number).format(template) for number in numbers]
    missing = [*given, *_missing_beteckningar(session, arenden, found.code, year)]
    of_year = (ARENDE.c.namnd == found.code, ARENDE.c.year == year)
    voided = list_handlingar(session, *of_year, is_makulerad(HANDLING.c.id))
    return [
        *(Gap(number=each, missing=True) for each in missing),
        *(_gap(each.diarienummer, each.makulerad) for each in arenden if each.makulerad),
        *(_gap(each.beteckning, each.makulerad) for each in voided if each.makulerad),
    ]


def _gap(number: str, note: Note) -> Gap:
    why, _ = publish_line(note.why)
    return Gap(number=number, missing=False, why=why, by=note.by, at=note.at)


def _missing_diarienummer(session: Session, namnd: str, series: str, year: int) -> list[int]:
    where = (ARENDE.c.namnd == namnd, ARENDE.c.year == year)
    there = set(session.execute(select(ARENDE.c.number).where(*where)).scalars())
    counter = select(COUNTER.c.n).where(COUNTER.c.series == f"dnr/{series}/{year}")
    highest = max(session.execute(counter).scalar() or 0, *there, 0)
    return sorted(set(range(1, highest + 1)) - there)


def _missing_beteckningar(
    session: Session, arenden: list[Arende], namnd: str, year: int
) -> Iterator[str]:
    where = (ARENDE.c.namnd == namnd, ARENDE.c.year == year)
    there = defaultdict[int, set[int]](set)
    rows = select(HANDLING.c.arende_id, HANDLING.c.lopnummer).join(ARENDE).where(*where)
    for row in session.execute(rows):
        there[row.arende_id].add(row.lopnummer)
    series = literal("handling/") + cast(ARENDE.c.id, Text)
    counters = select(ARENDE.c.id, COUNTER.c.n).join(COUNTER, COUNTER.c.series == series)
    counted = {row.id: row.n for row in session.execute(counters.where(*where))}
    for arende in arenden:
        lopnummer = there[arende.id]
        highest = max(counted.get(arende.id, 0), *lopnummer, 0)
        for number in sorted(set(range(1, highest + 1)) - lopnummer):
            yield f"{arende.diarienummer}-{number}"
