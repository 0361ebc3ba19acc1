"""``archiver account check``: what each account lacks, and what to do about it."""

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.plan_words import approver_name
from archiver.cli.snapshot_check import asked_of_page
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode
from diarium.plan_records import Approver
from diarium.roles import Act
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from archiver.account_checks import AccountCheck, Lack


@click.command(help=_("Tell what accounts lack of what the policy asks for; 1 if anything."))
@click.argument("accounts", metavar="[ID]...", nargs=-1)
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@json_option
@click.pass_obj
def check(
    place: Workplace, accounts: tuple[str, ...], namnd: str | None, as_json: bool
) -> ExitCode:
    """Check accounts; 1 if one of them lacks something."""
    from archiver.account_checks import check_accounts, choose_accounts
    from diarium.database import reading

    if accounts and namnd:
        raise click.UsageError(_("Name accounts or --namnd, not both."))
    wanted = None if accounts else place.choose_namnd(namnd)
    for account in accounts:
        place.authorize(Act.READ, account=account)
    today = place.now.astimezone(STOCKHOLM).date()
    with reading(place.engine) as session:
        chosen = choose_accounts(session, accounts, wanted)
        checks = check_accounts(session, place.files, chosen, today)
    if as_json:
        print_json(checks)
    else:
        _print(checks)
    return ExitCode.FOUND_WRONG if any(each.lacks for each in checks) else ExitCode.OK


def _print(checks: "list[AccountCheck]") -> None:
    columns = (_("Account"), _("Nämnd"), _("Answers for it"), _("Lacks"), _("What to do"))
    rows = [row for each in checks for row in _rows(each)]
    print_table(columns, rows, _("Every account is in order."))
    unseen = [each.account for each in checks if each.kind == "account" and not each.period]
    if unseen:
        line = _("No snapshot yet, so the page was not checked: {accounts}")
        click.echo(line.format(accounts=", ".join(unseen)))


def _rows(checked: "AccountCheck") -> Iterator[tuple[str, ...]]:
    for lack in checked.lacks:
        what, to_do = _words(lack, checked)
        yield checked.account, checked.namnd, checked.ansvarig, what, to_do


def _words(lack: "Lack", checked: "AccountCheck") -> tuple[str, str]:
    """Return what is lacking and what to do about it."""
    told = {"account": checked.account, "what": lack.what, "period": checked.period}
    if lack.code == "approval-missing":
        told["who"] = approver_name(Approver(lack.what))
    if lack.code == "on-page":
        told["asked"] = asked_of_page()[lack.what]
    what, to_do = _lacks()[lack.code.value]
    return what.format(**told), to_do.format(**told)


def _lacks() -> dict[str, tuple[str, str]]:
    """Return each lack in words and what to do about it."""
    return {
        "no-plan": (_("an aktivitetsplan"), "archiver plan set {account}"),
        "plan-not-begun": (
            _("an aktivitetsplan for today; the next begins {what}"), "archiver plan set {account}",
        ),
        "plan-lapsed": (
            _("an aktivitetsplan for today; the last ended {what}"), "archiver plan set {account}",
        ),
        "approval-missing": (
            _("the plan's approval by {who}"), "archiver plan approve {account} --as {what}",
        ),
        "too-few-administrators": (
            _("two administrators at least; it has {what}"),
            "archiver roster add {account} --role administrator",
        ),
        "no-kommunikator": (
            _("the förvaltning's kommunikatör in its roster"),
            "archiver roster add {account} --role kommunikator",
        ),
        "no-substitute": (
            _("a substitute for {what}, who is away"),
            'archiver roster add {account} --role ersattare --for "{what}"',
        ),
        "no-credentials-place": (
            _("a note of where its credentials are kept"), "archiver roster credentials {account}",
        ),
        "on-page": (
            _("on its page ({period}): {asked}"), _("change the page; see archiver snapshot check"),
        ),
    }  # fmt: skip
