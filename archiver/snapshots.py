"""The run of a half-year: which start pages to capture, and keeping each as it is done.

Pages are captured several at once, each in a process of its own, one of each host at a time; what
comes of them is kept one by one, files first and then the register's rows in one short
transaction. There is one row for each account and run: the tries before the last stand in its
provenance record. A run that is interrupted has kept what was done, and the next run does just
what is missing.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.job import Job, MadeFile, Result, Subject
from archiver.capture.rounds import capture_in_turn
from archiver.capture.run import Captured, put_off, remove_scratch
from archiver.forecast import Forecast, foresee
from archiver.logins import open_login
from archiver.samlingsarende import register_taken
from archiver.settings import Settings
from archiver.timestamps import Timestamping
from archiver.work_folder import own_folder
from diarium.account_kinds import read_captured
from diarium.accounts import list_accounts
from diarium.database import reading, writing
from diarium.errors import AlteredError, UsageError
from diarium.files import FileStore
from diarium.installation import read_installation
from diarium.namnder import list_namnder
from diarium.records import Account, Namnd
from diarium.snapshot_records import Snapshot, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, list_taken, record_snapshot
from diarium.timestamps import Stamp
from schedules.clock import read_clock
from schedules.due import due_from, is_late, list_due
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive that snapshots are taken for, and by whom."""

    settings: Settings
    engine: "Engine"
    files: FileStore
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which snapshots to take.

    Attributes:
        due: All that are due.
        accounts: These accounts, due or not.
        period: The half-year they belong to; else the one that is due, or the present one.
        why: Why they are taken; else the halvårsskifte if it is due, or by hand.
    """

    due: bool = False
    accounts: tuple[str, ...] = ()
    period: HalfYear | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A snapshot to take: of which account, for which halvårsskifte, and why."""

    account: Account
    namnd: Namnd
    period: HalfYear
    why: Why


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot that was noted, how many pages its picture has, and who vouched for its time."""

    snapshot: Snapshot
    pages: int
    stamps: tuple[Stamp, ...] = ()


PURPOSE = "snapshot"
"""Of the work folder: taking and trying share it, since one of them at a time is enough."""
Progress = Callable[[int, int], None]
"""Told how many snapshots are done, out of how many."""
Foretell = Callable[[Forecast], None]
"""Told beforehand how long the run will take."""


def take_snapshots(
    archive: Archive,
    wish: Wish,
    jobs: int,
    progress: Progress,
    foretell: Foretell = lambda _: None,
) -> list[Taken]:
    """Take the snapshots that are wished for, and keep each as soon as it is done.

    Args:
        archive: The archive.
        wish: Which snapshots.
        jobs: How many pages to capture at once.
        progress: Told before the first and after each.
        foretell: Told before the first, when it is known what there is to do.

    Returns:
        What was noted, by account and half-year; a try that failed is among it.

    Raises:
        UsageError: The wish names an unknown account or a half-year that has not begun.
        RefusedError: Another run is going on.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    timestamping = timestamping_of(archive)
    with own_folder(archive.settings.work, PURPOSE, remove_all_scratch) as folder:
        timestamping.stamp_missed()
        with reading(archive.engine) as session:
            plan = list(plan_snapshots(session, archive.settings, wish, read_clock()))
        urls = [each.account.url for each in plan]
        foretell(foresee(urls, archive.settings.capture, jobs))
        taken = []
        progress(0, len(plan))
        for planned, captured in capture_plan(archive, plan, jobs, folder):
            snapshot = _keep(archive, planned, captured)
            shutil.rmtree(captured.folder, ignore_errors=True)
            stamps = timestamping.stamp(snapshot)
            taken.append(Taken(snapshot, captured.result.pages, tuple(stamps)))
            progress(len(taken), len(plan))
    return sorted(taken, key=lambda each: (each.snapshot.period, each.snapshot.account))


def timestamping_of(archive: Archive) -> Timestamping:
    """Return what fetches the timestamps of an archive's snapshots.

    Raises:
        SettingsError: A root certificate cannot be read.
    """
    return Timestamping(archive.engine, archive.files, archive.settings.timestamp, archive.by)


