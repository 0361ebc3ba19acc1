"""What is written in public, as the webhooks of Facebook pages and Instagram tell of it."""

from dataclasses import replace
from datetime import datetime

from diarium.intake.json_fields import Fields, epoch, identifier, mapping, text
from diarium.intake.json_fields import required as need
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
)
from diarium.intake.webhook_event import Event, linked, links, shown
from diarium.message_records import Channel

_POSTS = frozenset({"post", "status", "photo", "video", "share", "note", "link", "question"})
_REACTIONS = frozenset({"like", "reaction"})
_ADDED = frozenset({"add"})
_EDITED = frozenset({"edited", "edit", "update"})
_REMOVED = frozenset({"remove", "delete"})
_HIDDEN = frozenset({"hide", "unhide"})
_UNPUBLISHED = 0
_BEST = 5
"""The highest grade of the older reviews."""
_MEDIA = frozenset({"photo", "video"})
_ADVICE = {"positive": "Omdöme: rekommenderar", "negative": "Omdöme: rekommenderar inte"}
_NO_TEXT = "Texten lämnar Meta inte ut i aviseringen."


def read_change(event: Event) -> Piece:
    """Return what was written, changed or removed in public.

    Raises:
        PieceError: It is not what it should be, or it is of a kind that is not known.
    """
    value = mapping(event.fields, "value")
    match text(event.fields, "field"):
        case "feed":
            return _read_feed(event, value)
        case "mention":
            return _read_mention(event, value)
        case "ratings":
            return _read_rating(event, value)
        case "comments" | "live_comments":
            return _read_instagram_comment(event, value)
        case "mentions":
            return _read_instagram_mention(event, value)
        case "story_insights":
            return LeftOut(event.place, Omission.EVENT, event.file)
        case _:
            raise PieceError(Reason.UNKNOWN_KIND, "field")


def _read_feed(event: Event, value: Fields) -> Piece:
    item = text(value, "item", "value.item")
    if item in _REACTIONS:
        return LeftOut(event.place, Omission.REACTION, event.file)
    if item == "comment":
        name = need(_id(value, "comment_id"), "value.comment_id")
        return _read_told(event, value, _comment(event, value, name))
    if item in _POSTS:
        if value.get("published") == _UNPUBLISHED:
            return LeftOut(event.place, Omission.DRAFT, event.file)
        return _read_told(event, value, _post(event, value))
    raise PieceError(Reason.UNKNOWN_KIND, "value.item")


def _read_told(event: Event, value: Fields, message: RawMessage) -> Piece:
    """Return the message as it was added or edited, or that it was removed or hidden.

    What is hidden is still there, and hiding is the page's own doing: no message and no deletion.
    """
    verb = text(value, "verb", "value.verb")
    written_at = epoch(value, "created_time", event.now, "value.created_time")
    if verb in _ADDED:
        return replace(message, made_available_at=written_at or event.told_at())
    if verb in _EDITED:
        edited_at = _later(event.told_at(), written_at)
        return replace(message, made_available_at=written_at or edited_at, edited_at=edited_at)
    if verb in _REMOVED:
        return event.deletion(message.external_id or "", event.told_at() or written_at)
    if verb in _HIDDEN:
        return LeftOut(event.place, Omission.HIDDEN, event.file)
    raise PieceError(Reason.UNKNOWN_KIND, "value.verb")


def _later(told: datetime | None, written: datetime | None) -> datetime | None:
    """Return when an edit was told, which is no earlier than what was edited was written."""
    return max(told, written) if told and written else told


def _comment(event: Event, value: Fields, name: str) -> RawMessage:
    thread = _id(value, "post_id")
    parent = _id(value, "parent_id") or thread
    return replace(
        _written(event, value, Channel.COMMENT),
        external_id=name,
        thread=thread,
        in_reply_to=parent if parent != name else None,
        attachments=links(value, "photo", "video"),
    )


def _post(event: Event, value: Fields) -> RawMessage:
    name = _id(value, "post_id") or _id(value, "photo_id") or _id(value, "video_id")
    message = _written(event, value, Channel.POST)
    link = text(value, "link", "value.link")
    attached = links(value, "photo", "video") + _pictures(value)
    if link and text(value, "item", "value.item") in _MEDIA:
        attached = (*attached, linked(link))
    elif link:
        message = replace(message, text=f"{message.text}\n[Delad länk: {link}]".lstrip())
    name = need(name, "value.post_id")
    return replace(message, external_id=name, thread=name, attachments=attached)


