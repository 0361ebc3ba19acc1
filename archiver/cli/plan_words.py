"""How the plans of accounts are told to people."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import print_json, print_table, printable, show
from diarium.plan_records import Aktivitetsplan, Approver, is_measurable
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from diarium.plan_standing import PlanStanding


def approver_name(approver: Approver) -> str:
    """Return what people call the capacity that a plan is approved in."""
    return {
        Approver.CHEF: _("nearest chief"),
        Approver.KOMMUNIKATOR: _("the förvaltning's kommunikatör"),
        Approver.KOMMUNIKATIONSCHEF: _("kommunikationschef"),
    }[approver]


def tell_plan(plan: Aktivitetsplan, now: datetime, *, as_json: bool) -> None:
    """Tell of a plan that was written or approved: its days, and what it waits for."""
    if as_json:
        print_json(plan)
        return
    line = _("Plan {number} of account {account}, version {version}, {first} to {last}: {state}")
    told = line.format(
        number=plan.number, account=plan.account, version=plan.version, first=plan.first_day,
        last=plan.last_day, state=_state(plan, now),
    )  # fmt: skip
    click.echo(told)


def tell_vague(plan: Aktivitetsplan) -> None:
    """Say which goals name no figure; advice, for nobody can tell if it can be measured."""
    for goal in plan.goals:
        if not is_measurable(goal):
            text = _("No figure stands in the goal “{goal}”; how will it be measured?")
            click.echo(text.format(goal=printable(goal)), err=True)


def print_standings(standings: "Sequence[PlanStanding]") -> None:
    """Print how it stands with the plan of each account."""
    columns = (
        _("Account"), _("Nämnd"), _("Official"), _("Plan"), _("From"), _("To"), _("How it stands"),
    )  # fmt: skip
    rows = (
        (
            each.account, each.namnd, each.official, each.plan and each.plan.number,
            each.plan and each.plan.first_day, each.plan and each.plan.last_day,
            _standing(each),
        )
        for each in standings
    )  # fmt: skip
    print_table(columns, rows, _("There is no account in use."))


def print_plans(plans: Sequence[Aktivitetsplan]) -> None:
    """Print every version of plans, each as a table of its own."""
    if not plans:
        click.echo(_("There is no such plan."))
    for position, plan in enumerate(plans):
        if position:
            click.echo()
        print_table((_("Field"), _("Says")), _rows(plan), "")


def _rows(plan: Aktivitetsplan) -> Iterator[tuple[str, str]]:
    yield (
        _("Plan"),
        _("{number}, version {version}").format(number=plan.number, version=plan.version),
    )
    yield _("Days"), _("{first} to {last}").format(first=plan.first_day, last=plan.last_day)
    yield from ((_("Goal"), goal) for goal in plan.goals)
    yield from ((_("Channel"), channel) for channel in plan.channels)
    yield _("Target group"), plan.malgrupp
    yield _("Only monitoring"), show(plan.monitoring_only)
    yield _("Limited activity"), show(plan.limited)
    for each in plan.approvals:
        yield approver_name(each.approver), f"{each.name}, {each.day}"
    yield from ((approver_name(each), _("has not approved it")) for each in plan.missing)
    yield _("Written"), f"{show(plan.at)}, {plan.by}"


def _state(plan: Aktivitetsplan, now: datetime) -> str:
    if plan.missing:
        return _("waits for approval by {whom}.").format(whom=_missing(plan))
    day = now.astimezone(STOCKHOLM).date()
    if plan.last_day < day:
        return _("its days are over.")
    return _("in force.") if plan.first_day <= day else _("in force from its first day.")


def _standing(standing: "PlanStanding") -> str:
    from diarium.plan_standing import PlanState

    plan = standing.plan
    words = {
        PlanState.IN_FORCE: _("in force"),
        PlanState.UNAPPROVED: _("waits for approval"),
        PlanState.COMING: _("has not begun"),
        PlanState.LAPSED: _("has ended"),
        PlanState.NONE: _("there is no plan"),
    }[standing.state]
    if plan is None or not plan.missing or standing.state is PlanState.LAPSED:
        return words
    waits = _("waits for approval by {whom}").format(whom=_missing(plan))
    return waits if standing.state is PlanState.UNAPPROVED else f"{words}; {waits}"


def _missing(plan: Aktivitetsplan) -> str:
    return ", ".join(approver_name(each) for each in plan.missing)
