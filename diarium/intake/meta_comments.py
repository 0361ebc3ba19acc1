"""Reading the comments in the exports of Facebook and Instagram: those the account wrote itself."""

from collections.abc import Iterator, Sequence

from diarium.intake.json_fields import Fields, epoch, mapping, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Export, KeptFile, OwnNames
from diarium.intake.meta_paths import Media, is_own, places_of, source_of
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


def read_comments(
    kept: KeptFile, keys: tuple[str, ...], export: Export, media: Media
) -> Iterator[Piece]:
    """Yield the comments of a file, and what cannot be read.

    Args:
        kept: The file.
        keys: The way to its comments.
        export: What the account is called, and the present moment.
        media: The files that comments may refer to.

    Raises:
        StorageError: The file cannot be read.
    """
    read = _read_facebook if keys and keys[0] in _FACEBOOK else _read_instagram
    for element in read_array(kept.stored, *keys, file=kept.path):
        if isinstance(element, Unreadable):
            yield element
            continue
        try:
            yield make_storable(read(element, kept, export, media))
        except PieceError as error:
            yield Unreadable(element.number, error.reason, error.field, kept.path)


def _read_facebook(element: Element, kept: KeptFile, export: Export, media: Media) -> RawMessage:
    fields, mender = element.fields, Mender()
    data = objects(fields, "data")
    if not data and fields.get("title") is None:
        raise PieceError(Reason.FIELD_MISSING, "data")
    comment = next((mapping(each, "comment") for each in data if "comment" in each), {})
    author = mender.mend(text(comment, "author", "comment.author"))
    given = [each for one in objects(fields, "attachments") for each in objects(one, "data")]
    links = (text(mapping(each, "external_context"), "url", "url") for each in given)
    said = [mender.mend(text(comment, "comment", "comment.comment")), *map(mender.mend, links)]
    moment = epoch(comment, "timestamp", export.now) or epoch(fields, "timestamp", export.now)
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=kept.path,
        source=source_of(kept.path) or "facebook",
        channel=Channel.COMMENT,
        own=_is_own(author, export.own),
        sender_name=author,
        subject=mender.mend(text(fields, "title")),
        text="\n".join(words for words in said if words),
        made_available_at=required(moment, "timestamp"),
        attachments=tuple(_pictures(given, "media", kept, media, mender)),
        repaired=mender.changed,
    )


def _read_instagram(element: Element, kept: KeptFile, export: Export, media: Media) -> RawMessage:
    fields, mender = element.fields, Mender()
    words, owner, timed = _strings(fields)
    moment = epoch(timed, "timestamp", export.now)
    whose = mender.mend(text(owner, "value", "owner"))
    listed = [{"media": each} for each in objects(fields, "media_list_data") if each.get("uri")]
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=kept.path,
        source=source_of(kept.path) or "instagram",
        channel=Channel.COMMENT,
        own=True,
        subject=f"Kommentar till {whose}" if whose else None,
        text=mender.mend(text(words, "value", "comment")) or "",
        made_available_at=required(moment, "timestamp"),
        attachments=tuple(_pictures(listed, "media", kept, media, mender)),
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
    listed: Sequence[Fields], key: str, kept: KeptFile, media: Media, mender: Mender
) -> Iterator[RawAttachment]:
    for each in listed:
        uri = mender.mend(text(mapping(each, key), "uri", "media.uri"))
        if uri is not None:
            yield media.find(uri, places_of(kept.path))


def _is_own(author: str | None, own: OwnNames) -> bool:
    """Tell whether a comment in the account's own export is its own; another's name says no."""
    return author is None or not (own.name or own.handle) or is_own(author, own)
