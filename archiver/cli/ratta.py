"""``archiver ratta`` and ``makulera``: what was registered wrongly is put right, never away."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from diarium.arende_records import Arende, Handling


@click.command(help=_("Correct a handling or an ärende; old and new are both kept and shown."))
@click.argument("number", metavar="BETECKNING|DNR")
@click.option(
    "--field", required=True, help=_("sender, subject or kind; with a diarienummer: mening.")
)
@click.option("--new", help=_("What it shall read; of what is protected, the protected form."))
@click.option("--public", help=_("What the public form of something protected shall read."))
@click.option("--why", required=True, help=_("Why the old was wrong."))
@json_option
@click.pass_obj
def ratta(
    place: Workplace,
    /,
    number: str,
    as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:
    """Correct a handling or an ärende."""
    from diarium.corrections import Rattelse, correct_arende, correct_handling
    from diarium.database import writing

    by = place.authorize(Act.CORRECT, number=number)
    with writing(place.engine) as session:
        correct = correct_arende if is_arende(session, number) else correct_handling
        done = correct(session, number, Rattelse(**said), by, place.now)
    _tell(done, _("{number} is corrected."), as_json=as_json)


@click.command(help=_("Void a handling or an ärende; it keeps its number and is shown as void."))
@click.argument("number", metavar="BETECKNING|DNR")
@click.option("--why", required=True, help=_("Why it was wrong."))
@json_option
@click.pass_obj
def makulera(place: Workplace, number: str, why: str, as_json: bool) -> None:
    """Void a handling or an ärende."""
    from diarium.database import writing
    from diarium.makulering import makulera_arende, makulera_handling

    by = place.authorize(Act.MAKULERA, number=number)
    with writing(place.engine) as session:
        void = makulera_arende if is_arende(session, number) else makulera_handling
        done = void(session, number, why, by, place.now)
    _tell(done, _("{number} is makulerad and keeps its number."), as_json=as_json)


def is_arende(session: "Session", number: str) -> bool:
    """Tell whether a number is the diarienummer of an ärende; else it is a beteckning."""
    from diarium.arenden import read_arende
    from diarium.errors import UsageError

    try:
        read_arende(session, number, handlingar=False)
    except UsageError:
        return False
    return True


def _tell(done: "Arende | Handling", said: str, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        click.echo(said.format(number=getattr(done, "beteckning", done.diarienummer)))
