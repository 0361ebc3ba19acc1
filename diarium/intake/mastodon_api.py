"""Reading what Mastodon's API answers: an account's notifications and conversations, page by page.

Each file is one answer of ``/api/v1/notifications`` or ``/api/v1/conversations``: an array.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diarium.intake.json_fields import Fields, identifier, mapping, moment, objects, required, text
from diarium.intake.json_pieces import Element, read_array
from diarium.intake.kinds import Claimed, Export, Format, Kind, OwnNames, Tree
from diarium.intake.mastodon import (
    ONLY_ADDRESS,
    SOURCE,
    file_of,
    is_cut,
    own_channel,
    read_words,
    whole_second,
)
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
    Unreadable,
    display_name,
    make_storable,
)
from diarium.message_records import Channel

_DIRECTED = frozenset({"mention", "quote"})
_REACTIONS = frozenset({"favourite", "reblog", "follow", "follow_request", "poll"})
_OTHERS = frozenset({"status", "update", "quoted_update"})
_EVENTS = frozenset(
    {"severed_relationships", "moderation_warning", "annual_report", "admin.sign_up",
     "admin.report"}
)  # fmt: skip
_LEFT_OUT = {
    **dict.fromkeys(_REACTIONS, Omission.REACTION),
    **dict.fromkeys(_OTHERS, Omission.OTHERS),
    **dict.fromkeys(_EVENTS, Omission.EVENT),
}
_DIRECT = "direct"
_TYPES = "|".join(sorted(map(re.escape, {*_DIRECTED, *_LEFT_OUT})))
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_ANSWER = re.compile(rb'"last_status"\s*:\s*(?:\{|null)|"type"\s*:\s*"(?:%b)"' % _TYPES.encode())
_EMPTY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\]\s*")
_NAME = re.compile(r"notifications|conversations")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an element lies, and whose answer it stands in."""

    file: str
    element: Element
    export: Export


def claim(tree: Tree) -> Claimed:
    """Find the answers; one that holds nothing is known by what it is called."""
    return Claimed(tuple(path for path in tree.paths if _is_answer(path, tree.head(path))))


def _is_answer(path: str, head: bytes) -> bool:
    empty = bool(_NAME.search(path.rpartition("/")[2])) and bool(_EMPTY.fullmatch(head))
    return empty or bool(_ARRAY.match(head) and b'"acct"' in head and _ANSWER.search(head))


