"""``archiver snapshot changes``: each account's page beside its earlier self, the unusual first."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.period import read_period
from archiver.cli.workplace import Workplace
from diarium.errors import ExitCode

if TYPE_CHECKING:
    from archiver.page_history import PageChange


@click.command(help=_("Show how the accounts' pages changed, the unusual first."))
@click.option("--period", help=_("The snapshots of this half-year; else the newest."))
@click.option("--account", metavar="ID", help=_("Only this account."))
@json_option
@click.pass_obj
def changes(place: Workplace, period: str | None, account: str | None, as_json: bool) -> ExitCode:
    """Report the changes; 1 if a person should look at some."""
    from archiver.page_history import list_changes
    from diarium.database import reading

    with reading(place.engine) as session:
        found = list_changes(session, place.files, read_period(period), account)
    if as_json:
        print_json(found)
    else:
        _print_changes(found)
    unusual = any(each.unusual or each.same_as for each in found)
    return ExitCode.FOUND_WRONG if unusual else ExitCode.OK


def _print_changes(found: list["PageChange"]) -> None:
    columns = (
        _("Account"), _("Look at"), _("Compared with"), _("Same words"), _("Same look"),
        _("Words"), _("First post"), _("Last post"),
    )  # fmt: skip
    print_table(columns, (_row(each) for each in found), _("There is no snapshot to compare."))


def _row(change: "PageChange") -> tuple[object, ...]:
    before, after = change.before, change.after
    return (
        change.account,
        _look_at(change),
        before.period if before else None,
        _percent(change.text_similarity),
        _percent(change.picture_similarity),
        _from_to(*(each.words if each else None for each in (before, after))),
        _from_to(*(each.first_post if each else None for each in (before, after))),
        _from_to(*(each.last_post if each else None for each in (before, after))),
    )


def _look_at(change: "PageChange") -> str:
    lines = [_unusual()[code] for code in change.unusual]
    if change.same_as:
        line = _("looks and reads like {accounts}: probably a wall")
        lines.insert(0, line.format(accounts=", ".join(change.same_as)))
    if change.after is None:
        lines.append(_("the snapshot's record tells nothing of the page"))
    elif change.before is None:
        lines.append(_("nothing to compare with"))
    return "; ".join(lines)


def _from_to(before: object, after: object) -> str | None:
    if before is None and after is None:
        return None
    known = ("–" if each is None else str(each) for each in (before, after))
    return " → ".join(known)


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"


def _unusual() -> dict[str, str]:
    return {
        "another-page": _("seems to be another page"),
        "shrunk": _("most of its words are gone"),
        "renamed": _("has another name"),
        "older-posts": _("its newest post is older than before"),
        "unchanged": _("says exactly what it said before"),
    }
