"""What the commands about requests for handlingar have in common, and the words they use."""

from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

import click

from archiver.cli.output import print_json
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from diarium.utlamnande_steps import How, Outcome, Step, StepKind, Utlamnande, next_command

Command = TypeVar("Command", bound=Callable[..., Any])
HOW = click.Choice([each.value for each in How])
FILE = click.Path(path_type=Path)


def when_option(command: Command) -> Command:
    """Give a command that notes a step the option that says when it was done."""
    return click.option(
        "--when", metavar="MOMENT", help=_("When it was done, as 2026-07-01T09:30; else now.")
    )(command)


def authorize_request(place: Workplace, number: str) -> str:
    """See that whoever works may hand out in the nämnd of a request, and return who it is.

    Raises:
        UsageError: There is no such request.
        RefusedError: The role or the nämnd is wanting.
    """
    from diarium.database import reading
    from diarium.utlamnande_reading import read_utlamnande

    place.authorize(Act.DISCLOSE)
    with reading(place.engine) as session:
        namnd = read_utlamnande(session, number).namnd
    return place.authorize(Act.DISCLOSE, namnd)


def tell_request(done: Utlamnande, *, as_json: bool) -> None:
    """Tell where a request stands, and what to do next."""
    if as_json:
        print_json(done.hidden())
    else:
        click.echo(told(done))


def how_name(how: How) -> str:
    """Return how a request came or was answered, in words."""
    return {
        How.VISIT: _("visit"),
        How.PHONE: _("telephone"),
        How.LETTER: _("letter"),
        How.MAIL: _("e-mail"),
        How.MESSAGE: _("message"),
    }[how]


def step_name(kind: StepKind) -> str:
    """Return a step in words."""
    return {
        StepKind.RECEIVED: _("request received"),
        StepKind.EXAMINED: _("examined"),
        StepKind.HANDED_OUT: _("handed out"),
        StepKind.REFUSED: _("refusal told"),
        StepKind.DECISION_ASKED: _("written decision asked for"),
        StepKind.DECIDED: _("refused in writing"),
        StepKind.WITHDRAWN: _("request withdrawn"),
    }[kind]


def outcome_name(outcome: Outcome) -> str:
    """Return what was found, in words."""
    return {
        Outcome.FULL: _("the whole may be handed out"),
        Outcome.MASKED: _("may be handed out with words masked"),
        Outcome.REFUSED: _("may not be handed out"),
    }[outcome]


def told(request: Utlamnande) -> str:
    """Return where a request stands, and what to do next, in a line or two."""
    line = _("{number}: {state}.").format(number=request.number, state=step_name(request.state))
    if not request.is_open:
        return line
    return "\n".join((line, _("Next: {command}").format(command=next_command(request))))


def request_lines(request: Utlamnande, *, protected: bool) -> Iterator[tuple[str, object]]:
    """Yield what a request tells, label by label.

    Args:
        request: The request.
        protected: Also who asks, if the person chose to say.
    """
    yield _("Request"), request.number
    yield _("Asked for"), request.asked
    yield _("Handlingar"), ", ".join(request.handlingar) or None
    yield _("Received"), request.received_at
    yield _("How"), how_name(request.how)
    if protected:
        yield _("Who asks"), request.requester_protected
    yield _("Ärende"), request.arende
    yield _("State"), step_name(request.state)
    if request.is_open:
        yield _("Next"), next_command(request)


def step_lines(step: Step) -> Iterator[tuple[str, object]]:
    """Yield what a step tells, label by label."""
    yield _("Step"), step_name(step.kind)
    yield _("When"), step.happened_at
    yield _("By"), step.by
    yield _("Outcome"), outcome_name(step.outcome) if step.outcome else None
    yield _("Provision"), step.provision
    yield _("Ground"), step.ground
    yield _("Handed out in spite of the marking"), step.despite_marking
    yield _("How"), how_name(step.how) if step.how else None
    yield _("Registered as"), step.decision
    for each in step.files:
        yield _("File"), f"{each.beteckning}: {each.file.name}"
