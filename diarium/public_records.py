"""What is published of the register: records that have no field for anything protected.

OSL 5 kap. 2 § andra stycket: what would keep the rest from being public is set apart. A list for
everybody is made of these records alone, so that what is set apart cannot come along by mistake.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from diarium.arende_records import ArendeStatus, Direction
from diarium.records import Namnd


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicHandling:
    """A handling as everybody may see it.

    Attributes:
        registered: The day it was registered, in Swedish time.
        received: The day it came in or was drawn up (OSL 5 kap. 2 § item 1), in Swedish time.
        sender: Sender or recipient in the public form.
        subject: What it concerns, in the public form.
        changed: When the row last became what it is: registered, corrected, set apart or voided.
        makulerad: The registration was voided; the number stays and the row with it.
        rattad: Something was corrected after it was registered.
        masked: A personnummer stood in the public form, and stars stand there instead.
    """

    beteckning: str
    direction: Direction
    registered: date
    received: date
    sender: str
    subject: str
    changed: datetime
    makulerad: bool
    rattad: bool
    masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicArende:
    """An ärende as everybody may see it; the days are counted in Swedish time.

    Attributes:
        mening: What it concerns, in the public form.
        masked: A personnummer stood in the public form, and stars stand there instead.
    """

    diarienummer: str
    mening: str
    status: ArendeStatus
    opened: date
    closed: date | None
    masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiariumDays:
    """What one nämnd registered, in the order of its numbers."""

    namnd: Namnd
    handlingar: Sequence[PublicHandling]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postlista:
    """What was registered from the first day to the last, both included, in Swedish time.

    Every registered handling of those days has its row, also one that is shielded as a whole.
    """

    kommun: str
    first: date
    last: date
    diarier: Sequence[DiariumDays]

    @property
    def masked(self) -> Iterator[str]:
        """The beteckning of every handling in which a personnummer was masked."""
        rows = (row for each in self.diarier for row in each.handlingar)
        return (row.beteckning for row in rows if row.masked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diarieforteckning:
    """Every ärende of a nämnd and a year, in the order of their numbers."""

    kommun: str
    namnd: Namnd
    year: int
    arenden: Sequence[PublicArende]

    @property
    def masked(self) -> Iterator[str]:
        """The diarienummer of every ärende in which a personnummer was masked."""
        return (row.diarienummer for row in self.arenden if row.masked)
