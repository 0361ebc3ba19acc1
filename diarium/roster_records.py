"""Who may administer an account, and where its credentials are kept, as frozen records.

The policy ("Administrera konto") asks that at least two people and the förvaltning's kommunikatör
can administer each account, and ("Gallra olämpliga inlägg") that whoever is away has a substitute.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RosterRole(StrEnum):
    """What somebody is to an account."""

    ADMINISTRATOR = "administrator"
    KOMMUNIKATOR = "kommunikator"
    ERSATTARE = "ersattare"
    FRANVARANDE = "franvarande"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFacts:
    """What is said of somebody who comes into a roster.

    Attributes:
        role: What the person is to the account; ``franvarande`` tells that the person is away.
        first_day: The first day, in Swedish time.
        last_day: The last day, itself counted; none where it is not known yet.
        stands_in_for: Whom an ersättare stands in for; nobody for the other roles.
    """

    name: str
    role: RosterRole
    first_day: date
    last_day: date | None = None
    stands_in_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """Somebody in an account's roster, as the newest version of the row tells it.

    Attributes:
        entry: The row's number within the account's roster.
        version: 1, and one more for each time an end was noted.
    """

    account: str
    entry: int
    version: int
    name: str
    role: RosterRole
    stands_in_for: str | None
    first_day: date
    last_day: date | None
    at: datetime
    by: str

    def covers(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose place in a roster ends and when; the role where the person has several."""

    name: str
    role: RosterRole | None
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsPlace:
    """Where an account's credentials are kept, never what they are."""

    account: str
    version: int
    place: str
    at: datetime
    by: str


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are the same but for capital letters and spaces."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
