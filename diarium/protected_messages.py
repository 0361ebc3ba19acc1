"""Messages that are registered as handlingar in which something is protected."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from diarium.handlingar import list_handlingar
from diarium.protected_view import hide_message
from diarium.records import Handling, Message
from diarium.tables import HANDLING

_AT_ONCE = 1_000
"""How many numbers one question names."""


def show_messages(session: Session, messages: Sequence[Message]) -> list[Message]:
    """Return messages as everybody at the desk may see them.

    What is registered, or repeats what is, shows no more than its handling does in public.
    """
    found = find_protecting(session, messages)
    return [hide_message(each, found[each.id]) if each.id in found else each for each in messages]


def find_protecting(session: Session, messages: Sequence[Message]) -> dict[int, Handling]:
    """Return by message the handling, its own or that of what it repeats, that protects it."""
    numbers = sorted({each.duplicate_of or each.id for each in messages})
    newest: dict[int, Handling] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        asked = HANDLING.c.message_id.in_(numbers[start : start + _AT_ONCE])
        for handling in sorted(list_handlingar(session, asked), key=lambda each: each.id):
            newest[handling.message or 0] = handling
    of_message = ((each.id, newest.get(each.duplicate_of or each.id)) for each in messages)
    return {number: found for number, found in of_message if found and found.is_protected}
