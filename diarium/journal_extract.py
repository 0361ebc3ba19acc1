"""An extract of the journal that proves the records of a package, for those without the register.

It holds the digest of every entry from the first to the head, so that anyone can follow the chain;
the words of the entries that vouch for the package's rows; and the rows that may be shown
(``journal_shown``), with their salts. docs/evidence.md describes the file.

It is read and written in blocks of entries: a million of them need no more memory than a thousand.
"""

import heapq
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import IO, Any, NamedTuple

from sqlalchemy import Row, Table, func, select
from sqlalchemy.orm import Session

from diarium.errors import AlteredError
from diarium.journal_digests import (
    DIGEST_LENGTH,
    GENESIS,
    chain,
    digest_values,
    encode,
    part_run,
    plain,
    plain_values,
)
from diarium.journal_shown import QUESTION, SHOWN, ExtractScope, find_apart, find_rows
from diarium.personnummer import has_personnummer
from diarium.tables import JOURNAL, JOURNAL_ROW

FORMAT = 1
BLOCK = 1000
"""Entries in a line of links."""
ABOUT = (
    "Utdrag ur diariets journal. Varje rad är JSON. links: journalposternas digest i följd. "
    "entry: en posts egna ord; deras SHA-256 är postens digest. row: en rad i registret, sist "
    "dess salt; deras SHA-256 är radens digest, som posten räknar upp. "
    "hash = SHA-256(föregående hash|nummer|digest)."
)
_BITS = 32
_SHA256 = re.compile(r"[0-9a-f]{32}([0-9a-f]{32})?")  # and salts, which are half as long
Run = tuple[str, int, str]
"""Rows of a table that follow each other: table, first number, digests."""


