"""``archiver utlamna``: somebody asks for a handling, and is given it or refused."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.lazy_group import LazyGroup
from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json, print_table, show
from archiver.cli.utlamna_words import FILE, HOW, authorize_request, tell_request, when_option
from archiver.cli.workplace import Workplace
from diarium.roles import Act
from diarium.utlamnande_steps import How, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diarium.utlamnande_steps import Utlamnande

OUTCOMES = click.Choice([each.value for each in Outcome])
COMMANDS = {
    "receive": "archiver.cli.utlamna:receive",
    "examine": "archiver.cli.utlamna:examine",
    "hand-out": "archiver.cli.utlamna_out:hand_out",
    "refuse": "archiver.cli.utlamna_out:refuse",
    "withdraw": "archiver.cli.utlamna:withdraw",
    "list": "archiver.cli.utlamna:list_",
    "show": "archiver.cli.utlamna:show_",
}
"""Where each command is found, in the order of the work."""


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    help=_("Handlingar that somebody asks for: received, examined, handed out or refused."),
)
def utlamna() -> None:
    """Hold the commands about requests for handlingar."""


@click.command(
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
    tell_request(done, as_json=as_json)


@click.command(
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
@when_option
@json_option
@click.pass_obj
def examine(place: Workplace, /, number: str, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Note the outcome of a sekretessprövning."""
    from diarium.database import writing
    from diarium.utlamnande import examine_request
    from diarium.utlamnande_steps import Examination

    by, now = authorize_request(place, number), place.now
    said["at"] = read_moment(said.pop("when")) or now
    found = Examination(**{**said, "outcome": Outcome(said["outcome"])})
    with writing(place.engine) as session:
        done = examine_request(session, number, found, by, now)
    tell_request(done, as_json=as_json)


@click.command(help=_("Note that whoever asked wants it no more."))
@click.argument("number", metavar="NUMBER")
@when_option
@json_option
@click.pass_obj
def withdraw(place: Workplace, number: str, when: str | None, as_json: bool) -> None:
    """Withdraw a request."""
    from diarium.database import writing
    from diarium.utlamnande import withdraw_request

    by, now = authorize_request(place, number), place.now
    with writing(place.engine) as session:
        done = withdraw_request(session, number, read_moment(when) or now, by, now)
    tell_request(done, as_json=as_json)


@click.command("list", help=_("List the requests for handlingar."))
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


@click.command("show", help=_("Show a request and what was done about it."))
@click.argument("number", metavar="NUMBER")
@click.option(
    "--output", metavar="FOLDER", type=FILE,
    help=_("Also put what was last handed out in this new folder, as it was then."),
)  # fmt: skip
@json_option
@click.pass_obj
def show_(place: Workplace, number: str, output: Path | None, as_json: bool) -> None:
    """Show one request, and what was handed out."""
    found, protected = _read(place, number)
    if output is not None:
        _lay_out(place, found, output)
    if as_json:
        print_json(found if protected else found.hidden())
    else:
        _print_request(found, protected=protected)


def _lay_out(place: Workplace, found: "Utlamnande", output: Path) -> None:
    """Put what was handed out in a folder; where it was protected that is journaled."""
    from archiver.disclosures import lay_out_again
    from archiver.snapshots import Archive

    by = place.authorize(Act.DISCLOSE, found.namnd)
    lay_out_again(Archive(place.settings, place.engine, place.files, by), found, output, place.now)


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
