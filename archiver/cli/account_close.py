"""``archiver account close``: a last snapshot, and then the account's row ends."""

from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.account_options import DAY
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from archiver.account_closing import Closed, Closing
    from archiver.snapshots import Archive


@click.command(
    help=_(
        "Take a last snapshot of an account and close it; it stays in the förteckning among the "
        "closed."
    )
)
@click.argument("account", metavar="ID")
@click.option("--reason", required=True, help=_("Why it was closed; it is published."))
@click.option("--date", "day", type=DAY, help=_("The day it was closed; else today."))
@click.option(
    "--without-snapshot", metavar="WHY", help=_("Take none, and why: the page is gone, say.")
)
@click.pass_obj
def close(place: Workplace, /, account: str, day: datetime | None, **said: Any) -> None:  # noqa: ANN401  options
    """Close an account."""
    from archiver.account_closing import Closing
    from archiver.snapshots import Archive

    by = place.authorize(Act.ACCOUNT, account=account)
    closed = (day or place.now.astimezone(STOCKHOLM)).date()
    archive = Archive(place.settings, place.engine, place.files, by)
    closing = Closing(account=account, day=closed, **said)
    done = _close(archive, closing)
    if done.snapshot:
        line = _("The last snapshot of {account} is number {number}.")
        click.echo(line.format(account=done.account.account, number=done.snapshot.id))
    line = _("Account {account} is closed since {day}.")
    click.echo(line.format(account=done.account.account, day=done.account.closed))


def _close(archive: "Archive", closing: "Closing") -> "Closed":
    """Close an account; what hinders its last snapshot is told in words."""
    from archiver.account_closing import NotPicturedError, close_with_snapshot
    from archiver.cli.capture_report import progress_bar
    from archiver.cli.reasons import tell_cause

    try:
        with progress_bar() as progress:
            return close_with_snapshot(archive, closing, progress)
    except NotPicturedError as refused:
        refused.fields["reason"] = tell_cause(refused.reason)
        raise
