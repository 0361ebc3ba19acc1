"""``archiver readable``: the readable forms of handlingar, made after registration."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.capture_report import progress_bar
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.readable_forms import Outcome
    from archiver.snapshots import Archive
    from diarium.readable_forms import Unreadable


@click.group(
    help=_("Readable forms: PDF/A of what is registered; an ärende closes when none is missing.")
)
def readable() -> None:
    """Hold the commands about readable forms."""


@readable.command(help=_("Make those that are missing, of all or of these handlingar or ärenden."))
@click.argument("wanted", metavar="[BETECKNING|DNR]…", nargs=-1)
@json_option
@click.pass_obj
def make(place: Workplace, wanted: tuple[str, ...], as_json: bool) -> ExitCode:
    """Make what is missing and tell what could not be made."""
    from archiver.readable_forms import make_missing

    chosen = _find(place, wanted)
    with progress_bar(_("Readable forms")) as progress:
        done = make_missing(_archive(place), chosen, progress, place.now)
    if as_json:
        print_json(done)
    else:
        _tell(done)
    return ExitCode.FOUND_WRONG if any(each.lacking for each in done) else ExitCode.OK


@readable.command("list", help=_("List the files that lack a readable form, by their numbers."))
@click.argument("wanted", metavar="[BETECKNING|DNR]…", nargs=-1)
@json_option
@click.pass_obj
def list_(place: Workplace, wanted: tuple[str, ...], as_json: bool) -> ExitCode:
    """List what is missing."""
    from archiver.cli.format_words import kind_text

    found = _list_files(place, _find(place, wanted))
    if as_json:
        print_json(
            [
                {
                    "beteckning": beteckning,
                    "number": file.number,
                    "kind": file.media_type,
                    "format": file.format,
                    "size": file.length,
                }
                for beteckning, file in found
            ]
        )
    else:
        columns = (_("Handling"), _("File"), _("Kind"), _("Bytes"))
        rows = (
            (beteckning, file.number, kind_text(file.media_type, file.format), file.length)
            for beteckning, file in found
        )
        print_table(columns, rows, _("None is missing."))
    return ExitCode.FOUND_WRONG if found else ExitCode.OK


@readable.command(help=_("Keep a PDF or a picture that a person made as a readable form."))
@click.argument("beteckning")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--of", type=ROW_NUMBER, metavar="NUMBER", help=_("Which of the handling's files; see list.")
)
@json_option
@click.pass_obj
def add(place: Workplace, beteckning: str, file: Path, of: int | None, as_json: bool) -> None:
    """Keep what a person made."""
    from archiver.readable_forms import add_form

    place.authorize(Act.CLOSE, number=beteckning)
    done = add_form(_archive(place), beteckning, file, of, place.now)
    if as_json:
        print_json(done)
    else:
        click.echo(_("A readable form of {beteckning} is kept.").format(beteckning=done.beteckning))


@readable.command("let-go", help=_("Note why files, such as a film, are kept as they are."))
@click.argument("beteckning")
@click.option("--why", required=True, help=_("Why no readable form is made."))
@json_option
@click.pass_obj
def let_go_(place: Workplace, beteckning: str, why: str, as_json: bool) -> None:
    """Let the rest go."""
    from diarium.database import writing
    from diarium.readable_forms import let_go

    by = place.authorize(Act.CLOSE, number=beteckning)
    with writing(place.engine) as session:
        files = let_go(session, beteckning, why, by, place.now)
    if as_json:
        print_json({"beteckning": beteckning.strip(), "files": files})
        return
    said = _("It is noted why files of {beteckning} are kept as they are: {files}.")
    numbers = ", ".join(map(str, files))
    click.echo(said.format(beteckning=beteckning.strip(), files=numbers))


def _find(place: Workplace, wanted: tuple[str, ...]) -> list[str]:
    """Return the handlingar that lack a readable form, of those that whoever works may reach."""
    from archiver.readable_forms import find_missing
    from diarium.database import reading

    place.authorize(Act.READABLE)
    for each in wanted:
        place.authorize(Act.READABLE, number=each)
    with reading(place.engine) as session:
        return find_missing(session, wanted, place.user.namnder)


def _list_files(place: Workplace, chosen: list[str]) -> "list[tuple[str, Unreadable]]":
    """Return the files that lack a readable form, each with the handling it belongs to."""
    from diarium.database import reading
    from diarium.handlingar import read_beteckning
    from diarium.readable_forms import list_unreadable

    with reading(place.engine) as session:
        return [
            (beteckning, file)
            for beteckning in chosen
            for file in list_unreadable(session, read_beteckning(session, beteckning))
        ]


def _archive(place: Workplace) -> "Archive":
    from archiver.snapshots import Archive

    return Archive(place.settings, place.engine, place.files, place.by)


def _tell(done: "list[Outcome]") -> None:
    made = sum(each.made for each in done)
    click.echo(_("Files that have become readable: {count}").format(count=made))
    rows = [
        (each.beteckning, lack.file, lack.kind, _(lack.message).format(**lack.fields))
        for each in done
        for lack in each.lacking
    ]
    if rows:
        print_table((_("Handling"), _("File"), _("Kind"), _("Why it is missing")), rows, "")
