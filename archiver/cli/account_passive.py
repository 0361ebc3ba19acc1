"""``archiver account passive``: the accounts that are not kept up."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.passive_accounts import Activity, Pulse


@click.command(
    help=_(
        "List the accounts that are not kept up, by the last activity seen in snapshots and "
        "messages taken in."
    )
)
@click.option(
    "--days",
    type=click.IntRange(1, 3_650),
    help=_("Passive after so many days; else as the settings say."),
)
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--all", "everyone", is_flag=True, help=_("Also the active ones."))
@json_option
@click.pass_obj
def passive(
    place: Workplace, days: int | None, namnd: str | None, everyone: bool, as_json: bool
) -> int:
    """List passive accounts; exit 1 when there are any."""
    from archiver.passive_accounts import Pulse, list_activity
    from diarium.database import reading
    from diarium.errors import ExitCode

    place.authorize(Act.READ)
    limit = days or place.settings.policy.passive_days
    with reading(place.engine) as session:
        found = list_activity(session, place.files, limit, place.now, namnd)
    quiet = [each for each in found if each.pulse is not Pulse.ACTIVE]
    shown = found if everyone else quiet
    if as_json:
        print_json(shown)
    else:
        _print(shown)
    late = any(each.pulse is Pulse.PASSIVE for each in found)
    return ExitCode.FOUND_WRONG if late else ExitCode.OK


def _print(found: "Sequence[Activity]") -> None:
    columns = (
        _("Account"), _("Nämnd"), _("Ansvarig"), _("Activity"), _("Last post"), _("Days"),
        _("Looked at"), _("Do next"),
    )  # fmt: skip
    rows = (
        (
            each.account, each.namnd, each.ansvarig, _words(each.pulse), each.last, each.days,
            each.looked, each.next_command or _advice(each),
        )
        for each in found
    )  # fmt: skip
    print_table(columns, rows, _("No account is passive."))


def _words(pulse: "Pulse") -> str:
    from archiver.passive_accounts import Pulse

    return {
        Pulse.ACTIVE: _("active"),
        Pulse.PASSIVE: _("passive"),
        Pulse.UNSEEN: _("not seen since"),
        Pulse.UNKNOWN: _("cannot be told"),
    }[pulse]


def _advice(activity: "Activity") -> str | None:
    from archiver.passive_accounts import Pulse

    return _("look at the page yourself") if activity.pulse is Pulse.UNKNOWN else None
