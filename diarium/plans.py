"""Aktivitetsplaner in the register, and what follows from them: whether an account is official.

An account that is meant as an official channel is one on the days when a plan of it is in force.
A plan that lapses changes how the account is listed and how its comments are judged; it changes
nothing of what is captured or taken in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.orm import Session

from diarium.accounts import list_accounts, read_account
from diarium.errors import UsageError
from diarium.journal import append_event, insert_row
from diarium.plain_text import clean_line
from diarium.plan_checks import check_facts, refuse_approval, refuse_overlap, refuse_unplanned
from diarium.plan_records import (
    Aktivitetsplan,
    Approval,
    Approver,
    NewApproval,
    PlanFacts,
    Plans,
    choose_plan,
    list_newest,
)
from diarium.policy_tables import AKTIVITETSPLAN, PLAN_APPROVAL
from diarium.records import Account
from schedules.clock import STOCKHOLM

_FACTS = ("goals", "channels", "malgrupp", "first_day", "last_day", "monitoring_only", "limited")


def read_plans(session: Session, before: datetime | None = None) -> Plans:
    """Return all plans.

    Args:
        session: Any session.
        before: What was noted at this moment or later is not told.
    """
    found = defaultdict[str, list[Aktivitetsplan]](list)
    for each in list_plans(session, before=before):
        found[each.account].append(each)
    return Plans(found)


def list_plans(
    session: Session, account: str | None = None, *, before: datetime | None = None
) -> list[Aktivitetsplan]:
    """Return every version of every plan, by account, number and version.

    Args:
        session: Any session.
        account: Only those of the account with this id.
        before: What was noted at this moment or later is not told.

    Raises:
        UsageError: There is no such account.
    """
    plan = AKTIVITETSPLAN.c
    query = select(AKTIVITETSPLAN).order_by(plan.account, plan.number, plan.version)
    given = select(PLAN_APPROVAL)
    if account is not None:
        name = read_account(session, account).account
        query = query.where(plan.account == name)
        given = given.join(AKTIVITETSPLAN).where(plan.account == name)
    if before is not None:
        query = query.where(plan.at < before)
        given = given.where(PLAN_APPROVAL.c.at < before)
    approvals = _read_approvals(session, given)
    return [_plan(row._mapping, approvals) for row in session.execute(query)]  # noqa: SLF001  SQLAlchemy's public name


def plan_in_force(session: Session, account_id: str, day: date) -> Aktivitetsplan | None:
    """Return the plan of an account that is in force on a day, in Swedish time.

    Raises:
        UsageError: There is no such account.
    """
    return choose_plan(list_plans(session, account_id), day)


def is_official(session: Session, account: Account, day: date) -> bool:
    """Tell whether an account is official on a day, in Swedish time."""
    return read_plans(session).makes_official(account, day)


def list_official(session: Session, day: date, namnd: str | None = None) -> frozenset[str]:
    """Return the ids of the accounts that are official on a day, in Swedish time.

    Raises:
        UsageError: There is no such nämnd.
    """
    plans, accounts = read_plans(session), list_accounts(session, namnd)
    return frozenset(each.account for each in accounts if plans.makes_official(each, day))


def facts_of(session: Session, account: str, number: int | None = None) -> PlanFacts:
    """Return what the newest version of a plan says, to be changed in part.

    Args:
        session: Any session.
        account: The id of the account.
        number: Which of its plans; None means the newest.

    Raises:
        UsageError: There is no such account or plan.
    """
    name = read_account(session, account).account
    plan = _choose(list_newest(list_plans(session, name)), name, number)
    said = {each: getattr(plan, each) for each in _FACTS}
    return PlanFacts(account=name, number=plan.number, **said)


def set_plan(session: Session, facts: PlanFacts, by: str, now: datetime) -> Aktivitetsplan:
    """Write a plan, or a new version of one, which is to be approved anew.

    If nothing comes to differ from the version before, nothing is written.

    Args:
        session: A session that holds the write lock.
        facts: What it says.
        by: Who writes it.
        now: When.

    Raises:
        UsageError: There is no such account or plan, or something cannot be meant.
        RefusedError: The account is closed, or another plan of it has days in common with this.
    """
    account = _read_planned(session, facts.account)
    plans = list_newest(list_plans(session, account.account))
    before = _choose(plans, account.account, facts.number) if facts.number is not None else None
    number = before.number if before else len(plans) + 1
    checked = check_facts(replace(facts, account=account.account, number=number))
    refuse_overlap(checked, plans)
    if before and all(getattr(before, name) == getattr(checked, name) for name in _FACTS):
        return before
    return _write(session, checked, before.version + 1 if before else 1, by, now)


def approve_plan(session: Session, given: NewApproval, by: str, now: datetime) -> Aktivitetsplan:
    """Note that somebody has approved the newest version of a plan.

    Args:
        session: A session that holds the write lock.
        given: Who, as what and when.
        by: Who notes it.
        now: When.

    Raises:
        UsageError: There is no such account or plan, the name cannot be one, or the day has not
            come yet.
        RefusedError: The account is closed, the plan needs no approval or has that one, or the
            same person has approved it in another capacity.
    """
    account = _read_planned(session, given.account).account
    plan = _choose(list_newest(list_plans(session, account)), account, given.number)
    name = clean_line("name", given.name)
    if given.day > now.astimezone(STOCKHOLM).date():
        raise UsageError(
            "{day} has not come yet; an approval is noted when it has been given", day=given.day
        )
    refuse_approval(plan, given.approver, name)
    row = insert_row(
        session, PLAN_APPROVAL, aktivitetsplan_id=plan.id, approver=given.approver.value, name=name,
        day=given.day, at=now, by=by,
    )  # fmt: skip
    append_event(session, "aktivitetsplan.approved", _subject(plan), [row], by, now)
    return _choose(list_newest(list_plans(session, account)), account, plan.number)


def _read_planned(session: Session, name: str) -> Account:
    account = read_account(session, name)
    refuse_unplanned(account)
    return account


def _choose(plans: Sequence[Aktivitetsplan], account: str, number: int | None) -> Aktivitetsplan:
    """Return one of an account's plans by its number; None means the newest."""
    wanted = len(plans) if number is None else number
    for each in plans:
        if each.number == wanted:
            return each
    if not plans:
        raise UsageError(
            "account {account} has no plan; archiver plan set {account} writes one",
            account=account,
        )
    raise UsageError(
        "account {account} has no plan {number}; archiver plan show {account} shows those it has",
        account=account,
        number=wanted,
    )


