"""Reading the download of Messenger's end-to-end encrypted threads: ``<Name>_<n>.json``.

It is a download of its own, beside the ordinary export: one file for each thread, in right UTF-8,
and the media in a folder beside it. As in the ordinary export a message has no id.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from diarium.intake.json_fields import Fields, epoch, flag, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.lines import BOM
from diarium.intake.meta_owner import is_own, names_of
from diarium.intake.meta_paths import MESSAGES, Media
from diarium.intake.meta_thread import EMPTY, UNSENT, Context, open_thread, read_top
from diarium.intake.raw import (
    NAMELESS,
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Unreadable,
    make_storable,
    media_type,
)
from diarium.message_records import Channel

NOT_LOADED = "plattformen kunde inte lämna ut filen"
_THREAD = re.compile(rb'\{(?=.*"participants")(?=.*"threadName")', re.DOTALL)
_FAILED = "failed to download"
"""What stands instead of an address when the platform could not fetch the file."""


def claim(tree: Tree) -> Claimed:
    """Find the threads of such a download, and the media beside them."""
    found = tuple(path for path in tree.paths if _is_thread(path, tree))
    folders = {posixpath.join(posixpath.dirname(path), "media") for path in found}
    beside = (path for path in tree.paths if posixpath.dirname(path) in folders)
    return Claimed(found, tuple(beside))


def read(export: Export) -> Iterator[Piece]:
    """Yield every message of the threads, and what cannot be read, file by file.

    Raises:
        StorageError: A file cannot be read.
    """
    media = Media(export.media)
    for path, kept in export.messages.items():
        top, faults = read_top(kept)
        context = Context(kept, names_of(export.own), media, export.now)
        thread = open_thread(context, _name(top, path), top)
        yield from faults
        for element in read_array(kept.stored, MESSAGES, file=path):
            if isinstance(element, Element):
                yield from _read_element(element, thread)
            elif element not in faults:
                yield element


def _read_element(element: Element, thread: Context) -> Iterator[Piece]:
    number, path = element.number, thread.kept.path
    try:
        fields = element.fields
        reactions = len(objects(fields, "reactions"))
        yield make_storable(_read_message(fields, element, thread))
        yield from [LeftOut(number, Omission.REACTION, path)] * reactions
    except PieceError as error:
        yield Unreadable(number, error.reason, error.field, path)


def _read_message(fields: Fields, element: Element, thread: Context) -> RawMessage:
    sender = text(fields, "senderName")
    said = [words for words in (text(fields, "text"),) if words]
    attachments = tuple(_attachments(fields, thread))
    if flag(fields, "isUnsent"):
        said.append(UNSENT)
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=thread.kept.path,
        source="facebook",
        thread=thread.thread,
        channel=Channel.DIRECT,
        own=is_own(sender, thread.own),
        sender_name=sender,
        text="\n".join(said) if said or attachments else EMPTY,
        made_available_at=required(epoch(fields, "timestamp", thread.now), "timestamp"),
        attachments=attachments,
    )


def _attachments(fields: Fields, thread: Context) -> Iterator[RawAttachment]:
    folder = posixpath.dirname(thread.kept.path)
    for each in objects(fields, "media"):
        uri = required(text(each, "uri", "media.uri"), "media.uri")
        if uri.lower().startswith(_FAILED):
            yield RawAttachment(
                name=NAMELESS, media_type=media_type(""), reference=uri, missing=NOT_LOADED
            )
        else:
            yield thread.media.find(uri, (f"{folder}/" if folder else "",))


def _name(top: Fields, path: str) -> str:
    """Return what the thread is called: in the file, or else the file's own name."""
    name = top.get("threadName")
    return name if isinstance(name, str) and name else PurePosixPath(path).stem


def _is_thread(path: str, tree: Tree) -> bool:
    if len(tree.paths) > 1 and not path.lower().endswith(".json"):
        return False
    return bool(_THREAD.match(tree.head(path).removeprefix(BOM).lstrip()))


META_ENCRYPTED = Kind(
    format=Format.META_ENCRYPTED,
    source="facebook",
    claim=claim,
    read=read,
    never_holds=(
        "kommentarer som andra har skrivit på kontots sida och inlägg",
        "meddelanden från före krypteringen, som finns i den vanliga exporten",
        "ord och filer i meddelanden som avsändaren har tagit tillbaka",
    ),
)
