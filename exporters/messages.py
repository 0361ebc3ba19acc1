"""Messages as a list for a spreadsheet, in order of time, with what stands about each."""

from collections.abc import Iterable
from datetime import datetime

from diarium.message_records import Message
from exporters.spreadsheet import write_csv
from schedules.clock import STOCKHOLM

_COLUMNS = (
    "Nummer", "Nämnd", "Konto", "Kanal", "Tillgängligt", "Mottaget", "Avsändare", "Ämne", "Text",
    "Länk", "Beslut", "Regel", "Av", "Beslutat", "Grund", "Gallrat",
)  # fmt: skip


def write_messages_csv(messages: Iterable[Message], *, bom: bool = True) -> bytes:
    """Return messages as RFC 4180 has it; they may hold what is secret and are not for publication.

    Args:
        messages: The messages, in the order of the list.
        bom: Begin with a byte order mark, as Excel wants it.
    """
    return write_csv(_COLUMNS, (_row(each) for each in messages), bom=bom)


def _row(message: Message) -> tuple[object, ...]:
    decision = message.decision
    return (
        message.id, message.namnd, message.account, message.channel,
        _moment(message.made_available_at), _moment(message.received_at),
        message.sender_name or message.sender_address, message.subject, message.text,
        message.permalink, decision.outcome, decision.rule, decision.by, _moment(decision.at),
        decision.ground, message.gallrad and _moment(message.gallrad.at),
    )  # fmt: skip


def _moment(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
