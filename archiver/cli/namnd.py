"""``archiver namnd``: the nämnder of the municipality."""

from gettext import gettext as _

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act


@click.group(help=_("The nämnder: each its own diarium and arkivbildare."))
def namnd() -> None:
    """Hold the commands about nämnder."""


@namnd.command(help=_("Add a nämnd."))
@click.argument("code")
@click.option("--name", default="", help=_("Its name, such as Kommunstyrelsen."))
@click.option("--orgnr", help=_("Its organisationsnummer; else the municipality's."))
@click.option("--series", default="", help=_("First part of its diarienummer; else its code."))
@click.pass_obj
def add(place: Workplace, code: str, name: str, orgnr: str | None, series: str) -> None:
    """Add a nämnd."""
    from diarium.database import writing
    from diarium.namnder import add_namnd
    from diarium.records import Namnd

    by = place.authorize(Act.NAMND)
    wish = Namnd(code=code, name=name, orgnr=orgnr or place.settings.orgnr, series=series)
    with writing(place.engine) as session:
        added = add_namnd(session, wish, by, place.now)
    click.echo(_("Added nämnd {code}, {name}.").format(code=added.code, name=added.name))


@namnd.command("list", help=_("List the nämnder."))
@json_option
@click.pass_obj
def list_(place: Workplace, as_json: bool) -> None:
    """List the nämnder."""
    from diarium.database import reading
    from diarium.namnder import list_namnder

    with reading(place.engine) as session:
        namnder = list_namnder(session)
    if as_json:
        print_json(namnder)
        return
    columns = (_("Code"), _("Name"), _("Organisationsnummer"), _("Series"))
    rows = ((each.code, each.name, each.orgnr, each.series) for each in namnder)
    print_table(columns, rows, _("There is no nämnd yet."))
