"""``archiver export receipt``: what the kommunarkiv answered, kept and registered."""

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.export_words import plain_package, tell_step
from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.package_records import PackageState
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.receipts import ReceiptWish, Registered


@click.command(
    help=_(
        "Note what the kommunarkiv answered: the leveranskvitto in FILE is kept and registered as "
        "an incoming handling. Without an option it says that the package was received."
    )
)
@click.argument("name", metavar="NAME")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--received", is_flag=True, help=_("The package was received."))
@click.option("--accepted", is_flag=True, help=_("The package was accepted."))
@click.option("--refused", is_flag=True, help=_("The package was refused; say --why."))
@click.option("--why", metavar="WORDS", help=_("Why it was refused."))
@click.option("--when", metavar="MOMENT",
              help=_("When the answer came, as 2026-07-01T09:30; else now."))  # fmt: skip
@click.option("--arende", metavar="DNR",
              help=_("The ärende to register it in; else one of the delivery's own."))  # fmt: skip
@json_option
@click.pass_obj
def receipt(place: Workplace, /, name: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note a leveranskvitto."""
    from archiver.receipts import note_receipt
    from archiver.snapshots import Archive

    by, now = place.authorize(Act.RECEIPT, package=name), place.now
    wish = _read_wish(said, now)
    archive = Archive(place.settings, place.engine, place.files, by)
    _tell(note_receipt(archive, name, wish, now), as_json=as_json)


def _read_wish(said: dict[str, Any], now: datetime) -> "ReceiptWish":
    from archiver.receipts import ReceiptWish

    state = _read_state(said)
    if (state is PackageState.REFUSED) != (said["why"] is not None):
        raise UsageError("--refused and --why go together: say why it was refused")
    return ReceiptWish(
        file=said["file"], state=state, at=read_moment(said["when"]) or now,
        why=said["why"], arende=said["arende"],
    )  # fmt: skip


def _read_state(said: dict[str, Any]) -> PackageState:
    states = (PackageState.RECEIVED, PackageState.ACCEPTED, PackageState.REFUSED)
    given = [each for each in states if said[each.value]]
    if len(given) > 1:
        raise UsageError("say one of --received, --accepted and --refused")
    return given[0] if given else PackageState.RECEIVED


def _tell(done: "Registered", *, as_json: bool) -> None:
    if as_json:
        packages = [plain_package(each) for each in done.packages]
        print_json({"handling": done.handling, "packages": packages})
        return
    tell_step(done.packages)
    line = _("The leveranskvitto is registered as {beteckning}.")
    click.echo(line.format(beteckning=done.handling.beteckning))
