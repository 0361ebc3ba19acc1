"""``archiver register``, ``skip`` and ``decisions``: what the registrator decides."""

import sys
from collections.abc import Iterable, Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.output import json_option, print_json, print_table
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.arende_records import Handling
    from diarium.message_records import Decision

SEEDS = 1_000_000
GROUNDS = ("kept-ordered", "little-importance")


@click.command(
    help=_("Register messages; without ID on a terminal, go through those that wait, one by one.")
)
@click.argument("messages", metavar="[ID…]", nargs=-1, type=ROW_NUMBER)
@click.option(
    "--kritik/--no-kritik", default=None, help=_("It is saklig kritik, or not; else as proposed.")
)
@click.option("--sekretess", metavar="PROVISION", help=_("Mark it secret by this provision."))
@click.option("--arende", metavar="DNR", help=_("Register in this ärende; else in a new one."))
@click.option("--subject", help=_("What it concerns, for the public; else the first line."))
@click.option("--sender", help=_("Sender or recipient, for the public; else as it says."))
@click.option("--key", help=_("The same key again gives the same handling, never a second."))
@click.option("--all-proposed", is_flag=True, help=_("Register all that the rules propose."))
@click.option("--batch", type=ROW_NUMBER, help=_("With --all-proposed: only this batch's."))
@json_option
@click.pass_obj
def register(
    place: Workplace,
    /,
    messages: tuple[int, ...],
    as_json: bool,
    **said: Any,  # noqa: ANN401  options
) -> None:
    """Register messages by options, or one by one at the desk."""
    place.authorize(Act.REGISTER)
    batch, all_proposed = said.pop("batch"), said.pop("all_proposed")
    _check_use(messages, said, batch, all_proposed=all_proposed)
    if not messages and not all_proposed:
        _open_desk(place)
        return
    done = _all_proposed(place, batch) if all_proposed else _by_number(place, messages, said)
    _acknowledge(done, as_json=as_json)


@click.command(help=_("Decide that a message is not registered, on a ground of the law."))
@click.argument("message", metavar="ID", type=ROW_NUMBER)
@click.option(
    "--ground",
    type=click.Choice(GROUNDS),
    help=_("Kept ordered (OSL 5:1, third paragraph) or of little importance (fourth)."),
)
@click.option(
    "--same-as",
    metavar="ID",
    type=ROW_NUMBER,
    help=_("It is the same message as this one, which stands."),
)
@click.option("--no-sekretess", is_flag=True, help=_("You found that it holds nothing secret."))
@json_option
@click.pass_obj
def skip(place: Workplace, /, message: int, as_json: bool, **why: Any) -> None:  # noqa: ANN401  options
    """Leave a message unregistered: on a ground, or because another one is the same."""
    from diarium.database import writing
    from diarium.decisions import SkipGround, skip_message
    from diarium.duplicates import mark_duplicate

    by = place.authorize(Act.SKIP, message=message)
    ground, same_as, no_sekretess = why["ground"], why["same_as"], why["no_sekretess"]
    if (ground is None) == (same_as is None) or (no_sekretess and ground is None):
        raise UsageError("say why: --ground with or without --no-sekretess, or --same-as ID")
    with writing(place.engine) as session:
        if same_as is not None:
            decision = mark_duplicate(session, message, same_as, by, place.now)
        else:
            decision = skip_message(
                session, message, SkipGround(ground), by, place.now, no_sekretess=no_sekretess
            )
    if as_json:
        print_json(decision)
    else:
        click.echo(_("Message {number} is not registered.").format(number=message))


