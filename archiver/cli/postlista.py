"""``archiver postlista`` and ``diarieforteckning``: what everybody may see of the register."""

from collections.abc import Callable, Sequence
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archiver.cli.days import read_day
from archiver.cli.diarium_words import direction_name, status_name
from archiver.cli.output import bom_option, json_option, print_json, print_table
from archiver.cli.workplace import Workplace

if TYPE_CHECKING:
    from diarium.public_records import Diarieforteckning, Postlista, PublicHandling

FILE = click.Path(dir_okay=False, path_type=Path)
NAMED = 10
"""How many of the masked rows are named."""
Command = TypeVar("Command", bound=Callable[..., Any])
Listed = TypeVar("Listed", "Postlista", "Diarieforteckning")


def published_options(command: Command) -> Command:
    """Give a command the options that say where a list is written."""
    options = (
        click.option("--html", type=FILE, help=_("Write a page for the website to this file.")),
        click.option("--csv", type=FILE, help=_("Write a list for a spreadsheet to this file.")),
        bom_option,
        json_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(help=_("List what was registered on some days, from the public fields alone."))
@click.option("--from", "first", metavar="DAY", required=True, help=_("The first day."))
@click.option("--to", "last", metavar="DAY", help=_("The last day; else the first alone."))
@click.option("--namnd", help=_("Only the nämnd with this code."))
@click.option("--atom", type=FILE, help=_("Write a feed for others to follow to this file."))
@click.option(
    "--atom-url", metavar="URL", help=_("With --atom: the address at which the feed will lie.")
)
@published_options
@click.pass_obj
def postlista(
    place: Workplace, /, first: str, last: str | None, namnd: str | None,
    **where: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """Show or write the postlista."""
    from exporters.postlista import render_postlista, write_postlista_csv

    address = _check_address(where)
    told = _read_postlista(place, namnd, first, last)
    if where["atom"]:
        _write_feed(told, namnd, address, where["atom"])
    written = _publish(told, where, render_postlista, write_postlista_csv)
    if not written:
        _print_postlista(told)


@click.command(help=_("List the ärenden of a nämnd and a year, from the public fields alone."))
@click.option("--namnd", help=_("The nämnd's code, where there are several."))
@click.option("--year", type=click.IntRange(1900, 9999), required=True, help=_("The year."))
@published_options
@click.pass_obj
def diarieforteckning(
    place: Workplace, /, namnd: str | None, year: int,
    **where: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """Show or write the diarieförteckning."""
    from exporters.postlista import render_diarieforteckning, write_diarieforteckning_csv

    told = _read_diarieforteckning(place, namnd, year)
    written = _publish(told, where, render_diarieforteckning, write_diarieforteckning_csv)
    if not written:
        _print_diarieforteckning(told)


def _check_address(where: dict[str, Any]) -> str | None:
    """Return where the feed will lie, as it was given.

    Raises:
        UsageError: It cannot be an address, or no feed is written.
    """
    from diarium.errors import UsageError
    from diarium.web_address import check_web_address

    address: str | None = where["atom_url"]
    if address is None:
        return None
    if not where["atom"]:
        raise UsageError("--atom-url goes with --atom FILE; add it")
    return check_web_address(address)


def _write_feed(told: "Postlista", namnd: str | None, address: str | None, path: Path) -> None:
    from exporters.atom import write_postlista_atom
    from exporters.published_file import publish_file

    publish_file(path, write_postlista_atom(told, namnd and namnd.strip().upper(), address))


def _read_postlista(
    place: Workplace, namnd: str | None, first: str, last: str | None
) -> "Postlista":
    from diarium.database import reading
    from diarium.postlista import read_postlista

    days = read_day(first), read_day(last or first)
    with reading(place.engine) as session:
        return read_postlista(session, namnd, *days, place.now)


def _read_diarieforteckning(place: Workplace, namnd: str | None, year: int) -> "Diarieforteckning":
    from diarium.database import reading
    from diarium.namnder import only_namnd
    from diarium.postlista import read_diarieforteckning

    with reading(place.engine) as session:
        return read_diarieforteckning(session, namnd or only_namnd(session), year, place.now)


def _publish(
    told: Listed,
    where: dict[str, Any],
    render: Callable[[Listed], str],
    write_csv: Callable[..., bytes],
) -> bool:
    """Write what is asked for, tell what was masked, and say whether anything was written."""
    from exporters.published_file import publish_file

    paths: dict[str, Path | None] = {each: where.get(each) for each in ("html", "csv", "atom")}
    if html := paths["html"]:
        publish_file(html, render(told).encode())
    if csv := paths["csv"]:
        publish_file(csv, write_csv(told, bom=where["bom"]))
    tell_masked([*told.masked])
    if where["as_json"]:
        print_json(told)
        return True
    written = [each for each in paths.values() if each]
    for path in written:
        click.echo(_("Written: {path}").format(path=path))
    return bool(written)


def tell_masked(numbers: Sequence[str]) -> None:
    """Say beside the list in which rows a personnummer was masked, if in any."""
    if not numbers:
        return
    line = ngettext(
        "A personnummer was masked in {count} row ({named}); see what the register says there",
        "Personnummer were masked in {count} rows ({named}); see what the register says there",
        len(numbers),
    )
    named = ", ".join(numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")
    click.echo(line.format(count=len(numbers), named=named), err=True)


def _print_postlista(told: "Postlista") -> None:
    columns = (
        _("Beteckning"), _("Registered"), _("Received"), _("Direction"),
        _("Sender or recipient"), _("Subject"), _("Note"),
    )  # fmt: skip
    rows = (
        (row.beteckning, row.registered, row.received, direction_name(row.direction),
         row.sender, row.subject, _remark(row))
        for each in told.diarier
        for row in each.handlingar
    )  # fmt: skip
    print_table(columns, rows, _("Nothing was registered then."))


def _remark(row: "PublicHandling") -> str:
    if row.makulerad:
        return _("makulerad")
    return _("corrected") if row.rattad else ""


def _print_diarieforteckning(told: "Diarieforteckning") -> None:
    columns = (_("Diarienummer"), _("Ärendemening"), _("Opened"), _("Status"), _("Closed"))
    rows = (
        (row.diarienummer, row.mening, row.opened, status_name(row.status), row.closed)
        for row in told.arenden
    )
    print_table(columns, rows, _("There is no ärende of that year."))
