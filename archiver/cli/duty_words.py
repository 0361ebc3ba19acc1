"""What is to be done, in the screen's language."""

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from archiver.cli.output import print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diarium.duties import Duty, DutyKind


def print_duties(found: "Sequence[Duty]", empty: str) -> None:
    """Print duties as a table; where there are none say so in words."""
    columns = (
        _("What"), _("Which"), _("Account"), _("Ansvarig"), _("Waited"), _("Due"), _("Late by"),
        _("Do next"),
    )  # fmt: skip
    print_table(columns, map(_row, found), empty)


def _row(duty: "Duty") -> tuple[object, ...]:
    return (
        kind_name(duty.kind), _which(duty), duty.account or duty.namnd, duty.ansvarig,
        _span(duty.waited_hours, duty.waited_working_days), duty.due, _margin(duty), duty.command,
    )  # fmt: skip


def _which(duty: "Duty") -> str:
    if duty.beteckning or not duty.message:
        return duty.beteckning or ""
    return _("message {number}").format(number=duty.message)


def kind_name(kind: "DutyKind") -> str:
    """Return what a kind of duty is called."""
    from diarium.duties import DutyKind

    return {
        DutyKind.REGISTER: _("to be registered"),
        DutyKind.ANSWER: _("to be answered"),
        DutyKind.FORWARD: _("to be passed on"),
        DutyKind.DISCLOSURE: _("handling asked for"),
        DutyKind.FETCH: _("source not fetched"),
        DutyKind.TOKEN: _("token to be renewed"),
        DutyKind.SNAPSHOT: _("snapshot to be taken"),
        DutyKind.LOGIN: _("login to be renewed"),
        DutyKind.PLAN: _("aktivitetsplan"),
        DutyKind.SUPERVISION: _("account to be looked through"),
        DutyKind.REMOVAL: _("improper post"),
        DutyKind.EVALUATION: _("evaluation"),
        DutyKind.PASSIVE: _("passive account"),
        DutyKind.DELIVERY: _("delivery to the kommunarkiv"),
    }[kind]


def _margin(duty: "Duty") -> str:
    span = _span(duty.hours, duty.working_days)
    return span if duty.late else _("no, {span} left").format(span=span)


def _span(hours: int, days: int) -> str:
    """Return hours and Swedish working days side by side."""
    working = ngettext("{n} working day", "{n} working days", days).format(n=days)
    return _("{hours} h, {days}").format(hours=hours, days=working)
