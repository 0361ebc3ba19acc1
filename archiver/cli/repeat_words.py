"""What is said on the screen of messages that are the same, or may be."""

from collections.abc import Iterator
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from archiver.cli.output import printable, show
from archiver.cli.workplace import Workplace

if TYPE_CHECKING:
    from diarium.message_records import Message, RepeatedBy

WORDS = 60
"""Characters told of what the other message says."""


def repeat_facts(message: "Message") -> Iterator[tuple[str, object]]:
    """Yield what a message repeats or may repeat, and what repeats it."""
    if message.duplicate_of is not None:
        yield _("Duplicate of"), message.duplicate_of
    elif message.likely_of is not None:
        yield _("By all signs the same as"), message.likely_of
    for each in message.repeated_by:
        yield _("Repeated by"), _repeated(each)


def tell_other(place: Workplace, number: int) -> str:
    """Return in a line what another message is, as far as it may be seen by anyone at work."""
    from archiver.cli.inbox_words import outcome_name
    from diarium.database import reading
    from diarium.messages import read_message
    from diarium.protected_messages import show_messages

    with reading(place.engine) as session:
        [other] = show_messages(session, [read_message(session, number)])
    words = " ".join(printable(other.subject or other.text).split())[:WORDS]
    told = [
        other.sender_name or other.sender_address or _("unknown"),
        show(other.made_available_at),
    ]
    if other.attachments:
        files = ngettext("{n} attachment", "{n} attachments", len(other.attachments))
        told.append(files.format(n=len(other.attachments)))
    return " · ".join([f"{number}", *told, words, outcome_name(other.decision.outcome)])


def _repeated(each: "RepeatedBy") -> str:
    said = _("message {number}") if each.sure else _("message {number}, by all signs")
    said = said.format(number=each.message)
    if not each.brings:
        return said
    brings = ngettext(
        "{n} file came with it that is missing here",
        "{n} files came with it that are missing here",
        each.brings,
    )
    return f"{said}; {brings.format(n=each.brings)}"
