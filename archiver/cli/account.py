"""``archiver account``: the accounts of the förteckning."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.account_check import check
from archiver.cli.account_close import close
from archiver.cli.account_import import export, import_
from archiver.cli.account_links import links
from archiver.cli.account_options import field_options, kind_name, labels, read_said
from archiver.cli.account_passive import passive
from archiver.cli.account_print import print_
from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from diarium.account_changes import Change
    from diarium.records import Account


@click.group(help=_("The accounts: who answers for each, why it exists and for whom."))
def account() -> None:
    """Hold the commands about accounts."""


account.add_command(close)
account.add_command(passive)
account.add_command(links)


account.add_command(check)
account.add_command(import_)
account.add_command(export)
account.add_command(print_)


@account.command(help=_("Add an account to the förteckning."))
@click.argument("account", metavar="ID")
@field_options(required=True)
@click.pass_obj
def add(place: Workplace, /, account: str, **said: Any) -> None:  # noqa: ANN401  options
    """Add an account."""
    from diarium.accounts import AccountFacts, add_account
    from diarium.database import writing
    from diarium.namnder import only_namnd

    by = place.authorize(Act.ACCOUNT)
    given = {"opened": place.now.astimezone(STOCKHOLM).date(), **read_said(place, said)}
    with writing(place.engine) as session:
        if "namnd" not in given:
            given["namnd"] = only_namnd(session)
        facts = AccountFacts(account=account, **given)
        added = add_account(session, facts, by, place.now)
    click.echo(
        _("Added account {account} to nämnd {namnd}.").format(
            account=added.account, namnd=added.namnd
        )
    )
    _tell_odd_address(place, added)


@account.command("list", help=_("List the accounts, the closed too."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, as_json: bool) -> None:
    """List the accounts."""
    from diarium.accounts import list_accounts
    from diarium.database import reading

    with reading(place.engine) as session:
        accounts = list_accounts(session, namnd)
    if as_json:
        print_json(accounts)
        return
    shown = (
        "account",
        "namnd",
        "kind",
        "platform",
        "name",
        "ansvarig",
        "official",
        "closed",
        "url",
    )
    rows = ([_said(each, field) for field in shown] for each in accounts)
    print_table([labels()[field] for field in shown], rows, _("There is no account yet."))


@account.command("show", help=_("Show an account and what was changed in it, when and by whom."))
@click.argument("account", metavar="ID")
@json_option
@click.pass_obj
def show_(place: Workplace, account: str, as_json: bool) -> None:
    """Show an account and its history."""
    from diarium.account_changes import list_changes
    from diarium.accounts import account_history
    from diarium.database import reading

    with reading(place.engine) as session:
        history = account_history(session, account)
    changes = list_changes(history)
    if as_json:
        print_json({"account": history[-1], "versions": history, "changes": changes})
        return
    _print_account(history[-1])
    _print_changes(history[0], changes)


@account.command(help=_("Change what is said of an account; what it said before is kept."))
@click.argument("account", metavar="ID")
@field_options(required=False)
@click.pass_obj
def edit(place: Workplace, /, account: str, **said: Any) -> None:  # noqa: ANN401  options
    """Edit an account."""
    from diarium.accounts import edit_account
    from diarium.database import writing

    by = place.authorize(Act.ACCOUNT, account=account)
    given = read_said(place, said)
    if not given:
        raise click.UsageError(_("Nothing to change was given; see --help."))
    with writing(place.engine) as session:
        edited = edit_account(session, account, given, by, place.now)
    name, changed = edited.account.account, [labels()[field] for field in edited.changed]
    if not changed:
        click.echo(_("Account {account} says that already.").format(account=name))
        return
    line = _("Account {account}: changed {fields}.")
    click.echo(line.format(account=name, fields=", ".join(changed)))


def _tell_odd_address(place: Workplace, account: "Account") -> None:
    """Say if an address does not look like that of a start page on the account's platform."""
    from archiver.capture.profiles import choose_profiles, read_profiles

    profiles = read_profiles(place.settings.capture.profiles)
    profile = choose_profiles(profiles, account.platform)[0]
    if not profile.is_start_address(account.url):
        text = _("The address does not look like a start page on {platform}; check it: {url}")
        click.echo(text.format(platform=profile.title, url=account.url), err=True)


def _said(account: "Account", field: str) -> object:
    return _in_words(field, getattr(account, field))


def _in_words(field: str, value: object) -> object:
    from diarium.records import AccountKind

    return kind_name(AccountKind(str(value))) if field == "kind" else value


def _print_account(account: "Account") -> None:
    rows = ((label, _said(account, field)) for field, label in labels().items())
    print_table((_("Field"), _("Says")), rows, "")


def _print_changes(first: "Account", changes: list["Change"]) -> None:
    click.echo()
    added = (1, first.at, first.by, _("added"), "", "")
    rows = (
        (
            c.version,
            c.at,
            c.by,
            labels()[c.field],
            show(_in_words(c.field, c.before)),
            show(_in_words(c.field, c.after)),
        )
        for c in changes
    )
    columns = (_("Version"), _("When"), _("By"), _("Field"), _("Before"), _("After"))
    print_table(columns, (added, *rows), "")
