"""Counting what a delivery holds, piece by piece and with bounded memory.

A tally of its own is kept with every chunk that is staged, so that the tallies of an interrupted
batch add up to where it stopped.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from diarium.intake.raw import (
    LeftOut,
    ManifestCount,
    Piece,
    RawAttachment,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
)
from diarium.message_records import DecisionOutcome
from schedules.clock import STOCKHOLM

HOUR = 3_600
TOLD = 1_000
"""How many pieces of each sort are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a file: the file's path in the delivery, and its number there from 1."""

    file: str
    place: int


@dataclass(frozen=True, slots=True)
class MissingAttachment:
    """An attachment that did not come along; its name stands with its message only.

    Attributes:
        file: The file of its message.
        place: The number of its message in that file.
        why: In Swedish, as it stands in the register.
    """

    file: str
    place: int
    why: str


class Outcomes(Protocol):
    """What came of staging some messages."""

    @property
    def outcomes(self) -> Mapping[DecisionOutcome, int]:
        """How many of each outcome."""

    @property
    def changed(self) -> int:
        """How many have a known id with another content."""

    @property
    def likely(self) -> int:
        """How many repeat another by all signs, but not surely."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What has been counted so far; lists hold the first ``TOLD``, counts hold all."""

    pieces: int = 0
    found: int = 0
    own: int = 0
    undated: int = 0
    days: set[date] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    likely: int = 0
    changed: int = 0
    deleted: int = 0
    unknown_deletions: list[Spot] = field(default_factory=list)
    unknown_deletion_count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unreadable: list[Unreadable] = field(default_factory=list)
    unreadable_count: int = 0
    attachments: int = 0
    missing: list[MissingAttachment] = field(default_factory=list)
    missing_count: int = 0
    manifest_files: int = 0
    manifest_promised: int = 0
    manifest_found: int = 0
    manifest_wrong: list[ManifestCount] = field(default_factory=list)
    manifest_wrong_count: int = 0

    def note(self, piece: Piece) -> None:
        """Count a piece that a reader yields."""
        self.pieces += 1
        match piece:
            case RawMessage():
                self._note_message(piece)
            case Unreadable():
                self.unreadable_count += 1
                _keep_first(self.unreadable, [piece])
            case LeftOut():
                self.left_out[piece.why.value] += 1
            case ManifestCount():
                self._note_manifest(piece)
            case RawDeletion():
                pass  # counted when it is known whether it is of a message taken in

    def note_staged(self, staged: Outcomes) -> None:
        """Count what came of staging messages that were noted before."""
        self.outcomes.update({each.value: n for each, n in staged.outcomes.items()})
        self.likely += staged.likely
        self.changed += staged.changed

    def note_deletions(self, deleted: int, unknown: Sequence[Spot]) -> None:
        """Count notes of deletion: of messages taken in, and of what has not been."""
        self.deleted += deleted
        self.unknown_deletion_count += len(unknown)
        _keep_first(self.unknown_deletions, unknown)

    def add(self, other: "Tally") -> None:
        """Add what another tally counted, which came after."""
        for name in self.__slots__:
            mine, more = getattr(self, name), getattr(other, name)
            match mine:
                case int():
                    setattr(self, name, mine + more)
                case list():
                    _keep_first(mine, more)
                case _:
                    mine.update(more)

    def dump(self) -> str:
        """Return it as JSON, from which ``load`` makes it again; what is nothing is left out."""
        counted = {name: getattr(self, name) for name in self.__slots__}
        given = {name: value for name, value in counted.items() if value}
        return json.dumps(given, default=to_plain, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "Tally":
        """Return the tally that was dumped."""
        given = json.loads(text)
        return cls(**{name: _READERS.get(name, int)(value) for name, value in given.items()})

    def _note_message(self, message: RawMessage) -> None:
        self.found += 1
        self.own += message.own
        if message.made_available_at is None:
            self.undated += 1
        else:
            self.days.add(_day(int(message.made_available_at.timestamp() // HOUR)))
        if message.attachments:
            self.attachments += len(message.attachments)
            missing = [each for each in message.attachments if each.missing is not None]
            self.missing_count += len(missing)
            _keep_first(self.missing, (_missing(message, each) for each in missing))

    def _note_manifest(self, count: ManifestCount) -> None:
        self.manifest_files += 1
        self.manifest_promised += count.promised
        self.manifest_found += count.found
        if count.promised != count.found:
            self.manifest_wrong_count += 1
            _keep_first(self.manifest_wrong, [count])


@lru_cache(maxsize=1 << 16)
def _day(hour: int) -> date:
    """Return the day in Sweden, whose clocks differ from UTC by whole hours, of an hour of UTC."""
    return datetime.fromtimestamp(hour * HOUR, STOCKHOLM).date()


def _missing(message: RawMessage, attachment: RawAttachment) -> MissingAttachment:
    return MissingAttachment(message.file, message.place, attachment.missing or "")


def _keep_first(kept: list[Any], more: Iterable[Any]) -> None:
    kept.extend(islice(more, TOLD - len(kept)))


def read_spots(found: Iterable[Mapping[str, Any]]) -> list[Spot]:
    """Return spots as JSON holds them."""
    return [Spot(**each) for each in found]


def read_unreadable(found: Iterable[Mapping[str, Any]]) -> list[Unreadable]:
    """Return unreadable pieces as JSON holds them."""
    return [Unreadable(**{**each, "reason": Reason(each["reason"])}) for each in found]


def read_missing(found: Iterable[Mapping[str, Any]]) -> list[MissingAttachment]:
    """Return missing attachments as JSON holds them."""
    return [MissingAttachment(**each) for each in found]


def read_counts(found: Iterable[Mapping[str, Any]]) -> list[ManifestCount]:
    """Return counts of a manifest as JSON holds them."""
    return [ManifestCount(**each) for each in found]


def to_plain(value: object) -> object:
    """Return what JSON has no word for as what it has."""
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return {each.name: getattr(value, each.name) for each in fields(value)}  # type: ignore[arg-type]


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "days": lambda found: {date.fromisoformat(each) for each in found},
    "outcomes": Counter,
    "left_out": Counter,
    "unknown_deletions": read_spots,
    "unreadable": read_unreadable,
    "missing": read_missing,
    "manifest_wrong": read_counts,
}
"""How what is no number is read from JSON."""
