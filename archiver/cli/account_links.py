"""``archiver account links``: own posts that state facts without a link to the source."""

from datetime import date, timedelta
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.source_links import Unlinked

DAYS = 90
"""So far back one looks unless told: what is older is seldom corrected."""


@click.command(
    help=_(
        "List own posts that seem to state facts without a link to the municipality's site: advice "
        "to whoever answers for the account."
    )
)
@click.argument("accounts", metavar="[ID…]", nargs=-1)
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--ansvarig", help=_("Only the accounts that this person answers for."))
@click.option("--from", "first", metavar="DAY", help=_("Posts of this day or later; else 90 days."))
@json_option
@click.pass_obj
def links(
    place: Workplace, accounts: tuple[str, ...], namnd: str | None, ansvarig: str | None,
    first: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List own posts without a link to the source."""
    from archiver.source_links import list_unlinked
    from diarium.accounts import list_accounts, read_account
    from diarium.database import reading

    place.authorize(Act.READ)
    since = _since(place, first)
    with reading(place.engine) as session:
        within = {each.account for each in list_accounts(session, namnd)}
        names = [read_account(session, each).account for each in accounts]
        found = list_unlinked(session, place.files, place.settings.policy, since, names)
    shown = [each for each in found if each.account in within and ansvarig in {None, each.ansvarig}]
    if as_json:
        print_json(shown)
    else:
        _print(shown)


def _since(place: Workplace, first: str | None) -> date:
    from archiver.cli.days import read_day

    if first:
        return read_day(first)
    return (place.now - timedelta(days=DAYS)).astimezone(STOCKHOLM).date()


def _print(found: "Sequence[Unlinked]") -> None:
    columns = (
        _("Ansvarig"), _("Account"), _("Day"), _("Seen in"), _("Signs of facts"), _("Links to"),
        _("What it says"),
    )  # fmt: skip
    rows = (
        (
            each.ansvarig, each.account, each.day, _place(each), ", ".join(each.facts),
            ", ".join(each.leads_elsewhere), each.words,
        )
        for each in found
    )  # fmt: skip
    print_table(columns, rows, _("Every own post that seems to state facts links to the site."))


def _place(each: "Unlinked") -> str:
    if each.message is not None:
        return _("message {number}").format(number=each.message)
    return _("snapshot {number}").format(number=each.snapshot)
