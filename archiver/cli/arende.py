"""``archiver arende``: the ärenden, their life and their handlingar."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.protected import protected_option, read_arende_shown
from archiver.cli.workplace import Workplace
from diarium.errors import RefusedError
from diarium.roles import Act

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diarium.arende_records import Arende
    from diarium.closing import Remaining
    from diarium.statuses import UnfinishedError

STATUSES = ("open", "on-hold", "closed", "reopened", "makulerat")


@click.group(help=_("The ärenden: list them, show one, and what happens to it until it is closed."))
def arende() -> None:
    """Hold the commands about ärenden."""


@arende.command("list", help=_("List the ärenden."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option(
    "--status", type=click.Choice(STATUSES), help=_("Only these; open counts the reopened too.")
)
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, status: str | None, as_json: bool) -> None:
    """List ärenden."""
    from diarium.arenden import list_arenden
    from diarium.database import reading
    from diarium.namnder import read_namnd

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        code = read_namnd(session, namnd).code if namnd else None
        found = list_arenden(session, code)
    chosen = [each for each in found if _is(each, status)]
    if as_json:
        print_json(chosen)
    else:
        _print_list(chosen)


@arende.command("show", help=_("Show an ärende, its history, its handlingar and what remains."))
@click.argument("dnr")
@protected_option
@json_option
@click.pass_obj
def show_(place: Workplace, dnr: str, protected: bool, as_json: bool) -> None:
    """Show one ärende."""
    found, remaining = read_arende_shown(place, dnr, protected=protected)
    if as_json:
        print_json(_with(found, remaining), protected=protected)
    else:
        _print_arende(found, remaining)


@arende.command(help=_("Classify an ärende by the code of the classification plan, like 1.4.2."))
@click.argument("dnr")
@click.argument("code", metavar="CODE")
@json_option
@click.pass_obj
def classify(place: Workplace, dnr: str, code: str, as_json: bool) -> None:
    """Classify an ärende."""
    from diarium.database import writing
    from diarium.statuses import classify_arende

    by = place.authorize(Act.CLASSIFY, number=dnr)
    with writing(place.engine) as session:
        done = classify_arende(session, dnr, code, by, place.now)
    said = _("{dnr} has the classification {code}.")
    _tell(done, said.format(dnr=done.diarienummer, code=done.classification), as_json=as_json)


@arende.command(help=_("Put an ärende on hold; what comes in is still registered in it."))
@click.argument("dnr")
@click.option("--why", required=True, help=_("What it waits for."))
@json_option
@click.pass_obj
def hold(place: Workplace, dnr: str, why: str, as_json: bool) -> None:
    """Put an ärende on hold."""
    from diarium.database import writing
    from diarium.statuses import hold_arende

    by = place.authorize(Act.CASE, number=dnr)
    with writing(place.engine) as session:
        done = hold_arende(session, dnr, why, by, place.now)
    _tell(done, _("{dnr} is on hold.").format(dnr=done.diarienummer), as_json=as_json)


@arende.command(help=_("Take up an ärende that is on hold."))
@click.argument("dnr")
@json_option
@click.pass_obj
def resume(place: Workplace, dnr: str, as_json: bool) -> None:
    """Take up an ärende."""
    from diarium.database import writing
    from diarium.statuses import resume_arende

    by = place.authorize(Act.CASE, number=dnr)
    with writing(place.engine) as session:
        done = resume_arende(session, dnr, by, place.now)
    _tell(done, _("{dnr} is open.").format(dnr=done.diarienummer), as_json=as_json)


@arende.command(help=_("Close an ärende when nothing remains; nothing is written in it then."))
@click.argument("dnr")
@json_option
@click.pass_obj
def close(place: Workplace, dnr: str, as_json: bool) -> None:
    """Close an ärende."""
    from diarium.database import writing
    from diarium.statuses import UnfinishedError, close_arende

    by = place.authorize(Act.CLOSE, number=dnr)
    try:
        with writing(place.engine) as session:
            done = close_arende(session, dnr, by, place.now)
    except UnfinishedError as error:
        raise _in_words(error) from error
    _tell(done, _("{dnr} is closed.").format(dnr=done.diarienummer), as_json=as_json)


@arende.command(help=_("Open a closed ärende again."))
@click.argument("dnr")
@click.option("--why", required=True, help=_("Why it is opened again."))
@json_option
@click.pass_obj
def reopen(place: Workplace, dnr: str, why: str, as_json: bool) -> None:
    """Open a closed ärende again."""
    from diarium.database import writing
    from diarium.statuses import reopen_arende

    by = place.authorize(Act.REOPEN, number=dnr)
    with writing(place.engine) as session:
        done = reopen_arende(session, dnr, why, by, place.now)
    _tell(done, _("{dnr} is open again.").format(dnr=done.diarienummer), as_json=as_json)


@arende.command("no-attachment", help=_("Note why a missing attachment of a handling is let go."))
@click.argument("beteckning")
@click.option("--why", required=True, help=_("Why it will not come."))
@json_option
@click.pass_obj
def no_attachment(place: Workplace, beteckning: str, why: str, as_json: bool) -> None:
    """Let a missing attachment go."""
    from diarium.database import writing
    from diarium.makulering import accept_missing

    by = place.authorize(Act.CASE, number=beteckning)
    with writing(place.engine) as session:
        done = accept_missing(session, beteckning, why, by, place.now)
    said = _("It is noted that an attachment of {beteckning} is missing.")
    _tell(done, said.format(beteckning=done.beteckning), as_json=as_json)


def _is(found: "Arende", status: str | None) -> bool:
    wanted = {"open", "reopened"} if status == "open" else {status}
    return status is None or found.status.value in wanted


def _with(found: "Arende", remaining: "Iterable[Remaining]") -> dict[str, object]:
    """Return an ärende with what remains, for JSON."""
    from dataclasses import fields

    whole = {each.name: getattr(found, each.name) for each in fields(found)}
    return {**whole, "remaining": list(remaining)}


def _in_words(error: "UnfinishedError") -> RefusedError:
    """Return the refusal with each thing that remains in the reader's language."""
    from archiver.cli.arende_words import remaining_text

    words = "; ".join(map(remaining_text, error.remaining))
    return RefusedError(
        "{dnr} cannot be closed yet; what remains: {remains}", dnr=error.dnr, remains=words
    )


def _tell(done: object, said: str, *, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        click.echo(said)


def _print_list(chosen: "list[Arende]") -> None:
    from archiver.cli.diarium_words import status_name

    columns = (
        _("Diarienummer"), _("Status"), _("Classification"), _("Opened"), _("Handlingar"),
        _("Ärendemening"),
    )  # fmt: skip
    rows = (
        (
            a.diarienummer, status_name(a.status), a.classification, a.opened_at,
            len(a.handlingar), a.mening_public,
        )
        for a in chosen
    )  # fmt: skip
    print_table(columns, rows, _("There is no ärende yet."))


def _print_arende(found: "Arende", remaining: "Iterable[Remaining]") -> None:
    from archiver.cli.arende_words import arende_lines, handling_lines

    _print_lines(arende_lines(found, remaining))
    for handling in found.handlingar:
        click.echo("")
        _print_lines(handling_lines(handling))


def _print_lines(lines: "Iterator[tuple[str, object]]") -> None:
    for label, value in lines:
        if value is not None:
            click.echo(f"{label}: {show(value)}")
