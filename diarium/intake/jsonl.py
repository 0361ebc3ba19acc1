"""Reading JSON Lines: one message on each line, as docs/jsonl.md documents it."""

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime

from diarium.intake import json_fields as field
from diarium.intake.enclosed import list_paths, path_beside, read_enclosed
from diarium.intake.json_fields import Fields
from diarium.intake.kinds import Claimed, Export, Format, Kind, Tree
from diarium.intake.lines import BOM, Line, read_lines, split_lines
from diarium.intake.raw import (
    PieceError,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
    store_deletion,
)
from diarium.intake.strict_json import LONGEST, parse_object
from diarium.message_records import Channel

HEAD = 1 << 18
"""How much of a single file is looked at, in bytes."""
_BEGINS = re.compile(rb'{[ \t]*"')
_BROKEN_START = re.compile(rb'^[ \t]*{[ \t]*"', re.MULTILINE)
_OF_MESSAGES = re.compile(rb'"(?:channel|deleted|deleted_at)"\s*:')
_NAMES = (".jsonl", ".ndjson")
_CHUNK = 1 << 20
_PATH = b'"path"'


def read_jsonl(export: Export) -> Iterator[RawMessage | RawDeletion | Unreadable]:
    """Yield every message and note of deletion, and what cannot be read, in order.

    Raises:
        StorageError: A file cannot be read.
    """
    for path, kept in export.messages.items():
        for line in read_lines(kept.stored, LONGEST):
            try:
                fields = _parse(line)
                if fields is not None:
                    yield from _read_pieces(fields, line, path, export)
            except PieceError as error:
                yield Unreadable(line.number, error.reason, error.field, path)


def _claim(tree: Tree) -> Claimed:
    """Claim files of messages, and the attachments that they give by path.

    A single file is taken for JSON Lines if it may be meant as such, so that what is wrong with it
    is told line by line; among other files only one that surely is.
    """
    is_mine = _may_be_lines if len(tree.paths) == 1 else _are_lines
    messages = tuple(path for path in tree.paths if is_mine(tree, path))
    media = {found for path in messages for found in _find_media(tree, path)}
    return Claimed(messages, tuple(sorted(media)))


def _may_be_lines(tree: Tree, path: str) -> bool:
    head = tree.head(path, HEAD).removeprefix(BOM).lstrip()
    if head.startswith(b"{"):
        return bool(_BEGINS.match(head))
    return not head.startswith(b"[") and bool(_BROKEN_START.search(head))


def _are_lines(tree: Tree, path: str) -> bool:
    head = tree.head(path).removeprefix(BOM).lstrip()
    first, ended, _rest = head.partition(b"\n")
    if not _BEGINS.match(first):
        return False
    if _OF_MESSAGES.search(first) and (not ended or first.rstrip().endswith(b"}")):
        return True
    return path.lower().endswith(_NAMES) and not _is_object(first)


def _is_object(line: bytes) -> bool:
    """Tell whether a line is whole JSON: then it is a table's, where it is no message's."""
    try:
        parse_object(line)
    except PieceError:
        return False
    return True


def _find_media(tree: Tree, path: str) -> Iterator[str]:
    """Yield where the attachments that a file gives by path would lie."""
    if not _names_files(tree, path):
        return
    with contextlib.suppress(PieceError), tree.open(path) as stream:
        for line in split_lines(stream, LONGEST):
            try:
                fields = _parse(line) if _PATH in (line.content or b"") else None
                paths = list(list_paths(fields.get("attachments"))) if fields else []
            except PieceError:
                continue
            yield from filter(None, (path_beside(path, each) for each in paths))


def _names_files(tree: Tree, path: str) -> bool:
    """Tell whether a file may give attachments by path, much faster than by reading it."""
    last = b""
    try:
        with tree.open(path) as stream:
            while chunk := stream.read(_CHUNK):
                if _PATH in last + chunk:
                    return True
                last = chunk[-len(_PATH) :]
    except PieceError:
        return False  # a damaged member of a zip: told of when it is kept
    return False


def _parse(line: Line) -> Fields | None:
    """Return the line's fields, or None for an empty line."""
    if line.content is None:
        raise PieceError(Reason.TOO_LONG)
    content = line.content.removeprefix(BOM) if line.number == 1 else line.content
    return parse_object(content) if content.strip() else None


def _read_pieces(
    fields: Fields, line: Line, file: str, export: Export
) -> Iterator[RawMessage | RawDeletion]:
    """Yield a message, a note that it was deleted, or both where a deleted one says something."""
    note = _read_deletion(fields, line, file, export.now)
    if note is None or (field.text(fields, "text") or "").strip() or fields.get("attachments"):
        yield make_storable(_read_message(fields, line, file, export))
    if note is not None:
        yield note


def _read_deletion(fields: Fields, line: Line, file: str, now: datetime) -> RawDeletion | None:
    deleted_at = field.moment(fields, "deleted_at", now)
    if not field.flag(fields, "deleted") and deleted_at is None:
        return None
    return store_deletion(
        RawDeletion(
            place=line.number,
            start=line.start,
            length=line.length,
            file=file,
            account=field.text(fields, "account"),
            source=field.text(fields, "source") or "",
            external_id=field.required(field.identifier(fields, "id"), "id"),
            deleted_at=deleted_at,
        )
    )


def _read_message(fields: Fields, line: Line, file: str, export: Export) -> RawMessage:
    sender: Fields = field.mapping(fields, "sender")
    now, media = export.now, export.media
    return RawMessage(
        place=line.number,
        start=line.start,
        length=line.length,
        file=file,
        account=field.text(fields, "account"),
        source=field.text(fields, "source") or "",
        external_id=field.identifier(fields, "id"),
        thread=field.identifier(fields, "thread"),
        channel=_channel(fields),
        own=field.flag(fields, "own"),
        sender_name=field.text(sender, "name", "sender.name"),
        sender_address=field.text(sender, "address", "sender.address"),
        subject=field.text(fields, "subject"),
        text=field.required(field.text(fields, "text"), "text"),
        permalink=field.text(fields, "permalink"),
        in_reply_to=field.identifier(fields, "in_reply_to"),
        made_available_at=field.required(
            field.moment(fields, "made_available_at", now), "made_available_at"
        ),
        edited_at=field.moment(fields, "edited_at", now),
        received_at=field.moment(fields, "received_at", now),
        attachments=tuple(read_enclosed(fields.get("attachments"), file, media)),
    )


def _channel(fields: Fields) -> Channel:
    try:
        return Channel(field.required(field.text(fields, "channel"), "channel"))
    except ValueError as error:
        raise PieceError(Reason.FIELD_WRONG, "channel") from error


KIND = Kind(format=Format.JSON_LINES, source="jsonl", claim=_claim, read=read_jsonl)
