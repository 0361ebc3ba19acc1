"""``archiver account import`` and ``export``: many accounts at once, with plans and rosters."""

from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli.account_options import labels
from archiver.cli.output import bom_option, json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import RefusedError, UsageError
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.account_lines import AccountLine, LineFault
    from archiver.account_taking_in import TakenIn
    from diarium.records import Account

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("import", help=_("Take accounts in from a .csv or .toml: all of them or none."))
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help=_("Try all of it and take nothing in."))
@json_option
@click.pass_obj
def import_(place: Workplace, file: Path, dry_run: bool, as_json: bool) -> None:
    """Take accounts in: new ones are added, known ones changed where the file says otherwise."""
    from archiver.account_addresses import check_account_address
    from archiver.account_files import read_account_file
    from archiver.account_taking_in import Importer, take_in_accounts

    place.authorize(Act.ACCOUNT)
    read = read_account_file(file)
    _authorize(place, read.lines)
    opened = place.settings.capture.allow_private_addresses
    importer = Importer(place.by, place.now, partial(check_account_address, opened=opened))
    tried = dry_run or bool(read.faults)  # so that all that is wrong is told at once
    done = take_in_accounts(place.engine, read.lines, importer, dry_run=tried)
    _refuse_faults((*read.faults, *done.faults), file)
    if as_json:
        print_json({"dry_run": dry_run, "accounts": done.taken})
    else:
        _tell(done.taken, dry_run=dry_run)


@click.command(help=_("Write accounts with their plans and rosters to a .csv or .toml."))
@click.argument("file", type=FILE)
@click.argument("accounts", metavar="[ID]...", nargs=-1)
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@bom_option
@click.pass_obj
def export(
    place: Workplace, file: Path, accounts: tuple[str, ...], namnd: str | None, bom: bool
) -> None:
    """Write the accounts that are not closed, so that they can be changed and taken in again."""
    from archiver.account_files import CSV, gather_accounts, kind_of, write_accounts
    from archiver.new_output import new_file
    from diarium.database import reading

    place.authorize(Act.READ)
    kind = kind_of(file)
    chosen = _choose(place, accounts, namnd)
    today = place.now.astimezone(STOCKHOLM).date()
    with reading(place.engine) as session:
        gathered = gather_accounts(session, chosen, today)
    with new_file(file, write_accounts(gathered, kind, bom=bom)):
        pass
    line = _("Written: {path} ({n} accounts)")
    click.echo(line.format(path=file, n=len(gathered)))
    cut = [each["id"] for each in gathered if len(each["plan"]) > 1]
    if kind == CSV and cut:
        line = _("A list has room for one plan; of these the next ones are left out: {accounts}")
        click.echo(line.format(accounts=", ".join(cut)), err=True)


def _authorize(place: Workplace, lines: "Sequence[AccountLine]") -> None:
    """See that whoever works may change every account that a file names, where it is and goes."""
    from diarium.accounts import list_accounts
    from diarium.database import reading

    with reading(place.engine) as session:
        owners = {each.account: each.namnd for each in list_accounts(session)}
    codes = {owners.get(each.account) for each in lines}
    codes |= {each.fields.get("namnd") for each in lines}
    for code in sorted(filter(None, codes)):
        place.authorize(Act.ACCOUNT, code)


def _choose(place: Workplace, names: tuple[str, ...], namnd: str | None) -> "list[Account]":
    """Return the accounts to write: by name, or all that are open."""
    from diarium.accounts import list_accounts, read_account
    from diarium.database import reading

    if names and namnd:
        raise click.UsageError(_("Name accounts or --namnd, not both."))
    wanted = None if names else place.choose_namnd(namnd)
    for name in names:
        place.authorize(Act.READ, account=name)
    with reading(place.engine) as session:
        if not names:
            return [each for each in list_accounts(session, wanted) if not each.closed]
        named = [read_account(session, name) for name in names]
    closed = next((each for each in named if each.closed), None)
    if closed:
        raise RefusedError(
            "account {account} was closed {closed}; only open ones are written to a file",
            account=closed.account,
            closed=closed.closed,
        )
    return named


def _refuse_faults(faults: "Sequence[LineFault]", file: Path) -> None:
    """Tell every line that cannot be taken in, and stop if there is one."""
    for each in sorted(faults, key=lambda fault: fault.line):
        told = _("Line {line} ({account}): {what}") if each.account else _("Line {line}: {what}")
        what = " ".join(_(each.error.message).format(**each.error.fields).split())
        click.echo(told.format(line=each.line, account=each.account, what=what), err=True)
    if faults:
        raise UsageError(
            "{file} has {n} faults, told above; nothing was taken in",
            file=file.name,
            n=len(faults),
        )


def _tell(taken: "Sequence[TakenIn]", *, dry_run: bool) -> None:
    outcomes = {"new": _("new"), "changed": _("changed"), "as-before": _("as before")}
    names = labels() | {
        "credentials": _("where credentials are kept"), "roster": _("roster"), "plan": _("plan"),
    }  # fmt: skip
    rows = (
        (
            each.account, each.namnd, outcomes[each.outcome.value],
            ", ".join(names[field] for field in each.changed),
        )
        for each in taken
    )  # fmt: skip
    columns = (_("Account"), _("Nämnd"), _("Became"), _("What changed"))
    print_table(columns, rows, _("The file has no account."))
    if dry_run:
        click.echo(_("This was a dry run: nothing was taken in."))
