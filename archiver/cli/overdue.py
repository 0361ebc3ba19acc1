"""``archiver overdue``: what is late, and what to do next."""

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.duties import Duty, DutyKind


@click.command(
    help=_(
        "List what is late: answers, what is to be passed on, messages not registered, handlingar "
        "asked for, live sources and their tokens."
    )
)
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--coming", is_flag=True, help=_("Also what falls due within 24 hours."))
@json_option
@click.pass_obj
def overdue(place: Workplace, namnd: str | None, coming: bool, as_json: bool) -> int:
    """List what is late; exit 1 when something is."""
    from diarium.errors import ExitCode

    place.authorize(Act.READ)
    found = _find_late(place, namnd, coming=coming)
    if as_json:
        print_json(found)
    else:
        _print_duties(found)
    return ExitCode.FOUND_WRONG if any(each.late for each in found) else ExitCode.OK


def _find_late(place: Workplace, namnd: str | None, *, coming: bool) -> list["Duty"]:
    from archiver.duties import read_terms
    from archiver.fetch.duties import find_fetch_duties
    from diarium.database import reading
    from diarium.overdue import list_overdue

    settings = place.settings
    terms = read_terms(settings)
    with reading(place.engine) as session:
        besides = find_fetch_duties(session, settings)
        return list_overdue(session, terms, namnd, place.now, coming=coming, besides=besides)


def _print_duties(found: list["Duty"]) -> None:
    columns = (
        _("What"), _("Which"), _("Account"), _("Ansvarig"), _("Waited"), _("Due"), _("Late by"),
        _("Do next"),
    )  # fmt: skip
    rows = (
        (
            _kind_name(duty.kind),
            duty.beteckning or _("message {number}").format(number=duty.message),
            duty.account or duty.namnd,
            duty.ansvarig,
            _span(duty.waited_hours, duty.waited_working_days),
            duty.due,
            _margin(duty),
            duty.command,
        )
        for duty in found
    )
    print_table(columns, rows, _("Nothing is late."))


def _kind_name(kind: "DutyKind") -> str:
    from diarium.duties import DutyKind

    return {
        DutyKind.REGISTER: _("to be registered"),
        DutyKind.ANSWER: _("to be answered"),
        DutyKind.FORWARD: _("to be passed on"),
        DutyKind.DISCLOSURE: _("handling asked for"),
        DutyKind.FETCH: _("source not fetched"),
        DutyKind.TOKEN: _("token to be renewed"),
    }[kind]


def _margin(duty: "Duty") -> str:
    span = _span(duty.hours, duty.working_days)
    return span if duty.late else _("no, {span} left").format(span=span)


def _span(hours: int, days: int) -> str:
    """Return hours and Swedish working days side by side."""
    working = ngettext("{n} working day", "{n} working days", days).format(n=days)
    return _("{hours} h, {days}").format(hours=hours, days=working)
