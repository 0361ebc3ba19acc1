"""``archiver overdue``: what is late, and what to do next."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.duty_words import print_duties
from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.duties import Duty


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
        print_duties(found, _("Nothing is late."))
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
