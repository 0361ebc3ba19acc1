"""``archiver inbox``: taking in messages, and looking at them."""

from datetime import timedelta
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli.batches import batch, batches
from archiver.cli.inbox_add import add
from archiver.cli.inbox_import import import_
from archiver.cli.output import bom_option, json_option, print_json, print_table, printable, show
from archiver.cli.protected import protected_option, read_message_shown
from archiver.cli.row_number import ROW_NUMBER
from archiver.cli.workplace import Workplace
from diarium.roles import Act

if TYPE_CHECKING:
    from diarium.message_records import Attachment, Message

FILE = click.Path(dir_okay=False, path_type=Path)
PRIVATE = 0o640
"""Messages are not for everybody's eyes."""
SHOWN = 500
"""How many messages a table shows."""
SUMMARY = 60
"""How many characters of a text a list shows."""


@click.group(help=_("Messages: take them in, list them, show one."))
def inbox() -> None:
    """Hold the commands about messages."""


inbox.add_command(import_)
inbox.add_command(add)
inbox.add_command(batches)
inbox.add_command(batch)


@inbox.command("list", help=_("List the messages, ordered by when they were made available."))
@click.option(
    "--outcome",
    type=click.Choice(["propose", "review", "skip", "register", "duplicate"]),
    help=_("Only those about which this stands."),
)
@click.option("--batch", type=ROW_NUMBER, help=_("Only those of this batch."))
@click.option("--namnd", help=_("Only those of the nämnd with this code."))
@click.option("--from", "first", metavar="DAY", help=_("Made available on this day or later."))
@click.option("--to", "last", metavar="DAY", help=_("Made available on this day or earlier."))
@click.option("--csv", type=FILE, help=_("Write a list for a spreadsheet to this file."))
@bom_option
@json_option
@click.pass_obj
def list_(
    place: Workplace, /, csv: Path | None, bom: bool, as_json: bool,
    **chosen: Any,  # noqa: ANN401  options
) -> None:  # fmt: skip
    """List messages."""
    place.authorize(Act.READ, chosen["namnd"])
    works_for = place.user.works_for
    messages = [each for each in _read_list(place, **chosen) if works_for(each.namnd)]
    if csv:
        _write_list(csv, messages, bom=bom)
    if as_json:
        print_json(messages)
    elif not csv:
        print_messages(messages)


def _read_list(
    place: Workplace, outcome: str | None, batch: int | None, namnd: str | None, **days: str | None
) -> list["Message"]:
    from archiver.cli.days import read_day, start_of
    from diarium.database import reading
    from diarium.message_records import DecisionOutcome
    from diarium.messages import list_messages
    from diarium.namnder import read_namnd
    from diarium.protected_messages import show_messages

    with reading(place.engine) as session:
        code = read_namnd(session, namnd).code if namnd else None
        wanted = DecisionOutcome(outcome) if outcome else None
        since = start_of(read_day(days["first"])) if days["first"] else None
        until = start_of(read_day(days["last"]) + timedelta(days=1)) if days["last"] else None
        found = list_messages(session, wanted, batch, code, since, until)
        messages = show_messages(session, found)
    return sorted(messages, key=lambda each: (each.made_available_at, each.id))


def _write_list(path: Path, messages: list["Message"], *, bom: bool) -> None:
    from exporters.messages import write_messages_csv
    from exporters.published_file import publish_file

    publish_file(path, write_messages_csv(messages, bom=bom), PRIVATE)
    click.echo(_("Written: {path}").format(path=path), err=True)


@inbox.command("show", help=_("Show a message, its attachments and what stands about it."))
@click.argument("message", metavar="ID", type=ROW_NUMBER)
@protected_option
@json_option
@click.pass_obj
def show_(place: Workplace, message: int, protected: bool, as_json: bool) -> None:
    """Show one message."""
    found = read_message_shown(place, message, protected=protected)
    if as_json:
        print_json(found)
        return
    for label, value in _facts(found):
        if value not in {None, ""}:
            click.echo(f"{label}: {show(value)}")
    click.echo(f"\n{printable(found.text)}")


def print_messages(messages: list["Message"]) -> None:
    """Print the newest messages; a table of more can be read by nobody."""
    from archiver.cli.inbox_words import channel_name, outcome_name

    columns = [_("No"), _("Nämnd"), _("Account"), _("Channel"), _("Made available"), _("Sender")]
    rows = (
        [
            each.id,
            each.namnd,
            each.account,
            channel_name(each.channel),
            each.made_available_at,
            each.sender_name or each.sender_address,
            _summary(each),
            outcome_name(each.decision.outcome),
        ]
        for each in messages[-SHOWN:]
    )
    print_table([*columns, _("What it says"), _("Decision")], rows, _("There is no message."))
    if (older := len(messages) - SHOWN) > 0:
        line = _(
            "{count} older messages are not shown; narrow by --outcome or --batch, or use --json"
        )
        click.echo(line.format(count=older))


def _summary(message: "Message") -> str:
    if message.gallrad:
        return _("(gallrat)")
    words = " ".join((message.subject or message.text).split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1] + "…"


def _facts(message: "Message") -> list[tuple[str, object]]:
    from archiver.cli.gallra_words import gallrad_text
    from archiver.cli.inbox_words import change_text, channel_name, outcome_name, signal_lines
    from archiver.cli.repeat_words import repeat_facts

    sender = [message.sender_name, f"<{message.sender_address}>" * bool(message.sender_address)]
    decision, original = message.decision, message.original
    return [
        (_("No"), message.id),
        (_("Gallrat"), gallrad_text(message.gallrad)),
        (_("Nämnd"), message.namnd),
        (_("Account"), message.account),
        (_("Channel"), f"{channel_name(message.channel)} ({message.source})"),
        (_("Sender"), " ".join(filter(None, sender)) or _("unknown")),
        (_("The account's own"), message.own or None),
        (_("Made available"), message.made_available_at),
        (_("Edited"), message.edited_at),
        (_("Received"), message.received_at),
        (_("Subject"), message.subject),
        (_("Link"), message.permalink),
        (_("Conversation"), message.thread),
        (_("Answers"), message.in_reply_to),
        (_("Id at the source"), message.external_id),
        *repeat_facts(message),
        *((_("Attachment"), _attachment(each)) for each in message.attachments),
        (_("Original"), f"{original.name}, {original.start}+{original.length}, {original.sha256}"),
        (_("Characters were replaced"), message.text_repaired or None),
        *((_("Signal"), line) for line in signal_lines(message.signals)),
        *((_("At the source"), change_text(each, message.id)) for each in message.source_changes),
        (_("Decision"), f"{outcome_name(decision.outcome)} ({decision.rule}, {decision.by})"),
        (_("Ground"), decision.ground),
    ]


def _attachment(attachment: "Attachment") -> str:
    from archiver.cli.format_words import kind_text

    kept = attachment.missing or attachment.sha256
    return f"{attachment.name} ({kind_text(attachment.media_type, attachment.format)}) {kept}"
