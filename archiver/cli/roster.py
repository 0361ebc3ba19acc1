"""``archiver roster``: who may administer each account, who is away and who stands in."""

from datetime import date, datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.account_options import DAY
from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.roster_words import roster_role_name
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from diarium.roster_records import RosterRole
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from diarium.roster_records import CredentialsPlace, RosterEntry

ROLES = click.Choice([role.value for role in RosterRole])
ROLE_HELP = _("administrator, kommunikator, ersattare (substitute) or franvarande (away).")
OF = click.argument("account", metavar="ID")


@click.group(help=_("The rosters: who may administer each account, and who stands in for whom."))
def roster() -> None:
    """Hold the commands about rosters."""


@roster.command(help=_("Put somebody into the roster of an account."))
@OF
@click.option("--name", required=True, help=_("The person's name."))
@click.option("--role", type=ROLES, required=True, help=ROLE_HELP)
@click.option("--from", "first", type=DAY, help=_("The first day; else today."))
@click.option("--to", "last", type=DAY, help=_("The last day; left out where it is not known."))
@click.option("--for", "whom", help=_("Whom an ersattare stands in for."))
@click.pass_obj
def add(place: Workplace, /, account: str, **said: Any) -> None:  # noqa: ANN401  options
    """Put somebody into a roster."""
    from diarium.database import writing
    from diarium.roster import add_to_roster
    from diarium.roster_records import RosterFacts

    by = place.authorize(Act.ACCOUNT, account=account)
    facts = RosterFacts(
        name=said["name"], role=RosterRole(said["role"]), first_day=_day(place, said["first"]),
        last_day=said["last"].date() if said["last"] else None, stands_in_for=said["whom"],
    )  # fmt: skip
    with writing(place.engine) as session:
        entry = add_to_roster(session, account, facts, by, place.now)
    line = _("{name} stands in the roster of {account} as {role} from {day}.")
    _tell(line, entry, entry.first_day)


@roster.command(help=_("Note the last day that somebody stands in the roster of an account."))
@OF
@click.option("--name", required=True, help=_("The person's name."))
@click.option("--role", type=ROLES, help=_("Which role, where the person has several."))
@click.option("--date", "day", type=DAY, help=_("The last day; else today."))
@click.pass_obj
def end(place: Workplace, account: str, name: str, role: str | None, day: datetime | None) -> None:
    """End somebody's place in a roster."""
    from diarium.database import writing
    from diarium.roster import end_roster
    from diarium.roster_records import Ending

    by = place.authorize(Act.ACCOUNT, account=account)
    ending = Ending(name, RosterRole(role) if role else None, _day(place, day))
    with writing(place.engine) as session:
        entry = end_roster(session, account, ending, by, place.now)
    line = _("{name} stands in the roster of {account} as {role} to and with {day}.")
    _tell(line, entry, entry.last_day)


@roster.command("list", help=_("List who stands in the rosters, and where credentials are kept."))
@click.argument("account", metavar="ID", required=False)
@click.option("--day", type=DAY, help=_("Only who stands there on this day; else all who ever do."))
@json_option
@click.pass_obj
def list_(place: Workplace, account: str | None, day: datetime | None, as_json: bool) -> None:
    """List the rosters of the nämnder that whoever works works for."""
    from diarium.accounts import list_accounts
    from diarium.credentials import list_credentials_places
    from diarium.database import reading
    from diarium.roster import list_roster

    place.authorize(Act.READ, account=account)
    user = place.user
    with reading(place.engine) as session:
        own = {each.account for each in list_accounts(session) if user.works_for(each.namnd)}
        found = list_roster(session, account, day.date() if day else None)
        places = list_credentials_places(session)
    entries = [each for each in found if each.account in own]
    named = {account.strip().lower()} if account else own
    kept = [each for name, each in sorted(places.items()) if name in own & named]
    if as_json:
        print_json({"roster": entries, "credentials": kept})
        return
    _print(entries, kept)


@roster.command(help=_("Note where an account's credentials are kept, never what they are."))
@OF
@click.option("--place", "where", required=True, help=_("Such as the name of a vault or a room."))
@click.pass_obj
def credentials(place: Workplace, account: str, where: str) -> None:
    """Note where credentials are kept."""
    from diarium.credentials import keep_credentials_place
    from diarium.database import writing

    by = place.authorize(Act.ACCOUNT, account=account)
    with writing(place.engine) as session:
        kept = keep_credentials_place(session, account, where, by, place.now)
    line = _("The credentials of {account} are kept here: {place}")
    click.echo(line.format(account=kept.account, place=kept.place))


def _day(place: Workplace, given: datetime | None) -> date:
    return (given or place.now.astimezone(STOCKHOLM)).date()


def _tell(line: str, entry: "RosterEntry", day: date | None) -> None:
    role = roster_role_name(entry.role)
    click.echo(line.format(name=entry.name, account=entry.account, role=role, day=day))


def _print(entries: "list[RosterEntry]", kept: "list[CredentialsPlace]") -> None:
    columns = (_("Account"), _("Name"), _("Role"), _("Stands in for"), _("From"), _("To"))
    rows = (
        (
            each.account, each.name, roster_role_name(each.role), each.stands_in_for,
            each.first_day, each.last_day,
        )
        for each in entries
    )  # fmt: skip
    print_table(columns, rows, _("Nobody stands in a roster."))
    if kept:
        click.echo()
        shown = ((each.account, each.place, each.at) for each in kept)
        print_table((_("Account"), _("Credentials are kept"), _("Noted")), shown, "")
