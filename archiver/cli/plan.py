"""``archiver plan``: the aktivitetsplaner, which make accounts official while they are in force."""

from collections.abc import Callable
from datetime import date, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archiver.cli.account_options import DAY
from archiver.cli.output import json_option, print_json
from archiver.cli.plan_words import print_plans, print_standings, tell_plan, tell_vague
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.plan_records import Approver
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from diarium.plan_records import PlanFacts

Command = TypeVar("Command", bound=Callable[..., Any])
APPROVERS = click.Choice([each.value for each in Approver])
_NUMBER = click.option(
    "--plan", "number", type=ROW_NUMBER, help=_("Which of the account's plans, by number.")
)


@click.group(help=_("The plans: what each account is to reach, and who has approved it."))
def plan() -> None:
    """Hold the commands about plans."""


def _fields(command: Command) -> Command:
    """Give a command the options that say what a plan is."""
    made = (
        click.option("--from", "first_day", type=DAY, help=_("The first day it is for.")),
        click.option("--to", "last_day", type=DAY, help=_("The last day it is for.")),
        click.option(
            "--goal", "goals", multiple=True,
            help=_("What is to be reached, so that it can be measured; again for one more."),
        ),
        click.option(
            "--channel", "channels", multiple=True,
            help=_("A channel that is part of it, such as the website; again for one more."),
        ),
        click.option("--malgrupp", help=_("Whom it is for; else whom the account is for.")),
        click.option(
            "--monitoring-only/--not-monitoring-only", default=None,
            help=_("It is only to follow what is said, and needs no approval."),
        ),
        click.option(
            "--limited/--not-limited", default=None,
            help=_("The activity ends with the plan, and is evaluated then."),
        ),
    )  # fmt: skip
    for option in reversed(made):
        command = option(command)
    return command


@plan.command("set", help=_("Write a plan, or by --plan a new version of one, to be approved."))
@click.argument("account", metavar="ID")
@_fields
@_NUMBER
@json_option
@click.pass_obj
def set_(
    place: Workplace,
    /,
    account: str,
    number: int | None,
    as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:
    """Write a plan."""
    from diarium.database import writing
    from diarium.plans import set_plan

    by = place.authorize(Act.ACCOUNT, account=account)
    with writing(place.engine) as session:
        facts = _read_facts(session, account, number, said)
        written = set_plan(session, facts, by, place.now)
    tell_vague(written)
    tell_plan(written, place.now, as_json=as_json)


@plan.command(help=_("Note that the newest version of a plan has been approved by somebody."))
@click.argument("account", metavar="ID")
@click.option(
    "--as", "approver", type=APPROVERS, required=True, help=_("In which capacity it was approved.")
)
@click.option("--name", required=True, help=_("Who approved it."))
@click.option("--date", "day", type=DAY, help=_("The day it was approved; else today."))
@_NUMBER
@json_option
@click.pass_obj
def approve(place: Workplace, /, account: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note an approval."""
    from diarium.database import writing
    from diarium.plan_records import NewApproval
    from diarium.plans import approve_plan

    by = place.authorize(Act.ACCOUNT, account=account)
    given = NewApproval(
        account=account, number=said["number"], approver=Approver(said["approver"]),
        name=said["name"], day=_day(said["day"], place),
    )  # fmt: skip
    with writing(place.engine) as session:
        approved = approve_plan(session, given, by, place.now)
    tell_plan(approved, place.now, as_json=as_json)


@plan.command("list", help=_("List the accounts in use, and how it stands with their plans."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--day", type=DAY, help=_("As it stands on this day; else today."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, day: datetime | None, as_json: bool) -> None:
    """List how it stands with the plans."""
    from diarium.database import reading
    from diarium.plan_standing import list_standings

    with reading(place.engine) as session:
        standings = list_standings(session, namnd, _day(day, place))
    if as_json:
        print_json(standings)
    else:
        print_standings(standings)


@plan.command("show", help=_("Show the plans of an account, every version with its approvals."))
@click.argument("account", metavar="ID")
@_NUMBER
@json_option
@click.pass_obj
def show_(place: Workplace, account: str, number: int | None, as_json: bool) -> None:
    """Show the plans of an account."""
    from diarium.database import reading
    from diarium.plans import list_plans

    with reading(place.engine) as session:
        found = list_plans(session, account)
    plans = [each for each in found if number in {None, each.number}]
    if as_json:
        print_json(plans)
    else:
        print_plans(plans)


def _read_facts(
    session: "Session", account: str, number: int | None, said: dict[str, Any]
) -> "PlanFacts":
    """Return what a plan is to say: what was given, and else what it says before.

    Raises:
        UsageError: There is no such account or plan.
        click.UsageError: Nothing was given, or a new plan has no days.
    """
    from dataclasses import replace

    from diarium.accounts import read_account
    from diarium.plan_records import PlanFacts
    from diarium.plans import facts_of

    given = {name: value for name, value in said.items() if value not in (None, ())}
    given |= {name: given[name].date() for name in ("first_day", "last_day") if name in given}
    if number is not None:
        if not given:
            raise click.UsageError(_("Nothing to change was given; see --help."))
        return replace(facts_of(session, account, number), **given)
    if not {"first_day", "last_day"} <= given.keys():
        raise click.UsageError(_("Say which days a new plan is for, by --from and --to."))
    malgrupp = read_account(session, account).malgrupp
    return PlanFacts(account=account, **{"goals": (), "malgrupp": malgrupp, **given})


def _day(given: datetime | None, place: Workplace) -> date:
    return (given or place.now.astimezone(STOCKHOLM)).date()
