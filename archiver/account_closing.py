"""Closing an account: a last ögonblicksbild with reason avslut first, and then the row ends.

The policy ("Stäng passiva konton", "Dokumentera"): an account that is not kept up is closed. What
its page showed last is kept before it is; where that cannot be, why not stands beside the closing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from archiver.snapshots import Archive, Progress, Wish, take_snapshots
from diarium.accounts import check_closing, close_account
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.records import Account
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from diarium.snapshots import list_snapshots
from schedules.clock import read_clock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STANDS = timedelta(days=7)
"""A picture with reason avslut that is no older stands for the last one: a person has made it, or
the closing was broken off after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How an account is closed.

    Attributes:
        day: The day it was closed on the platform, in Swedish time.
        reason: Why; it is published.
        without_snapshot: Why no last snapshot is taken, where it cannot be.
    """

    account: str
    day: date
    reason: str
    without_snapshot: str | None = None


class NotPicturedError(RefusedError):
    """An account stays open, for no last snapshot of it could be taken.

    Attributes:
        reason: The reason code of the try.
    """

    def __init__(self, account: str, reason: str) -> None:
        self.reason = reason
        super().__init__(
            "account {account} stays open, for no last snapshot of it could be taken ({reason}); "
            "save the page by hand and run archiver snapshot add FILE --account {account} --reason "
            "closing, or if it is gone close with --without-snapshot and why",
            account=account,
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed account, and its last picture where one was taken or stood already."""

    account: Account
    snapshot: Snapshot | None


def close_with_snapshot(archive: Archive, closing: Closing, progress: Progress) -> Closed:
    """Take the last snapshot of an account and close it.

    No transaction is open while the page is captured; a snapshot that was taken is kept also where
    the closing is broken off after it, and stands when the command is run again.

    Raises:
        UsageError: There is no such account, or the day or a reason cannot be one.
        NotPicturedError: No last snapshot could be taken.
        RefusedError: It is closed already.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    told = (closing.day, closing.reason)
    with reading(archive.engine) as session:
        before = check_closing(session, closing.account, told, read_clock())
        last = _find_last(session, before, read_clock())
    if not before.captured and closing.without_snapshot is not None:
        raise UsageError(
            "no snapshot is ever taken of {account}; leave out --without-snapshot",
            account=before.account,
        )
    if before.captured and closing.without_snapshot is None and last is None:
        last = _take_last(archive, before, progress)
    with writing(archive.engine) as session:
        after = close_account(
            session, before.account, told, archive.by, read_clock(),
            without_snapshot=closing.without_snapshot,
        )  # fmt: skip
    return Closed(after, last)


def _find_last(session: "Session", account: Account, now: datetime) -> Snapshot | None:
    """Return the newest good picture with reason avslut, if it is of these days."""
    found = [
        each
        for each in list_snapshots(session, account=account.account)
        if each.why is Why.CLOSING
        and each.outcome is not CaptureOutcome.FAILED
        and now - each.taken_at <= STANDS
    ]
    return max(found, key=lambda each: each.taken_at, default=None)


def _take_last(archive: Archive, account: Account, progress: Progress) -> Snapshot:
    wish = Wish(accounts=(account.account,), why=Why.CLOSING)
    [taken] = take_snapshots(archive, wish, 1, progress)
    if taken.snapshot.outcome is CaptureOutcome.FAILED:
        raise NotPicturedError(account.account, taken.snapshot.reason or "")
    return taken.snapshot
