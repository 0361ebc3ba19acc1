"""``archiver inbox batches`` and ``batch``: what has been taken in, and how complete it was."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode, UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.batches import TakenIn


@click.command(help=_("List what has been taken in, a batch for each export or file."))
@json_option
@click.pass_obj
def batches(place: Workplace, as_json: bool) -> None:
    """List the batches of those nämnder that whoever works may reach."""
    from archiver.cli.intake_words import format_name
    from diarium.batches import list_batches
    from diarium.database import reading

    place.authorize(Act.INTAKE)
    with reading(place.engine) as session:
        found = [each for each in list_batches(session) if _may_see(place, each)]
    if as_json:
        print_json(found)
        return
    columns = [_("No"), _("Handed in"), _("What"), _("Kind"), _("Account"), _("Messages")]
    rows = (
        [
            each.id,
            each.at,
            each.name or _("(gallrat)"),
            format_name(each.format),
            each.account,
            each.messages,
            each.unreadable,
        ]
        for each in found
    )
    print_table([*columns, _("Unreadable")], rows, _("Nothing has been taken in."))


@click.command(help=_("Show the completeness report that is kept with a batch."))
@click.argument("number", metavar="NO", type=ROW_NUMBER)
@json_option
@click.pass_obj
def batch(place: Workplace, number: int, as_json: bool) -> int:
    """Show one report; it ends as the import did."""
    from archiver.cli.completeness_words import print_completeness
    from archiver.cli.inbox_import import plain_report
    from diarium.batches import read_batch, read_completeness
    from diarium.database import reading

    place.authorize(Act.INTAKE)
    with reading(place.engine) as session:
        found = read_batch(session, number)
    for namnd in found.namnder:
        place.authorize(Act.INTAKE, namnd)
    report = read_completeness(place.files, found)
    if report is None:
        raise UsageError(
            "the report of batch {number} is gallrad with its messages; archiver inbox batches "
            "shows the counts",
            number=number,
        )
    if as_json:
        print_json(plain_report(report))
    else:
        print_completeness(report)
    return ExitCode.OK if report.is_whole else ExitCode.FOUND_WRONG


def _may_see(place: Workplace, found: "TakenIn") -> bool:
    works_for = place.user.works_for
    return all(works_for(namnd) for namnd in found.namnder)
