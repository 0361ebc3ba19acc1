"""What cannot stand in an aktivitetsplan, and which approval of one is refused."""

from collections.abc import Iterable
from dataclasses import replace

from diarium.errors import RefusedError, UsageError
from diarium.plain_text import clean_line
from diarium.plan_records import Aktivitetsplan, Approver, PlanFacts
from diarium.records import Account, AccountKind

YEARS = range(1990, 2200)
"""The years in which a plan can be meant."""


def refuse_unplanned(account: Account) -> None:
    """Refuse an account that no plan can be for: a closed one, or one that is not ours."""
    if account.kind is AccountKind.NOT_OFFICIAL:
        raise RefusedError(
            "account {account} is not the municipality's; a plan is for an assignment of its own",
            account=account.account,
        )
    if account.closed:
        raise RefusedError(
            "account {account} was closed {closed}; a plan is for an account in use",
            account=account.account,
            closed=account.closed,
        )


def check_facts(facts: PlanFacts) -> PlanFacts:
    """Return what a plan says, fit to be written.

    Raises:
        UsageError: The period ends before it begins, there is no goal though it is for more than
            monitoring, or words cannot be written.
    """
    if facts.last_day < facts.first_day:
        raise UsageError(
            "the plan ends {last}, before it begins {first}; give the period's first and last day",
            first=facts.first_day,
            last=facts.last_day,
        )
    for each in (facts.first_day, facts.last_day):
        if each.year not in YEARS:
            raise UsageError("{day} cannot be a day of a plan; look at its year", day=each)
    goals = tuple(clean_line("goals", each) for each in facts.goals)
    if not (goals or facts.monitoring_only):
        raise UsageError(
            "the plan has no goal; say by --goal what is to be reached, so that it can be measured"
        )
    return replace(
        facts,
        goals=goals,
        channels=tuple(clean_line("channels", each) for each in facts.channels),
        malgrupp=clean_line("malgrupp", facts.malgrupp),
    )


def refuse_overlap(facts: PlanFacts, plans: Iterable[Aktivitetsplan]) -> None:
    """Refuse a plan that has days in common with another of the account's.

    Args:
        facts: The plan, with its number.
        plans: The newest version of each.
    """
    for each in plans:
        apart = facts.last_day < each.first_day or each.last_day < facts.first_day
        if each.number != facts.number and not apart:
            raise RefusedError(
                "plan {number} of account {account} is for {first} to {last}, which has days in "
                "common with this; choose other days, or change that plan by --plan {number}",
                number=each.number,
                account=each.account,
                first=each.first_day,
                last=each.last_day,
            )


def refuse_approval(plan: Aktivitetsplan, approver: Approver, name: str) -> None:
    """Refuse an approval that a plan does not need, has already, or has from the same person."""
    about = {"account": plan.account, "number": plan.number}
    if plan.monitoring_only:
        raise RefusedError(
            "plan {number} of account {account} is for monitoring only, and needs no approval",
            **about,
        )
    for each in plan.approvals:
        if each.approver is approver:
            raise RefusedError(
                "plan {number} of account {account} was approved in that capacity {day}, by {name}",
                **about, day=each.day, name=each.name,
            )  # fmt: skip
        if each.name.casefold() == name.casefold():
            raise RefusedError(
                "{name} has approved plan {number} of account {account} already, in another "
                "capacity; it is to be anchored with three persons",
                **about, name=each.name,
            )  # fmt: skip
