"""The posts of an X archive: the account's own, its replies among them, and those it deleted."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from diarium.intake import json_fields
from diarium.intake.json_fields import Fields, identifier, mapping, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
    store_deletion,
)
from diarium.intake.x_part import SOURCE, Part, attachments
from diarium.message_records import Channel

_FOLDERS = (
    "tweets_media",
    "tweet_media",
    "deleted_tweets_media",
    "deleted_tweet_media",
    "community_tweet_media",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CREATED = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d) (\d{4})",
    re.ASCII,
)
"""Such as ``Sun Mar 21 12:53:22 +0000 2021``."""
_HANDLE = re.compile(r"\w{1,50}", re.ASCII)


def read_posts(part: Part) -> Iterator[Piece]:
    """Yield every post of a file, a note for each that was deleted, and what cannot be read.

    Raises:
        StorageError: The file cannot be read.
    """
    for element in read_array(part.file.stored, file=part.file.path, start=part.start):
        if isinstance(element, Unreadable):
            part.found[part.file.path] += element.place > 0
            yield element
            continue
        part.found[part.file.path] += 1
        try:
            yield from _read_pieces(part, element)
        except PieceError as error:
            yield Unreadable(element.number, error.reason, error.field, part.file.path)


def _read_pieces(part: Part, element: Element) -> Iterator[RawMessage | RawDeletion]:
    if "noteTweet" in element.fields:
        yield make_storable(_read_note(part, element, mapping(element.fields, "noteTweet")))
        return
    fields = mapping(element.fields, "tweet") or element.fields
    number = required(identifier(fields, "id_str") or identifier(fields, "id"), "id_str")
    deleted_at = _moment(fields, "deleted_at", part.now)
    yield make_storable(_read_post(part, element, fields, number))
    if deleted_at is not None:
        yield store_deletion(_deletion(part, element, number, deleted_at))


def _deletion(part: Part, element: Element, number: str, deleted_at: datetime) -> RawDeletion:
    return RawDeletion(
        place=element.number,
        start=element.start,
        length=element.length,
        file=part.file.path,
        account=None,
        source=SOURCE,
        external_id=number,
        deleted_at=deleted_at,
    )


def _read_post(part: Part, element: Element, fields: Fields, number: str) -> RawMessage:
    answers = identifier(fields, "in_reply_to_status_id_str")
    words = text(fields, "full_text") or text(fields, "text")
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=part.file.path,
        source=SOURCE,
        external_id=number,
        channel=Channel.COMMENT if answers else Channel.POST,
        own=True,
        sender_name=part.owner.name if part.owner else None,
        sender_address=part.owner.handle if part.owner else None,
        text=html.unescape(required(words, "full_text")),
        permalink=_permalink(part, number),
        in_reply_to=answers,
        made_available_at=required(_moment(fields, "created_at", part.now), "created_at"),
        attachments=tuple(attachments(part, _FOLDERS, number, list(_addresses(fields)))),
    )


def _read_note(part: Part, element: Element, fields: Fields) -> RawMessage:
    """Read the words of a long post in whole; the post itself holds but the first of them."""
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=part.file.path,
        source=SOURCE,
        external_id=required(identifier(fields, "noteTweetId"), "noteTweetId"),
        channel=Channel.POST,
        own=True,
        sender_name=part.owner.name if part.owner else None,
        sender_address=part.owner.handle if part.owner else None,
        text=required(text(mapping(fields, "core"), "text", "core.text"), "core.text"),
        made_available_at=required(_moment(fields, "createdAt", part.now), "createdAt"),
    )


def _addresses(fields: Fields) -> Iterator[list[str]]:
    """Yield the addresses of each picture or video, of a video one for each size."""
    extended = objects(mapping(fields, "extended_entities"), "media", "media")
    for each in extended or objects(mapping(fields, "entities"), "media", "media"):
        sizes = objects(mapping(each, "video_info"), "variants", "variants")
        found = [text(size, "url", "variants.url") for size in sizes]
        found += [text(each, "media_url_https"), text(each, "media_url")]
        if addresses := list(dict.fromkeys(filter(None, found))):
            yield addresses


def _moment(fields: Fields, key: str, now: datetime) -> datetime | None:
    """Return a moment as X writes it, with names in English, or as RFC 3339."""
    written = text(fields, key)
    found = _CREATED.fullmatch(written or "")
    if found is None:
        return json_fields.moment(fields, key, now)
    month, day, hour, minute, second, sign, hours, minutes, year = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        clock = (int(day), int(hour), int(minute), int(second))
        numbers = (int(year), _MONTHS.index(month) + 1, *clock)
        moment = datetime(*numbers, tzinfo=timezone(offset))
    except ValueError as error:
        raise PieceError(Reason.TIME_WRONG, key) from error
    if not is_possible(moment, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, key)
    return moment.astimezone(UTC)


def _permalink(part: Part, number: str) -> str | None:
    handle = part.owner.handle if part.owner else None
    if handle and _HANDLE.fullmatch(handle) and number.isdecimal():
        return f"https://x.com/{handle}/status/{number}"
    return None
