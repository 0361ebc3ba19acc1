"""Reading the exports of Facebook and Instagram in JSON: threads, and the account's own comments.

The field list is Meta's own, as its exports of 2018 to 2026 have it. A message has no id there; a
repeat is known by what it says, who says it and when. What stands in brackets in a text is ours,
and says in Swedish what the export tells by a flag.
"""

import re
from collections.abc import Iterator, Sequence

from diarium.files import storage_errors
from diarium.intake.json_fields import (
    Fields,
    count,
    epoch,
    flag,
    mapping,
    objects,
    required,
    text,
)
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Export, Format, Kind
from diarium.intake.meta_comments import read_comments
from diarium.intake.meta_owner import is_own, read_owners
from diarium.intake.meta_paths import (
    MESSAGES,
    Media,
    claim_export,
    find_array,
    find_profile,
    places_of,
    source_of,
)
from diarium.intake.meta_thread import EMPTY, UNSENT, Context, open_thread, read_top
from diarium.intake.mojibake import Mender, repair
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Unreadable,
    make_storable,
)
from diarium.message_records import Channel

HEAD = 1 << 16
_PART = re.compile(r"message_\d+\.json")
_MEDIA_LISTS = ("photos", "videos", "gifs", "audio_files", "files")
_EVENTS = ("Subscribe", "Unsubscribe")
"""The types, in exports before 2022, of messages that only tell who joined or left a thread."""
_FLAGS = {
    "is_unsent": UNSENT,
    "is_taken_down": "[Meddelandet har tagits bort av plattformen.]",
    "is_geoblocked_for_viewer": "[Plattformen visar inte innehållet i det här landet.]",
}


def read_export(export: Export) -> Iterator[Piece]:
    """Yield every message and comment of an export, and what cannot be read, file by file.

    Raises:
        StorageError: A file cannot be read.
    """
    media, owners = Media(export.media), read_owners(export)
    yield from owners.faults
    for path, kept in export.messages.items():
        if find_profile(path) is not None:
            continue
        with storage_errors(kept.stored), kept.stored.open("rb") as stream:
            keys = find_array(path, stream.read(HEAD)) or ()
        context = Context(kept, owners.names(path), media, export.now)
        yield from _read_thread(context) if keys == (MESSAGES,) else read_comments(context, keys)


def _read_thread(context: Context) -> Iterator[Piece]:
    kept = context.kept
    top, faults = read_top(kept)
    yield from faults
    thread = open_thread(context, _name(top, kept.path), top)
    for element in read_array(kept.stored, MESSAGES, file=kept.path):
        if isinstance(element, Element):
            yield from _read_element(element, thread)
        elif element not in faults:
            yield element


def _name(top: Fields, path: str) -> str:
    """Return the thread's own folder; the one it lies in changes when a request is answered."""
    way = top.get("thread_path")
    folder, _slash, name = path.rpartition("/")
    if not isinstance(way, str):
        way = folder if _PART.fullmatch(name) else name.removesuffix(".json")
    return repair(way).rstrip("/").rpartition("/")[2]


def _read_element(element: Element, thread: Context) -> Iterator[Piece]:
    """Yield a message, and that its reactions are left out: they are no messages."""
    number, path = element.number, thread.kept.path
    try:
        fields = element.fields
        reactions = len(objects(fields, "reactions"))
        if fields.get("type") in _EVENTS:
            yield LeftOut(number, Omission.EVENT, path)
        else:
            yield make_storable(_read_message(fields, element, thread))
        yield from [LeftOut(number, Omission.REACTION, path)] * reactions
    except PieceError as error:
        yield Unreadable(number, error.reason, error.field, path)


def _read_message(fields: Fields, element: Element, thread: Context) -> RawMessage:
    mender, path = Mender(), thread.kept.path
    sender = mender.mend(text(fields, "sender_name"))
    said = list(_words(fields, mender))
    attachments = tuple(_attachments(fields, thread, mender))
    if not said and not attachments:
        said = [EMPTY]
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=path,
        source=source_of(path),
        thread=thread.thread or None,
        channel=Channel.DIRECT,
        own=is_own(sender, thread.own),
        sender_name=sender,
        text="\n".join(said),
        made_available_at=required(epoch(fields, "timestamp_ms", thread.now), "timestamp_ms"),
        repaired=mender.changed,
        attachments=attachments,
    )


def _words(fields: Fields, mender: Mender) -> Iterator[str]:
    """Yield the words of a message, and in brackets what its flags say."""
    content = mender.mend(text(fields, "content")) or ""
    if content:
        yield content
    share = mapping(fields, "share")
    for key in ("share_text", "link"):
        words = mender.mend(text(share, key, f"share.{key}"))
        if words and words not in content:
            yield f"[Delat: {words}]"
    yield from _call(fields)
    for key, words in _FLAGS.items():
        if flag(fields, key):
            yield words


def _call(fields: Fields) -> Iterator[str]:
    seconds, missed = count(fields, "call_duration"), flag(fields, "missed")
    if missed or ("call_duration" in fields and not seconds):
        yield "[Missat samtal]"
    elif seconds:
        yield f"[Samtal, {seconds} s]"
    elif fields.get("type") == "Call":
        yield "[Samtal]"


def _attachments(fields: Fields, thread: Context, mender: Mender) -> Iterator[RawAttachment]:
    places = places_of(thread.kept.path)
    listed: Sequence[tuple[str, Fields]] = [
        (key, each) for key in _MEDIA_LISTS for each in objects(fields, key)
    ]
    if fields.get("sticker") is not None:
        listed = [*listed, ("sticker", mapping(fields, "sticker"))]
    for key, each in listed:
        uri = mender.mend(text(each, "uri", f"{key}.uri"))
        yield thread.media.find(required(uri, f"{key}.uri"), places)


META_EXPORT = Kind(
    format=Format.META_EXPORT,
    source="facebook",
    claim=claim_export,
    read=read_export,
    never_holds=(
        "kommentarer som andra har skrivit på kontots sida och inlägg",
        "meddelanden i krypterade trådar från och med att krypteringen slogs på",
        "ord och filer i meddelanden som avsändaren har tagit tillbaka",
    ),
)
