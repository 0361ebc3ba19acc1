"""Reading a table of messages whose columns the settings name: CSV, or JSON Lines of other keys."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diarium.files import storage_errors
from diarium.intake.csv_records import Record, plain_name, read_records
from diarium.intake.json_fields import Fields
from diarium.intake.kinds import Export, Format, KeptFile, Kind
from diarium.intake.lines import BOM, Line, read_lines
from diarium.intake.raw import (
    Piece,
    PieceError,
    RawMessage,
    Reason,
    Unreadable,
    make_storable,
)
from diarium.intake.strict_json import LONGEST, parse_object
from diarium.intake.table_columns import FIELDS, claim, find_key, is_lines
from diarium.intake.table_times import read_moment
from diarium.message_records import Channel

SOURCE = "table"
_HEAD = 1_000


@dataclass(frozen=True, slots=True)
class _Found:
    """A row or a line, and what it holds by field; what it does not hold is empty."""

    place: int
    start: int
    length: int
    values: Mapping[str, str]
    repaired: bool = False


def read(export: Export) -> Iterator[Piece]:
    """Yield the messages of tables as their columns say, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    columns = {name: said for name, said in export.columns.items() if name in FIELDS}
    for file in export.messages.values():
        with storage_errors(file.stored), file.stored.open("rb") as stream:
            find = _find_lines if is_lines(stream.read(_HEAD)) else _find_rows
        for found in find(file, columns):
            yield found if isinstance(found, Unreadable) else _piece(found, file, export)


def _find_rows(file: KeptFile, columns: Mapping[str, str]) -> Iterator[_Found | Unreadable]:
    patterns = {name: re.compile(re.escape(plain_name(said))) for name, said in columns.items()}
    for record in read_records(file, patterns, patterns.keys()):
        yield record if isinstance(record, Unreadable) else _row(record)


def _row(record: Record) -> _Found:
    row = record.row
    return _Found(row.number, row.start, row.length, record.values, row.repaired)


def _find_lines(file: KeptFile, columns: Mapping[str, str]) -> Iterator[_Found | Unreadable]:
    for line in read_lines(file.stored, LONGEST):
        try:
            content = _content(line)
            if content.strip():
                fields = parse_object(content)
                values = {name: _value(fields, name, said) for name, said in columns.items()}
                yield _Found(line.number, line.start, line.length, values)
        except PieceError as error:
            yield Unreadable(line.number, error.reason, error.field, file.path)


def _content(line: Line) -> bytes:
    if line.content is None:
        raise PieceError(Reason.TOO_LONG)
    return line.content.removeprefix(BOM) if line.number == 1 else line.content


def _value(fields: Fields, name: str, said: str) -> str:
    """Return a value as text; a whole number and true or false by their digits or word."""
    value = find_key(fields, said)
    if not isinstance(value, str | int | None):
        raise PieceError(Reason.FIELD_WRONG, name)
    return "" if value is None else str(value)


def _piece(found: _Found, file: KeptFile, export: Export) -> Piece:
    try:
        return make_storable(_read_message(found, file, export))
    except PieceError as error:
        return Unreadable(found.place, error.reason, error.field, file.path)


def _read_message(found: _Found, file: KeptFile, export: Export) -> RawMessage:
    said, values = export.columns, found.values
    received = values.get("received_at", "").strip()
    return RawMessage(
        place=found.place,
        start=found.start,
        length=found.length,
        file=file.path,
        account=_word(values, "account"),
        source=said.get("source", ""),
        external_id=_word(values, "id"),
        thread=_word(values, "thread"),
        channel=Channel(said.get("channel", Channel.DIRECT)),
        own=_is_own(values, said),
        sender_name=values.get("sender_name"),
        sender_address=values.get("sender_address"),
        subject=values.get("subject"),
        text=values.get("text", ""),
        permalink=_word(values, "permalink"),
        in_reply_to=_word(values, "in_reply_to"),
        made_available_at=read_moment(_written(values), said, export.now, "made_available_at"),
        received_at=read_moment(received, said, export.now, "received_at") if received else None,
        repaired=found.repaired,
    )


def _written(values: Mapping[str, str]) -> str:
    """Return when a message was made available, as written in one column or in two."""
    day, clock = values.get("made_available_at", ""), values.get("made_available_time", "")
    if not day.strip():
        raise PieceError(Reason.FIELD_MISSING, "made_available_at")
    return f"{day.strip()} {clock.strip()}".strip()


def _is_own(values: Mapping[str, str], said: Mapping[str, str]) -> bool:
    """Tell whether the municipality wrote it, by the column and the word that say so."""
    marked = plain_name(values.get("own", ""))
    return bool(marked) and marked == plain_name(said.get("own_is", ""))


def _word(values: Mapping[str, str], name: str) -> str | None:
    return values.get(name, "").strip() or None


TABLE = Kind(
    format=Format.TABLE,
    source=SOURCE,
    claim=claim,
    read=read,
    never_holds=(
        "bifogade filer: en tabell har bara text",
        "det som står i kolumner utan fält (det finns kvar i originalet)",
    ),
)
