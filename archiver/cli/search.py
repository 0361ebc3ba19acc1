"""``archiver search``: finding handlingar and kept messages by their words."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.days import read_day
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.search import Found, Hit


@click.command(
    help=_(
        "Search registered handlingar and kept messages. All the words must be there; a word of "
        "three letters or more may be the beginning of a longer one. What is set apart is not "
        "searched, and persons may not be sought by sensitive data (dataskyddslagen 3:3): a "
        "personnummer is refused."
    )
)
@click.argument("text", nargs=-1)
@click.option("--namnd", help=_("Only the nämnd with this code."))
@click.option("--from", "first", metavar="DAY", help=_("Only what came in on this day or later."))
@click.option("--to", "last", metavar="DAY", help=_("Only what came in on this day or earlier."))
@click.option("--account", metavar="ID", help=_("Only what came by this account."))
@click.option(
    "--direction",
    type=click.Choice(["incoming", "outgoing", "internal"]),
    help=_("Only registered handlingar that went this way."),
)
@click.option(
    "--registered/--unregistered", default=None, help=_("Only what is registered, or what is not.")
)
@click.option(
    "--page",
    type=click.IntRange(1, 10_000),
    default=1,
    help=_("Which twenty; the first if left out."),
)
@click.option(
    "--rebuild", is_flag=True, help=_("Make the index of words anew, and search nothing.")
)
@json_option
@click.pass_obj
def search(
    place: Workplace, /, text: tuple[str, ...], rebuild: bool, as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """Search."""
    if rebuild:
        _rebuild(place)
        return
    found = _search(place, " ".join(text), said)
    if as_json:
        print_json(found)
        return
    _print(found)


def _rebuild(place: Workplace) -> None:
    from diarium.database import writing
    from diarium.search_check import rebuild_search_index

    by = place.authorize(Act.REBUILD)
    with writing(place.engine) as session:
        rebuild_search_index(session, by, place.now)
    click.echo(_("The index of words is made anew."))


def _search(place: Workplace, text: str, said: dict[str, Any]) -> "Found":
    from diarium.accounts import read_account
    from diarium.arende_records import Direction
    from diarium.database import reading
    from diarium.search import search as search_register
    from diarium.search_query import Wish

    said["namnd"] = place.choose_namnd(said["namnd"])
    days = {name: read_day(said[name]) for name in ("first", "last") if said[name]}
    direction = Direction(said["direction"]) if said["direction"] else None
    with reading(place.engine) as session:
        account = read_account(session, said["account"]).account if said["account"] else None
        changed = {"account": account, "direction": direction, **days}
        return search_register(session, Wish(text=text, **{**said, **changed}), place.now)


def _print(found: "Found") -> None:
    columns = (
        _("Beteckning or message"), _("Received"), _("Sender or recipient"), _("Subject"),
        _("In the text"), _("Note"),
    )  # fmt: skip
    rows = (
        (_number(hit), hit.day, hit.sender, hit.subject, hit.snippet,
         _("makulerad") if hit.makulerad else "")
        for hit in found.hits
    )  # fmt: skip
    print_table(columns, rows, _("Nothing was found."))
    if found.more:
        click.echo(_("There is more: --page {page}").format(page=found.page + 1))


def _number(hit: "Hit") -> str:
    return hit.beteckning or _("message {number}").format(number=hit.message)
