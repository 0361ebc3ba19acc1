"""``archiver gallra``: what the plan lets go, and the gallring itself."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.gallra_words import print_done, print_gallringar, print_plan
from archiver.cli.output import bom_option, json_option, print_json
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import RefusedError, UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.gallring import GallringReport
    from diarium.gallring_records import Due

FILE = click.Path(dir_okay=False, path_type=Path)
PRIVATE = 0o640
"""A protocol is not published by being written."""


@click.command(
    help=_(
        "Gallring by the plan: what may go (--plan), the gallring by a decision (--execute), the "
        "gallringar that were done (--list) and their protocols (--protocol)."
    )
)
@click.option("--plan", is_flag=True, help=_("Show what may be gallrat today, and what hinders."))
@click.option("--execute", is_flag=True, help=_("Gallra what is due by a decision, for good."))
@click.option("--list", "listed", is_flag=True, help=_("List the gallringar that were done."))
@click.option(
    "--protocol", metavar="N", type=ROW_NUMBER, help=_("Write the protocol of gallring N.")
)
@click.option("--decision", metavar="REF", help=_("With --execute: the decision of the plan."))
@click.option("--yes", is_flag=True, help=_("With --execute: do not ask for the number."))
@click.option("--output", type=FILE, help=_("With --protocol: the file to write."))
@click.option("--csv", type=FILE, help=_("With --plan: write a list for a spreadsheet."))
@click.option("--namnd", help=_("The nämnd's code, where there are several."))
@bom_option
@json_option
@click.pass_obj
def gallra(
    place: Workplace, /, namnd: str | None, bom: bool, as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """Show, carry out or tell of a gallring."""
    place.authorize(Act.READ)
    doing = _check_use(said)
    if doing == "plan":
        _plan(place, namnd, said["csv"], bom=bom, as_json=as_json)
    elif doing == "execute":
        _execute(place, namnd, said, as_json=as_json)
    elif doing == "listed":
        _list(place, namnd, as_json=as_json)
    else:
        _write_protocol(place, said["protocol"], said["output"], as_json=as_json)


def _check_use(said: dict[str, Any]) -> str:
    """Return which of the four is asked for; refuse options that do not go with it."""
    goes_with = {
        "plan": {"csv"},
        "execute": {"decision", "yes"},
        "listed": set[str](),
        "protocol": {"output"},
    }
    given = {name for name, value in said.items() if value is not None and value is not False}
    doing = given & set(goes_with)
    if len(doing) != 1:
        raise UsageError("say one of --plan, --execute, --list and --protocol N")
    [asked] = doing
    if given - doing - goes_with[asked]:
        raise UsageError(
            "--csv goes with --plan, --decision and --yes with --execute, --output with --protocol"
        )
    if asked == "execute" and "decision" not in given:
        raise UsageError("say by which decision, with --decision; archiver gallra --plan shows it")
    if asked == "protocol" and "output" not in given:
        raise UsageError("say with --output which file to write")
    return asked


def _choose(place: Workplace, act: Act, namnd: str | None) -> tuple[str, str]:
    """Return who works, who may, and the code of the nämnd."""
    from diarium.database import reading
    from diarium.namnder import only_namnd, read_namnd

    place.authorize(act)
    with reading(place.engine) as session:
        code = read_namnd(session, namnd).code if namnd else only_namnd(session)
    return place.authorize(act, code), code


def _plan(
    place: Workplace, namnd: str | None, csv: Path | None, *, bom: bool, as_json: bool
) -> None:
    from diarium.database import reading
    from diarium.gallring import list_unfinished
    from diarium.gallring_due import list_due, list_held
    from diarium.postlista import day_of

    _by, code = _choose(place, Act.READ, namnd)
    with reading(place.engine) as session:
        due = list_due(session, code, day_of(place.now))
        held, unfinished = list_held(session, due), list_unfinished(session)
    if csv:
        _write_plan(csv, due, bom=bom)
    if as_json:
        print_json({"namnd": code, "due": due, "held": held, "unfinished": unfinished})
    elif not csv:
        print_plan(due, held, unfinished)


def _write_plan(path: Path, due: "list[Due]", *, bom: bool) -> None:
    from exporters.gallringsprotokoll import write_due_csv
    from exporters.published_file import publish_file

    publish_file(path, write_due_csv(due, bom=bom), PRIVATE)
    click.echo(_("Written: {path}").format(path=path), err=True)


def _execute(place: Workplace, namnd: str | None, said: dict[str, Any], *, as_json: bool) -> None:
    from archiver.gallring import carry_out, find_due

    by, code = _choose(place, Act.GALLRA, namnd)
    due = find_due(place.engine, code, said["decision"], place.now)
    if due and not said["yes"]:
        _confirm(len(due))
    with _progress(len(due)) as progress:
        report = carry_out(place.engine, place.files, due, by, place.now, progress)
    _tell(report, as_json=as_json)


def _tell(report: "GallringReport", *, as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        print_done(report)


def _confirm(number: int) -> None:
    """Have a person write how many are gallrade: what is done cannot be undone.

    Raises:
        UsageError: Nobody is there to ask.
        RefusedError: Another number was written.
    """
    if not sys.stdin.isatty():
        raise UsageError("without a terminal, say --yes to gallra without being asked")
    click.echo(_("{n} ärenden and messages are gallrade for good.").format(n=number))
    if click.prompt(_("Write the number to go on")).strip() != str(number):
        raise RefusedError("that is not the number; nothing was gallrat")


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """Show how far it has come, when anybody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Gallring"), total=total)
        yield lambda done: bar.update(task, completed=done)


def _list(place: Workplace, namnd: str | None, *, as_json: bool) -> None:
    from diarium.database import reading
    from diarium.gallringar import list_gallringar
    from diarium.namnder import read_namnd

    wanted = place.choose_namnd(namnd)
    with reading(place.engine) as session:
        code = read_namnd(session, wanted).code if wanted else None
        found = list_gallringar(session, code)
    if as_json:
        print_json(found)
    else:
        print_gallringar(found)


def _write_protocol(place: Workplace, number: int, path: Path, *, as_json: bool) -> None:
    from diarium.database import reading
    from diarium.gallringar import read_gallring
    from exporters.published_file import publish_file

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        found = read_gallring(session, number)
    place.authorize(Act.READ, found.namnd)
    if found.protocol is None:
        raise RefusedError(
            "gallring {number} was stopped and has no protocol yet; archiver gallra --execute "
            "completes it",
            number=number,
        )
    publish_file(path, place.files.read(found.protocol), PRIVATE)
    if as_json:
        print_json(found)
    else:
        click.echo(_("Written: {path}").format(path=path))
