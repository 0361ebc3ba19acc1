"""``archiver user``: who works in the register, and what each may do."""

from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act, Role

if TYPE_CHECKING:
    from diarium.records import User

Command = TypeVar("Command", bound=Callable[..., Any])
ROLES = click.Choice([role.value for role in Role])


@click.group(help=_("The users: who works here, with which roles and for which nämnder."))
def user() -> None:
    """Hold the commands about users."""


def _fields(*, required: bool) -> Callable[[Command], Command]:
    """Give a command the options that say what a user is."""

    def decorate(command: Command) -> Command:
        role = click.option(
            "--role", "roles", type=ROLES, multiple=True, required=required,
            help=_("What the user may do; say it again for one more role."),
        )  # fmt: skip
        namnd = click.option(
            "--namnd", "namnder", multiple=True,
            help=_("Code of a nämnd it works for, and again for one more; else for all."),
        )  # fmt: skip
        name = click.option("--name", help=_("The person's name, or what the login is for."))
        return role(namnd(name(json_option(command))))

    return decorate


@user.command(help=_("Let a login in: of the operating system, or a role of the database."))
@click.argument("login")
@_fields(required=True)
@click.pass_obj
def add(place: Workplace, /, login: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Add a user."""
    from diarium.database import writing
    from diarium.users import UserFacts, add_user

    by = place.authorize(Act.USER)
    facts = UserFacts(
        login=login, roles=frozenset(map(Role, said["roles"])), namnder=said["namnder"],
        name=said["name"] or "",
    )  # fmt: skip
    with writing(place.engine) as session:
        added = add_user(session, facts, by, place.now)
    _tell(added, as_json=as_json)


@user.command(help=_("Give a user other roles, nämnder or name; what is left out stays."))
@click.argument("login")
@_fields(required=False)
@click.option("--all-namnder", is_flag=True, help=_("It works for all nämnder."))
@click.pass_obj
def edit(
    place: Workplace,
    /,
    login: str,
    all_namnder: bool,
    as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:
    """Edit a user."""
    from diarium.database import writing
    from diarium.users import edit_user, facts_of

    by = place.authorize(Act.USER)
    given = _read_given(said, all_namnder=all_namnder)
    with writing(place.engine) as session:
        facts = replace(facts_of(session, login), **given)
        edited = edit_user(session, facts, by, place.now)
    _tell(edited, as_json=as_json)


@user.command(help=_("End a user: the login may do nothing more, and stays in the list."))
@click.argument("login")
@click.option("--why", required=True, help=_("Why it ends."))
@json_option
@click.pass_obj
def end(place: Workplace, login: str, why: str, as_json: bool) -> None:
    """End a user."""
    from diarium.database import writing
    from diarium.users import end_user

    by = place.authorize(Act.USER)
    with writing(place.engine) as session:
        ended = end_user(session, login, why, by, place.now)
    if as_json:
        print_json(ended)
    else:
        click.echo(_("{login} is no user any more.").format(login=ended.login))


@user.command("list", help=_("List the users, those who were ended too."))
@json_option
@click.pass_obj
def list_(place: Workplace, as_json: bool) -> None:
    """List the users."""
    from diarium.database import reading
    from diarium.users import list_users, role_words

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        users = list_users(session)
    if as_json:
        print_json(users)
        return
    columns = (
        _("Login"), _("Name"), _("Roles"), _("Nämnder"), _("Ended"), _("When"), _("By")
    )  # fmt: skip
    rows = ((u.login, u.name, role_words(u.roles), _namnder(u), u.ended, u.at, u.by) for u in users)
    print_table(columns, rows, _("There is no user yet."))


def _read_given(said: dict[str, Any], *, all_namnder: bool) -> dict[str, Any]:
    if all_namnder and said["namnder"]:
        raise UsageError("--namnd and --all-namnder contradict each other; leave one out")
    given: dict[str, Any] = {}
    if said["roles"]:
        given["roles"] = frozenset(map(Role, said["roles"]))
    if said["namnder"] or all_namnder:
        given["namnder"] = said["namnder"]
    if said["name"] is not None:
        given["name"] = said["name"]
    if not given:
        raise UsageError("say what to change: --role, --namnd, --all-namnder or --name")
    return given


def _namnder(user: "User") -> str:
    return ", ".join(user.namnder) or _("all")


def _tell(user: "User", *, as_json: bool) -> None:
    from diarium.users import role_words

    if as_json:
        print_json(user)
        return
    told = _("{login} is a user: {roles}; nämnder: {namnder}.")
    click.echo(told.format(login=user.login, roles=role_words(user.roles), namnder=_namnder(user)))
