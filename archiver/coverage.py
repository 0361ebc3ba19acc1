"""Which accounts have their ögonblicksbild of a halvårsskifte, and how it stands with the others.

The policy ("Dokumentera") asks for one of every account. A good picture counts for the
halvårsskifte whatever failed before or after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from diarium.accounts import list_accounts
from diarium.records import Account
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from diarium.snapshots import list_snapshots
from schedules.due import is_expected
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class State(StrEnum):
    """How it stands with an account's snapshot of a halvårsskifte."""

    CAPTURED = "captured"
    PARTIAL = "partial"
    FAILED = "failed"
    PAUSED = "paused"
    UNTRIED = "not-tried"


_STATES = {CaptureOutcome.COMPLETE: State.CAPTURED, CaptureOutcome.PARTIAL: State.PARTIAL}
_BEST_FIRST = (CaptureOutcome.COMPLETE, CaptureOutcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Covered:
    """An account that should have a snapshot.

    Attributes:
        snapshot: The snapshot that counts, or else the last failed try; none if it was not tried.
        tries: Runs that tried to take it.
    """

    account: Account
    state: State
    snapshot: Snapshot | None
    tries: int

    @property
    def missing(self) -> bool:
        """Whether the account has no snapshot, not even one in part."""
        return self.state not in {State.CAPTURED, State.PARTIAL}


def read_coverage(session: "Session", period: HalfYear, now: datetime) -> list[Covered]:
    """Return how it stands with every account that should have a snapshot of a halvårsskifte.

    Args:
        session: A session.
        period: The half-year that the halvårsskifte ends.
        now: The present moment.
    """
    tries: dict[str, list[Snapshot]] = {}
    for each in list_snapshots(session, period=str(period)):
        if each.why is Why.HALVARSSKIFTE:
            tries.setdefault(each.account, []).append(each)
    return [
        _cover(account, tries.get(account.account, []))
        for account in list_accounts(session)
        if is_expected(account, period, now)
    ]


def _cover(account: Account, tries: Sequence[Snapshot]) -> Covered:
    found = _that_counts(tries)
    return Covered(account, _state(found), found, len(tries))


def _that_counts(tries: Sequence[Snapshot]) -> Snapshot | None:
    """Return the newest complete one, else the newest in part, else the last try."""
    for outcome in _BEST_FIRST:
        good = [each for each in tries if each.outcome is outcome]
        if good:
            return good[-1]
    return tries[-1] if tries else None


def _state(snapshot: Snapshot | None) -> State:
    if snapshot is None:
        return State.UNTRIED
    return _STATES.get(snapshot.outcome, State.PAUSED if snapshot.paused else State.FAILED)
