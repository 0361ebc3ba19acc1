"""``archiver remove-post done|decide|told|police|leave``: what happened with an improper post."""

from gettext import gettext as _

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option
from archiver.cli.remove_post_words import authorize_removal, tell_removal, when_option
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError


@click.command(
    help=_(
        "Note that a post was removed. Without a copy it takes a gallringsbeslut, unless the law "
        "demands that the post goes."
    )
)
@click.argument("number", type=ROW_NUMBER)
@when_option
@click.option("--decision", metavar="REFERENCE", help=_("The gallringsbeslut it rests on."))
@json_option
@click.pass_obj
def done(
    place: Workplace, number: int, when: str | None, decision: str | None, as_json: bool
) -> None:
    """Note a removal."""
    from diarium.database import writing
    from diarium.removal_steps import record_removed

    by, now = authorize_removal(place, number), place.now
    with writing(place.engine) as session:
        said = (read_moment(when) or now, decision)
        removal = record_removed(session, number, said, by, now)
    tell_removal(removal, as_json=as_json)


@click.command(help=_("Note the gallringsbeslut that a removal rests on."))
@click.argument("number", type=ROW_NUMBER)
@click.option("--decision", metavar="REFERENCE", required=True, help=_("Its reference."))
@json_option
@click.pass_obj
def decide(place: Workplace, number: int, decision: str, as_json: bool) -> None:
    """Note a decision."""
    from diarium.database import writing
    from diarium.removal_steps import record_decision

    by = authorize_removal(place, number)
    with writing(place.engine) as session:
        removal = record_decision(session, number, decision, by, place.now)
    tell_removal(removal, as_json=as_json)


@click.command(help=_("Note that whoever wrote a post was told of its removal, or why not."))
@click.argument("number", type=ROW_NUMBER)
@when_option
@click.option("--how", metavar="WORDS", help=_("How, such as by a message on the platform."))
@click.option("--not-told", metavar="WHY", help=_("The writer was not told; say why."))
@json_option
@click.pass_obj
def told(
    place: Workplace,
    number: int,
    when: str | None,
    how: str | None,
    not_told: str | None,
    as_json: bool,
) -> None:
    """Note whether the writer was told."""
    from diarium.database import writing
    from diarium.removal_steps import record_not_told, record_told

    by, now = authorize_removal(place, number), place.now
    if not_told is not None and (when, how) != (None, None):
        raise UsageError("--not-told stands alone; leave the other options out")
    with writing(place.engine) as session:
        if not_told is not None:
            removal = record_not_told(session, number, not_told, by, now)
        else:
            removal = record_told(session, number, (read_moment(when) or now, how), by, now)
    tell_removal(removal, as_json=as_json)


@click.command(help=_("Note that a post was reported to the police."))
@click.argument("number", type=ROW_NUMBER)
@click.option("--report", metavar="REFERENCE", required=True, help=_("The report's number."))
@when_option
@json_option
@click.pass_obj
def police(place: Workplace, number: int, report: str, when: str | None, as_json: bool) -> None:
    """Note a police report."""
    from diarium.database import writing
    from diarium.removal_steps import record_police

    by, now = authorize_removal(place, number), place.now
    with writing(place.engine) as session:
        removal = record_police(session, number, (read_moment(when) or now, report), by, now)
    tell_removal(removal, as_json=as_json)


@click.command(help=_("Note that a post is left standing, such as one found not to be improper."))
@click.argument("number", type=ROW_NUMBER)
@click.option("--why", required=True, help=_("Why."))
@json_option
@click.pass_obj
def leave(place: Workplace, number: int, why: str, as_json: bool) -> None:
    """Leave a post standing."""
    from diarium.database import writing
    from diarium.removal_steps import record_left

    by = authorize_removal(place, number)
    with writing(place.engine) as session:
        removal = record_left(session, number, why, by, place.now)
    tell_removal(removal, as_json=as_json)
