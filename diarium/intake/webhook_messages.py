"""Messages between two parties, as Messenger's and Instagram's webhooks tell of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from diarium.intake.json_fields import Fields, epoch, flag, identifier, mapping, objects, text
from diarium.intake.json_fields import required as need
from diarium.intake.raw import (
    LeftOut,
    Omission,
    PieceError,
    RawAttachment,
    RawDeletion,
    RawMessage,
    Reason,
)
from diarium.intake.webhook_event import Event, linked
from diarium.message_records import Channel

UNSUPPORTED = "[Meddelande av ett slag som Meta inte lämnar ut.]"
_MOST_DEGREES = 180
_REACTIONS = ("reaction", "read", "delivery")
_EVENTS = (
    "referral", "optin", "account_linking", "pass_thread_control", "take_thread_control",
    "request_thread_control", "app_roles", "policy_enforcement", "game_play",
)  # fmt: skip


def read_message(event: Event) -> RawMessage | RawDeletion | LeftOut:
    """Return what happened in a conversation.

    Raises:
        PieceError: It is not what it should be, or it is of a kind that is not known.
    """
    fields = event.fields
    if "message" in fields:
        return _read_sent(event, mapping(fields, "message"))
    if "message_edit" in fields:
        return _read_edit(event, mapping(fields, "message_edit"))
    if "postback" in fields:
        return _read_pressed(event, mapping(fields, "postback"))
    if any(key in fields for key in _REACTIONS):
        return LeftOut(event.place, Omission.REACTION, event.file)
    if any(key in fields for key in _EVENTS):
        return LeftOut(event.place, Omission.EVENT, event.file)
    raise PieceError(Reason.UNKNOWN_KIND, "messaging")


def _read_sent(event: Event, sent: Fields) -> RawMessage | RawDeletion:
    mid = need(identifier(sent, "mid", "message.mid"), "message.mid")
    if flag(sent, "is_deleted", "message.is_deleted"):
        return event.deletion(mid, _told_at(event))
    words = text(sent, "text", "message.text") or ""
    if not words and flag(sent, "is_unsupported", "message.is_unsupported"):
        words = UNSUPPORTED
    attached = objects(sent, "attachments", "message.attachments")
    words = "\n".join(filter(None, (words, *map(_read_place, attached))))
    return replace(
        _in_conversation(event, words, echo=flag(sent, "is_echo", "message.is_echo")),
        external_id=mid,
        in_reply_to=_read_answered(sent),
        attachments=tuple(_read_attached(attached)),
    )


def _read_answered(sent: Fields) -> str | None:
    """Return the message or the story on Instagram that is answered."""
    answered = mapping(sent, "reply_to", "message.reply_to")
    story = mapping(answered, "story", "message.reply_to.story")
    message = identifier(answered, "mid", "message.reply_to.mid")
    return message or identifier(story, "id", "message.reply_to.story.id")


def _read_edit(event: Event, edit: Fields) -> RawMessage:
    """Return the new wording; when the first was sent, the webhook does not say."""
    words = need(text(edit, "text", "message_edit.text"), "message_edit.text")
    message = _in_conversation(event, words, echo=False)
    mid = need(identifier(edit, "mid", "message_edit.mid"), "message_edit.mid")
    return replace(message, external_id=mid, edited_at=message.made_available_at)


def _read_pressed(event: Event, pressed: Fields) -> RawMessage:
    """Return a button pressed: what stood on it is what the person said."""
    title = text(pressed, "title", "postback.title") or "?"
    message = _in_conversation(event, f"[Tryckte på knappen ”{title}”.]", echo=False)
    return replace(message, external_id=identifier(pressed, "mid", "postback.mid"))


def _in_conversation(event: Event, words: str, *, echo: bool) -> RawMessage:
    sender = identifier(mapping(event.fields, "sender"), "id", "sender.id")
    recipient = identifier(mapping(event.fields, "recipient"), "id", "recipient.id")
    own = echo or (sender is not None and sender == event.page)
    return replace(
        event.message(Channel.DIRECT, words),
        own=own,
        sender_address=sender,
        thread=recipient if own else sender,
        made_available_at=_told_at(event),
    )


def _told_at(event: Event) -> datetime | None:
    return epoch(event.fields, "timestamp", event.now) or event.told_at()


def _read_place(attached: Fields) -> str:
    """Return a place that was sent, in words; nothing where what was sent is no place."""
    inside = mapping(attached, "payload", "message.attachments.payload")
    spot = mapping(inside, "coordinates", "message.attachments.payload.coordinates")
    if all(_is_degree(spot.get(each)) for each in ("lat", "long")):
        return f"[Plats: {spot['lat']}, {spot['long']}]"
    return ""


def _is_degree(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= _MOST_DEGREES


def _read_attached(attached: Iterable[Fields]) -> Iterator[RawAttachment]:
    for each in attached:
        inside = mapping(each, "payload", "message.attachments.payload")
        if _read_place(each):
            continue
        url = text(inside, "url", "message.attachments.payload.url")
        title = text(inside, "title", "message.attachments.payload.title")
        kind = text(each, "type", "message.attachments.type") or ""
        url = url or text(each, "url", "message.attachments.url")
        yield linked(url, title or ("" if url else kind))
