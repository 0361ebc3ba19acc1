"""Which ögonblicksbilder are due, and which were taken late.

The policy ("Dokumentera") asks for one at every halvårsskifte. It falls due some days before the
turn, so that the page is taken as the half-year leaves it, and stays due until it is taken.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from schedules.clock import STOCKHOLM
from schedules.half_year import HalfYear


class Scheduled(Protocol):
    """An account, as far as its snapshots are concerned."""

    @property
    def account(self) -> str:
        """Its id."""

    @property
    def opened(self) -> date:
        """The day it was opened, in Swedish time."""

    @property
    def closed(self) -> date | None:
        """The day it was closed, in Swedish time, if it is closed."""

    @property
    def captured(self) -> bool:
        """Whether snapshots are taken of it at all."""


class Due(NamedTuple):
    """A snapshot that belongs to a halvårsskifte: of which account, at the end of which half."""

    account: str
    period: HalfYear


def list_due(
    accounts: Iterable[Scheduled],
    taken: Collection[tuple[str, HalfYear]],
    installed: datetime,
    now: datetime,
    lead_days: int,
) -> list[Due]:
    """Return the snapshots that are due, by halvårsskifte and then as the accounts stand.

    Args:
        accounts: The accounts, the closed too.
        taken: What has been taken, complete or in part, as account and period.
        installed: When the archive began; no halvårsskifte before it is due.
        now: The present moment.
        lead_days: How many days before the turn a snapshot falls due.
    """
    known = list(accounts)
    return [
        Due(account.account, period)
        for period in _fallen_due(installed, now, lead_days)
        for account in known
        if is_expected(account, period, now) and (account.account, period) not in taken
    ]


def is_expected(account: Scheduled, period: HalfYear, now: datetime) -> bool:
    """Tell whether a period should have a snapshot of an account, as far as is known now."""
    begun = account.opened <= now.astimezone(STOCKHOLM).date()
    return account.captured and begun and _was_open(account, period)


def last_due(now: datetime, lead_days: int) -> HalfYear:
    """Return the last half-year whose snapshots have fallen due."""
    present = HalfYear.containing(now)
    return present if due_from(present, lead_days) <= now else present.previous


def due_from(period: HalfYear, lead_days: int) -> datetime:
    """Return the moment a period's snapshots fall due: a midnight in Swedish time."""
    day = period.turn.date() - timedelta(days=lead_days)
    return datetime.combine(day, time.min, STOCKHOLM)


def is_late(period: HalfYear, taken_at: datetime, late_days: int) -> bool:
    """Tell whether a snapshot was taken more days after its halvårsskifte than allowed."""
    last = period.turn + timedelta(days=late_days)
    return taken_at.astimezone(UTC) > last.astimezone(UTC)


def _fallen_due(installed: datetime, now: datetime, lead_days: int) -> Iterator[HalfYear]:
    period = HalfYear.containing(installed)
    while due_from(period, lead_days) <= now:
        yield period
        period = period.next


def _was_open(account: Scheduled, period: HalfYear) -> bool:
    """Tell whether the account was open at the midnight that ends the period."""
    turn = period.turn.date()
    return account.opened < turn and (account.closed is None or account.closed >= turn)
