"""What is to be done about aktivitetsplaner: to write one, to have it approved, to renew it.

The policy ("Få ett tydligt uppdrag") wants a plan for every assignment, and wants it anchored:
for each account of the municipality's own, and where it takes part without one.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.duties import DutyKind, Found, Terms
from diarium.plan_records import Aktivitetsplan, list_newest
from diarium.plans import read_plans
from diarium.records import Account, AccountKind
from schedules.clock import STOCKHOLM


def find_plan_duties(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield by when the accounts in use are to have a plan, its approvals, or the next plan.

    Args:
        session: A session.
        terms: How long before a plan ends the next is to have been written.
        namnd: Only those of the nämnd with this code.
    """
    plans = read_plans(session)
    for account in list_accounts(session, namnd):
        if account.closed:
            continue
        mine = plans.by_account.get(account.account, ())
        if mine:
            yield from _find_planned(account, mine, terms)
        elif account.kind is not AccountKind.NOT_OFFICIAL:
            yield _to_write(account)


def _find_planned(
    account: Account, plans: Sequence[Aktivitetsplan], terms: Terms
) -> Iterator[Found]:
    """Yield what the plans of an account wait for; what a later one came in place of, nothing."""
    newest = list_newest(plans)
    last = max(
        (each for each in list_newest(each for each in plans if not each.missing)),
        key=lambda each: each.last_day,
        default=None,
    )
    for each in newest:
        follows = last is None or each.first_day > last.last_day or each.number == last.number
        if each.missing and follows:
            yield _to_approve(account, each)
    if last and not last.limited and all(each.first_day <= last.last_day for each in newest):
        yield _to_renew(account, last, terms)


def _to_write(account: Account) -> Found:
    """Return the duty of an account that has never had a plan."""
    name, opened = account.account, _start(account.opened)
    return _found(account, name, (opened, opened), f"archiver plan set {name}")


def _to_approve(account: Account, plan: Aktivitetsplan) -> Found:
    """Return the duty to have a plan approved before its first day, or a change of one at once."""
    due = max(_start(plan.first_day), plan.at)
    command = (
        f"archiver plan approve {plan.account} --plan {plan.number} --as {plan.missing[0].value} "
        "--name NAMN"
    )
    return _found(account, _called(plan), (plan.at, due), command)


def _to_renew(account: Account, plan: Aktivitetsplan, terms: Terms) -> Found:
    """Return the duty to have the next plan written, some days before this one ends."""
    after = plan.last_day + timedelta(days=1)
    due = max(_start(after - timedelta(days=terms.plan_warn_days)), _start(plan.first_day))
    command = f"archiver plan set {plan.account} --from {after} --to DAG --goal MÅL"
    return _found(account, _called(plan), (_start(plan.first_day), due), command)


def _found(
    account: Account, called: str, moments: tuple[datetime, datetime], command: str
) -> Found:
    since, due = moments
    return Found(DutyKind.PLAN, account.namnd, called, None, account.account, since, due, command)


def _called(plan: Aktivitetsplan) -> str:
    return f"{plan.account} plan {plan.number}"


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM).astimezone(UTC)
