"""``archiver inbox import``: taking in what was handed in, and telling what came of it."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.byte_bar import byte_bar
from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.inbox import Source, Taken
    from diarium.intake.completeness import Completeness


@click.command(
    "import",
    help=_(
        "Take in files, folders or zips of messages; what they are is seen from what they hold. "
        "Zips given together are one export."
    ),
)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--account", help=_("The account they belong to, unless they say so themselves."))
@click.option("--namnd", help=_("The nämnd they belong to when they have no account."))
@click.option("--mapping", help=_("The mapping in the settings by which a table is read."))
@json_option
@click.pass_obj
def import_(
    place: Workplace, /, paths: tuple[Path, ...], as_json: bool, **whose: str | None
) -> int:
    """Take in what is handed in, and say what came of it."""
    from diarium.inbox import Source
    from diarium.intake.handed_in import group_paths

    place.authorize(Act.INTAKE, whose["namnd"], account=whose["account"])
    mappings = place.settings.intake.mappings
    owner = (whose["account"], whose["namnd"], whose["mapping"])
    sources = [Source(each, *owner, mappings) for each in group_paths(paths)]
    taken = take_in(place, sources)
    tell_taken(taken, as_json=as_json)
    identify_files(place)
    whole = all(each.report.is_whole for each in taken)
    return ExitCode.OK if whole else ExitCode.FOUND_WRONG


def take_in(place: Workplace, sources: "list[Source]") -> "list[Taken]":
    """Take in the sources in order; none of them when one cannot be recognised.

    Raises:
        KeyboardInterrupt: Whoever works stopped it; that is told first.
    """
    from diarium.inbox import import_all

    try:
        with byte_bar(_("Taking in")) as progress:
            return import_all(place.engine, place.files, sources, place.by, place.now, progress)
    except KeyboardInterrupt:
        line = _("what has been taken in is kept; the next import goes on where this one stopped")
        click.echo(line, err=True)
        raise


def tell_taken(taken: "list[Taken]", *, as_json: bool) -> None:
    """Say what came of each batch."""
    from archiver.cli.completeness_words import print_completeness

    if as_json:
        print_json([{"resumed": each.resumed, **plain_report(each.report)} for each in taken])
        return
    for number, each in enumerate(taken):
        if number:
            click.echo()
        if each.resumed:
            click.echo(_("An import that was interrupted has been completed:"))
        print_completeness(each.report)


def plain_report(report: "Completeness") -> dict[str, object]:
    """Return a report as JSON shows it, which is as it is kept."""
    import json

    from diarium.intake.completeness_record import write_report

    plain: dict[str, object] = json.loads(write_report(report))
    return plain


def identify_files(place: Workplace) -> None:
    """Note what the files are that came along; what an interrupted run left is made up for.

    Raises:
        ToolError: The tool does not start.
    """
    from archiver.file_formats import identify_new

    with _counting() as progress:
        identify_new(place.engine, place.files, place.by, place.now, progress)


@contextlib.contextmanager
def _counting() -> Iterator[Callable[[int], None] | None]:
    """Show how many files have been identified, when anybody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status(_("Identifying files")) as status:
        yield lambda done: status.update(_("Identifying files: {count}").format(count=done))
