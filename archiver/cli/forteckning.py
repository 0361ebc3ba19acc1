"""``archiver forteckning``: the list of accounts as it is published."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.output import bom_option, json_option, print_json, print_table
from archiver.cli.postlista import tell_masked
from archiver.cli.workplace import Workplace
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diarium.records import Account
    from exporters.forteckning import Forteckning

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=_("Show the förteckning, or write it as a page and as a list to publish."))
@click.option("--html", type=FILE, help=_("Write a page for the website to this file."))
@click.option("--csv", type=FILE, help=_("Write a list for a spreadsheet to this file."))
@bom_option
@json_option
@click.pass_obj
def forteckning(
    place: Workplace, html: Path | None, csv: Path | None, bom: bool, as_json: bool
) -> None:
    """Show or write the förteckning."""
    from exporters.forteckning import render_forteckning, write_forteckning_csv
    from exporters.published_file import publish_file

    told, masked = _read(place)
    tell_masked(masked)
    if html:
        publish_file(html, render_forteckning(told).encode())
    if csv:
        publish_file(csv, write_forteckning_csv(told, bom=bom))
    if as_json:
        print_json(told)
        return
    for path in filter(None, (html, csv)):
        click.echo(_("Written: {path}").format(path=path))
    if not (html or csv):
        _print(told)


def _read(place: Workplace) -> "tuple[Forteckning, Sequence[str]]":
    """Return the förteckning, and the accounts in which a personnummer was masked."""
    from diarium.accounts import list_accounts
    from diarium.database import reading
    from diarium.namnder import list_namnder
    from diarium.plans import read_plans
    from diarium.public_accounts import publish_accounts
    from exporters.forteckning import Forteckning

    day = place.now.astimezone(STOCKHOLM).date()
    with reading(place.engine) as session:
        namnder = list_namnder(session)
        public = publish_accounts(list_accounts(session), read_plans(session), day)
    told = Forteckning(
        kommun=place.settings.kommun, namnder=namnder, accounts=public.accounts, day=day
    )
    return told, public.masked


def _kind_words(account: "Account") -> str:
    """Return what the published page calls an account, on the day it tells of."""
    from diarium.records import AccountKind

    if account.kind is AccountKind.ACCOUNT:
        return _("official account") if account.official else _("our account, not official")
    return {
        AccountKind.DELTAGANDE: _("deltagande"),
        AccountKind.NOT_OFFICIAL: _("not the municipality's account"),
    }[account.kind]


def _print(told: "Forteckning") -> None:
    columns = (
        _("Nämnd"), _("Name"), _("Kind"), _("Platform"), _("Answers for it"), _("Purpose"),
        _("Target group"), _("Address"), _("Closed"),
    )  # fmt: skip
    rows = (
        (
            a.namnd,
            a.name,
            _kind_words(a),
            a.platform,
            a.ansvarig,
            a.syfte,
            a.malgrupp,
            a.url,
            a.closed,
        )
        for a in sorted(told.accounts, key=lambda a: (a.closed is not None, a.namnd, a.name))
    )  # fmt: skip
    print_table(columns, rows, _("There is no account yet."))
