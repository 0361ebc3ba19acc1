"""``archiver utlamna``: somebody asks for a handling, and is given it or refused."""

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act
from diarium.utlamnande_steps import How, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diarium.utlamnande_steps import Utlamnande

Command = TypeVar("Command", bound=Callable[..., Any])
HOW = click.Choice([each.value for each in How])
OUTCOMES = click.Choice([each.value for each in Outcome])
FILE = click.Path(path_type=Path)


def _when_option(command: Command) -> Command:
    return click.option(
        "--when", metavar="MOMENT", help=_("When it was done, as 2026-07-01T09:30; else now.")
    )(command)


@click.group(
    help=_("Handlingar that somebody asks for: received, examined, handed out or refused.")
)
def utlamna() -> None:
    """Hold the commands about requests for handlingar."""


@utlamna.command(
    help=_(
        "Note that somebody asks for handlingar. Nobody has to say who they are, or why they ask; "
        "do not ask."
    )
)
@click.argument("handlingar", metavar="[BETECKNING]…", nargs=-1)
@click.option("--asked", metavar="WORDS", required=True, help=_("What is asked for, in words."))
@click.option("--how", type=HOW, required=True, help=_("How the request came."))
@click.option("--received", metavar="MOMENT", help=_("When it came; else now."))
@click.option("--requester", help=_("Who asks, only if the person chose to say; kept protected."))
@click.option("--arende", metavar="DNR", help=_("The ärende that the request is registered in."))
@click.option("--namnd", help=_("The nämnd that is asked; else that of the handlingar."))
@json_option
@click.pass_obj
def receive(place: Workplace, /, handlingar: tuple[str, ...], as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note a request."""
    from diarium.database import writing
    from diarium.utlamnande import receive_request
    from diarium.utlamnande_steps import Asking

    first = next(iter(handlingar), None)
    by, now = place.authorize(Act.DISCLOSE, said["namnd"], number=first), place.now
    said["received_at"] = read_moment(said.pop("received")) or now
    asking = Asking(handlingar=handlingar, **{**said, "how": How(said["how"])})
    with writing(place.engine) as session:
        done = receive_request(session, asking, by, now)
    _tell(done, as_json=as_json)


@utlamna.command(
    help=_(
        "Note what you found: the whole may be handed out, or with words masked, or nothing. A "
        "sekretessmarkering is only a reminder; the handling is tried anew."
    )
)
@click.argument("number", metavar="NUMBER")
@click.option("--outcome", type=OUTCOMES, required=True, help=_("What you found."))
@click.option("--provision", help=_("By which provision it is masked or refused."))
@click.option("--ground", metavar="WHY", help=_("Why it is masked or refused."))
@click.option(
    "--despite-marking", metavar="WHY", help=_("Why the whole may go out though it is marked.")
)
@click.option(
    "--handling", "handlingar", metavar="BETECKNING", multiple=True,
    help=_("A handling that the request turned out to be about; may be repeated."),
)  # fmt: skip
@_when_option
@json_option
@click.pass_obj
def examine(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note the outcome of a sekretessprövning."""
    from diarium.database import writing
    from diarium.utlamnande import examine_request
    from diarium.utlamnande_steps import Examination

    by, now = _authorize(place, number), place.now
    said["at"] = read_moment(said.pop("when")) or now
    found = Examination(**{**said, "outcome": Outcome(said["outcome"])})
    with writing(place.engine) as session:
        done = examine_request(session, number, found, by, now)
    _tell(done, as_json=as_json)


@utlamna.command(
    help=_(
        "Note that a refusal was told, or write the myndighet's decision with how to appeal. Tell "
        "whoever is refused that a written decision can be had, and is needed to appeal."
    )
)
@click.argument("number", metavar="NUMBER")
@click.option("--told", type=HOW, help=_("How the refusal was told, without a written decision."))
@click.option("--decision-asked", is_flag=True, help=_("A written decision is asked for."))
@click.option(
    "--output", type=FILE, help=_("Write the decision to this file, .pdf (PDF/A) or .html.")
)
@click.option("--decider", metavar="NAME", help=_("Who decided for the nämnd, name and title."))
@click.option("--delegation", help=_("On which delegation it was decided."))
@click.option("--arende", metavar="DNR", help=_("Register the decision here; else see show."))
@_when_option
@json_option
@click.pass_obj
def refuse(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note a refusal, or write the decision."""
    _check_refusal(said)
    by, now = _authorize(place, number), place.now
    at = read_moment(said["when"]) or now
    if said["output"] is not None:
        done = _decide(place, number, {**said, "at": at}, by)
    else:
        done = _refuse(place, number, {**said, "at": at}, by)
    _tell(done, as_json=as_json)


@utlamna.command(help=_("Note that whoever asked wants it no more."))
@click.argument("number", metavar="NUMBER")
@_when_option
@json_option
@click.pass_obj
def withdraw(place: Workplace, number: str, when: str | None, as_json: bool) -> None:
    """Withdraw a request."""
    from diarium.database import writing
    from diarium.utlamnande import withdraw_request

    by, now = _authorize(place, number), place.now
    with writing(place.engine) as session:
        done = withdraw_request(session, number, read_moment(when) or now, by, now)
    _tell(done, as_json=as_json)


@utlamna.command("list", help=_("List the requests for handlingar."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--open", "open_only", is_flag=True, help=_("Only those that wait for a step."))
@json_option
@click.pass_obj
def list_(place: Workplace, namnd: str | None, open_only: bool, as_json: bool) -> None:
    """List requests."""
    from diarium.database import reading
    from diarium.namnder import read_namnd
    from diarium.utlamnande_reading import list_utlamnanden

    chosen = place.choose_namnd(namnd)
    with reading(place.engine) as session:
        code = read_namnd(session, chosen).code if chosen else None
        found = list_utlamnanden(session, code, open_only=open_only)
    if as_json:
        print_json([each.hidden() for each in found])
    else:
        _print_list(found)


@utlamna.command("show", help=_("Show a request and what was done about it."))
@click.argument("number", metavar="NUMBER")
@json_option
@click.pass_obj
def show_(place: Workplace, number: str, as_json: bool) -> None:
    """Show one request."""
    found, protected = _read(place, number)
    if as_json:
        print_json(found if protected else found.hidden())
    else:
        _print_request(found, protected=protected)


def _authorize(place: Workplace, number: str) -> str:
    """See that whoever works may hand out in the nämnd of the request, and return who it is."""
    from diarium.database import reading
    from diarium.utlamnande_reading import read_utlamnande

    place.authorize(Act.DISCLOSE)
    with reading(place.engine) as session:
        namnd = read_utlamnande(session, number).namnd
    return place.authorize(Act.DISCLOSE, namnd)


def _check_refusal(said: dict[str, Any]) -> None:
    """Refuse options that cannot be meant together."""
    written = said["output"] is not None
    of_decision = [name for name in ("decider", "delegation", "arende") if said[name] is not None]
    if written and (said["told"] or said["decision_asked"]):
        raise UsageError("--output writes the decision; leave --told and --decision-asked out")
    if written and said["decider"] is None:
        raise UsageError("say by --decider who decided for the nämnd, name and title")
    if not written and of_decision:
        raise UsageError("say by --output where the decision is to be written")
    if not written and not said["told"] and not said["decision_asked"]:
        raise UsageError(
            "say by --told how the refusal was told, by --decision-asked that a written decision "
            "is asked for, or by --output where to write it"
        )


def _refuse(place: Workplace, number: str, said: dict[str, Any], by: str) -> "Utlamnande":
    """Note that a refusal was told, or that a written decision is asked for."""
    from diarium.database import writing
    from diarium.utlamnande import ask_decision, tell_refusal
    from diarium.utlamnande_steps import Telling

    with writing(place.engine) as session:
        if said["told"] is None:
            return ask_decision(session, number, said["at"], by, place.now)
        told = Telling(how=How(said["told"]), at=said["at"], decision_asked=said["decision_asked"])
        return tell_refusal(session, number, told, by, place.now)


def _decide(place: Workplace, number: str, said: dict[str, Any], by: str) -> "Utlamnande":
    """Write the decision to a file and register it."""
    from archiver.refusals import Office, RefusalWish, write_decision

    wish = RefusalWish(
        output=said["output"], decider=said["decider"], delegation=said["delegation"],
        arende=said["arende"], at=said["at"],
    )  # fmt: skip
    office = Office(place.engine, place.files, place.settings)
    return write_decision(office, number, wish, by, place.now)


def _read(place: Workplace, number: str) -> "tuple[Utlamnande, bool]":
    """Return a request and whether who asks may be seen; that it was seen is journaled."""
    from diarium.database import reading, writing
    from diarium.seen import note_seen
    from diarium.users import may_see_protected
    from diarium.utlamnande_reading import read_utlamnande

    place.authorize(Act.READ)
    with reading(place.engine) as session:
        found = read_utlamnande(session, number)
        protected = may_see_protected(session, place.by, found.namnd)
    place.authorize(Act.READ, found.namnd)
    if protected and found.requester_protected:
        with writing(place.engine) as session:
            note_seen(session, [found.number], "seen", place.by, place.now)
    return found, protected


def _tell(done: "Utlamnande", *, as_json: bool) -> None:
    from archiver.cli.utlamna_words import told

    if as_json:
        print_json(done.hidden())
    else:
        click.echo(told(done))


def _print_list(found: "list[Utlamnande]") -> None:
    from archiver.cli.utlamna_words import step_name

    columns = (_("Request"), _("Received"), _("State"), _("Since"), _("Handlingar"), _("Asked for"))
    rows = (
        (r.number, r.received_at, step_name(r.state), r.steps[-1].happened_at,
         ", ".join(r.handlingar), r.asked)
        for r in found
    )  # fmt: skip
    print_table(columns, rows, _("Nobody has asked for a handling."))


def _print_request(found: "Utlamnande", *, protected: bool) -> None:
    from archiver.cli.utlamna_words import request_lines, step_lines

    _print_lines(request_lines(found, protected=protected))
    for step in found.steps:
        click.echo("")
        _print_lines(step_lines(step))


def _print_lines(lines: "Iterator[tuple[str, object]]") -> None:
    for label, value in lines:
        if value is not None:
            click.echo(f"{label}: {show(value)}")
