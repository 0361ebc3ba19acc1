"""``archiver inbox add``: a message that a person types or pastes."""

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.moment import read_moment
from archiver.cli.output import json_option, print_json
from archiver.cli.workplace import Workplace
from diarium.errors import UsageError
from diarium.roles import Act

if TYPE_CHECKING:
    from archiver.typed_messages import Typed
    from diarium.message_records import Message

CHANNELS = ("direct", "comment", "post", "mention")


@click.command(
    help=_(
        "Take in one message that you type or paste: on a politician's page, in somebody else's "
        "group, or wherever nothing is fetched from. A picture of it goes along as a file."
    )
)
@click.argument("account", metavar="ACCOUNT")
@click.option("--channel", type=click.Choice(CHANNELS), required=True, help=_("What it was."))
@click.option("--sender", required=True, help=_("Who wrote it, as it says there."))
@click.option("--at", required=True, help=_("When it was written, as 2026-07-01T09:30."))
@click.option("--text", help=_("Its words."))
@click.option("--text-file", type=click.File("rb"), help=_("A file of its words, or - to paste."))
@click.option("--subject", help=_("Its subject line, if it has one."))
@click.option("--link", help=_("Its address on the web."))
@click.option(
    "--file", "attachments", multiple=True, type=click.Path(path_type=Path),
    help=_("What was sent along, or a picture of it."),
)  # fmt: skip
@json_option
@click.pass_obj
def add(place: Workplace, /, as_json: bool, **said: Any) -> None:  # noqa: ANN401  options
    """Take in a message by hand."""
    from archiver.cli.inbox_import import identify_files
    from archiver.typed_messages import take_in_typed

    by = place.authorize(Act.INTAKE, account=said["account"])
    typed = _read(said)
    found = take_in_typed(place.engine, place.files, place.settings, typed, by, place.now)
    identify_files(place)
    if as_json:
        print_json(found)
    else:
        _tell(found)


def _read(said: dict[str, Any]) -> "Typed":
    from archiver.typed_messages import Typed
    from diarium.message_records import Channel

    pasted, at = said.pop("text_file"), read_moment(said.pop("at"))
    if (said["text"] is None) == (pasted is None) and not (said["attachments"] and pasted is None):
        raise UsageError("give the words either by --text or by --text-file")
    words = pasted.read().decode("utf-8", "replace") if pasted else said["text"] or ""
    assert at is not None  # noqa: S101  narrows the type: the option is required
    return Typed(
        **{**said, "text": words, "channel": Channel(said["channel"])}, made_available_at=at
    )


def _tell(message: "Message") -> None:
    from archiver.cli.inbox_words import outcome_name

    line = _("Message {number}: {outcome}. {ground}")
    decision = message.decision
    outcome = outcome_name(decision.outcome)
    click.echo(line.format(number=message.id, outcome=outcome, ground=decision.ground))
    line = _("Register it by archiver register {number}, or say why not by archiver skip {number}.")
    click.echo(line.format(number=message.id))
