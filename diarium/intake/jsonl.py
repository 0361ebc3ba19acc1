"""Reading JSON Lines: one message on each line, as docs/jsonl.md documents it."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from diarium.intake.enclosed import read_enclosed
from diarium.intake.lines import Line, read_lines
from diarium.intake.raw import (
    PieceError,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
    is_possible,
    make_storable,
    store_deletion,
)
from diarium.intake.recognise import BOM
from diarium.intake.strict_json import LONGEST, parse_object
from diarium.message_records import Channel

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)

Fields = Mapping[str, Any]
Value = TypeVar("Value")


def read_jsonl(
    path: Path, folder: Path, now: datetime
) -> Iterator[RawMessage | RawDeletion | Unreadable]:
    """Yield every message and note of deletion in a file, and what cannot be read, in order.

    Args:
        path: The file.
        folder: Where attachments given by path are looked for, and nowhere outside it.
        now: The present moment; a message cannot be from tomorrow.

    Raises:
        StorageError: The file cannot be read.
    """
    for line in read_lines(path, LONGEST):
        try:
            fields = _parse(line)
            if fields is not None:
                yield from _read_pieces(fields, line, folder, now)
        except PieceError as error:
            yield Unreadable(line.number, error.reason, error.field)


def _parse(line: Line) -> Fields | None:
    """Return the line's fields, or None for an empty line."""
    if line.content is None:
        raise PieceError(Reason.TOO_LONG)
    content = line.content.removeprefix(BOM) if line.number == 1 else line.content
    return parse_object(content) if content.strip() else None


def _read_pieces(
    fields: Fields, line: Line, folder: Path, now: datetime
) -> Iterator[RawMessage | RawDeletion]:
    """Yield a message, a note that it was deleted, or both where a deleted one says something."""
    note = _read_deletion(fields, line, now)
    if note is None or (_text(fields, "text") or "").strip() or fields.get("attachments"):
        yield make_storable(_read_message(fields, line, folder, now))
    if note is not None:
        yield note


def _read_deletion(fields: Fields, line: Line, now: datetime) -> RawDeletion | None:
    deleted_at = _moment(fields, "deleted_at", now)
    if not _flag(fields, "deleted") and deleted_at is None:
        return None
    return store_deletion(
        RawDeletion(
            place=line.number,
            start=line.start,
            length=line.length,
            account=_text(fields, "account"),
            source=_text(fields, "source") or "",
            external_id=_required(_identifier(fields, "id") or None, "id"),
            deleted_at=deleted_at,
        )
    )


def _read_message(fields: Fields, line: Line, folder: Path, now: datetime) -> RawMessage:
    sender = fields.get("sender")
    if not isinstance(sender, dict | None):
        raise PieceError(Reason.FIELD_WRONG, "sender")
    return RawMessage(
        place=line.number,
        start=line.start,
        length=line.length,
        account=_text(fields, "account"),
        source=_text(fields, "source") or "",
        external_id=_identifier(fields, "id"),
        channel=_channel(fields),
        own=_flag(fields, "own"),
        sender_name=_text(sender or {}, "name", "sender.name"),
        sender_address=_text(sender or {}, "address", "sender.address"),
        subject=_text(fields, "subject"),
        text=_required(_text(fields, "text"), "text"),
        permalink=_text(fields, "permalink"),
        in_reply_to=_identifier(fields, "in_reply_to"),
        made_available_at=_required(_moment(fields, "made_available_at", now), "made_available_at"),
        edited_at=_moment(fields, "edited_at", now),
        received_at=_moment(fields, "received_at", now),
        attachments=tuple(read_enclosed(fields.get("attachments"), folder)),
    )


def _required(value: Value | None, name: str) -> Value:
    if value is None:
        raise PieceError(Reason.FIELD_MISSING, name)
    return value


def _text(fields: Fields, key: str, name: str = "") -> str | None:
    value = fields.get(key)
    if not isinstance(value, str | None):
        raise PieceError(Reason.FIELD_WRONG, name or key)
    return value


def _identifier(fields: Fields, name: str) -> str | None:
    """Return an id; some platforms write theirs as numbers."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(fields, name)


def _flag(fields: Fields, name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool | None):
        raise PieceError(Reason.FIELD_WRONG, name)
    return bool(value)


def _channel(fields: Fields) -> Channel:
    try:
        return Channel(_required(_text(fields, "channel"), "channel"))
    except ValueError as error:
        raise PieceError(Reason.FIELD_WRONG, "channel") from error


def _moment(fields: Fields, name: str, now: datetime) -> datetime | None:
    written = _text(fields, name)
    if written is None:
        return None
    if not _RFC_3339.fullmatch(written):
        raise PieceError(Reason.TIME_WRONG, name)
    try:
        moment = datetime.fromisoformat(written.upper())
    except ValueError as error:
        raise PieceError(Reason.TIME_WRONG, name) from error
    if not is_possible(moment, now):
        raise PieceError(Reason.TIME_IMPOSSIBLE, name)
    return moment.astimezone(UTC)
