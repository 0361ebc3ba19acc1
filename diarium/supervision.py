"""Rounds of supervision: whoever answers for an account looks through it for improper posts.

The policy ("Gallra olämpliga inlägg") asks for it within 48 hours, and lag (1998:112) 4 § asks
whoever provides a board to keep such supervision of it as can reasonably be demanded. Each round
is a row: which account, when, by whom.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from diarium.account_kinds import read_captured
from diarium.accounts import list_accounts, narrow_to
from diarium.errors import RefusedError
from diarium.incoming import check_moment, whole_minute
from diarium.journal import append_event, insert_row
from diarium.plain_text import clean_line
from diarium.policy_tables import SUPERVISION_ROUND
from diarium.postlista import start_of
from diarium.records import Account
from diarium.removal_records import Round
from diarium.tables import ACCOUNT
from schedules.deadlines import begun_hours


def record_round(
    session: Session,
    account: str,
    done: tuple[datetime, str | None],
    by: str,
    now: datetime,
) -> Round:
    """Note that somebody looked through an account for improper posts.

    Args:
        session: A session that holds the write lock.
        account: The account's id.
        done: When, and what is else to be said of it.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such account, or the moment or the note cannot be meant.
        RefusedError: The account is closed or not the municipality's own, or a round in that
            minute is noted already.
    """
    about, (moment, note) = read_captured(session, account), done
    said = clean_line("--note", note or "", optional=True)
    _refuse(session, about, moment, now)
    row = insert_row(
        session, SUPERVISION_ROUND, account=about.account, namnd=about.namnd, note=said or None,
        done_at=moment, at=now, by=by,
    )  # fmt: skip
    append_event(session, "supervision.done", about.account, [row], by, now)
    return next(each for each in list_rounds(session, about.account) if each.id == row.row_id)


def list_rounds(
    session: Session,
    account: str | None = None,
    first: date | None = None,
    last: date | None = None,
    *,
    namnd: str | None = None,
) -> list[Round]:
    """Return rounds of supervision, oldest first.

    Args:
        session: A session.
        account: Only those of the account with this id.
        first: Only those done on this day or later, in Swedish time.
        last: Only those done on this day or earlier.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such account or nämnd.
    """
    query = select(SUPERVISION_ROUND).where(*narrow_to(session, SUPERVISION_ROUND, account, namnd))
    order = (SUPERVISION_ROUND.c.done_at, SUPERVISION_ROUND.c.id)
    rounds = _measured(session.execute(query.order_by(*order)), read_starts(session))
    return [
        each
        for each in rounds
        if (first is None or start_of(first) <= each.done_at)
        and (last is None or each.done_at < start_of(last + timedelta(days=1)))
    ]


def read_last_rounds(session: Session) -> dict[str, datetime]:
    """Return when each account was last looked through; one that never was is left out."""
    newest = func.max(SUPERVISION_ROUND.c.done_at)
    query = select(SUPERVISION_ROUND.c.account, newest.label("done_at"))
    rows = session.execute(query.group_by(SUPERVISION_ROUND.c.account))
    return {row.account: row.done_at for row in rows}


def read_starts(session: Session) -> dict[str, datetime]:
    """Return from when each account is watched: when it was first noted, or opened after that."""
    rows = session.execute(select(ACCOUNT.c.account, ACCOUNT.c.at).where(ACCOUNT.c.version == 1))
    noted = {row.account: row.at for row in rows}
    return {
        each.account: max(noted[each.account], start_of(each.opened))
        for each in list_accounts(session)
    }


def _measured(rows: Iterable[Row[Any]], since: dict[str, datetime]) -> list[Round]:
    """Return rounds with the hours since the one before, of rows in the order of time."""
    before, found = dict(since), []
    for row in rows:
        waited = begun_hours(before[row.account], row.done_at)
        before[row.account] = row.done_at
        found.append(
            Round(
                id=row.id, account=row.account, namnd=row.namnd, note=row.note,
                done_at=row.done_at, waited_hours=max(waited, 0), at=row.at, by=row.by,
            )
        )  # fmt: skip
    return found


def _refuse(session: Session, account: Account, moment: datetime, now: datetime) -> None:
    check_moment(moment, start_of(account.opened), "--done", now)
    if account.closed:
        raise RefusedError(
            "account {account} was closed {closed}; nobody needs to watch it",
            account=account.account,
            closed=account.closed,
        )
    noted = {whole_minute(each.done_at) for each in list_rounds(session, account.account)}
    if whole_minute(moment) in noted:
        raise RefusedError(
            "a round of {account} at that minute is noted already; nothing was changed",
            account=account.account,
        )
