"""Direct messages of an X archive, in conversations of two or of many."""

import re
from collections.abc import Iterator
from datetime import datetime

from diarium.files import storage_errors
from diarium.intake import json_fields
from diarium.intake.json_fields import Fields, identifier, objects, required, text
from diarium.intake.json_pieces import Element, Span, find_elements, read_array, read_rest
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
)
from diarium.intake.x_part import SOURCE, Part, attachments
from diarium.message_records import Channel

_CONVERSATION = re.compile(rb'\{\s{0,100}"dmConversation"\s{0,100}:\s{0,100}')
_FOLDERS = (
    "direct_messages_media",
    "direct_messages_group_media",
    "direct_message_media",
    "direct_message_group_media",
)
_WORDS = frozenset({"messageCreate", "welcomeMessageCreate"})
_EVENTS = {
    "joinConversation": Omission.EVENT,
    "participantsJoin": Omission.EVENT,
    "participantsLeave": Omission.EVENT,
    "conversationNameUpdate": Omission.EVENT,
    "reactionCreate": Omission.REACTION,
}
_NAME_LIMIT = 60
_WHEN_EDITED = ("createdAt", "createdAtSec", "editedAt")
"""What the time of an edit is called is not settled; these are what it may be called."""


def read_messages(part: Part) -> Iterator[Piece]:
    """Yield every message and event of a file, and what cannot be read, numbered through it all.

    Raises:
        StorageError: The file cannot be read.
    """
    place = 0
    for span in find_elements(part.file.stored, part.file.path, part.start):
        if isinstance(span, Unreadable):
            yield span
            continue
        part.found[part.file.path] += span.whole
        told = False
        for element, thread in _read_conversation(part, span):
            place, told = place + 1, isinstance(element, Unreadable)
            yield _piece(part, element, thread, place)
        if not span.whole and not told:
            yield Unreadable(0, Reason.NOT_JSON, "", part.file.path)


def _read_conversation(part: Part, span: Span) -> Iterator[tuple[Element | Unreadable, str]]:
    """Yield the elements of a conversation, each with what the conversation is called."""
    path, stored = part.file.path, part.file.stored
    try:
        start = _find_inside(part, span)
        thread = identifier(read_rest(stored, "messages", start=start), "conversationId")
        named = required(thread, "conversationId")
    except PieceError as error:
        yield Unreadable(0, error.reason, error.field, path), ""
        return
    for element in read_array(stored, "messages", file=path, start=start, inside=True):
        yield element, named


def _find_inside(part: Part, span: Span) -> int:
    """Return where the object begins that a conversation is."""
    with storage_errors(part.file.stored), part.file.stored.open("rb") as stream:
        stream.seek(span.start)
        found = _CONVERSATION.match(stream.read(1_000))
    if not found:
        raise PieceError(Reason.FIELD_MISSING if span.whole else Reason.NOT_JSON, "dmConversation")
    return span.start + found.end()


def _piece(part: Part, element: Element | Unreadable, thread: str, place: int) -> Piece:
    path = part.file.path
    if isinstance(element, Unreadable):
        return Unreadable(place, element.reason, element.field, path)
    try:
        kind, fields = _open(element)
        if kind in _EVENTS:
            return LeftOut(place, _EVENTS[kind], path)
        return make_storable(_read_message(part, element, fields, thread, place))
    except PieceError as error:
        return Unreadable(place, error.reason, error.field, path)


def _open(element: Element) -> tuple[str, Fields]:
    """Return what an element is called, and what it holds under that name."""
    for name in element.fields:
        if name in _WORDS or name in _EVENTS:
            return name, json_fields.mapping(element.fields, name)
    raise PieceError(Reason.UNKNOWN_KIND, next(iter(element.fields), "")[:_NAME_LIMIT])


def _read_message(
    part: Part, element: Element, fields: Fields, thread: str, place: int
) -> RawMessage:
    sender, owner = required(identifier(fields, "senderId"), "senderId"), part.owner
    own = owner is not None and sender == owner.id
    number = required(identifier(fields, "id"), "id")
    return RawMessage(
        place=place,
        start=element.start,
        length=element.length,
        file=part.file.path,
        source=SOURCE,
        external_id=number,
        thread=thread,
        channel=Channel.DIRECT,
        own=own,
        sender_name=owner.name if own and owner else None,
        sender_address=owner.handle if own and owner and owner.handle else sender,
        text=required(text(fields, "text"), "text"),
        made_available_at=required(json_fields.moment(fields, "createdAt", part.now), "createdAt"),
        edited_at=_read_edit(fields, part.now),
        attachments=tuple(attachments(part, _FOLDERS, number, _addresses(fields))),
    )


def _addresses(fields: Fields) -> list[list[str]]:
    found = fields.get("mediaUrls")
    if not isinstance(found, list | None) or not all(isinstance(each, str) for each in found or ()):
        raise PieceError(Reason.FIELD_WRONG, "mediaUrls")
    return [[each] for each in found or ()]


def _read_edit(fields: Fields, now: datetime) -> datetime | None:
    """Return when the words were edited last; the earlier words stand in the original."""
    moments = []
    for edit in objects(fields, "editHistory"):
        for name in _WHEN_EDITED:
            value = edit.get(name)
            if isinstance(value, str) and value.isdecimal() and len(value) < _NAME_LIMIT:
                moments.append(json_fields.epoch({name: int(value)}, name, now))
            elif value is not None:
                moments.append(json_fields.moment(edit, name, now))
    return max(filter(None, moments), default=None)
