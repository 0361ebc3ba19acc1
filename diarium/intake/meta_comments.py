"""Reading the comments in the exports of Facebook and Instagram: those the account wrote itself."""

from collections.abc import Iterator, Sequence

from diarium.intake.json_fields import Fields, epoch, mapping, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.meta_owner import Names, is_own
from diarium.intake.meta_paths import places_of, source_of
from diarium.intake.meta_thread import Context
from diarium.intake.mojibake import Mender, repair
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
)
from diarium.message_records import Channel

_FACEBOOK = frozenset({"comments_v2", "group_comments_v2", "comments"})
_COMMENT = ("Comment", "Kommentar")
_OWNER = ("Media Owner", "Medieägare", "Mediets ägare", "Ägare till media")
_TIME = ("Time", "Tid", "Tidpunkt")
"""Instagram translates the keys of ``string_map_data``; the Swedish forms are not verified."""


def read_comments(context: Context, keys: tuple[str, ...]) -> Iterator[Piece]:
    """Yield the comments of a file, and what cannot be read.

    Args:
        context: The file.
        keys: The way to its comments.

    Raises:
        StorageError: The file cannot be read.
    """
    read = _read_facebook if keys and keys[0] in _FACEBOOK else _read_instagram
    for element in read_array(context.kept.stored, *keys, file=context.kept.path):
        if isinstance(element, Unreadable):
            yield element
            continue
        try:
            yield make_storable(read(element, context))
        except PieceError as error:
            yield Unreadable(element.number, error.reason, error.field, context.kept.path)


def _read_facebook(element: Element, context: Context) -> RawMessage:
    fields, mender = element.fields, Mender()
    data = objects(fields, "data")
    if not data and fields.get("title") is None:
        raise PieceError(Reason.FIELD_MISSING, "data")
    comment = next((mapping(each, "comment") for each in data if "comment" in each), {})
    author = mender.mend(text(comment, "author", "comment.author"))
    given = [each for one in objects(fields, "attachments") for each in objects(one, "data")]
    links = (text(mapping(each, "external_context"), "url", "url") for each in given)
    said = [mender.mend(text(comment, "comment", "comment.comment")), *map(mender.mend, links)]
    moment = epoch(comment, "timestamp", context.now) or epoch(fields, "timestamp", context.now)
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=context.kept.path,
        source=source_of(context.kept.path) or "facebook",
        channel=Channel.COMMENT,
        own=_is_own(author, context.own),
        sender_name=author,
        subject=mender.mend(text(fields, "title")),
        text="\n".join(words for words in said if words),
        made_available_at=required(moment, "timestamp"),
        attachments=tuple(_pictures(given, context, mender)),
        repaired=mender.changed,
    )


def _read_instagram(element: Element, context: Context) -> RawMessage:
    fields, mender = element.fields, Mender()
    words, owner, timed = _strings(fields)
    moment = epoch(timed, "timestamp", context.now)
    whose = mender.mend(text(owner, "value", "owner"))
    listed = [{"media": each} for each in objects(fields, "media_list_data") if each.get("uri")]
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=context.kept.path,
        source=source_of(context.kept.path) or "instagram",
        channel=Channel.COMMENT,
        own=True,
        subject=f"Kommentar till {whose}" if whose else None,
        text=mender.mend(text(words, "value", "comment")) or "",
        made_available_at=required(moment, "timestamp"),
        attachments=tuple(_pictures(listed, context, mender)),
        repaired=mender.changed,
    )


def _strings(fields: Fields) -> tuple[Fields, Fields, Fields]:
    """Return where the comment, whose picture it is to, and the time stand."""
    older = objects(fields, "string_list_data")
    if older:
        return older[0], {"value": fields.get("title")}, older[0]
    named = mapping(fields, "string_map_data")
    plain = {repair(key): mapping(named, key) for key in named}
    words, owner, timed = (_first(plain, names) for names in (_COMMENT, _OWNER, _TIME))
    if timed is None:
        timed = next((each for each in plain.values() if "timestamp" in each), None)
    if words is None and timed is None:
        raise PieceError(Reason.FIELD_MISSING, "string_map_data")
    if words is None:
        words = next((each for each in plain.values() if each not in (owner, timed)), None)
    return words or {}, owner or {}, timed or {}


def _first(named: dict[str, Fields], names: tuple[str, ...]) -> Fields | None:
    return next((named[name] for name in names if name in named), None)


def _pictures(
    listed: Sequence[Fields], context: Context, mender: Mender
) -> Iterator[RawAttachment]:
    for each in listed:
        uri = mender.mend(text(mapping(each, "media"), "uri", "media.uri"))
        if uri is not None:
            yield context.media.find(uri, places_of(context.kept.path))


def _is_own(author: str | None, own: Names) -> bool:
    """Tell whether a comment in the account's own export is its own; another's name says no."""
    return author is None or not own or is_own(author, own)
