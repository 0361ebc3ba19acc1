"""``archiver gaps``: the numbers that are makulerade, and those that are missing."""

from gettext import gettext as _

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.roles import Act


@click.command(
    help=_(
        "List the numbers of a year that are makulerade, with the reason, and those that are "
        "missing: that is an alarm, and the exit code is 1."
    )
)
@click.option("--namnd", help=_("The nämnd's code, where there are several."))
@click.option("--year", type=click.IntRange(1900, 9999), required=True, help=_("The year."))
@json_option
@click.pass_obj
def gaps(place: Workplace, namnd: str | None, year: int, as_json: bool) -> int:
    """List what is not there."""
    from diarium.database import reading
    from diarium.gaps import list_gaps
    from diarium.namnder import only_namnd

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        code = namnd or only_namnd(session)
        found = list_gaps(session, code, year, place.settings.number, place.now)
    if as_json:
        print_json(found)
    else:
        columns = (_("Number"), _("What"), _("Reason"), _("By"), _("When"))
        rows = (
            (
                each.number,
                _("MISSING") if each.missing else _("makulerad"),
                each.why,
                each.by,
                each.at,
            )
            for each in found
        )
        print_table(columns, rows, _("Every number is there."))
    return ExitCode.FOUND_WRONG if any(each.missing for each in found) else ExitCode.OK
