"""Messages that are registered as handlingar in which something is protected."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.answers import is_reply_to
from diarium.arende_records import Handling
from diarium.handlingar import list_handlingar
from diarium.message_records import Message
from diarium.protected_view import hide_message
from diarium.tables import HANDLING, MESSAGE

_AT_ONCE = 1_000
"""How many numbers one question names."""


def show_messages(session: Session, messages: Sequence[Message]) -> list[Message]:
    """Return messages as everybody at the desk may see them.

    What is registered, or repeats what is, shows no more than its handling does in public.
    """
    found = find_protecting(session, messages)
    return [hide_message(each, found[each.id]) if each.id in found else each for each in messages]


def find_protecting(session: Session, messages: Sequence[Message]) -> dict[int, Handling]:
    """Return by message the handling that protects it.

    That is the one it is registered as, or else one made of what it repeats, of another wording, or
    of what it answers: an own reply tells of the question.
    """
    answered = _read_answered(session, messages)
    named = {each.id: _name_same(each) | answered[each.id] for each in messages}
    newest = _read_newest(session, sorted({number for same in named.values() for number in same}))
    found = dict[int, Handling]()
    for number, same in named.items():
        deciding = {number} if number in newest else same & newest.keys()
        protecting = [newest[each] for each in sorted(deciding) if newest[each].is_protected]
        if protecting:
            found[number] = protecting[-1]
    return found


def _name_same(message: Message) -> set[int]:
    """Return the numbers of a message, of what it repeats, of repeats and other wordings of it."""
    changes = message.source_changes
    same = {
        message.id,
        message.duplicate_of,
        message.likely_of,
        *(each.message for each in changes),
    }
    same |= {each.version for each in changes} | {each.message for each in message.repeated_by}
    return {each for each in same if each is not None}


def _read_answered(session: Session, messages: Sequence[Message]) -> dict[int, set[int]]:
    """Return by own message the numbers of what it answers, in any wording."""
    found = defaultdict[int, set[int]](set)
    numbers = [each.id for each in messages if each.own and each.in_reply_to]
    asked = MESSAGE.alias("asked")
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(MESSAGE.c.id, asked.c.id.label("asked")).join(asked, is_reply_to(asked))
        for row in session.execute(
            query.where(MESSAGE.c.id.in_(numbers[start : start + _AT_ONCE]))
        ):
            found[row.id].add(row.asked)
    return found


def _read_newest(session: Session, numbers: Sequence[int]) -> dict[int, Handling]:
    """Return by message the newest handling that was made of it."""
    newest: dict[int, Handling] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        asked = HANDLING.c.message_id.in_(numbers[start : start + _AT_ONCE])
        for handling in sorted(list_handlingar(session, asked), key=lambda each: each.id):
            newest[handling.message or 0] = handling
    return newest
