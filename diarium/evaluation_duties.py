"""When an account is to be evaluated: at least once a year, and after a limited activity.

The policy ("Planera och utvärdera din kommunikation"). The year is counted from the first day of
the first plan or from the day of the last evaluation; an activity that its plan says is limited is
evaluated when it has ended. An assignment for monitoring only is no communication of ours, and is
not evaluated.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.duties import DutyKind, Found, Terms
from diarium.evaluation_records import Evaluation
from diarium.evaluations import list_by_account
from diarium.plan_records import Aktivitetsplan, list_newest
from diarium.plans import list_plans
from diarium.records import Account
from schedules.clock import STOCKHOLM

DAY = timedelta(days=1)
PLACE = "--output MAPP"


def find_evaluation_duties(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield the next evaluation of each account with a plan that has been approved.

    Args:
        session: A session.
        terms: How many days there may be between two evaluations, and after a limited activity.
        namnd: Only those of the nämnd with this code.
    """
    plans, made = _read_plans(session), list_by_account(session)
    for account in list_accounts(session, namnd):
        known, done = plans[account.account], made.get(account.account, [])
        lasting = [each for each in known if not each.limited]
        if lasting:
            yield from _yearly(account, lasting, done, terms)
        for each in known:
            if each.limited:
                yield from _after(account, each, done, terms)


def _read_plans(session: Session) -> defaultdict[str, list[Aktivitetsplan]]:
    """Return the newest approved version of every plan for communication, by account."""
    found = defaultdict[str, list[Aktivitetsplan]](list)
    for each in list_plans(session):
        if each.anchored_on is not None and not each.monitoring_only:
            found[each.account].append(each)
    return defaultdict(list, {name: list_newest(plans) for name, plans in found.items()})


def _yearly(
    account: Account, plans: Sequence[Aktivitetsplan], done: Sequence[Evaluation], terms: Terms
) -> Iterator[Found]:
    """Yield the evaluation that comes a year after the last; none when all has been evaluated."""
    first = max(account.opened, min(each.first_day for each in plans))
    last = _end(account, max(each.last_day for each in plans))
    counted = first
    if done:
        newest = max(done, key=lambda each: (each.facts.span.last, each.at))
        first = max(first, newest.facts.span.last + DAY)
        counted = max(counted, newest.at.astimezone(STOCKHOLM).date())
    if first > last:
        return
    due = _start(counted + timedelta(days=terms.evaluation_days))
    yield _found(account, _start(counted), due, f"--from {first}")


def _after(
    account: Account, plan: Aktivitetsplan, done: Sequence[Evaluation], terms: Terms
) -> Iterator[Found]:
    """Yield the evaluation of a limited activity, unless its last day has been evaluated."""
    first, end = max(account.opened, plan.first_day), _end(account, plan.last_day)
    if end < first or any(each.facts.span.first <= end <= each.facts.span.last for each in done):
        return
    ended = _start(end + DAY)
    due = ended + timedelta(days=terms.evaluation_after_days)
    yield _found(account, ended, due, f"--from {first} --to {end}")


def _end(account: Account, planned: date) -> date:
    return min(planned, account.closed) if account.closed else planned


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM)


def _found(account: Account, since: datetime, due: datetime, days: str) -> Found:
    about = (account.namnd, account.account, None, account.account)
    command = f"archiver evaluate {account.account} {days} {PLACE}"
    return Found(DutyKind.EVALUATION, *about, since, due, command)
