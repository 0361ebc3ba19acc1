"""``archiver snapshot check``: what the policy asks of the accounts' pages, and what was there."""

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode

if TYPE_CHECKING:
    from archiver.page_history import CheckedPage
    from archiver.policy_checks import PolicyCheck


@click.command(help=_("Show what the policy asks of the accounts' pages and what was there."))
@click.option("--period", help=_("The snapshots of this half-year; else the newest."))
@click.option("--account", metavar="ID", help=_("Only this account."))
@json_option
@click.pass_obj
def check(place: Workplace, period: str | None, account: str | None, as_json: bool) -> ExitCode:
    """Report the policy checks of the newest snapshots; 1 if something is missing."""
    from archiver.page_history import list_checked
    from diarium.database import reading

    with reading(place.engine) as session:
        pages = list_checked(session, place.files, read_period(period), account)
    if as_json:
        print_json(pages)
    else:
        _print_pages(pages)
    missing = any(each.result == "missing" for page in pages for each in page.checks)
    return ExitCode.FOUND_WRONG if missing else ExitCode.OK


def _print_pages(pages: list["CheckedPage"]) -> None:
    columns = (_("Account"), _("Half-year"), _("The policy asks for"), _("Result"), _("What"))
    rows = (row for page in pages for row in _rows(page))
    print_table(columns, rows, _("There is no snapshot to check."))


def _rows(page: "CheckedPage") -> Iterator[tuple[object, ...]]:
    if not page.checks:
        line = _("the snapshot's record tells nothing of the page; look at its picture")
        yield page.account, page.period, "", _results()["not-checked"], line
    for each in page.checks:
        asked = asked_of_page()[each.rule]
        yield page.account, page.period, asked, _results()[each.result], _what(each)


def _what(check: "PolicyCheck") -> str:
    return _reasons()[check.why] if check.why else "; ".join(check.words)


def _results() -> dict[str, str]:
    return {
        "found": _("found"),
        "missing": _("missing"),
        "not-checked": _("not checked"),
    }


def asked_of_page() -> dict[str, str]:
    """Return what the policy asks of a page, in words, by the rule's id."""
    return {
        "site-link": _("a link to the municipality's site"),
        "contact-phone": _("the contact centre's telephone number"),
        "sender-in-name": _("the sender in the name"),
        "logo": _("the logo"),
        "official-account": _("whose official account it is"),
        "public-records": _("that posts become allmänna handlingar"),
        "removals": _("which posts are removed"),
        "activity": _("posts regularly"),
    }


def _reasons() -> dict[str, str]:
    return {
        "no-setting": _("write it under [policy] in archiver.toml"),
        "no-dates": _("the page says no day of a post in full"),
        "picture": _("no picture says in words whose logo it is; look at the snapshot"),
    }