def plan_snapshots(
    session: "Session", settings: Settings, wish: Wish, now: datetime
) -> Iterator[Planned]:
    """Yield the snapshots that a wish comes to, each account and half-year once.

    Raises:
        UsageError: The wish names an unknown account or a half-year that has not begun.
        RefusedError: The wish names an account that is never captured.
    """
    if wish.period and wish.period.start > now:
        raise UsageError(
            "{period} has not begun; a snapshot belongs to a half-year that has", period=wish.period
        )
    namnder = {each.code: each for each in list_namnder(session)}
    accounts = {each.account: each for each in list_accounts(session)}
    due = _list_due(session, settings, accounts.values(), wish.period, now)
    chosen = [read_captured(session, name) for name in dict.fromkeys(wish.accounts)]
    if wish.due:
        for name, period in due:
            if not chosen or accounts[name] in chosen:
                account = accounts[name]
                why = wish.why or Why.HALVARSSKIFTE
                yield Planned(account, namnder[account.namnd], period, why)
        return
    for account in chosen:
        owed = [period for name, period in due if name == account.account]
        period = wish.period or (owed[-1] if owed else HalfYear.containing(now))
        turned = due_from(period, settings.lead_days) <= now
        why = wish.why or (Why.HALVARSSKIFTE if turned else Why.MANUAL)
        yield Planned(account, namnder[account.namnd], period, why)


def _list_due(
    session: "Session",
    settings: Settings,
    accounts: Iterable[Account],
    period: HalfYear | None,
    now: datetime,
) -> list[tuple[str, HalfYear]]:
    """Return what is due; an old half-year, before the archive began, only if it is asked for."""
    since = period.start if period else read_installation(session).at
    due = list_due(accounts, list_taken(session), since, now, settings.lead_days)
    return [(name, half) for name, half in due if period in (None, half)]


def capture_plan(
    archive: Archive, plan: Sequence[Planned], jobs: int, folder: Path
) -> Iterator[tuple[Planned, Captured]]:
    """Capture what is planned, and yield each as it is over; nothing is kept or noted."""
    asked: list[tuple[Planned, Job]] = []
    for number, planned in enumerate(plan):
        login = open_login(archive.settings, planned.account.account, read_clock())
        job = _job(archive, planned)
        if isinstance(login, str):
            yield planned, put_off(job, folder / f"{number:04d}-paused", login)
        else:
            asked.append((planned, replace(job, login=login)))
    manners = archive.settings.capture
    for number, captured in capture_in_turn([job for _, job in asked], manners, jobs, folder):
        yield asked[number][0], captured


def _job(archive: Archive, planned: Planned) -> Job:
    settings = archive.settings
    return Job(
        url=planned.account.url,
        subject=describe_subject(archive, planned),
        late_days=settings.late_days,
        settings=settings.capture,
        policy=settings.policy,
    )


def describe_subject(archive: Archive, planned: Planned) -> Subject:
    """Return whose page it is, as its försättsblad and its provenance record tell it."""
    account = planned.account
    return Subject(
        account=account.account,
        account_version=account.version,
        name=account.name,
        platform=account.platform,
        handle=account.handle,
        kommun=archive.settings.kommun,
        namnd_code=planned.namnd.code,
        namnd=planned.namnd.name,
        forvaltning=account.forvaltning,
        ansvarig=account.ansvarig,
        syfte=account.syfte,
        period=str(planned.period),
        why=planned.why.value,
        by=archive.by,
    )


def _keep(archive: Archive, planned: Planned, captured: Captured) -> Snapshot:
    """Keep the files of a capture, and then note it in one short transaction."""
    result = captured.result
    files = [keep_made_file(archive.files, captured.folder, made) for made in result.files]
    facts = _facts(planned, result, archive.settings.late_days)
    with writing(archive.engine) as session:
        now = read_clock()
        noted = record_snapshot(session, facts, files, archive.by, now)
        return register_taken(session, noted, archive.settings, archive.by, now)


def _facts(planned: Planned, result: Result, late_days: int) -> SnapshotFacts:
    account = planned.account
    return SnapshotFacts(
        account=account.account,
        account_version=account.version,
        namnd=account.namnd,
        period=str(planned.period),
        why=planned.why,
        outcome=result.outcome,
        reason=result.reason,
        late=is_late(planned.period, result.taken_at, late_days),
        url_asked=account.url,
        url_reached=result.url_reached,
        taken_at=result.taken_at,
    )


def keep_made_file(files: FileStore, folder: Path, made: MadeFile) -> SnapshotFile:
    """Keep a file that was made in a folder.

    Raises:
        AlteredError: Its bytes are not those that were made.
        StorageError: It cannot be kept.
    """
    ref = files.keep_file(folder / made.name)
    if ref.sha256 != made.sha256:
        raise AlteredError(
            "{name} changed between its making and its keeping; check the disk and run the same "
            "command again",
            name=made.name,
        )
    return SnapshotFile(role=made.role, name=made.name, media_type=made.media_type, ref=ref)


def remove_all_scratch(folder: Path) -> None:
    """Remove what the browsers of a killed run left behind."""
    for each in folder.iterdir():
        remove_scratch(each)
