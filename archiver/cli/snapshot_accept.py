"""``archiver snapshot accept``: a person says that a failed try shows the start page after all."""

from gettext import gettext as _

import click

from archiver.cli.output import json_option, print_json
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.roles import Act


@click.command(help=_("Accept the picture of a failed try that you have looked at."))
@click.argument("number", type=ROW_NUMBER, metavar="ID")
@click.option("--why", required=True, help=_("How it shows the account's start page after all."))
@json_option
@click.pass_obj
def accept(place: Workplace, number: int, why: str, as_json: bool) -> None:
    """Accept a failed try."""
    from archiver.samlingsarende import register_taken
    from diarium.database import writing
    from diarium.snapshots import accept_snapshot

    by = place.authorize(Act.SNAPSHOT, snapshot=number)
    now = place.now
    with writing(place.engine) as session:
        accepted = accept_snapshot(session, number, why, by, now)
        accepted = register_taken(session, accepted, place.settings, by, now)
    if as_json:
        print_json(accepted)
        return
    told = _("Accepted snapshot {number} of {account} for {period}; it counts as taken, in part.")
    click.echo(told.format(number=accepted.id, account=accepted.account, period=accepted.period))
