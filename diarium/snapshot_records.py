"""Snapshots as the other packages see them: frozen, and free of the database.

Moments are aware and in UTC; ``by`` is who did it, as in ``diarium.records``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from diarium.records import NamedFile


class Why(StrEnum):
    """Why a snapshot was taken; that of an improper post is a copy of it, and no ögonblicksbild."""

    HALVARSSKIFTE = "halvarsskifte"
    OPENING = "opening"
    CHANGE = "change"
    CLOSING = "closing"
    MANUAL = "manual"
    REMOVAL = "removal"


OF_SNAPSHOTS = tuple(each for each in Why if each is not Why.REMOVAL)
"""The reasons of ögonblicksbilder."""


ORIGINAL = "original"
"""Role of the untouched file that a record was made of."""


PAUSED = frozenset(("host-blocked", "login-expired", "login-unreadable"))
"""Reasons that lie outside the page: a login has run out, or the host turned other visits away."""


class CaptureOutcome(StrEnum):
    """How a capture ended; a failed one is never a record of the page."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepted the picture of a failed try as the start page after all, and why."""

    why: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An ögonblicksbild of an account's start page, or the failed try to take one.

    Attributes:
        outcome: How it ended; a failed try that a person has accepted is one in part.
        period: The half-year whose end it belongs to, such as ``2026-H1``.
        reason: Reason code of a partial or failed outcome.
        late: Taken more days after the turn than the settings allow.
        taken_at: When the browser asked for the page.
        accepted: Who accepted a failed try, and why.
        beteckning: The handling in the samlingsärende of its year, if it is registered there.
    """

    id: int
    account: str
    account_version: int
    namnd: str
    period: str
    why: Why
    outcome: CaptureOutcome
    reason: str | None
    late: bool
    url_asked: str
    url_reached: str | None
    taken_at: datetime
    at: datetime
    by: str
    files: tuple[NamedFile, ...]
    accepted: Acceptance | None = None
    beteckning: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether a person made it; their file then lies among the files."""
        return any(each.role == ORIGINAL for each in self.files)

    @property
    def paused(self) -> bool:
        """Whether the account waits for a new login, or for its host to let visits in again."""
        return self.reason in PAUSED
