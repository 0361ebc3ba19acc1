"""How it stands with the plan of each account on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.plan_records import Aktivitetsplan, choose_plan, list_newest
from diarium.plans import read_plans
from diarium.records import AccountKind


class PlanState(StrEnum):
    """How it stands with an account's plan.

    Attributes:
        IN_FORCE: One is in force.
        UNAPPROVED: The period of one has come, and an approval is missing.
        COMING: The period of one has not come yet.
        LAPSED: The period of the last one is over.
        NONE: There has never been one.
    """

    IN_FORCE = "in-force"
    UNAPPROVED = "unapproved"
    COMING = "coming"
    LAPSED = "lapsed"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """How it stands with the plan of an account.

    Attributes:
        official: Whether the account is official on the day.
        plan: The plan that is in force, else the one that is waited for or was last in force.
    """

    account: str
    namnd: str
    official: bool
    state: PlanState
    plan: Aktivitetsplan | None


def list_standings(session: Session, namnd: str | None, day: date) -> list[PlanStanding]:
    """Return how it stands with the plans of the accounts in use on a day, by id.

    Args:
        session: Any session.
        namnd: Only those of the nämnd with this code.
        day: In Swedish time.

    Raises:
        UsageError: There is no such nämnd.
    """
    plans, standings = read_plans(session), list[PlanStanding]()
    for account in list_accounts(session, namnd):
        if account.closed or account.kind is AccountKind.NOT_OFFICIAL:
            continue
        state, plan = find_state(plans.by_account.get(account.account, ()), day)
        standings.append(
            PlanStanding(
                account=account.account, namnd=account.namnd, state=state, plan=plan,
                official=plans.makes_official(account, day),
            )
        )  # fmt: skip
    return standings


def find_state(
    plans: Sequence[Aktivitetsplan], day: date
) -> tuple[PlanState, Aktivitetsplan | None]:
    """Return how it stands with an account's plans on a day, and which plan that is about.

    Args:
        plans: Every version of every plan of the account, by number and version.
        day: In Swedish time.
    """
    if (plan := choose_plan(plans, day)) is not None:
        return PlanState.IN_FORCE, plan
    newest = sorted(list_newest(plans), key=lambda each: each.first_day)
    for each in newest:
        if each.covers(day):
            return PlanState.UNAPPROVED, each
    for each in newest:
        if each.first_day > day:
            return PlanState.COMING, each
    return (PlanState.LAPSED, newest[-1]) if newest else (PlanState.NONE, None)
