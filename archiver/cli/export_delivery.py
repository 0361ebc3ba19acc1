"""``archiver export list``, ``deliver`` and ``withdraw``: how a delivery goes."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.export_words import plain_package, print_packages, tell_step
from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json
from archiver.cli.period import read_period
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.package_records import Package


@click.command("list", help=_("List the packages that were made, and what waits for a receipt."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--period", help=_("Only those of this half-year."))
@click.option("--waiting", is_flag=True, help=_("Only those the kommunarkiv has not answered."))
@json_option
@click.pass_obj
def list_(
    place: Workplace, /, namnd: str | None, period: str | None, waiting: bool, as_json: bool
) -> None:
    """List packages."""
    from diarium.database import reading
    from diarium.namnder import read_namnd
    from diarium.packages import list_packages

    chosen, half_year = place.choose_namnd(namnd), read_period(period)
    with reading(place.engine) as session:
        code = read_namnd(session, chosen).code if chosen else None
        found = list_packages(session, code, str(half_year) if half_year else None)
    _tell([each for each in found if each.waits or not waiting], as_json=as_json)


@click.command(help=_("Note that a package, or all of a delivery, was handed over."))
@click.argument("name", metavar="NAME")
@click.option("--how", metavar="WORDS", required=True, help=_("How, such as SFTP or a USB stick."))
@click.option("--when", metavar="MOMENT", help=_("When, as 2026-07-01T09:30; else now."))
@click.option(
    "--manifest", metavar="SHA256",
    help=_("How the SHA-256 of its manifest begins, if it is not the one made last."),
)  # fmt: skip
@json_option
@click.pass_obj
def deliver(
    place: Workplace, /, name: str, how: str, when: str | None, manifest: str | None, as_json: bool
) -> None:
    """Note a delivery."""
    from diarium.database import writing
    from diarium.package_records import PackageState
    from diarium.package_steps import NewStep, deliver_packages

    by, now = place.authorize(Act.DELIVER, package=name), place.now
    step = NewStep(state=PackageState.DELIVERED, happened_at=read_moment(when) or now, said=how)
    with writing(place.engine) as session:
        done = deliver_packages(session, name, step, manifest, by, now)
    _tell_step(done, as_json=as_json)


@click.command(help=_("Note that a package is not delivered after all, or is taken back."))
@click.argument("name", metavar="NAME")
@click.option("--why", metavar="WORDS", required=True, help=_("Why."))
@click.option("--when", metavar="MOMENT", help=_("When, as 2026-07-01T09:30; else now."))
@json_option
@click.pass_obj
def withdraw(place: Workplace, /, name: str, why: str, when: str | None, as_json: bool) -> None:
    """Note that a package is withdrawn."""
    from diarium.database import writing
    from diarium.package_records import PackageState
    from diarium.package_steps import NewStep, withdraw_packages

    by, now = place.authorize(Act.DELIVER, package=name), place.now
    step = NewStep(state=PackageState.WITHDRAWN, happened_at=read_moment(when) or now, said=why)
    with writing(place.engine) as session:
        done = withdraw_packages(session, name, step, by, now)
    _tell_step(done, as_json=as_json)


def _tell(packages: "list[Package]", *, as_json: bool) -> None:
    if as_json:
        print_json([plain_package(each) for each in packages])
    else:
        print_packages(packages)


def _tell_step(packages: "list[Package]", *, as_json: bool) -> None:
    if as_json:
        _tell(packages, as_json=True)
    else:
        tell_step(packages)
