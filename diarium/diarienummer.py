"""Diarienummer: how they are written, read and given.

They run 1, 2, 3 … without gaps or doubles per nämnd and year, under any number of writers, for
they come from one counter row in the same transaction as the ärende they name.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diarium.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DEFAULT_TEMPLATE = "{series}/{year}:{number}"
_FIELDS = {
    "series": r"(?P<series>[^\W_][\w-]*)",
    "year": r"(?P<year>\d{4})",
    "number": r"(?P<number>[1-9]\d*)",
}


@dataclass(frozen=True, slots=True)
class Diarienummer:
    """A diarienummer: the nämnd's series, the year, and the running number within it."""

    series: str
    year: int
    number: int

    def format(self, template: str = DEFAULT_TEMPLATE) -> str:
        """Return it as people write it, such as ``KS/2026:17``."""
        return template.format(series=self.series, year=f"{self.year:04d}", number=self.number)

    @classmethod
    def parse(cls, written: str, template: str = DEFAULT_TEMPLATE) -> "Diarienummer":
        """Read a diarienummer as people write it.

        Raises:
            UsageError: It is not written by the template.
        """
        found = re.fullmatch(_pattern(template), written.strip(), re.ASCII | re.IGNORECASE)
        if found is None:
            raise UsageError(
                "{written} is not a diarienummer; write it like {example}",
                written=written,
                example=cls("KS", 2026, 17).format(template),
            )
        series, year, number = found["series"], int(found["year"]), int(found["number"])
        return cls(series.upper(), year, number)


def check_template(template: str) -> str:
    """Return the template if it names series, year and number once each, apart from each other.

    Raises:
        SettingsError: It does not, so that two numbers could be written alike.
    """
    found = re.findall(r"{(\w+)}", template)
    together = re.search(r"{(year|number)}{(year|number)}", template)
    if sorted(found) != sorted(_FIELDS) or together or re.search(r"[{}]", _bare(template)):
        raise SettingsError(
            "the setting diarium.number must hold {{series}}, {{year}} and {{number}} once each, "
            "with something between the year and the number"
        )
    return template


def next_number(session: "Session", series: str) -> int:
    """Return the next number of a series, counted from 1, in the caller's transaction.

    If the transaction is undone the number is given again, so that no gap comes to be.
    """
    from sqlalchemy import text  # noqa: PLC0415  the settings read this module, without a database

    counted = session.execute(
        text(
            "INSERT INTO counter (series, n) VALUES (:series, 1) "
            "ON CONFLICT (series) DO UPDATE SET n = counter.n + 1 RETURNING n"
        ),
        {"series": series},
    )
    return int(counted.scalar_one())


def _bare(template: str) -> str:
    return re.sub(r"{\w+}", "", template)


def _pattern(template: str) -> str:
    pieces = re.split(r"{(\w+)}", template)
    return "".join(
        _FIELDS[piece] if position % 2 else re.escape(piece)
        for position, piece in enumerate(pieces)
    )
