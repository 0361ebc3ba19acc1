"""The registrator's desk on a terminal: one message at a time, one key for each decision."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.desk_view import WIDTH, show_message
from archiver.cli.protected import note_message_seen
from archiver.cli.provisions import ask_provision
from archiver.cli.workplace import Workplace
from diarium.database import reading, writing
from diarium.decisions import (
    MAY_BE_SECRET,
    DecidedMeanwhileError,
    SkipGround,
    refuse_decided,
    skip_message,
)
from diarium.duplicates import mark_duplicate
from diarium.errors import Error, RefusedError, UsageError
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages
from diarium.register import Registration, register_message
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.message_records import Message

WAITING = (DecisionOutcome.PROPOSE, DecisionOutcome.REVIEW)
ENTER = "\r\n"
YES = "yj"
GROUND_KEYS = {"1": SkipGround.KEPT_ORDERED, "2": SkipGround.LITTLE_IMPORTANCE}


Step = Callable[[Workplace, "Message", "_Tally"], bool]
"""What a key does; false when the message is still to be decided."""


class _Quit(Exception):  # noqa: N818  no error: the registrator is done for today
    """The registrator leaves the desk."""


@dataclass(slots=True)
class _Tally:
    """What was done at the desk."""

    registered: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def work_through(place: Workplace) -> None:
    """Show each message that waits, proposals first, and do what the registrator says.

    Each decision is one transaction and is acknowledged on the screen when it is kept, so that a
    stop at any moment loses nothing that was acknowledged.
    """
    tally = _Tally()
    queue = _read_queue(place)
    if not queue:
        click.echo(_("No message waits for a decision."))
        return
    try:
        for position, message in enumerate(queue, 1):
            _work_on(place, message, _("{n} of {all}").format(n=position, all=len(queue)), tally)
    except _Quit:
        pass
    finally:
        _sum_up(place, tally)


def _read_queue(place: Workplace) -> list["Message"]:
    works_for = place.user.works_for
    with reading(place.engine) as session:
        found = [m for outcome in WAITING for m in list_messages(session, outcome)]
    return [message for message in found if works_for(message.namnd)]


def _work_on(place: Workplace, message: "Message", where: str, tally: _Tally) -> None:
    """Show a message and ask until it is decided or left."""
    try:
        with reading(place.engine) as session:
            refuse_decided(session, message)
    except DecidedMeanwhileError as error:
        _tell_refusal(error)
        return
    note_message_seen(place, message)
    show_message(place, message, where)
    while not _decide(place, message, tally):
        pass


def _decide(place: Workplace, message: "Message", tally: _Tally) -> bool:
    """Do what one key says; false when the message is still to be decided."""
    key = _ask(_("Key (? for help): ")).lower()
    chosen = _chosen(key, message.decision.outcome)
    try:
        return chosen(place, message, tally)
    except DecidedMeanwhileError as error:
        _tell_refusal(error)
        return True
    except (RefusedError, UsageError) as error:
        _tell_refusal(error)
        return False


def _tell_refusal(error: Error) -> None:
    _say(_(error.message).format(**error.fields))


def _chosen(key: str, standing: DecisionOutcome) -> "Step":
    if key in ENTER:
        return _register if standing is DecisionOutcome.PROPOSE else _no_proposal
    keys: dict[str, Step] = {
        "r": _register, "k": _kritik, "a": _in_arende, "s": _skip, "d": _same, "l": _later,
        "q": _quit,
    }  # fmt: skip
    return keys.get(key, _help)


def _ask(prompt: str) -> str:
    """Return one key.

    What was typed before the question is thrown away (click empties the terminal's buffer), so
    that nothing is decided about a message before it was seen.
    """
    click.echo(prompt, nl=False)
    key = click.getchar()
    if key == "\x04":  # Ctrl-D, as elsewhere on a terminal
        raise _Quit
    click.echo(key if key.isprintable() else "")
    return key or ENTER


def _register(
    place: Workplace,
    message: "Message",
    tally: _Tally,
    **wish: Any,  # noqa: ANN401  wishes
) -> bool:
    if message.decision.rule == MAY_BE_SECRET:
        wish["sekretess"] = ask_provision()
    wished = Registration(**wish, template=place.settings.number)
    by = place.authorize(Act.REGISTER, message=message.id)
    with writing(place.engine) as session:
        refuse_decided(session, message)
        handling = register_message(session, message.id, wished, by, place.now)
    click.echo(
        _("Message {number} is registered as {dnr}.").format(
            number=message.id, dnr=handling.beteckning
        )
    )
    tally.registered.append(handling.beteckning)
    return True


def _kritik(place: Workplace, message: "Message", tally: _Tally) -> bool:
    return _register(place, message, tally, kritik=True)


def _in_arende(place: Workplace, message: "Message", tally: _Tally) -> bool:
    said: str = click.prompt(_("Diarienummer of the ärende (Enter to go back)"), default="",
                             show_default=False)  # fmt: skip
    return bool(said.strip()) and _register(place, message, tally, arende=said)


def _skip(place: Workplace, message: "Message", tally: _Tally) -> bool:
    ground = GROUND_KEYS.get(
        _ask(_("Ground: 1 kept ordered, 2 obviously of little importance, any other key back: "))
    )
    if ground is None:
        return False
    asked = message.decision.rule == MAY_BE_SECRET and ground is SkipGround.KEPT_ORDERED
    if asked and _ask(_("Have you found that it holds nothing secret? (y/n): ")).lower() not in YES:
        return False
    by = place.authorize(Act.SKIP, message=message.id)
    with writing(place.engine) as session:
        refuse_decided(session, message)
        skip_message(session, message.id, ground, by, place.now, no_sekretess=asked)
    click.echo(_("Message {number} is not registered.").format(number=message.id))
    tally.counts["skipped"] += 1
    return True


def _same(place: Workplace, message: "Message", tally: _Tally) -> bool:
    """Ask which message it is the same as: the one it is likely to be, or another."""
    likely = "" if message.likely_of is None else str(message.likely_of)
    said: str = click.prompt(_("Same as message number (- to go back)"), default=likely or "-")
    if not said.strip().isdecimal():
        return False
    by, first = place.authorize(Act.SKIP, message=message.id), int(said)
    with writing(place.engine) as session:
        refuse_decided(session, message)
        mark_duplicate(session, message.id, first, by, place.now)
    line = _("Message {number} is the same as message {first} and is not registered by itself.")
    click.echo(line.format(number=message.id, first=first))
    tally.counts["skipped"] += 1
    return True


def _later(place: Workplace, message: "Message", tally: _Tally) -> bool:
    del place, message
    tally.counts["later"] += 1
    return True


def _quit(place: Workplace, message: "Message", tally: _Tally) -> bool:
    del place, message, tally
    raise _Quit


def _no_proposal(place: Workplace, message: "Message", tally: _Tally) -> bool:
    del place, message, tally
    click.echo(_("The rules propose nothing here; press r, k, a, s, d or l."))
    return False


def _help(place: Workplace, message: "Message", tally: _Tally) -> bool:
    del place, message, tally
    _say(
        _(
            "Enter follow the proposal · r register · k register as kritik · a register in an "
            "ärende · s do not register · d same as another · l later · q quit"
        )
    )
    return False


def _say(line: str) -> None:
    """Say something, broken between words."""
    click.echo(click.wrap_text(line, min(WIDTH, shutil.get_terminal_size().columns)))


def _sum_up(place: Workplace, tally: _Tally) -> None:
    given = tally.registered
    span = f" ({given[0]} – {given[-1]})" if len(given) > 1 else f" ({given[0]})" if given else ""
    click.echo("")
    click.echo(
        _("Registered: {registered}{span}. Not registered: {skipped}. Left: {left}.").format(
            registered=len(given),
            span=span,
            skipped=tally.counts["skipped"],
            left=len(_read_queue(place)),
        )
    )
