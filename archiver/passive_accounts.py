"""Which accounts are not kept up, from the last activity seen in snapshots and messages taken in.

The policy ("Stäng passiva konton"): an account that is not updated regularly is closed. What has
not been seen is not held against an account: one that nobody has looked at since is to be looked
at, and of one whose page tells no days nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from archiver.page_history import read_page
from archiver.settings import Settings
from diarium.accounts import list_accounts
from diarium.duties import DutyKind, Found
from diarium.files import FileStore
from diarium.own_posts import LastOwn, read_last_own
from diarium.records import Account
from diarium.snapshot_records import CaptureOutcome, Snapshot
from diarium.snapshots import list_snapshots
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Pulse(StrEnum):
    """How it stands with an account's activity.

    Attributes:
        ACTIVE: Something was written within the time.
        PASSIVE: Nothing was, and it has been looked at since.
        UNSEEN: Nothing is known to have been, but nobody has looked since the time ran out.
        UNKNOWN: The days of its posts cannot be told, and its opening was long ago.
    """

    ACTIVE = "active"
    PASSIVE = "passive"
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What is known of an account's last activity.

    Attributes:
        last: The day of its last known post, or of its opening if that came after.
        looked: The day its page, or what it wrote, was last seen.
        unread: Posts of the last snapshot whose day the page does not tell in full.
        days: Whole days since the last activity.
        passive_from: The day from which it counts as passive, if nothing more is seen.
    """

    account: str
    namnd: str
    name: str
    ansvarig: str
    pulse: Pulse
    last: date | None
    looked: date | None
    unread: int
    days: int | None
    passive_from: date | None

    @property
    def next_command(self) -> str | None:
        """What to do next; nothing for an account that is active, or that a person must judge."""
        return {
            Pulse.PASSIVE: f"archiver account close {self.account} --reason SKÄL",
            Pulse.UNSEEN: f"archiver snapshot --account {self.account}",
        }.get(self.pulse)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an account's snapshots tell: the newest post, when it was looked at, days not read."""

    last: date | None = None
    looked: date | None = None
    unread: int = 0


def list_activity(
    session: "Session", files: FileStore, days: int, now: datetime, namnd: str | None = None
) -> list[Activity]:
    """Return the activity of every open account of the municipality's own, the quietest first.

    Args:
        session: A session.
        files: The kept files.
        days: After how many days without activity an account is passive.
        now: The present moment.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such nämnd.
        AlteredError: A provenance record is gone or was altered.
    """
    today = now.astimezone(STOCKHOLM).date()
    own, pictures = read_last_own(session), _list_good(session)
    found = [
        _judge(account, _see(files, pictures.get(account.account, ())), own, days, today)
        for account in list_accounts(session, namnd)
        if account.captured and account.closed is None and account.opened <= today
    ]
    return sorted(found, key=lambda each: (each.last or date.min, each.account))


def find_passive_duties(
    session: "Session", files: FileStore, settings: Settings, now: datetime
) -> Iterator[Found]:
    """Yield the day from which each passive account is that.

    Of an account that nobody has looked at since, nothing is known to be late.
    """
    for each in list_activity(session, files, settings.policy.passive_days, now):
        if each.pulse is Pulse.PASSIVE and each.last and each.passive_from and each.next_command:
            about = (each.namnd, each.account, None, each.account)
            since, due = _begin(each.last), _begin(each.passive_from)
            yield Found(DutyKind.PASSIVE, *about, since, due, each.next_command)


def _list_good(session: "Session") -> Mapping[str, Sequence[Snapshot]]:
    """Return the good snapshots of each account, the newest first."""
    found: dict[str, list[Snapshot]] = {}
    for each in list_snapshots(session):
        if each.outcome is not CaptureOutcome.FAILED:
            found.setdefault(each.account, []).append(each)
    for taken in found.values():
        taken.sort(key=lambda each: (each.taken_at, each.id), reverse=True)
    return found


def _see(files: FileStore, newest_first: Sequence[Snapshot]) -> _Seen:
    """Return what snapshots tell, reading no further back than to a day of a post."""
    looked, unread = None, 0
    for each in newest_first:
        page = read_page(files, each)
        if page is None:  # made by hand, or before pages were described
            continue
        if looked is None:
            looked, unread = each.taken_at.astimezone(STOCKHOLM).date(), page.posts.unread
        if page.posts.last is not None:
            return _Seen(page.posts.last, looked, unread)
    return _Seen(None, looked, unread)


def _judge(
    account: Account, seen: _Seen, own: Mapping[str, LastOwn], days: int, today: date
) -> Activity:
    wrote = own.get(account.account)
    known = [day for day in (seen.last, _day(wrote.written) if wrote else None) if day]
    looks = [day for day in (seen.looked, _day(wrote.taken_in) if wrote else None) if day]
    last = max(*known, account.opened) if known else None
    passive_from = (last or account.opened) + timedelta(days=days + 1)
    looked = max(looks, default=None)
    return Activity(
        account=account.account,
        namnd=account.namnd,
        name=account.name,
        ansvarig=account.ansvarig,
        pulse=_pulse(passive_from, looked if last else None, seen.unread, today),
        last=last,
        looked=looked,
        unread=seen.unread,
        days=(today - last).days if last else None,
        passive_from=passive_from if last else None,
    )


def _pulse(passive_from: date, looked: date | None, unread: int, today: date) -> Pulse:
    """Return how it stands with an account; ``looked`` is none where no day of a post is known."""
    if today < passive_from:
        return Pulse.ACTIVE
    if looked is None or unread:
        return Pulse.UNKNOWN
    return Pulse.PASSIVE if looked >= passive_from else Pulse.UNSEEN


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM)