def _write(
    session: Session, facts: PlanFacts, version: int, by: str, now: datetime
) -> Aktivitetsplan:
    said = {name: getattr(facts, name) for name in _FACTS}
    said |= {"goals": "\n".join(facts.goals), "channels": "\n".join(facts.channels)}
    row = insert_row(
        session, AKTIVITETSPLAN, account=facts.account, number=facts.number, version=version,
        at=now, by=by, **said,
    )  # fmt: skip
    [written] = [each for each in list_plans(session, facts.account) if each.id == row.row_id]
    append_event(session, "aktivitetsplan.set", _subject(written), [row], by, now)
    return written


def _subject(plan: Aktivitetsplan) -> str:
    return f"{plan.account} plan {plan.number}"


def _read_approvals(session: Session, query: Select[Any]) -> Mapping[int, list[Approval]]:
    found = defaultdict[int, list[Approval]](list)
    for row in session.execute(query):
        approver = Approver(row.approver)
        found[row.aktivitetsplan_id].append(
            Approval(approver=approver, name=row.name, day=row.day, at=row.at, by=row.by)
        )
    return found


def _plan(row: RowMapping, approvals: Mapping[int, list[Approval]]) -> Aktivitetsplan:
    order = list(Approver)
    said = {name: value for name, value in row.items() if name != "salt"}
    said |= {name: tuple(row[name].splitlines()) for name in ("goals", "channels")}
    given = sorted(approvals.get(row["id"], ()), key=lambda each: order.index(each.approver))
    return Aktivitetsplan(**said, approvals=tuple(given))
