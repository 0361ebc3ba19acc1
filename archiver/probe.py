"""A trial run: every open account's start page is captured as it would be, and nothing is kept.

Made some weeks before the halvårsskifte, it tells in time which accounts ask for a login, have
moved or are gone.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archiver.capture.run import Captured
from archiver.forecast import foresee
from archiver.snapshots import (
    PURPOSE,
    Archive,
    Foretell,
    Planned,
    Progress,
    capture_plan,
    remove_all_scratch,
)
from archiver.work_folder import own_folder
from diarium.account_kinds import read_captured
from diarium.accounts import list_accounts
from diarium.database import reading
from diarium.namnder import list_namnder
from diarium.records import Account
from diarium.snapshot_records import CaptureOutcome, Why
from schedules.clock import STOCKHOLM, read_clock
from schedules.half_year import HalfYear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What came of an account's trial.

    Attributes:
        reason: Reason code of a partial or failed outcome.
        taken_at: When the browser asked for the page.
        pages: Pages that its picture would have had.
    """

    account: str
    outcome: CaptureOutcome
    reason: str | None
    url_asked: str
    url_reached: str | None
    taken_at: datetime
    pages: int


def probe_accounts(
    archive: Archive, names: "Sequence[str]", jobs: int, progress: Progress, foretell: Foretell
) -> list[Probed]:
    """Capture start pages and keep nothing: no file, no row.

    Args:
        archive: The archive.
        names: These accounts; if there are none, all that are open.
        jobs: How many pages to capture at once.
        progress: Told before the first and after each.
        foretell: Told before the first, when it is known what there is to do.

    Returns:
        What came of each, by account.

    Raises:
        UsageError: There is no such account.
        RefusedError: Another run is going on.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk or the database is full or cannot be reached.
    """
    with own_folder(archive.settings.work, PURPOSE, remove_all_scratch) as folder:
        with reading(archive.engine) as session:
            plan = _plan(session, names, read_clock())
        urls = [each.account.url for each in plan]
        foretell(foresee(urls, archive.settings.capture, jobs))
        probed = []
        progress(0, len(plan))
        for planned, captured in capture_plan(archive, plan, jobs, folder):
            probed.append(_describe(planned, captured))
            shutil.rmtree(captured.folder, ignore_errors=True)
            progress(len(probed), len(plan))
    return sorted(probed, key=lambda each: each.account)


def _plan(session: "Session", names: "Sequence[str]", now: datetime) -> list[Planned]:
    namnder = {each.code: each for each in list_namnder(session)}
    chosen = [read_captured(session, name) for name in dict.fromkeys(names)]
    accounts = chosen or [each for each in list_accounts(session) if _is_open(each, now)]
    period = HalfYear.containing(now)
    return [Planned(each, namnder[each.namnd], period, Why.MANUAL) for each in accounts]


def _is_open(account: Account, now: datetime) -> bool:
    today = now.astimezone(STOCKHOLM).date()
    return (
        account.captured
        and account.opened <= today
        and (account.closed is None or account.closed > today)
    )


def _describe(planned: Planned, captured: Captured) -> Probed:
    result = captured.result
    return Probed(
        account=planned.account.account,
        outcome=result.outcome,
        reason=result.reason,
        url_asked=planned.account.url,
        url_reached=result.url_reached,
        taken_at=result.taken_at,
        pages=result.pages,
    )
