"""Aktivitetsplaner: what is planned for an account, and with whom it has been anchored.

The policy ("Få ett tydligt uppdrag") wants the assignment agreed with the nearest chief and
anchored with the förvaltning's kommunikatör and the kommunikationschef; one that is for
monitoring only needs none of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from diarium.records import Account


class Approver(StrEnum):
    """With whom a plan is anchored, in the order of the form."""

    CHEF = "chef"
    KOMMUNIKATOR = "kommunikator"
    KOMMUNIKATIONSCHEF = "kommunikationschef"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What a plan says.

    Attributes:
        account: The id of the account it is for.
        number: Which of the account's plans it is a new version of; None opens the next plan.
        goals: What is to be reached, one a line, so that it can be measured.
        channels: The channels, traditional and social, that complete each other.
        malgrupp: Whom it is for.
        first_day: The first day it is for, in Swedish time.
        last_day: The last.
        monitoring_only: It is for monitoring what is said, and needs nobody's approval.
        limited: What it is for ends with it, and is evaluated then.
    """

    account: str
    number: int | None = None
    goals: tuple[str, ...]
    channels: tuple[str, ...] = ()
    malgrupp: str
    first_day: date
    last_day: date
    monitoring_only: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApproval:
    """That somebody has approved a plan.

    Attributes:
        account: The id of the account.
        number: Which of its plans; None means the newest.
        approver: As what.
        name: Who.
        day: When, in Swedish time.
    """

    account: str
    number: int | None = None
    approver: Approver
    name: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who has approved a version of a plan, as what and on which day, and who noted it when."""

    approver: Approver
    name: str
    day: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aktivitetsplan:
    """One version of a plan, as of ``PlanFacts``; approvals are of just this version.

    Attributes:
        id: Its row.
        number: Which of the account's plans, from 1.
        version: Which version of it, from 1.
        approvals: In the order of the form.
    """

    id: int
    account: str
    number: int
    version: int
    goals: tuple[str, ...]
    channels: tuple[str, ...]
    malgrupp: str
    first_day: date
    last_day: date
    monitoring_only: bool
    limited: bool
    at: datetime
    by: str
    approvals: tuple[Approval, ...] = ()

    @property
    def missing(self) -> tuple[Approver, ...]:
        """Whose approval it still needs."""
        given = {each.approver for each in self.approvals}
        return () if self.monitoring_only else tuple(a for a in Approver if a not in given)

    @property
    def anchored_on(self) -> date | None:
        """The day from which it counts: that of the last approval; none while one is missing."""
        if self.missing:
            return None
        return max((each.day for each in self.approvals), default=self.first_day)

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in its period."""
        return self.first_day <= day <= self.last_day


def is_measurable(goal: str) -> bool:
    """Tell whether a goal names a figure; one that does not can seldom be measured."""
    return any(sign.isdigit() for sign in goal)


def choose_plan(plans: Iterable[Aktivitetsplan], day: date) -> Aktivitetsplan | None:
    """Return the plan that is in force on a day, of all versions of an account's plans.

    A version counts in place of the one before it from the day it is anchored; until then the one
    before stands.

    Args:
        plans: By number and version.
        day: In Swedish time.
    """
    anchored = [each for each in plans if each.anchored_on and each.anchored_on <= day]
    counting = {each.number: each for each in anchored}
    return max(
        (each for each in counting.values() if each.covers(day)),
        key=lambda each: each.number,
        default=None,
    )


def list_newest(plans: Iterable[Aktivitetsplan]) -> list[Aktivitetsplan]:
    """Return the newest version of each of an account's plans, by number."""
    return list({each.number: each for each in plans}.values())


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of all accounts, read at once.

    Attributes:
        by_account: Every version of every plan, by number and version.
    """

    by_account: Mapping[str, Sequence[Aktivitetsplan]]
    _chosen: dict[tuple[str, date], Aktivitetsplan | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def in_force(self, account: str, day: date) -> Aktivitetsplan | None:
        """Return the plan of an account that is in force on a day.

        It is remembered: an export of a hundred thousand comments asks of few days.
        """
        asked = (account, day)
        if asked not in self._chosen:
            self._chosen[asked] = choose_plan(self.by_account.get(account, ()), day)
        return self._chosen[asked]

    def makes_official(self, account: Account, day: date) -> bool:
        """Tell whether an account is official on a day: meant to be, planned, and not closed."""
        if not account.official or (account.closed and account.closed < day):
            return False
        return self.in_force(account.account, day) is not None

    def mark(self, accounts: Iterable[Account], day: date) -> list[Account]:
        """Return accounts that tell whether they are official on a day, not what is meant."""
        return [replace(each, official=self.makes_official(each, day)) for each in accounts]
