"""``archiver account print``: the form of an account's aktivitetsplan, to be signed."""

from gettext import gettext as _
from pathlib import Path

import click

from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.roles import Act


@click.command("print", help=_("Write the form Aktivitetsplan för sociala medier, to be signed."))
@click.argument("account", metavar="ID")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=_("The file to write: .pdf (PDF/A) or .html."),
)
@click.option("--plan", type=ROW_NUMBER, help=_("Which of its plans; else the newest."))
@click.pass_obj
def print_(place: Workplace, account: str, output: Path, plan: int | None) -> None:
    """Write the form."""
    from archiver.account_forms import FormWish, write_form

    place.authorize(Act.READ, account=account)
    wish = FormWish(account=account, number=plan, output=output)
    write_form(place.settings, place.engine, wish, place.now)
    click.echo(_("Written: {path}").format(path=output))
