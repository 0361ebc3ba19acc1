"""What the kept snapshots tell of the accounts' pages, read back from their provenance records."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from archiver.comparisons import find_unusual, find_walls, picture_similarity, text_similarity
from archiver.page_seen import PageSeen, read_page_seen
from archiver.policy_checks import CheckResult, PolicyCheck
from diarium.accounts import list_accounts, read_account
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.snapshot_records import CaptureOutcome, Snapshot
from diarium.snapshots import list_snapshots
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPage:
    """An account's newest snapshot and what the policy asks of the page it shows."""

    account: str
    namnd: str
    period: str
    snapshot: int
    checks: tuple[PolicyCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAtTime:
    """A snapshot's page in figures: how many words, and the first and last day of its posts."""

    snapshot: int
    period: str
    words: int
    first_post: date | None
    last_post: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """An account's page beside its earlier self.

    Attributes:
        before: The earlier snapshot; none if there is none with facts to compare.
        after: The newer snapshot; none if it has no facts to compare.
        text_similarity: Share of words in common, from 0 to 1.
        picture_similarity: Likeness of the first screenfuls, from 0 to 1.
        unusual: Codes of what a person should look at.
        same_as: Other accounts that show the same page: probably a wall.
    """

    account: str
    namnd: str
    before: PageAtTime | None
    after: PageAtTime | None
    text_similarity: float | None
    picture_similarity: float | None
    unusual: tuple[str, ...]
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A snapshot and the facts of its page, as far as its record tells them."""

    snapshot: Snapshot
    seen: PageSeen | None
    checks: tuple[PolicyCheck, ...]


def list_checked(
    session: "Session", files: FileStore, period: HalfYear | None, account: str | None
) -> list[CheckedPage]:
    """Return the policy checks of each account's newest good snapshot, by account.

    Args:
        session: A session.
        files: The kept files.
        period: Of this half-year; else of any, for accounts that are not closed.
        account: Only this account.

    Raises:
        UsageError: There is no such account.
        AlteredError: A provenance record is gone or was altered.
    """
    pages = []
    for newest, _ in _pair_snapshots(session, period, account):
        pages.append(
            CheckedPage(
                account=newest.account,
                namnd=newest.namnd,
                period=newest.period,
                snapshot=newest.id,
                checks=_read_kept(files, newest).checks,
            )
        )
    return pages


def list_changes(
    session: "Session", files: FileStore, period: HalfYear | None, account: str | None
) -> list[PageChange]:
    """Return each account's newest good snapshot beside the one before, the unusual first.

    The one before is the last of an earlier half-year, or else of the same. All accounts are held
    against each other, also where one is asked for.

    Args:
        session: A session.
        files: The kept files.
        period: The half-year of the newer one; else any, for accounts that are not closed.
        account: Only this account.

    Raises:
        UsageError: There is no such account.
        AlteredError: A provenance record is gone or was altered.
    """
    if account is not None:
        read_account(session, account)
    pairs = [
        (_read_kept(files, newest), _read_kept(files, earlier) if earlier else None)
        for newest, earlier in _pair_snapshots(session, period, None)
    ]
    walls = find_walls({new.snapshot.account: new.seen for new, _ in pairs if new.seen})
    changes = [
        _compare(new, old, walls.get(new.snapshot.account, ()))
        for new, old in pairs
        if account in (None, new.snapshot.account)
    ]
    return sorted(changes, key=lambda c: (not c.same_as, -len(c.unusual), c.account))


def read_page(files: FileStore, snapshot: Snapshot) -> PageSeen | None:
    """Return the page that a snapshot shows; nothing of one whose record tells of no page.

    Raises:
        AlteredError: Its provenance record is gone or was altered.
    """
    return _read_kept(files, snapshot).seen


def list_newest_pages(session: "Session", files: FileStore) -> dict[str, tuple[int, PageSeen]]:
    """Return the newest page that each account's snapshots tell of, with the snapshot's number.

    Raises:
        AlteredError: A provenance record is gone or was altered.
    """
    found: dict[str, tuple[int, PageSeen]] = {}
    newest_first = sorted(list_snapshots(session), key=lambda s: (s.taken_at, s.id), reverse=True)
    for each in newest_first:
        if each.outcome is not CaptureOutcome.FAILED and each.account not in found:
            page = read_page(files, each)
            if page is not None:
                found[each.account] = (each.id, page)
    return found


def _pair_snapshots(
    session: "Session", period: HalfYear | None, account: str | None
) -> list[tuple[Snapshot, Snapshot | None]]:
    """Return each account's newest good snapshot and the one to compare it with, by account."""
    if account is not None:
        read_account(session, account)
    open_accounts = {each.account for each in list_accounts(session) if each.closed is None}
    good: dict[str, list[Snapshot]] = {}
    for each in list_snapshots(session, account=account):
        wanted = each.period <= str(period) if period else each.account in open_accounts
        if wanted and each.outcome is not CaptureOutcome.FAILED:
            good.setdefault(each.account, []).append(each)
    for taken in good.values():
        taken.sort(key=lambda each: (each.period, each.taken_at, each.id))
    return [
        (taken[-1], _earlier(taken))
        for _, taken in sorted(good.items())
        if period is None or taken[-1].period == str(period)
    ]


def _earlier(taken: list[Snapshot]) -> Snapshot | None:
    """Return the last snapshot of an earlier half-year than the newest, or else of the same."""
    *before, newest = taken
    other = [each for each in before if each.period != newest.period] or before
    return other[-1] if other else None


def _compare(new: _Kept, old: _Kept | None, same_as: tuple[str, ...]) -> PageChange:
    pages = (old.seen, new.seen) if old and old.seen and new.seen else None
    return PageChange(
        account=new.snapshot.account,
        namnd=new.snapshot.namnd,
        before=_at_time(old),
        after=_at_time(new),
        text_similarity=text_similarity(pages[0].text, pages[1].text) if pages else None,
        picture_similarity=picture_similarity(pages[0].screen, pages[1].screen) if pages else None,
        unusual=tuple(find_unusual(*pages)) if pages else (),
        same_as=same_as,
    )


def _at_time(kept: _Kept | None) -> PageAtTime | None:
    if kept is None or kept.seen is None:
        return None
    return PageAtTime(
        snapshot=kept.snapshot.id,
        period=kept.snapshot.period,
        words=len(kept.seen.text.split()),
        first_post=kept.seen.posts.first,
        last_post=kept.seen.posts.last,
    )


def _read_kept(files: FileStore, snapshot: Snapshot) -> _Kept:
    record = _read_record(files, snapshot)
    page, checks = record.get("page"), record.get("policy_checks")
    return _Kept(
        snapshot=snapshot,
        seen=read_page_seen(page) if page else None,
        checks=tuple(_read_checks(checks or ())),
    )


def _read_checks(said: Iterable[dict[str, Any]]) -> Iterable[PolicyCheck]:
    for each in said:
        changed = {"result": CheckResult(each["result"]), "words": tuple(each["words"])}
        yield PolicyCheck(**(each | changed))


def _read_record(files: FileStore, snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot's provenance record, empty for a snapshot that has none."""
    named = next((each for each in snapshot.files if each.role == "provenance"), None)
    if named is None:
        return {}
    content = files.read(named.sha256)
    if hashlib.sha256(content).hexdigest() != named.sha256:
        raise AlteredError(
            "the provenance record of the snapshot of {account} for {period} is not what it was; "
            "run archiver verify",
            account=snapshot.account,
            period=snapshot.period,
        )
    record: dict[str, Any] = json.loads(content)
    return record
