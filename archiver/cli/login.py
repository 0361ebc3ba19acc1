"""``archiver login``: a person logs in once, so that pages behind a login can be captured."""

import select
import sys
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.logins import LoginFacts


@click.command(help=_("Log in to an account's platform in a browser, and keep that locked."))
@click.argument("account", metavar="ID", required=False)
@click.option("--list", "listed", is_flag=True, help=_("List the logins that are kept."))
@click.option("--forget", metavar="ID", help=_("Remove the kept login of this account."))
@json_option
@click.pass_obj
def login(
    place: Workplace, account: str | None, listed: bool, forget: str | None, as_json: bool
) -> None:
    """Keep, list or forget logins."""
    place.authorize(Act.LOGIN)
    if [account is not None, listed, forget is not None].count(True) != 1:
        raise UsageError("say an account's id, or --list, or --forget with an account's id")
    if account:
        _log_in(place, account)
    elif forget:
        _forget(place, forget)
    else:
        _list(place, as_json)


def _log_in(place: Workplace, account: str) -> None:
    from archiver.capture.login import log_in
    from archiver.login_key import make_key
    from archiver.logins import keep_login
    from diarium.accounts import read_account
    from diarium.database import reading

    with reading(place.engine) as session:
        found = read_account(session, account)
    make_key(place.settings)  # nobody should log in for nothing
    click.echo(_("Log in in the browser's window; then press Enter here, or close the window."))
    state = log_in(found.url, place.settings.capture, _is_done)
    kept = keep_login(place.settings, found.account, state, place.by, place.now)
    click.echo(_tell(kept))


def _tell(kept: "LoginFacts") -> str:
    if kept.expires is None:
        told = _("The login of {account} is kept, locked. It does not say when it ends.")
        return told.format(account=kept.account)
    told = _("The login of {account} is kept, locked. It ends {day}.")
    return told.format(account=kept.account, day=kept.expires.date())


def _is_done() -> bool:
    """Tell whether Enter was pressed; where nobody can press it, closing the window ends it."""
    ready, _others, _errors = select.select([sys.stdin], [], [], 0)
    return bool(ready) and sys.stdin.readline() != ""


def _forget(place: Workplace, account: str) -> None:
    from archiver.logins import forget_login

    forget_login(place.settings, account)
    click.echo(_("The login of {account} is forgotten.").format(account=account))


def _list(place: Workplace, as_json: bool) -> None:
    from archiver.logins import list_logins

    kept = list(list_logins(place.settings))
    if as_json:
        print_json(kept)
        return
    columns = (_("Account"), _("Kept"), _("By"), _("Ends"), _("State"))
    rows = (
        (each.account, each.kept_at, each.by, each.expires, _state(place, each)) for each in kept
    )
    print_table(columns, rows, _("No login is kept."))


def _state(place: Workplace, kept: "LoginFacts") -> str:
    return _("has ended; log in again") if kept.expired(place.now) else _("in force")