def _pictures(value: Fields) -> tuple[RawAttachment, ...]:
    pictures = value.get("photos") or []
    if not isinstance(pictures, list) or not all(isinstance(each, str) for each in pictures):
        raise PieceError(Reason.FIELD_WRONG, "value.photos")
    return tuple(map(linked, pictures))


def _written(event: Event, value: Fields, channel: Channel) -> RawMessage:
    """Return the words with who wrote them, in the older form or the newer."""
    sender = mapping(value, "from", "value.from")
    address = identifier(sender, "id", "value.from.id") or _id(value, "sender_id")
    name = text(sender, "name", "value.from.name") or text(
        sender, "username", "value.from.username"
    )
    post = mapping(value, "post", "value.post")
    return replace(
        event.message(channel, text(value, "message", "value.message") or ""),
        own=address is not None and address == event.page,
        sender_name=name or text(value, "sender_name", "value.sender_name"),
        sender_address=address,
        permalink=text(post, "permalink_url", "value.post.permalink_url"),
    )


def _read_mention(event: Event, value: Fields) -> Piece:
    comment, post = _id(value, "comment_id"), _id(value, "post_id")
    message = _written(event, value, Channel.MENTION)
    named = replace(
        message,
        text=message.text or _where_mentioned(comment, post, "inlägg"),
        external_id=need(comment or post, "value.post_id"),
        thread=post,
        in_reply_to=post if comment else None,
        attachments=links(value, "photo", "video"),
    )
    return _read_told(event, value, named)


def _where_mentioned(comment: str | None, post: str | None, kind: str) -> str:
    where = f"{kind} {shown(post)}"
    if comment:
        where = f"kommentar {shown(comment)} till {where}"
    return f"[Omnämnande: {where}. {_NO_TEXT}]"


def _read_rating(event: Event, value: Fields) -> Piece:
    """Return a review, or a comment on one."""
    item, story = text(value, "item", "value.item"), _id(value, "open_graph_story_id")
    if item in _REACTIONS:
        return LeftOut(event.place, Omission.REACTION, event.file)
    if item == "comment":
        name = need(_id(value, "comment_id"), "value.comment_id")
        comment = _comment(event, {**value, "post_id": story, "parent_id": story}, name)
        return _read_told(event, value, comment)
    if item != "rating":
        raise PieceError(Reason.UNKNOWN_KIND, "value.item")
    advice = text(value, "recommendation_type", "value.recommendation_type")
    address = _id(value, "reviewer_id")
    words = text(value, "review_text", "value.review_text")
    message = replace(
        event.message(Channel.POST, words or "[Omdöme utan text.]"),
        own=address is not None and address == event.page,
        external_id=need(story, "value.open_graph_story_id"),
        thread=story,
        sender_name=text(value, "reviewer_name", "value.reviewer_name"),
        sender_address=address,
        subject=_ADVICE.get((advice or "").lower()) or _grade(value),
    )
    return _read_told(event, value, message)


def _grade(value: Fields) -> str:
    grade = value.get("rating")
    whole = isinstance(grade, int) and not isinstance(grade, bool) and 1 <= grade <= _BEST
    return f"Omdöme: {grade} av {_BEST}" if whole else "Omdöme"


def _read_instagram_comment(event: Event, value: Fields) -> RawMessage:
    """Return a comment; Instagram tells no time of it but that of the webhook."""
    media = mapping(value, "media", "value.media")
    thread = identifier(media, "id", "value.media.id")
    words = text(value, "text", "value.text") or ""
    return replace(
        _written(event, {**value, "message": words}, Channel.COMMENT),
        external_id=need(_id(value, "id"), "value.id"),
        thread=thread,
        in_reply_to=_id(value, "parent_id") or thread,
        made_available_at=event.told_at(),
    )


def _read_instagram_mention(event: Event, value: Fields) -> RawMessage:
    comment, media = _id(value, "comment_id"), _id(value, "media_id")
    return replace(
        event.message(Channel.MENTION, _where_mentioned(comment, media, "inlägg")),
        external_id=need(comment or media, "value.media_id"),
        thread=media,
        in_reply_to=media if comment else None,
        made_available_at=event.told_at(),
    )


def _id(value: Fields, key: str) -> str | None:
    return identifier(value, key, f"value.{key}")
