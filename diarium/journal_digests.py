"""How the journal's checksums are made: of a row, of an entry, and of the chain of entries.

Pure, so that who proves an extract of the journal without a database counts in the same way
(``exporters.checks.journal_extract``). What is hashed is JSON without spaces, in UTF-8.
"""

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""
DIGEST_LENGTH = 64
"""Characters of a SHA-256 in hex."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MOMENT_LENGTH = len("2026-07-01 08:00:00.000000")


class RowDigest(NamedTuple):
    """The salted SHA-256 of one row of the register."""

    table: str
    row_id: int
    digest: str


def chain(previous: str, seq: int, digest: str) -> str:
    """Return an entry's hash: SHA-256 over the previous hash, the number and the digest."""
    return hashlib.sha256(f"{previous}|{seq}|{digest}".encode()).hexdigest()


def digest_event(at: datetime, by: str, kind: str, subject: str, rows: Sequence[RowDigest]) -> str:
    """Return the SHA-256 over an entry's own words and the digests of its rows, in order.

    Rows of one table that follow each other by number are named by the first of them.
    """
    return digest_values([plain(at), by, kind, subject, [*gather_runs(rows)]])


def digest_row(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a row's values and its salt, in the order of the table's columns.

    The number of the row is not part of it.
    """
    return digest_values(plain_values(row))


def plain_values(row: Mapping[str, Any]) -> list[object]:
    """Return what of a row is hashed: its values in the order of the columns, last its salt."""
    return [plain(value) for name, value in row.items() if name != "id"]


def gather_runs(rows: Iterable[RowDigest]) -> Iterator[tuple[str, int, str]]:
    """Yield the rows that follow each other in a table: table, first number and all digests."""
    table, first, digests = "", 0, list[str]()
    for row in rows:
        if digests and (row.table != table or row.row_id != first + len(digests)):
            yield table, first, "".join(digests)
            digests = []
        if not digests:
            table, first = row.table, row.row_id
        digests.append(row.digest)
    if digests:
        yield table, first, "".join(digests)


def part_run(first: int, digests: str) -> Iterator[tuple[int, str]]:
    """Yield each row of a run with its digest."""
    for number, start in enumerate(range(0, len(digests), DIGEST_LENGTH), first):
        yield number, digests[start : start + DIGEST_LENGTH]


def digest_values(values: Sequence[object]) -> str:
    """Return the SHA-256 over values that are plain, as ``encode`` writes them."""
    return hashlib.sha256(encode(values)).hexdigest()


def encode(values: object) -> bytes:
    """Return what is hashed: JSON without spaces, in UTF-8."""
    return _ENCODER.encode(values).encode(errors="surrogatepass")


def plain(value: object) -> object:
    """Return a value as it reads on every database: moments in UTC, bytes in hex.

    Raises:
        ValueError: A moment has no time zone.
    """
    match value:
        case datetime():
            if value.tzinfo is None:
                message = f"a moment without time zone cannot be stored: {value!r}"
                raise ValueError(message)
            return _tell_moment(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


@functools.lru_cache(maxsize=256)
def _tell_moment(moment: datetime) -> str:
    """Return a moment as text; many rows have the same."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:_MOMENT_LENGTH]
