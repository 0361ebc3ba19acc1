"""The rows of a table as fields, found by the names in its header and never by position."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from diarium.intake import json_fields
from diarium.intake.csv_pieces import Row, read_rows
from diarium.intake.kinds import KeptFile
from diarium.intake.raw import PieceError, Reason, Unreadable

Columns = Mapping[str, re.Pattern[str]]
"""The names that the column of each field may have, as ``plain_name`` writes them."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table whose header is known.

    Attributes:
        row: Where it lies.
        values: What it holds, by field; a field without column, or without value, is empty.
    """

    row: Row
    values: Mapping[str, str]

    def need(self, field: str) -> str:
        """Return a value that must be there.

        Raises:
            PieceError: It is empty.
        """
        if not self.values[field].strip():
            raise PieceError(Reason.FIELD_MISSING, field)
        return self.values[field]


def read_records(
    file: KeptFile, columns: Columns, needed: Collection[str]
) -> Iterator[Record | Unreadable]:
    """Yield every row of a table after its header, and what cannot be read, in order.

    Args:
        file: The table.
        columns: Which columns are read, by field.
        needed: The fields that must have a column.

    Raises:
        StorageError: The file cannot be read.
    """
    rows, header, number = read_rows(file.stored), None, 0
    try:
        for row in rows:
            number = row.number
            if header is None:
                header = _Header(row, columns, needed)
            else:
                yield header.read(row, file.path)
    except PieceError as error:
        yield Unreadable(number, error.reason, error.field, file.path)


def plain_name(name: str) -> str:
    """Return the name of a column as names are compared: small letters, single spaces."""
    return " ".join(re.split(r"[\W_]+", name.casefold())).strip()


def find_columns(names: Collection[str], columns: Columns) -> dict[str, int]:
    """Return which column holds each field, by the names in a header.

    Raises:
        PieceError: Two columns could be meant.
    """
    plain, found = [plain_name(name) for name in names], dict[str, int]()
    for field, pattern in columns.items():
        places = [place for place, name in enumerate(plain) if pattern.fullmatch(name)]
        if len(places) > 1:
            raise PieceError(Reason.REPEATED_KEY, field)
        if places:
            found[field] = places[0]
    return found


def utc_moment(written: str, now: datetime, name: str) -> datetime:
    """Return a moment of a platform that writes UTC, with its offset or without.

    Raises:
        PieceError: It is missing, no moment, or one that cannot be.
    """
    bare = re.sub(r"\s+UTC$", "Z", written.strip())
    aware = bare if re.search(r"(?:[Zz]|[+-]\d\d:\d\d)$", bare) else f"{bare}Z"
    found = json_fields.moment({name: aware}, name, now) if bare else None
    return json_fields.required(found, name)


class _Header:
    def __init__(self, row: Row, columns: Columns, needed: Collection[str]) -> None:
        if row.fault:
            raise PieceError(row.fault)
        self._size, self._fields = len(row.fields), columns
        self._places = find_columns(row.fields, columns)
        for field in columns:
            if field in needed and field not in self._places:
                raise PieceError(Reason.FIELD_MISSING, field)

    def read(self, row: Row, path: str) -> Record | Unreadable:
        """Return a row's values; a row of more fields than the header cannot be told apart."""
        if row.fault:
            return Unreadable(row.number, row.fault, "", path)
        if any(field.strip() for field in row.fields[self._size :]):
            return Unreadable(row.number, Reason.NOT_TABLE, "", path)
        return Record(row, {field: self._value(row, field) for field in self._fields})

    def _value(self, row: Row, field: str) -> str:
        place = self._places.get(field, len(row.fields))
        return row.fields[place] if place < len(row.fields) else ""
