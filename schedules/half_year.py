"""Half-years as values, and the halvårsskifte that ends each.

The turn that ends 2026-H1 is midnight between 30 June and 1 July 2026 in Europe/Stockholm. The
policy asks for one ögonblicksbild at every turn ("Dokumentera").
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedules.clock import STOCKHOLM

FIRST_YEAR, LAST_YEAR = 1900, 9998


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """A half of a calendar year: January to June, or July to December.

    Raises:
        ValueError: There is no such half, or the year lies outside 1900–9998.
    """

    year: int
    half: int

    def __post_init__(self) -> None:
        """Refuse what is no half-year."""
        if self.half not in (1, 2) or not FIRST_YEAR <= self.year <= LAST_YEAR:
            message = f"no such half-year: {self.year}-H{self.half}"
            raise ValueError(message)

    def __str__(self) -> str:
        """Return it as people write it, such as ``2026-H1``."""
        return f"{self.year}-H{self.half}"

    @classmethod
    def parse(cls, written: str) -> "HalfYear":
        """Read ``2026-H1``.

        Raises:
            ValueError: It is written otherwise.
        """
        found = re.fullmatch(r"(\d{4})-[Hh]([12])", written.strip(), re.ASCII)
        if found is None:
            message = f"not a half-year such as 2026-H1: {written!r}"
            raise ValueError(message)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def containing(cls, moment: datetime) -> "HalfYear":
        """Return the half-year that an aware moment lies in, by Swedish time."""
        day = moment.astimezone(STOCKHOLM).date()
        return cls(day.year, 1 if day.month <= 6 else 2)  # noqa: PLR2004  June is month 6

    @property
    def first_day(self) -> date:
        """The first day: 1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """The last day: 30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first_day, time.min, STOCKHOLM)

    @property
    def turn(self) -> datetime:
        """The halvårsskifte that ends it, which is the first moment of the next."""
        return datetime.combine(self.last_day + timedelta(days=1), time.min, STOCKHOLM)

    @property
    def next(self) -> "HalfYear":
        """The half-year after this one."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> "HalfYear":
        """The half-year before this one."""
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)
