"""``archiver forward``: to whom a handling was passed on, and the receipt of it."""

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.forwards import Forward, Receipt


@click.command(
    help=_(
        "Note to which instans a handling was passed on, and its receipt; without options tell "
        "what is noted. Nothing is sent."
    )
)
@click.argument("beteckning")
@click.option("--to", metavar="INSTANS", help=_("The instans that got it, or whose receipt it is."))
@click.option("--note", help=_("What was said with it."))
@click.option(
    "--sent", metavar="MOMENT", help=_("When it was passed on, as 2026-07-01T09:30; else now.")
)
@click.option("--received", metavar="MOMENT", help=_("Note the receipt: when the instans got it."))
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    help=_("Note the receipt: the file that shows it."),
)
@json_option
@click.pass_obj
def forward(place: Workplace, /, beteckning: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note a vidarebefordran or its receipt, or tell what is noted."""
    received = said["received"] is not None or said["receipt"] is not None
    noting = received or said["to"] is not None
    place.authorize(Act.FORWARD if noting else Act.READ, number=beteckning)
    _check_use(said, received=received)
    if received:
        _tell(_receive(place, beteckning, said), as_json=as_json)
    elif said["to"] is not None:
        _tell(_pass_on(place, beteckning, said), as_json=as_json)
    else:
        _list(place, beteckning, as_json=as_json)


def _check_use(said: dict[str, Any], *, received: bool) -> None:
    """Refuse options that cannot be meant together."""
    extra = said["note"] is not None or said["sent"] is not None
    if received and extra:
        raise UsageError("--note and --sent do not go with a receipt; leave them out")
    if extra and said["to"] is None:
        raise UsageError("say with --to which instans got it")


def _pass_on(place: Workplace, beteckning: str, said: dict[str, Any]) -> "Forward":
    from diarium.database import writing
    from diarium.forwards import Passing, record_forward

    now = place.now
    passing = Passing(to=said["to"], sent=read_moment(said["sent"]) or now, note=said["note"])
    with writing(place.engine) as session:
        return record_forward(session, beteckning, passing, place.by, now)


def _receive(place: Workplace, beteckning: str, said: dict[str, Any]) -> "Forward":
    """Keep the receipt's file, if there is one, then note the receipt."""
    from diarium.database import reading, writing
    from diarium.forwards import record_receipt
    from diarium.handlingar import read_beteckning

    moment = read_moment(said["received"])
    with reading(place.engine) as session:
        read_beteckning(session, beteckning)  # before anything is kept for it
    now = place.now
    receipt = _keep(place, said["receipt"], moment or now)
    with writing(place.engine) as session:
        return record_receipt(session, beteckning, said["to"], receipt, place.by, now)


def _keep(place: Workplace, file: Path | None, received_at: datetime) -> "Receipt":
    from archiver.enclosed import keep_enclosed
    from diarium.forwards import Receipt

    if file is None:
        return Receipt(received_at=received_at)
    kept = keep_enclosed(place.files, file)
    return Receipt(
        received_at=received_at, name=kept.name, media_type=kept.media_type, ref=kept.ref
    )


def _tell(done: "Forward", *, as_json: bool) -> None:
    if as_json:
        print_json(done)
    elif done.received_at is None:
        told = _("{beteckning} is passed on to {recipient}; the receipt is awaited.")
        click.echo(told.format(beteckning=done.beteckning, recipient=done.recipient))
    else:
        told = _("{recipient} got {beteckning} {when}.")
        click.echo(
            told.format(
                beteckning=done.beteckning, recipient=done.recipient, when=show(done.received_at)
            )
        )


def _list(place: Workplace, beteckning: str, *, as_json: bool) -> None:
    from diarium.database import reading
    from diarium.forwards import list_forwards
    from diarium.handlingar import read_beteckning

    with reading(place.engine) as session:
        found = list_forwards(session, read_beteckning(session, beteckning))
    if as_json:
        print_json(found)
        return
    columns = (_("Instans"), _("Passed on"), _("By"), _("Received"), _("Note"))
    rows = ((f.recipient, f.forwarded_at, f.by, f.received_at, f.note) for f in found)
    print_table(columns, rows, _("It has not been passed on."))
