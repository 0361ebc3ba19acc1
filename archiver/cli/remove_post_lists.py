"""``archiver remove-post list|show``: improper posts and what happened with them."""

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING

import click

from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.remove_post_words import (
    authorize_removal,
    list_options,
    read_days,
    state_words,
    step_words,
    way_words,
)
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.removal_records import CATEGORY_WORDS
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.removal_records import Removal


@click.command("list", help=_("List improper posts, removed or not."))
@list_options
@click.option("--open", "open_only", is_flag=True, help=_("Only those that are to be removed."))
@click.option("--late", is_flag=True, help=_("Only those that came, or come, too late."))
@json_option
@click.pass_obj
def list_(
    place: Workplace, /, open_only: bool, late: bool, as_json: bool, **said: str | None
) -> None:
    """List improper posts."""
    from diarium.database import reading
    from diarium.removals import list_removals

    chosen = place.choose_namnd(said["namnd"])
    with reading(place.engine) as session:
        found = list_removals(session, said["account"], *read_days(said), namnd=chosen)
    if open_only:
        found = [each for each in found if each.is_open]
    too_late = {each.id for each in found if each.is_late(place.settings.removal_hours, place.now)}
    found = [each for each in found if not late or each.id in too_late]
    if as_json:
        print_json(found)
    else:
        _print_list(found, too_late)


@click.command("show", help=_("Show an improper post and what happened with it."))
@click.argument("number", type=ROW_NUMBER)
@json_option
@click.pass_obj
def show_(place: Workplace, number: int, as_json: bool) -> None:
    """Show one improper post."""
    from diarium.database import reading
    from diarium.removals import read_removal

    authorize_removal(place, number, Act.READ)
    with reading(place.engine) as session:
        found = read_removal(session, number)
    if as_json:
        print_json(found)
        return
    for label, value in _lines(found):
        if value is not None:
            click.echo(f"{label}: {show(value)}")


def _print_list(found: "list[Removal]", too_late: "set[int]") -> None:
    columns = (
        _("Number"), _("Account"), _("Category"), _("By law"), _("Seen"), _("State"), _("Removed"),
        _("Late"),        _("Gallringsbeslut"), _("Copy"), _("Writer told"), _("Police report"),
    )  # fmt: skip
    rows = (
        (
            each.id, each.account, CATEGORY_WORDS[each.category], each.statutory, each.seen_at,
            state_words(each), each.removed_at, each.id in too_late, each.decision,
            ", ".join(copy.beteckning for copy in each.copies), each.writer_told, each.police,
        )
        for each in found
    )  # fmt: skip
    print_table(columns, rows, _("No improper post is noted."))


def _lines(found: "Removal") -> Iterator[tuple[str, object]]:
    yield _("Number"), found.id
    yield _("Account"), found.account
    yield _("Category"), CATEGORY_WORDS[found.category]
    yield _("By law"), found.statutory
    yield _("Address"), found.address or None
    yield _("Description"), found.words
    yield _("Written"), found.posted_at
    yield _("Seen"), found.seen_at
    yield _("State"), state_words(found)
    yield _("Noted by"), found.by
    for copy in found.copies:
        told = _("{beteckning}, {way}, made {moment}, by {by}")
        yield _("Copy"), told.format(
            beteckning=copy.beteckning, way=way_words(copy.way), moment=show(copy.copied_at),
            by=copy.by,
        )  # fmt: skip
    for step in found.steps:
        told = _("{moment}, by {by}") + (": {said}" if step.said else "")
        yield (
            step_words(step.kind).capitalize(),
            told.format(moment=show(step.happened_at), by=step.by, said=step.said),
        )