class Wanted(NamedTuple):
    """A row that the extract is about, and the entry that vouches for it."""

    seq: int
    table: str
    row_id: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of an extract: its number and hash."""

    seq: int
    hash: str

    @property
    def statement(self) -> bytes:
        """What an authority vouches for, as a file: the number and the hash."""
        return f"{self.seq} {self.hash}\n".encode()


@dataclass(slots=True)
class _Count:
    told: int = 0
    rows: int = 0
    withheld: int = 0


def write_extract(session: Session, scope: ExtractScope, stream: IO[bytes]) -> Head:
    """Write an extract of the journal.

    Args:
        session: A session that sees one moment of the register.
        scope: What it is to vouch for.
        stream: Where it is written.

    Returns:
        The last entry in it.

    Raises:
        AlteredError: The register is not what the journal vouches for.
    """
    found = _find_wanted(session, scope)
    head = _find_head(session, scope, found)
    told = {rule.table.name: [c.name for c in rule.table.c if c.name != "id"] for rule in SHOWN}
    _put(
        stream, type="journal", format=FORMAT, about=ABOUT, namnd=scope.namnd, entries=head.seq,
        head=head.hash, tables=told,
    )  # fmt: skip
    count, wanted = _Count(), _merge(found)
    waiting, previous = next(wanted, None), GENESIS
    for links in _read_links(session, head.seq):
        digests = [each.digest for each in links]
        previous = _follow(previous, links)
        _put(stream, type="links", first=links[0].seq, digests="".join(digests), hash=previous)
        block = list[Wanted]()
        while waiting is not None and waiting.seq <= links[-1].seq:
            block.append(waiting)
            waiting = next(wanted, None)
        _write_block(session, block, count, stream)
    _put(stream, type="end", told=count.told, rows=count.rows, withheld=count.withheld)
    return head


def _find_wanted(session: Session, scope: ExtractScope) -> dict[str, "array[int]"]:
    """Return the rows by table, in the order of their entries; each is one packed number."""
    apart, rows = find_apart(session, scope), defaultdict[str, dict[int, bool]](dict)
    for rule in SHOWN:
        rows[rule.table.name].update(find_rows(session, scope, apart, rule))
    return {name: _find_entries(session, name, ids) for name, ids in rows.items() if ids}


def _find_entries(session: Session, table: str, ids: Mapping[int, bool]) -> "array[int]":
    """Find which entry vouches for each row, going through rows and runs side by side."""
    length = func.length(JOURNAL_ROW.c.digests) // DIGEST_LENGTH
    runs = select(JOURNAL_ROW.c.seq, JOURNAL_ROW.c.first_id, length.label("length")).where(
        JOURNAL_ROW.c.table_name == table, JOURNAL_ROW.c.first_id <= max(ids)
    )
    waiting = iter(session.execute(runs.order_by(JOURNAL_ROW.c.first_id)).yield_per(1000))
    run, packed = next(waiting, None), list[int]()
    for number in sorted(ids):
        while run is not None and run.first_id + run.length <= number:
            run = next(waiting, None)
        if run is None or run.first_id > number:
            raise _altered(table, number)
        packed.append(run.seq << _BITS | number << 1 | ids[number])
    return array("q", sorted(packed))


def _find_head(session: Session, scope: ExtractScope, found: Mapping[str, "array[int]"]) -> Head:
    """Return where the extract ends: the same for the same records and the same moment.

    That the package was made is itself journaled, so the journal's own last entry will not do.
    """
    last = _find_last(session, scope.created)
    return _read_head(session, max([last, *(each[-1] >> _BITS for each in found.values())]))


def read_head(session: Session, created: datetime) -> Head:
    """Return the last entry that was written before a package is said to be made."""
    return _read_head(session, _find_last(session, created))


def _find_last(session: Session, created: datetime) -> int:
    """Return the number of the last entry before a moment; 0 where there is none."""
    before = select(func.max(JOURNAL.c.seq)).where(JOURNAL.c.at < created)
    return session.execute(before).scalar() or 0


def _read_head(session: Session, seq: int) -> Head:
    hashed = session.execute(select(JOURNAL.c.hash).where(JOURNAL.c.seq == seq)).scalar()
    return Head(seq, hashed or GENESIS)


def _merge(found: Mapping[str, "array[int]"]) -> Iterator[Wanted]:
    """Yield the rows of all tables in the order of their entries."""
    return heapq.merge(*(_unpack(name, packed) for name, packed in found.items()))


def _unpack(table: str, packed: "array[int]") -> Iterator[Wanted]:
    for each in packed:
        yield Wanted(each >> _BITS, table, (each & (1 << _BITS) - 1) >> 1, bool(each & 1))


def _read_links(session: Session, last: int) -> Iterator[Sequence[Row[Any, Any, Any]]]:
    query = select(JOURNAL.c.seq, JOURNAL.c.digest, JOURNAL.c.hash).where(JOURNAL.c.seq <= last)
    rows = session.execute(query.order_by(JOURNAL.c.seq).execution_options(yield_per=BLOCK))
    yield from rows.partitions(BLOCK)


def _follow(previous: str, links: Sequence[Row[Any, Any, Any]]) -> str:
    """Return the hash after some links; an extract of a broken chain would prove nothing."""
    first = links[0].seq
    for expected, link in enumerate(links, start=first):
        previous = chain(previous, expected, link.digest)
        if (link.seq, link.hash) != (expected, previous):
            raise _altered(JOURNAL.name, expected)
    return previous


def _write_block(
    session: Session, block: Sequence[Wanted], count: _Count, stream: IO[bytes]
) -> None:
    entries, runs = _read_entries(session, sorted({each.seq for each in block}))
    values = _read_values(session, [each for each in block if each.shown])
    for seq, wanted in groupby(block, key=lambda each: each.seq):
        entry = entries[seq]
        words = [plain(entry.at), entry.by, entry.kind, entry.subject, runs[seq]]
        if digest_values(words) != entry.digest:
            raise _altered(JOURNAL.name, seq)
        _put(stream, type="entry", seq=seq, words=words)
        count.told += 1
        vouched = {
            (table, number): digest
            for table, first, digests in runs[seq]
            for number, digest in part_run(first, digests)
        }
        for each in wanted:
            _write_row(each, values, vouched, count, stream)


def _write_row(
    row: Wanted,
    values: Mapping[tuple[str, int], list[object]],
    vouched: Mapping[tuple[str, int], str],
    count: _Count,
    stream: IO[bytes],
) -> None:
    told = values.get((row.table, row.row_id), [])
    if row.shown and digest_values(told) != vouched.get((row.table, row.row_id)):
        raise _altered(row.table, row.row_id)
    if not row.shown or any(map(_is_personal, told)):
        count.withheld += 1
        return
    _put(stream, type="row", seq=row.seq, table=row.table, id=row.row_id, values=told)
    count.rows += 1


def _is_personal(value: object) -> bool:
    """Tell whether a personnummer stands in a value, which lists mask (dataskyddslagen 3:10)."""
    return isinstance(value, str) and not _SHA256.fullmatch(value) and has_personnummer(value)


def _read_entries(
    session: Session, numbers: Sequence[int]
) -> tuple[dict[int, Row[Any]], dict[int, list[Run]]]:
    """Return entries, and the runs of rows that they vouch for, by their numbers."""
    entries, runs = dict[int, Row[Any]](), defaultdict[int, list[Run]](list)
    for start in range(0, len(numbers), QUESTION):
        part = numbers[start : start + QUESTION]
        for row in session.execute(select(JOURNAL).where(JOURNAL.c.seq.in_(part))):
            entries[row.seq] = row
        listed = select(JOURNAL_ROW).where(JOURNAL_ROW.c.seq.in_(part))
        for run in session.execute(listed.order_by(JOURNAL_ROW.c.seq, JOURNAL_ROW.c.position)):
            runs[run.seq].append((run.table_name, run.first_id, run.digests))
    return entries, runs


def _read_values(session: Session, wanted: Sequence[Wanted]) -> dict[tuple[str, int], list[object]]:
    tables: Mapping[str, Table] = {rule.table.name: rule.table for rule in SHOWN}
    ids = defaultdict[str, list[int]](list)
    for each in wanted:
        ids[each.table].append(each.row_id)
    found = dict[tuple[str, int], list[object]]()
    for name, numbers in ids.items():
        table = tables[name]
        for start in range(0, len(numbers), QUESTION):
            part = numbers[start : start + QUESTION]
            for row in session.execute(select(table).where(table.c.id.in_(part))).mappings():
                found[name, row["id"]] = plain_values(row)  # type: ignore[arg-type]
    return found


def _put(stream: IO[bytes], **line: object) -> None:
    stream.write(encode(line) + b"\n")


def _altered(table: str, number: int) -> AlteredError:
    return AlteredError(
        "{place} is not what the journal vouches for; run archiver verify and restore from a copy",
        place=f"{table} {number}",
    )
