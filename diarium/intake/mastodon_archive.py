"""Reading the archive that Mastodon gives of an account: what the account itself has posted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from diarium.intake.json_fields import Fields, mapping, moment, objects, required, text
from diarium.intake.json_pieces import Element, read_array, read_rest
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.mastodon import (
    SOURCE,
    file_of,
    is_cut,
    own_channel,
    read_words,
    whole_second,
)
from diarium.intake.raw import (
    LeftOut,
    ManifestCount,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
    Unreadable,
    display_name,
    make_storable,
    media_type,
)
from diarium.message_records import Channel

_OUTBOX = "outbox.json"
_ACTOR = "actor.json"
_ITEMS = "orderedItems"
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_STATUS = re.compile(r"https?://([^/\s]+)/(?:\S*/)?statuses/(\d{1,30})", re.ASCII)
_FOUND = re.compile(rb'"(?:OrderedCollection|orderedItems)"')
NOT_ALONG = "filen följde inte med arkivet"


@dataclass(frozen=True, slots=True)
class _Archive:
    """What is the same for every post of an archive.

    Attributes:
        file: The path of the outbox.
        actor: Whose archive it is.
        media: The files by where they lie on their server.
        now: The present moment.
    """

    file: str
    actor: Fields
    media: Mapping[str, KeptFile]
    now: datetime


def claim(tree: Tree) -> Claimed:
    """Find the outboxes, each with who it is of, and the files that were posted."""
    homes = [
        path.removesuffix(_OUTBOX)
        for path in tree.paths
        if path.rpartition("/")[2] == _OUTBOX and _FOUND.search(tree.head(path))
    ]
    actors = {home + _ACTOR for home in homes}
    messages = [path for path in tree.paths if path in actors]
    media = (path for path in tree.paths if homes and file_of(path))
    return Claimed((*(home + _OUTBOX for home in homes), *messages), tuple(media))


def read(export: Export) -> Iterator[Piece]:
    """Yield what the account has posted, what cannot be read, and the counts.

    Raises:
        StorageError: A file cannot be read.
    """
    media = {file_of(path) or path: kept for path, kept in export.media.items()}
    for path, file in export.messages.items():
        if path.rpartition("/")[2] != _OUTBOX:
            continue
        actor = export.messages.get(path.removesuffix(_OUTBOX) + _ACTOR)
        fields: Fields = {}
        if actor is not None:
            try:
                fields = read_rest(actor.stored)
            except PieceError as error:
                yield Unreadable(0, error.reason, error.field, actor.path)
        yield from _read_outbox(file, _Archive(path, fields, media, export.now))


def _read_outbox(file: KeptFile, archive: _Archive) -> Iterator[Piece]:
    found = 0
    for element in read_array(file.stored, _ITEMS, file=file.path):
        piece = element if isinstance(element, Unreadable) else _read_piece(element, archive)
        found += not (isinstance(piece, RawMessage) and piece.channel is Channel.DIRECT)
        yield piece
    yield from _read_count(file, found)


def _read_count(file: KeptFile, found: int) -> Iterator[ManifestCount]:
    """Yield how many posts the outbox promises; Mastodon does not count the direct ones."""
    try:
        promised = read_rest(file.stored, _ITEMS).get("totalItems")
    except PieceError:
        return
    if isinstance(promised, int) and not isinstance(promised, bool) and promised >= 0:
        yield ManifestCount(file.path, promised, found)


def _read_piece(element: Element, archive: _Archive) -> Piece:
    try:
        match text(element.fields, "type"):
            case "Create":
                return make_storable(_read_note(element, element.fields, archive))
            case "Announce":
                return LeftOut(element.number, Omission.REACTION, archive.file)
            case _:
                raise PieceError(Reason.UNKNOWN_KIND, "type")  # noqa: TRY301  as above
    except PieceError as error:
        return Unreadable(element.number, error.reason, error.field, archive.file)


def _read_note(element: Element, activity: Fields, archive: _Archive) -> RawMessage:
    note = required(mapping(activity, "object") or None, "object")
    uri = required(text(note, "id", "object.id"), "object.id")
    content = text(note, "content", "object.content") or ""
    attached = [each for each in _attached(note) if text(each, "type") != "Link"]
    answers = text(note, "inReplyTo", "object.inReplyTo")
    handle = text(archive.actor, "preferredUsername")
    direct = not _is_shown(activity) and not _is_shown(note)
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=archive.file,
        source=SOURCE,
        external_id=_local_id(uri, uri),
        channel=own_channel(direct=direct, answers=bool(answers)),
        own=True,
        sender_name=text(archive.actor, "name") or handle,
        sender_address=handle,
        subject=text(note, "summary", "object.summary"),
        text=read_words(content, _descriptions(attached), _options(note)),
        permalink=text(note, "url", "object.url") or uri,
        in_reply_to=_local_id(answers, uri) if answers else None,
        made_available_at=_published(activity, note, archive.now),
        edited_at=whole_second(moment(note, "updated", archive.now, "object.updated")),
        repaired=is_cut(content),
        attachments=tuple(_attachment(each, archive) for each in attached),
    )


def _published(activity: Fields, note: Fields, now: datetime) -> datetime:
    found = moment(note, "published", now, "object.published") or moment(activity, "published", now)
    return required(whole_second(found), "object.published")


def _local_id(uri: str, own: str) -> str:
    """Return the number by which the account's own server knows a status, else its address.

    The API knows a status by this number, so that the same status is found by both.
    """
    found, home = _STATUS.fullmatch(uri), _STATUS.fullmatch(own)
    return found[2] if found and home and found[1].lower() == home[1].lower() else uri


def _is_shown(fields: Fields) -> bool:
    """Tell whether anyone or the followers may see it; else only those it is addressed to may."""
    audience = {*_addresses(fields, "to"), *_addresses(fields, "cc")}
    return any(each in _PUBLIC or each.endswith("/followers") for each in audience)


def _addresses(fields: Fields, key: str) -> Sequence[str]:
    value = fields.get(key) or ()
    several = [value] if isinstance(value, str) else value
    if not isinstance(several, list | tuple) or not all(isinstance(each, str) for each in several):
        raise PieceError(Reason.FIELD_WRONG, key)
    return several


def _attached(note: Fields) -> list[Fields]:
    one = note.get("attachment")
    return [one] if isinstance(one, dict) else objects(note, "attachment", "object.attachment")


def _descriptions(attached: Sequence[Fields]) -> Iterator[str]:
    for each in attached:
        if said := text(each, "name", "object.attachment.name"):
            yield said


def _options(note: Fields) -> Iterator[str]:
    for each in (*objects(note, "oneOf"), *objects(note, "anyOf")):
        yield text(each, "name", "object.oneOf.name") or ""


def _attachment(attached: Fields, archive: _Archive) -> RawAttachment:
    address = text(attached, "url", "object.attachment.url") or ""
    reference = file_of(address) or address
    kept = archive.media.get(reference)
    return RawAttachment(
        name=display_name(reference),
        media_type=media_type(text(attached, "mediaType", "object.attachment.mediaType") or ""),
        reference=reference or None,
        kept=kept.ref if kept else None,
        missing=None if kept else NOT_ALONG,
    )


MASTODON_ARCHIVE = Kind(
    format=Format.MASTODON_ARCHIVE,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "vad andra har skrivit: svar, omnämnanden och direktmeddelanden till kontot",
        "tidigare lydelser av ändrade inlägg, och borttagna inlägg",
        "vem inlägg som kontot har delat vidare är skrivna av, och vad de säger",
    ),
)