@click.command(help=_("List what stands about the messages, by which rule and on which ground."))
@click.option(
    "--explain", metavar="ID", type=ROW_NUMBER, help=_("Tell all decisions about a message.")
)
@click.option(
    "--sample",
    metavar="N",
    type=click.IntRange(max=ROW_NUMBER.max),
    help=_("Put N that a rule alone skipped before you."),
)
@click.option("--seed", type=int, help=_("With --sample: the same seed gives the same messages."))
@click.option("--batch", type=ROW_NUMBER, help=_("Only those of this batch."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@json_option
@click.pass_obj
def decisions(
    place: Workplace, /, batch: int | None, namnd: str | None, as_json: bool, **said: int | None
) -> None:
    """List what stands, explain one message, or show a sample of what was skipped."""
    from diarium.database import reading
    from diarium.messages import list_messages

    explain, sample, seed = said["explain"], said["sample"], said["seed"]
    place.authorize(Act.READ, namnd, message=explain)
    if (sample is None and seed is not None) or None not in (explain, sample):
        raise UsageError("--seed goes with --sample, and --sample without --explain; leave one out")
    if explain is not None:
        _explain(place, explain, as_json=as_json)
        return
    if sample is not None:
        _sample(place, sample, seed, as_json=as_json)
        return
    with reading(place.engine) as session:
        found = list_messages(session, None, batch, namnd)
    works_for = place.user.works_for
    standing = [m.decision for m in found if works_for(m.namnd)]
    if as_json:
        print_json(standing)
    else:
        _print_decisions(standing)


def _check_use(
    messages: tuple[int, ...], said: dict[str, Any], batch: int | None, *, all_proposed: bool
) -> None:
    """Refuse options that cannot be meant together."""
    given = [name for name, value in said.items() if value is not None]
    if all_proposed and (messages or given):
        raise UsageError("--all-proposed takes neither messages nor other wishes; leave them out")
    if batch is not None and not all_proposed:
        raise UsageError("--batch goes with --all-proposed; add it")
    if given and not messages:
        raise UsageError("say which message it is about; archiver inbox list shows them")
    if said["key"] is not None and len(messages) > 1:
        raise UsageError("a key belongs to one message; register them one at a time")


def _open_desk(place: Workplace) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("without a terminal, say which messages to register, or --all-proposed")
    from archiver.cli.desk import work_through

    work_through(place)


def _by_number(
    place: Workplace, messages: Iterable[int], said: dict[str, Any]
) -> Iterator["Handling"]:
    """Register messages one by one, each in its own transaction."""
    from diarium.database import writing
    from diarium.register import Registration, register_message

    wish = Registration(**said, template=place.settings.number)
    for message in messages:
        by = place.authorize(Act.REGISTER, message=message)
        with writing(place.engine) as session:
            handling = register_message(session, message, wish, by, place.now)
        yield handling


def _all_proposed(place: Workplace, batch: int | None) -> Iterator["Handling"]:
    from diarium.register import register_proposed

    own, template = place.user.namnder, place.settings.number
    return register_proposed(place.engine, batch, template, place.by, place.now, namnder=own)


def _acknowledge(done: Iterable["Handling"], *, as_json: bool) -> None:
    """Say what was registered as it happens; as JSON at the end, also when it ends in an error."""
    registered = list[object]()
    try:
        for handling in done:
            registered.append(handling)
            if not as_json:
                click.echo(
                    _("Message {number} is registered as {dnr}.").format(
                        number=handling.message, dnr=handling.beteckning
                    )
                )
    finally:
        if as_json:
            print_json(registered)
    if not registered and not as_json:
        click.echo(_("Nothing is proposed."))


def _explain(place: Workplace, message: int, *, as_json: bool) -> None:
    from diarium.database import reading
    from diarium.decisions import decision_history
    from diarium.explanations import explain

    with reading(place.engine) as session:
        told, history = explain(session, message), decision_history(session, message)
    if as_json:
        print_json(history)
    else:
        click.echo(told)


def _sample(place: Workplace, count: int, seed: int | None, *, as_json: bool) -> None:
    """Show some messages that were skipped by rule, and how a person decides about them."""
    import secrets

    from archiver.cli.inbox import print_messages
    from diarium.database import reading
    from diarium.decisions import sample_skipped
    from diarium.protected_messages import show_messages

    sown = secrets.randbelow(SEEDS) if seed is None else seed
    own = place.user.namnder
    with reading(place.engine) as session:
        found = show_messages(session, sample_skipped(session, count, sown, own))
    if as_json:
        print_json({"seed": sown, "messages": found})
        return
    print_messages(found)
    click.echo(_("Seed: {seed}. archiver inbox show ID shows all of a message.").format(seed=sown))
    click.echo(_("Confirm by archiver skip ID --ground …, or archiver register ID."))


def _print_decisions(standing: list["Decision"]) -> None:
    from archiver.cli.inbox_words import outcome_name

    columns = (_("Message"), _("Decision"), _("Rule"), _("By"), _("When"), _("Ground"))
    rows = ((d.message, outcome_name(d.outcome), d.rule, d.by, d.at, d.ground) for d in standing)
    print_table(columns, rows, _("There is no message yet."))
