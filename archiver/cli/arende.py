"""``archiver arende``: the ärenden and their handlingar."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diarium.records import Arende, ArendeStatus, Handling


@click.group(help=_("The ärenden: list them, show one, close one."))
def arende() -> None:
    """Hold the commands about ärenden."""


@arende.command("list", help=_("List the ärenden."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--status", type=click.Choice(["open", "closed"]), help=_("Only these."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, status: str | None, as_json: bool) -> None:
    """List ärenden."""
    from diarium.arenden import list_arenden
    from diarium.database import reading
    from diarium.namnder import read_namnd

    with reading(place.engine) as session:
        code = read_namnd(session, namnd).code if namnd else None
        found = list_arenden(session, code)
    chosen = [each for each in found if status in {None, each.status.value}]
    if as_json:
        print_json(chosen)
        return
    columns = (_("Diarienummer"), _("Status"), _("Opened"), _("Handlingar"), _("Ärendemening"))
    rows = (
        (a.diarienummer, _status(a.status), a.opened_at, len(a.handlingar), a.mening_public)
        for a in chosen
    )
    print_table(columns, rows, _("There is no ärende yet."))


@arende.command("show", help=_("Show an ärende and its handlingar."))
@click.argument("dnr")
@json_option
@click.pass_obj
def show_(place: Workplace, dnr: str, as_json: bool) -> None:
    """Show one ärende."""
    from diarium.arenden import read_arende
    from diarium.database import reading

    with reading(place.engine) as session:
        found = read_arende(session, dnr)
    if as_json:
        print_json(found)
        return
    for label, value in _facts(found):
        if value is not None:
            click.echo(f"{label}: {show(value)}")
    for handling in found.handlingar:
        click.echo("")
        _print_handling(handling)


@arende.command(help=_("Close an ärende; nothing can be registered in it afterwards."))
@click.argument("dnr")
@json_option
@click.pass_obj
def close(place: Workplace, dnr: str, as_json: bool) -> None:
    """Close an ärende."""
    from diarium.database import writing
    from diarium.statuses import close_arende

    with writing(place.engine) as session:
        closed = close_arende(session, dnr, place.by, place.now)
    if as_json:
        print_json(closed)
    else:
        click.echo(_("{dnr} is closed.").format(dnr=closed.diarienummer))


def _status(status: "ArendeStatus") -> str:
    from diarium.records import ArendeStatus

    return {ArendeStatus.OPEN: _("open"), ArendeStatus.CLOSED: _("closed")}[status]


def _facts(found: "Arende") -> "Iterator[tuple[str, object]]":
    yield _("Diarienummer"), found.diarienummer
    yield _("Nämnd"), found.namnd
    yield _("Ärendemening"), found.mening_public
    yield _("Ärendemening, protected"), found.mening_protected
    yield _("Status"), _status(found.status)
    yield _("Opened"), found.opened_at
    yield _("Closed"), found.closed_at


def _print_handling(handling: "Handling") -> None:
    for label, value in _handling_facts(handling):
        if value is not None:
            click.echo(f"{label}: {show(value)}")


def _handling_facts(handling: "Handling") -> "Iterator[tuple[str, object]]":
    from diarium.records import Direction

    directions = {
        Direction.INCOMING: _("incoming"),
        Direction.OUTGOING: _("outgoing"),
        Direction.INTERNAL: _("drawn up"),
    }
    marking = handling.sekretess
    yield _("Handling"), handling.beteckning
    yield _("Direction"), f"{directions[handling.direction]} ({handling.kind})"
    yield _("Made available"), handling.made_available_at
    yield _("Received"), handling.received_at
    yield _("Registered"), f"{show(handling.registered_at)} ({handling.registered_by})"
    yield _("Sender or recipient"), handling.sender_public
    yield _("Sender or recipient, protected"), handling.sender_protected
    yield _("Subject"), handling.subject_public
    yield _("Subject, protected"), handling.subject_protected
    if marking is not None:
        yield _("Sekretess"), f"{marking.provision}, {marking.date}, {marking.authority}"
    for each in handling.files:
        yield _("File"), f"{each.name} ({each.media_type}) {each.sha256}"
