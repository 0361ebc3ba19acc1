"""Reading what Meta's webhooks deliver: a payload in each file, or one on each line.

A payload tells of pages on Facebook or of accounts on Instagram, in ``entry[]``; what happened
there stands in ``messaging[]`` (Messenger and Instagram's messages) and in ``changes[]`` (what is
public). Each of these is a piece of its own, and its original is the bytes of its own object.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from diarium.files import storage_errors
from diarium.intake.json_fields import Fields
from diarium.intake.json_pieces import Element, read_array, read_inner
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.lines import BOM, read_lines
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
    store_deletion,
)
from diarium.intake.strict_json import LONGEST, parse_object
from diarium.intake.webhook_event import Event
from diarium.intake.webhook_feed import read_change
from diarium.intake.webhook_messages import read_message

_SOURCES = {"page": "facebook", "instagram": "instagram"}
_START = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"(?:object"\s*:\s*"(?:page|instagram)"|entry"\s*:\s*\[)'
)
_HAPPENED = re.compile(rb'"(?:messaging|standby|changes|field)"\s*:')
_BESIDE = frozenset({"id", "time", "uid", "hop_context", "field", "value"})


@dataclass(frozen=True, slots=True)
class _Payload:
    """One delivery: its first byte in the file, and its bytes."""

    start: int
    content: bytes


@dataclass(frozen=True, slots=True)
class _Happening:
    """What a payload tells of one thing, before it is read."""

    source: str
    entry: Fields
    element: Element
    read: Callable[[Event], Piece]


def claim(tree: Tree) -> Claimed:
    """Find the payloads of webhooks."""
    return Claimed(tuple(path for path in tree.paths if _is_payload(tree.head(path))))


def _is_payload(head: bytes) -> bool:
    return bool(_START.match(head) and _HAPPENED.search(head))


def read(export: Export) -> Iterator[Piece]:
    """Yield what was written, edited and removed, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for file in export.messages.values():
        for place, found in enumerate(_read_happenings(file), 1):
            if isinstance(found, Unreadable):
                yield replace(found, place=place, file=file.path)
            else:
                yield _read_piece(found, place, file.path, export.now)


def _read_piece(found: _Happening, place: int, file: str, now: datetime) -> Piece:
    try:
        piece = found.read(
            Event(
                file=file,
                place=place,
                start=found.element.start,
                length=found.element.length,
                source=found.source,
                entry=found.entry,
                fields=found.element.fields,
                now=now,
            )
        )
        if isinstance(piece, RawMessage):
            return make_storable(piece)
        return store_deletion(piece) if isinstance(piece, RawDeletion) else piece
    except PieceError as error:
        return Unreadable(place, error.reason, error.field, file)


def _read_happenings(file: KeptFile) -> Iterator[_Happening | Unreadable]:
    for payload in _read_payloads(file):
        if isinstance(payload, Unreadable):
            yield payload
            continue
        try:
            source = _SOURCES.get(str(parse_object(payload.content).get("object")))
        except PieceError as error:
            yield Unreadable(0, error.reason, error.field)
            continue
        if source is None:
            yield Unreadable(0, Reason.UNKNOWN_KIND, "object")
            continue
        for entry in read_inner(payload.content, "entry", start=payload.start):
            if isinstance(entry, Unreadable):
                yield entry
            else:
                yield from _read_entry(entry, payload, source)


def _read_entry(
    entry: Element, payload: _Payload, source: str
) -> Iterator[_Happening | Unreadable]:
    """Yield what happened at one page; Instagram also lets the entry itself be the change."""
    fields, first = entry.value, entry.start - payload.start
    if not isinstance(fields, dict):
        yield Unreadable(0, Reason.FIELD_WRONG, "entry")
        return
    lists = [name for name in _LISTS if name in fields]
    for name in lists:
        content = payload.content[first : first + entry.length]
        for element in read_inner(content, name, start=entry.start):
            if isinstance(element, Unreadable):
                yield element
            else:
                yield _Happening(source, fields, element, _LISTS[name])
    if "field" in fields:
        yield _Happening(source, fields, entry, _read_change)
    elif not lists or _holds_more(fields):
        yield Unreadable(0, Reason.UNKNOWN_KIND, "entry")


def _holds_more(entry: Fields) -> bool:
    """Tell whether more than what is known may have happened; a bare value is no happening."""
    unknown = entry.keys() - _BESIDE - _LISTS.keys()
    return any(isinstance(entry[name], list | dict) for name in unknown)


def _read_change(event: Event) -> Piece:
    """Return a change; messages come as changes too where the app asks for them so."""
    value = event.fields.get("value")
    if isinstance(value, dict) and "sender" in value and "recipient" in value:
        return read_message(replace(event, fields=value))
    return read_change(event)


_LISTS: dict[str, Callable[[Event], Piece]] = {
    "messaging": read_message,
    "standby": read_message,
    "changes": _read_change,
}


def _read_payloads(file: KeptFile) -> Iterator[_Payload | Unreadable]:
    if _is_array(file):
        yield from _read_from_array(file)
    elif _is_one_a_line(file):
        yield from _read_lines(file)
    else:
        with storage_errors(file.stored), file.stored.open("rb") as stream:
            yield _without_bom(0, stream.read(LONGEST + 1))


def _is_array(file: KeptFile) -> bool:
    with storage_errors(file.stored), file.stored.open("rb") as stream:
        return stream.read(1 << 16).removeprefix(BOM).lstrip().startswith(b"[")


def _is_one_a_line(file: KeptFile) -> bool:
    """Tell whether each line is a payload, from the first two; one may also span many lines."""
    lines = (line.content or b"" for line in read_lines(file.stored, LONGEST))
    first = next(filter(bytes.strip, lines), b"")
    second = next(filter(bytes.strip, lines), b"")
    return not second or first.rstrip().endswith(b"}") or bool(_START.match(second))


def _read_lines(file: KeptFile) -> Iterator[_Payload | Unreadable]:
    for line in read_lines(file.stored, LONGEST):
        if line.content is None:
            yield Unreadable(0, Reason.TOO_LONG)
        elif line.content.removeprefix(BOM).strip():
            yield _without_bom(line.start, line.content)


def _read_from_array(file: KeptFile) -> Iterator[_Payload | Unreadable]:
    with storage_errors(file.stored), file.stored.open("rb") as stream:
        for element in read_array(file.stored, file=file.path):
            if isinstance(element, Unreadable):
                yield element
            else:
                stream.seek(element.start)
                yield _Payload(element.start, stream.read(element.length))


def _without_bom(start: int, content: bytes) -> _Payload:
    bare = content.removeprefix(BOM)
    return _Payload(start + len(content) - len(bare), bare)


META_WEBHOOK = Kind(
    format=Format.META_WEBHOOK,
    source="facebook",
    claim=claim,
    read=read,
    never_holds=(
        "det som hände innan webhooken kopplades på, eller medan mottagaren låg nere för länge",
        "filerna själva (bilder, ljud och video finns bara som adresser, som slutar gälla)",
        "avsändarens namn i Messenger (där finns bara ett id)",
        "texten i omnämnanden på Instagram (där finns bara id)",
        "ändrade och borttagna kommentarer på Instagram (om dem aviserar Meta inte)",
        "inlägg och kommentarer som appen inte har behörighet att se",
    ),
)
