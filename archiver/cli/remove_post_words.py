"""What the commands about improper posts have in common, and the words they use."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from gettext import gettext as _
from typing import Any, TypeVar

import click

from archiver.cli.days import read_day
from archiver.cli.output import print_json
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.removal_records import CATEGORY_WORDS, CopyWay, Removal, RemovalStep
from diarium.roles import Act

Command = TypeVar("Command", bound=Callable[..., Any])


def when_option(command: Command) -> Command:
    """Give a command that notes a step the option that says when it was done."""
    return click.option(
        "--when", metavar="MOMENT", help=_("When it was done, as 2026-07-01T09:30; else now.")
    )(command)


def list_options(command: Command) -> Command:
    """Give a command that lists the options that say which accounts and days."""
    options = (
        click.option("--account", metavar="ID", help=_("Only those of this account.")),
        click.option("--namnd", help=_("Only those of the nämnd with this code.")),
        click.option("--from", "first", metavar="DAY", help=_("Only those of this day or later.")),
        click.option("--to", "last", metavar="DAY", help=_("Only those of this day or earlier.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def read_days(said: Mapping[str, str | None]) -> tuple[date | None, date | None]:
    """Return the first and the last day that are asked for.

    Raises:
        UsageError: One is no day, or the last lies before the first.
    """
    first, last = (read_day(day) if (day := said[each]) else None for each in ("first", "last"))
    if first and last and last < first:
        raise UsageError("the day given by --to lies before the one given by --from; correct it")
    return first, last


def authorize_removal(place: Workplace, number: int, act: Act = Act.REMOVE) -> str:
    """See that whoever works may act in the nämnd of a removal, and return who it is.

    Raises:
        UsageError: There is no such removal.
        RefusedError: The role or the nämnd is wanting.
    """
    from diarium.database import reading
    from diarium.removals import read_removal

    place.authorize(act)
    with reading(place.engine) as session:
        namnd = read_removal(session, number).namnd
    return place.authorize(act, namnd)


def tell_removal(done: Removal, *, as_json: bool) -> None:
    """Tell where an improper post stands, and what to do next."""
    if as_json:
        print_json(done)
    else:
        click.echo(_told(done))
        for line in _lacks(done):
            click.echo(line)


def _told(done: Removal) -> str:
    told = _("Removal {number}, {category} on {account}: {state}.")
    return told.format(
        number=done.id, category=CATEGORY_WORDS[done.category], account=done.account,
        state=state_words(done),
    )  # fmt: skip


def _lacks(done: Removal) -> Iterator[str]:
    """Yield what remains to be done, or to be known."""
    from diarium.removal_duties import lacks_police

    if done.copies:
        named = ", ".join(each.beteckning for each in done.copies)
        yield _("The copy is registered as {beteckning}.").format(beteckning=named)
    if done.is_open:
        told = _("Remove it on the platform, then note it: archiver remove-post done {number}")
        yield told.format(number=done.id)
    if done.removed_at is not None and not (done.decision or done.statutory):
        yield _("It was removed without a gallringsbeslut; that is noted.")
    if lacks_police(done):
        told = _(
            "Report it to the police, and note it: archiver remove-post police {number} --report …"
        )
        yield told.format(number=done.id)


def state_words(removal: Removal) -> str:
    """Return where an improper post stands, in words."""
    if removal.left is not None:
        return _("left standing")
    if removal.removed_at is None:
        return _("to be removed")
    if removal.copied:
        return _("removed, copied before")
    return _("removed, no copy")


def way_words(way: CopyWay) -> str:
    """Return how a copy was made, in words."""
    return {
        CopyWay.PAGE: _("page"),
        CopyWay.PICTURE: _("picture"),
        CopyWay.TEXT: _("text"),
        CopyWay.MESSAGE: _("message of the inbox"),
    }[way]


def step_words(kind: RemovalStep) -> str:
    """Return a step, in words."""
    return {
        RemovalStep.REMOVED: _("removed"),
        RemovalStep.DECIDED: _("gallringsbeslut noted"),
        RemovalStep.LEFT: _("left standing"),
        RemovalStep.WRITER_TOLD: _("the writer was told"),
        RemovalStep.WRITER_NOT_TOLD: _("the writer was not told"),
        RemovalStep.POLICE: _("reported to the police"),
    }[kind]
