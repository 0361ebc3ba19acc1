"""``archiver remove-post round|rounds``: accounts looked through for improper posts."""

from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.remove_post_words import list_options, read_days
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.removal_records import Round


@click.command("round", help=_("Note that you have looked through accounts for improper posts."))
@click.argument("accounts", metavar="ACCOUNT…", nargs=-1)
@click.option("--namnd", help=_("All accounts in use of the nämnd with this code."))
@click.option("--done", metavar="MOMENT", help=_("When, as 2026-07-01T09:30; else now."))
@click.option("--note", metavar="WORDS", help=_("What else is to be known of it."))
@json_option
@click.pass_obj
def round_(
    place: Workplace,
    accounts: tuple[str, ...],
    namnd: str | None,
    done: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Note rounds of supervision, all or none."""
    from diarium.database import writing
    from diarium.supervision import record_round

    chosen, now = _choose(place, accounts, namnd), place.now
    with writing(place.engine) as session:
        said = (read_moment(done) or now, note)
        found = [record_round(session, each, said, place.by, now) for each in chosen]
    if as_json:
        print_json(found)
        return
    for each in found:
        told = _("{account}: looked through, {hours} h after the time before.")
        click.echo(told.format(account=each.account, hours=each.waited_hours))


@click.command(help=_("List the rounds of supervision: when, by whom, how long after the last."))
@list_options
@click.option("--late", is_flag=True, help=_("Only those that came too late."))
@json_option
@click.pass_obj
def rounds(place: Workplace, /, late: bool, as_json: bool, **said: str | None) -> None:
    """List rounds of supervision."""
    from diarium.database import reading
    from diarium.supervision import list_rounds

    chosen, most = place.choose_namnd(said["namnd"]), place.settings.supervision_hours
    with reading(place.engine) as session:
        found = list_rounds(session, said["account"], *read_days(said), namnd=chosen)
    found = [each for each in found if not late or _is_late(each, most)]
    if as_json:
        print_json(found)
        return
    columns = (_("Account"), _("Done"), _("Hours after the last"), _("Late"), _("By"), _("Note"))
    rows = (
        (each.account, each.done_at, each.waited_hours, _is_late(each, most), each.by, each.note)
        for each in found
    )
    print_table(columns, rows, _("No round is noted."))


def _is_late(done: "Round", most: int) -> bool:
    return bool(most) and done.waited_hours > most


def _choose(place: Workplace, accounts: tuple[str, ...], namnd: str | None) -> list[str]:
    """Return the accounts that are meant, each once, and that whoever works may act for."""
    from diarium.accounts import list_accounts
    from diarium.database import reading

    place.authorize(Act.REMOVE, namnd)
    if bool(accounts) == bool(namnd):
        raise UsageError("say which accounts you looked through, or by --namnd all of a nämnd's")
    for each in accounts:
        place.authorize(Act.REMOVE, account=each)
    with reading(place.engine) as session:
        found = list_accounts(session, namnd) if namnd else []
    in_use = (each.account for each in found if each.captured and not each.closed)
    return list(dict.fromkeys(accounts or in_use))
