"""Proving the journal's extract in a package without a register (docs/evidence.md).

The file may be hostile: it is read line by line, a line has a greatest length, and nothing in it is
believed that is not computed again with the same functions as the register's own.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from diarium.journal_digests import DIGEST_LENGTH, GENESIS, chain, digest_values, part_run

FORMAT = 1
REGISTERED = "handling.registered"
LINE_MOST = 1 << 20
"""Bytes of the longest line; a thousand links take 64 KB, the longest entry some hundred."""
MOST = 100
"""How many breaches are told of one extract."""
CHECKSUMS = {"snapshot_file": 3, "handling_file": 4, "utlamnande_file": 5, "gallring_protocol": 1}
"""Where in a row of these tables the SHA-256 of a file stands."""
SHOWN_MOST = 40
"""Letters of a table's name that are told."""
_STATEMENT = re.compile(rb"([1-9]\d{0,17}) ([0-9a-f]{64})\n")
_HEX = frozenset("0123456789abcdef")
_DIGITS_MOST = 18


class Breach(NamedTuple):
    """Something that does not hold: a check of ``package_rules/journal.toml``, where, and what."""

    rule: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a package says of itself, to be held against the journal's extract.

    Attributes:
        place: Where the extract lies.
        beteckningar: Every handling in the package.
        checksums: SHA-256 of every file in the package.
        stamped: The hashes that timestamps vouch for, by the numbers of their entries.
    """

    place: str
    beteckningar: Collection[str]
    checksums: Collection[str]
    stamped: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Proof:
    """What an extract proves.

    Attributes:
        entries: How many entries the chain has, from the first to the head.
        head: The hash of the last one.
        told: Entries whose words were computed again.
        rows: Rows whose values were computed again.
        withheld: Rows of the package whose values are set apart; their digests are there.
        handlingar: Handlingar of the package whose registration the journal vouches for.
        files: Files of the package that the journal vouches for.
        breaches: What does not hold.
    """

    entries: int = 0
    head: str = GENESIS
    told: int = 0
    rows: int = 0
    withheld: int = 0
    handlingar: int = 0
    files: int = 0
    breaches: list[Breach] = field(default_factory=list)


class _LineError(Exception):
    """A line is not of the shape it should be."""


def prove(stream: IO[bytes], claims: Claims) -> Proof:
    """Compute an extract's chain, entries and rows again, and hold the package against them.

    Args:
        stream: The extract.
        claims: What the package says of itself.

    Returns:
        What it proves; the first hundred breaches, if there are any.
    """
    reader = _Reader(claims)
    for breach in reader.read(stream):
        reader.proof.breaches.append(breach)
        if len(reader.proof.breaches) == MOST:
            break
    return reader.proof


class _Reader:
    """Goes through the lines, and remembers no more than a block of them."""

    def __init__(self, claims: Claims) -> None:
        self.proof = Proof()
        self._claims = claims
        self._stated = (0, GENESIS)
        self._digests = dict[int, str]()
        self._entry = 0
        self._vouched = dict[tuple[str, int], str]()
        self._registered, self._files, self._met = set[str](), set[str](), set[int]()
        self._ended = False

    def read(self, stream: IO[bytes]) -> Iterator[Breach]:
        """Yield every breach."""
        number = 0
        while line := stream.readline(LINE_MOST + 1):
            number += 1
            place = f"{self._claims.place}:{number}"
            try:
                yield from self._take(_parse(line), number, place)
            except _LineError as error:
                yield Breach("CHAIN-LINE", place, str(error))
                if len(line) > LINE_MOST:
                    return
        yield from self._finish()

    def _take(self, line: dict[str, Any], number: int, place: str) -> Iterator[Breach]:
        kind = line.get("type")
        if (number == 1) != (kind == "journal"):
            raise _LineError("the first line, and no other, states the head")
        if self._ended:
            raise _LineError("nothing follows the last line")
        match kind:
            case "journal":
                self._open(line)
            case "links":
                yield from self._link(line, place)
            case "entry":
                yield from self._tell(line, place)
            case "row":
                yield from self._show(line, place)
            case "end":
                yield from self._end(line, place)
            case _:
                raise _LineError("a line of an unknown type")

    def _open(self, line: dict[str, Any]) -> None:
        if line.get("format") != FORMAT:
            raise _LineError("the format is unknown")
        self._stated = _number(line, "entries"), _part(line.get("head"), "head", 1)[0]

    def _link(self, line: dict[str, Any], place: str) -> Iterator[Breach]:
        first, digests = _number(line, "first"), _part(line.get("digests"), "digests")
        stated = _part(line.get("hash"), "hash", 1)[0]
        expected = self.proof.entries + 1
        if first != expected:
            yield Breach("CHAIN-BROKEN", place, f"{first} ≠ {expected}")
        computed = self.proof.head
        for seq, digest in enumerate(digests, start=first):
            computed = chain(computed, seq, digest)
            if self._claims.stamped.get(seq) == computed:
                self._met.add(seq)
        if computed != stated:
            yield Breach("CHAIN-BROKEN", place, f"{first}–{first + len(digests) - 1}")
        self.proof.entries, self.proof.head = first + len(digests) - 1, stated
        self._digests = dict(enumerate(digests, start=first))

    def _tell(self, line: dict[str, Any], place: str) -> Iterator[Breach]:
        seq, (words, digest) = _number(line, "seq"), _values(line, "words")
        runs = _runs(words)
        self._vouched = {}
        if seq <= self._entry:
            yield Breach("CHAIN-ENTRY", place, f"{seq} ≤ {self._entry}")
        self._entry = max(seq, self._entry)
        if digest != self._digests.get(seq):
            yield Breach("CHAIN-ENTRY", place, f"{seq}")
            return
        self.proof.told += 1
        self._vouched = {
            (table, row): each
            for table, first, digests in runs
            for row, each in part_run(first, digests)
        }
        if words[2] == REGISTERED and words[3] in self._claims.beteckningar:
            self._registered.add(words[3])

    def _show(self, line: dict[str, Any], place: str) -> Iterator[Breach]:
        seq, (values, digest) = _number(line, "seq"), _values(line, "values")
        table, row = str(line.get("table")), _number(line, "id")
        if seq != self._entry or self._vouched.pop((table, row), None) != digest:
            yield Breach("CHAIN-ROW", place, f"{table[:SHOWN_MOST]!r} {row}")
            return
        self.proof.rows += 1
        if table in CHECKSUMS:
            (sha256,) = _part(dict(enumerate(values)).get(CHECKSUMS[table]), "sha256", 1)
            if sha256 in self._claims.checksums:
                self._files.add(sha256)
            else:
                yield Breach("CHAIN-FILE", place, sha256)

    def _end(self, line: dict[str, Any], place: str) -> Iterator[Breach]:
        self._ended = True
        self.proof.withheld = _number(line, "withheld")
        counted = (self.proof.told, self.proof.rows)
        stated = (_number(line, "told"), _number(line, "rows"))
        if counted != stated:
            yield Breach("CHAIN-COUNT", place, f"{counted} ≠ {stated}")

    def _finish(self) -> Iterator[Breach]:
        place = self._claims.place
        if not self._ended:
            yield Breach("CHAIN-COUNT", place, "the last line is missing")
        if (self.proof.entries, self.proof.head) != self._stated:
            yield Breach("CHAIN-HEAD", place, f"{self.proof.entries} {self.proof.head}")
        for seq in sorted(each for each in self._claims.stamped if each not in self._met):
            yield Breach("CHAIN-TOKEN", place, f"{seq}")
        for beteckning in sorted(set(self._claims.beteckningar) - self._registered):
            yield Breach("CHAIN-RECORD", place, beteckning)
        self.proof.handlingar, self.proof.files = len(self._registered), len(self._files)


def read_statement(content: bytes) -> tuple[int, str]:
    """Return the entry that a timestamp vouches for, number and hash; 0 for what is no entry."""
    found = _STATEMENT.fullmatch(content)
    return (int(found[1]), found[2].decode()) if found else (0, "")


def _parse(line: bytes) -> dict[str, Any]:
    if not line.endswith(b"\n"):
        raise _LineError("the line is too long, or its end is missing")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _LineError("the line is no JSON") from error
    if not isinstance(told, dict):
        raise _LineError("the line is no object")
    return told


def _number(line: dict[str, Any], key: str) -> int:
    number = line.get(key)
    if type(number) is not int or not 0 <= number < 10**_DIGITS_MOST:
        raise _LineError(f"{key} is no number")
    return number


def _values(line: dict[str, Any], key: str) -> tuple[list[Any], str]:
    """Return what is hashed, and its digest."""
    values = line.get(key)
    if not isinstance(values, list) or not values:
        raise _LineError(f"{key} is no list")
    try:
        return values, digest_values(values)
    except RecursionError as error:
        raise _LineError(f"{key} lies too deep") from error


def _part(told: object, key: str, count: int | None = None) -> list[str]:
    """Return digests that stand one after the other."""
    if not isinstance(told, str) or not told or len(told) % DIGEST_LENGTH or not set(told) <= _HEX:
        raise _LineError(f"{key} is no digest")
    digests = [digest for _, digest in part_run(0, told)]
    if count is not None and len(digests) != count:
        raise _LineError(f"{key} is no digest")
    return digests


def _runs(words: list[Any]) -> list[tuple[str, int, str]]:
    """Return the runs of rows that an entry vouches for."""
    if [type(each) for each in words] != [str, str, str, str, list]:
        raise _LineError("words are not those of an entry")
    for run in words[4]:
        if not isinstance(run, list) or [type(each) for each in run] != [str, int, str]:
            raise _LineError("words are not those of an entry")
        _part(run[2], "words")
    return [(table, first, digests) for table, first, digests in words[4]]