def read(export: Export) -> Iterator[Piece]:
    """Yield what was written to the account, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for file in export.messages.values():
        for element in read_array(file.stored, file=file.path):
            if isinstance(element, Unreadable):
                yield element
            else:
                yield _read_piece(_Place(file.path, element, export))


def _read_piece(place: _Place) -> Piece:
    try:
        piece = _read_element(place)
        return make_storable(piece) if isinstance(piece, RawMessage) else piece
    except PieceError as error:
        return Unreadable(place.element.number, error.reason, error.field, place.file)


def _read_element(place: _Place) -> Piece:
    fields = place.element.fields
    if "last_status" in fields:
        return _read_conversation(place, fields)
    told = text(fields, "type")
    if told in _DIRECTED:
        return _read_status(place, _status(fields, "status"))
    if told in _LEFT_OUT:
        return LeftOut(place.element.number, _LEFT_OUT[told], place.file)
    raise PieceError(Reason.UNKNOWN_KIND, "type")


def _read_conversation(place: _Place, fields: Fields) -> RawMessage | LeftOut:
    """Return the last message of a conversation, the only one that the answer holds.

    It is null where that message was removed. The account itself is not among ``accounts``, so
    that who is missing there is the account.
    """
    if fields.get("last_status") is None:
        return LeftOut(place.element.number, Omission.EVENT, place.file)
    status = _status(fields, "last_status")
    others = [identifier(each, "id", "accounts.id") for each in objects(fields, "accounts")]
    author = identifier(mapping(status, "account", "status.account"), "id", "status.account.id")
    message = _read_status(place, status, own=bool(others) and author not in others)
    return replace(message, thread=identifier(fields, "id"))


def _status(fields: Fields, key: str) -> Fields:
    return required(mapping(fields, key) or None, key)


def _read_status(place: _Place, status: Fields, *, own: bool = False) -> RawMessage:
    account = mapping(status, "account", "status.account")
    acct = text(account, "acct", "status.account.acct")
    address = text(account, "url", "status.account.url")
    own = own or is_own(acct, address, place.export.own)
    content = text(status, "content", "status.content") or ""
    media = objects(status, "media_attachments", "status.media_attachments")
    link = text(status, "url", "status.url") or text(status, "uri", "status.uri")
    now = place.export.now
    return RawMessage(
        place=place.element.number,
        start=place.element.start,
        length=place.element.length,
        file=place.file,
        source=SOURCE,
        external_id=required(identifier(status, "id", "status.id"), "status.id"),
        channel=_channel(status, own=own),
        own=own,
        sender_name=text(account, "display_name", "status.account.display_name") or acct,
        sender_address=acct,
        subject=text(status, "spoiler_text", "status.spoiler_text"),
        text=read_words(content, _descriptions(media), _options(status)),
        permalink=link,
        in_reply_to=identifier(status, "in_reply_to_id", "status.in_reply_to_id"),
        made_available_at=whole_second(moment(status, "created_at", now, "status.created_at")),
        edited_at=whole_second(moment(status, "edited_at", now, "status.edited_at")),
        repaired=is_cut(content),
        attachments=tuple(_attached(each, own=own) for each in media),
    )


def _channel(status: Fields, *, own: bool) -> Channel:
    """Return the channel; what says nothing of who may see it is taken as private."""
    visibility = text(status, "visibility", "status.visibility") or _DIRECT
    if own:
        return own_channel(direct=visibility == _DIRECT, answers=bool(status.get("in_reply_to_id")))
    return Channel.DIRECT if visibility == _DIRECT else Channel.MENTION


def is_own(acct: str | None, address: str | None, own: OwnNames) -> bool:
    """Tell whether an account is the one whose answers these are.

    The server gives only its own accounts a name without ``@``, so nobody elsewhere can take it;
    an address is what the account's own server says, and is believed of no other.
    """
    if acct is None or "@" in acct:
        return False
    handle = own.handle.removeprefix("@").partition("@")[0].casefold()
    named = bool(handle) and acct.casefold() == handle
    return named or (bool(own.url) and address is not None and _bare(address) == _bare(own.url))


def _bare(address: str) -> str:
    return address.rstrip("/").casefold()


def _descriptions(media: Sequence[Fields]) -> Iterator[str]:
    for each in media:
        if said := text(each, "description", "status.media_attachments.description"):
            yield said


def _options(status: Fields) -> Iterator[str]:
    poll = mapping(status, "poll", "status.poll")
    for each in objects(poll, "options", "status.poll.options"):
        yield text(each, "title", "status.poll.options.title") or ""


def _attached(media: Fields, *, own: bool) -> RawAttachment:
    local = text(media, "url", "status.media_attachments.url")
    url = local or text(media, "remote_url", "status.media_attachments.remote_url")
    return RawAttachment(
        name=display_name((url or "").partition("?")[0]),
        media_type="application/octet-stream",
        reference=(file_of(url) if own and url else None) or url,
        missing=ONLY_ADDRESS,
    )


MASTODON_API = Kind(
    format=Format.MASTODON_API,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "aviseringar som servern har glömt eller som någon har rensat",
        "tidigare meddelanden i en konversation: svaret rymmer bara det senaste",
        "inlägg som har tagits bort innan de hämtades",
        "kontots egna inlägg (de finns i kontots arkiv)",
        "filerna själva: bilder, ljud och video finns bara som adresser",
        "det som skrivs om kommunen utan att kontot nämns",
    ),
)
