"""What is to be done about improper posts: rounds of supervision, removals, police reports."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.duties import DutyKind, Found, Terms
from diarium.removal_records import Category, Removal
from diarium.removals import list_removals
from diarium.supervision import read_last_rounds, read_starts


def find_removal_duties(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield when each account is late to be looked through, and each improper post to be removed.

    Args:
        session: A session.
        terms: How long things may take.
        namnd: Only what is this nämnd's.
    """
    yield from _find_rounds(session, terms, namnd)
    for each in list_removals(session, namnd=namnd):
        if each.is_open:
            command = f"archiver remove-post done {each.id}"
        elif lacks_police(each):
            command = f"archiver remove-post police {each.id} --report NUMMER"
        else:
            continue
        due = each.seen_at + timedelta(hours=terms.removal_hours)
        about = (each.namnd, str(each.id), None, each.account)
        yield Found(DutyKind.REMOVAL, *about, each.seen_at, due, command)


def lacks_police(removal: Removal) -> bool:
    """Tell whether a post must be reported to the police and is not: one that shows child abuse."""
    abuse = removal.category is Category.CHILD_ABUSE
    return abuse and removal.police is None and removal.left is None


def _find_rounds(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield the next round of each account of our own; none where none are kept."""
    if not terms.supervision_hours:
        return
    last, starts = read_last_rounds(session), read_starts(session)
    for account in list_accounts(session, namnd):
        if account.closed or not account.captured:
            continue
        since = last.get(account.account, starts[account.account])
        due = since + timedelta(hours=terms.supervision_hours)
        about = (account.namnd, account.account, None, account.account)
        command = f"archiver remove-post round {account.account}"
        yield Found(DutyKind.SUPERVISION, *about, since, due, command)
