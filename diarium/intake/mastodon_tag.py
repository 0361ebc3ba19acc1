"""What Mastodon's API answers of a tag (``/api/v1/timelines/tag``): posts, of whoever wrote them.

Each file is one answer: an array of statuses. They were not written to the municipality.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from diarium.intake.json_fields import Fields, identifier, mapping, moment, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.mastodon import ONLY_ADDRESS, SOURCE, is_cut, read_words, whole_second
from diarium.intake.mastodon_api import MASTODON_API
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Unreadable,
    display_name,
    make_storable,
)
from diarium.message_records import Channel

_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_STATUS = (b'"acct"', b'"visibility"', b'"content"', b'"created_at"')


def claim(tree: Tree) -> Claimed:
    """Claim the answers; those of an account's own lists are another kind."""
    other = set(MASTODON_API.claim(tree).messages)
    found = (path for path in tree.paths if path not in other and _is_answer(tree.head(path)))
    return Claimed(tuple(found))


def _is_answer(head: bytes) -> bool:
    return bool(_ARRAY.match(head)) and all(each in head for each in _STATUS)


def read(export: Export) -> Iterator[Piece]:
    """Yield the posts, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for kept in export.messages.values():
        for element in read_array(kept.stored, file=kept.path):
            if isinstance(element, Unreadable):
                yield element
                continue
            try:
                yield make_storable(_read_status(element, kept.path, export.now))
            except PieceError as error:
                yield Unreadable(element.number, error.reason, error.field, kept.path)


def _read_status(element: Element, file: str, now: datetime) -> RawMessage:
    status = element.fields
    account = required(mapping(status, "account") or None, "account")
    acct = text(account, "acct", "account.acct")
    content = text(status, "content") or ""
    media = objects(status, "media_attachments")
    uri = text(status, "uri") or identifier(status, "id")  # the uri is the same on every server
    return RawMessage(
        place=element.number,
        start=element.start,
        length=element.length,
        file=file,
        source=SOURCE,
        external_id=required(uri, "uri"),
        channel=Channel.OMVARLD,
        sender_name=text(account, "display_name", "account.display_name") or acct,
        sender_address=acct,
        subject=text(status, "spoiler_text"),
        text=read_words(content, _descriptions(media), _options(status)),
        permalink=text(status, "url") or text(status, "uri"),
        made_available_at=whole_second(moment(status, "created_at", now)),
        edited_at=whole_second(moment(status, "edited_at", now)),
        repaired=is_cut(content),
        attachments=tuple(map(_attached, media)),
    )


def _descriptions(media: list[Fields]) -> Iterator[str]:
    for each in media:
        if said := text(each, "description", "media_attachments.description"):
            yield said


def _options(status: Fields) -> Iterator[str]:
    for each in objects(mapping(status, "poll"), "options", "poll.options"):
        yield text(each, "title", "poll.options.title") or ""


def _attached(media: Fields) -> RawAttachment:
    url = text(media, "url", "media_attachments.url") or ""
    return RawAttachment(
        name=display_name(url.partition("?")[0]),
        media_type="application/octet-stream",
        reference=url or None,
        missing=ONLY_ADDRESS,
    )


KIND = Kind(
    format=Format.MASTODON_TAG,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "inlägg som servern inte känner till",
        "inlägg som inte är offentliga",
        "inlägg som har tagits bort innan de hämtades",
        "filerna själva: bilder, ljud och video finns bara som adresser",
    ),
)
