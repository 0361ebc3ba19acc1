"""``archiver doctor``: whether the machine has what the archive needs."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from diarium.errors import ExitCode

if TYPE_CHECKING:
    from archiver.cli.workplace import Workplace
    from archiver.doctor import Point


@click.command(help=_("Look at browser, fonts, disk, database and clock; say what to do."))
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look at what the archive needs of its machine."""
    from archiver.doctor import examine

    place: Workplace = context.obj
    points = examine(place.config, place.now)
    if as_json:
        print_json(points)
    else:
        _print(points)
    context.exit(_exit_code(points))


def _print(points: "list[Point]") -> None:
    states = {
        "ok": _("ok"),
        "advice": _("advice"),
        "wrong": _("WRONG"),
        "tool-missing": _("MISSING"),
    }
    names = {
        "settings": _("settings"),
        "browser": _("browser"),
        "disk": _("disk"),
        "database": _("database"),
        "clock": _("clock"),
        "network time": _("network time"),
        "scheduler": _("scheduler"),
        "login": _("login"),
    }
    rows = ((names.get(f.check, f.check), states[f.state], f.found, f.advice) for f in points)
    print_table((_("Point"), _("State"), _("Found"), _("What to do")), rows, "")


def _exit_code(points: "list[Point]") -> ExitCode:
    states = {point.state for point in points}
    if "tool-missing" in states:
        return ExitCode.TOOL_MISSING
    return ExitCode.FOUND_WRONG if "wrong" in states else ExitCode.OK
