"""A message as the registrator sees it at the desk."""

from collections.abc import Iterator
from gettext import gettext as _
from typing import TYPE_CHECKING

from archiver.cli.output import printable, show
from archiver.cli.workplace import Workplace
from diarium.message_records import DecisionOutcome

if TYPE_CHECKING:
    from diarium.message_records import Message

LINES = 20
"""How many lines of a message are shown."""
WIDTH = 96


def show_message(place: Workplace, message: "Message", where: str) -> None:
    """Show a message at the desk; ``where`` says where in the queue it stands."""
    from rich.console import Console, Group
    from rich.panel import Panel
    from rich.text import Text

    title = _("Message {number}, {where}").format(number=message.id, where=where)
    facts = Text(
        "\n".join(f"{label}: {show(value)}" for label, value in _facts(place, message) if value)
    )
    body = Text("\n" + "\n".join(_text_lines(message)) + "\n")
    proposal = Text("\n".join(_proposal(message)))
    console = Console(highlight=False, color_system=None)
    width = min(console.width, WIDTH)
    console.print(Panel(Group(facts, body, proposal), title=Text(title), width=width))


def _facts(place: Workplace, message: "Message") -> Iterator[tuple[str, object]]:
    from archiver.cli.inbox_words import change_text, channel_name
    from archiver.cli.repeat_words import repeat_facts, tell_other

    yield _("Nämnd and account"), " · ".join(filter(None, [message.namnd, message.account]))
    yield _("Channel"), f"{channel_name(message.channel)} ({message.source})"
    yield _("Sender"), message.sender_name or message.sender_address or _("unknown")
    yield _("Made available"), message.made_available_at
    yield _("Received"), message.received_at
    yield _("Subject"), message.subject
    yield _("Attachments"), ", ".join(each.name for each in message.attachments)
    yield from repeat_facts(message)
    if message.likely_of is not None:
        yield _("The other message"), tell_other(place, message.likely_of)
    for change in message.source_changes:
        yield _("At the source"), change_text(change, message.id)


def _text_lines(message: "Message") -> Iterator[str]:
    lines = printable(message.text).strip().splitlines()
    yield from (line[: WIDTH * 5] for line in lines[:LINES])
    if len(lines) > LINES:
        yield _("… and {n} lines more; archiver inbox show {number} shows them").format(
            n=len(lines) - LINES, number=message.id
        )


def _proposal(message: "Message") -> Iterator[str]:
    from archiver.cli.inbox_words import signal_lines
    from diarium.register import KRITIK_RULE

    decision = message.decision
    yield from signal_lines(message.signals)
    if decision.outcome is DecisionOutcome.REVIEW:
        yield _("No proposal: a person decides ({rule})").format(rule=decision.rule)
    elif decision.rule == KRITIK_RULE:
        yield _("Proposal: register as kritik and pass on ({rule})").format(rule=decision.rule)
    else:
        yield _("Proposal: register ({rule})").format(rule=decision.rule)
    yield decision.ground
