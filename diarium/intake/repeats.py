"""Repeats: messages that say what one taken in before says; and other wordings of the same id.

What surely is the same message needs no person: the same id at the source with the same words, or
the same content where not both have an id. What is the same by all signs only, such as a message
from a webhook and from an export, which have no id in common, is put before a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from diarium.intake.prepared import Prepared, hash_words
from diarium.message_records import ChangeKind
from diarium.tables import BATCH_VISIBLE, MESSAGE

Named = tuple[str, ...]


class Repeat(NamedTuple):
    """What a message repeats: surely, or by all signs; neither when it is new."""

    sure: int | None = None
    likely: int | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a message, to be compared with another of the same words and moment."""

    id: int
    key: str
    named: Named | None
    source: str
    thread: str | None
    channel: str
    own: bool
    sender: tuple[str | None, str | None]


@dataclass(slots=True)
class _Versions:
    """The wordings known of what has one id at its source.

    Attributes:
        first: The first message taken in.
        wordings: The first message of each wording.
        edited: When the newest of them was written, as far as the source says.
    """

    first: int
    wordings: dict[str, int] = field(default_factory=dict)
    edited: datetime | None = None


class Known:
    """The messages that a chunk may repeat: those of visible batches, and of its own."""

    def __init__(self, session: Session, batch: int, chunk: Sequence[Prepared]) -> None:
        self._alike = defaultdict[str, dict[int, list[_Seen]]](dict)
        self._roots = dict[int, int]()
        self._versions = dict[Named, _Versions]()
        self._read_alike(session, batch, chunk)
        self._read_versions(session, batch, chunk)

    def find(self, message: Prepared) -> Repeat:
        """Return the first message this one repeats, if it does."""
        if versions := self._versions.get(message.named or ()):
            return Repeat(versions.wordings.get(message.words))
        likely, mine = None, _seen_of(message, 0)
        for root, group in self._alike.get(message.words_key, {}).items():
            if any(_is_another(mine, each) for each in group):
                continue
            if any(_is_surely_same(mine, each) for each in group):
                return Repeat(root)
            if likely is None and message.can_be_likely and _fits(mine, group):
                likely = root
        return Repeat(likely=likely)

    def find_first(self, message: Prepared) -> int | None:
        """Return the first message with the same id from the same source, if one is known."""
        versions = self._versions.get(message.named or ())
        return versions.first if versions else None

    def find_change(self, message: Prepared) -> ChangeKind | None:
        """Tell how a message changes what is known by its id, if it does.

        What was edited back to words known before repeats them, and is a change all the same.
        """
        versions, edited = self._versions.get(message.named or ()), message.raw.edited_at
        if versions is None:
            return None
        if message.words in versions.wordings:
            later = edited is not None and (versions.edited is None or edited > versions.edited)
            return ChangeKind.EDITED if later and len(versions.wordings) > 1 else None
        older = versions.edited is not None and (edited is None or edited < versions.edited)
        return ChangeKind.EARLIER if older else ChangeKind.EDITED

    def add(self, message: Prepared, row: int, repeat: Repeat) -> None:
        """Note a message that will be written as this row."""
        self._note_alike(message.words_key, _seen_of(message, row), repeat.sure or repeat.likely)
        self._note_version(message.named, message.words, repeat.sure or row, message.raw.edited_at)

    def _read_alike(self, session: Session, batch: int, chunk: Iterable[Prepared]) -> None:
        columns = (
            MESSAGE.c.id, MESSAGE.c.content_key, MESSAGE.c.words_key, MESSAGE.c.namnd,
            MESSAGE.c.account, MESSAGE.c.source, MESSAGE.c.external_id, MESSAGE.c.thread,
            MESSAGE.c.channel, MESSAGE.c.own, MESSAGE.c.sender_name, MESSAGE.c.sender_address,
            MESSAGE.c.duplicate_of, MESSAGE.c.likely_of,
        )  # fmt: skip
        wanted = MESSAGE.c.words_key.in_({each.words_key for each in chunk})
        query = select(*columns).where(wanted, is_known(batch)).order_by(MESSAGE.c.id)
        for row in session.execute(query):
            seen = _Seen(
                row.id, row.content_key,
                name_of(row.namnd, row.account, row.source, row.external_id), row.source,
                row.thread, row.channel, row.own, (row.sender_name, row.sender_address),
            )  # fmt: skip
            self._note_alike(row.words_key, seen, row.duplicate_of or row.likely_of)

    def _read_versions(self, session: Session, batch: int, chunk: Iterable[Prepared]) -> None:
        columns = (
            MESSAGE.c.id, MESSAGE.c.namnd, MESSAGE.c.account, MESSAGE.c.source,
            MESSAGE.c.external_id, MESSAGE.c.subject, MESSAGE.c.text, MESSAGE.c.edited_at,
            MESSAGE.c.duplicate_of,
        )  # fmt: skip
        wanted = MESSAGE.c.external_id.in_({each.raw.external_id for each in chunk} - {None})
        query = select(*columns).where(wanted, is_known(batch)).order_by(MESSAGE.c.id)
        for row in session.execute(query):
            named = name_of(row.namnd, row.account, row.source, row.external_id)
            words, root = hash_words(row.subject, row.text), row.duplicate_of or row.id
            self._note_version(named, words, root, row.edited_at)

    def _note_alike(self, words_key: str, seen: _Seen, repeats: int | None) -> None:
        root = self._roots.get(repeats, repeats) if repeats is not None else seen.id
        self._roots[seen.id] = root
        self._alike[words_key].setdefault(root, []).append(seen)

    def _note_version(
        self, named: Named | None, words: str, first: int, edited: datetime | None
    ) -> None:
        if named is None:
            return
        versions = self._versions.setdefault(named, _Versions(first))
        versions.wordings.setdefault(words, first)
        versions.edited = max(filter(None, (versions.edited, edited)), default=None)


def is_known(batch: int) -> ColumnElement[bool]:
    """Return the condition that a message is seen, or belongs to the batch being taken in."""
    of = MESSAGE.c.batch_id + 0  # by the column itself SQLite would go through all messages
    return or_(of.in_(select(BATCH_VISIBLE.c.batch_id)), of == batch)


def name_of(
    namnd: str, account: str | None, source: str, external_id: str | None
) -> tuple[str, ...] | None:
    """Return what a message is known by when its source gave it an id."""
    return None if external_id is None else (namnd, account or "", source, external_id)


def _seen_of(message: Prepared, row: int) -> _Seen:
    raw = message.raw
    return _Seen(
        row, message.key, message.named, message.source, raw.thread, raw.channel.value, raw.own,
        (raw.sender_name, raw.sender_address),
    )  # fmt: skip


def _is_another(one: _Seen, other: _Seen) -> bool:
    """Tell whether they are two messages: their source knows them by different ids.

    Where it gives none, it tells them apart by the conversation.
    """
    if one.source != other.source or (one.named is None) != (other.named is None):
        return False
    apart = not _agree(one.thread, other.thread)
    return apart if one.named is None else one.named != other.named


def _is_surely_same(one: _Seen, other: _Seen) -> bool:
    """Tell whether nothing in them differs, or the account wrote both and but one has an id.

    A webhook and an export call a conversation and its people each their own way; who wrote what
    the account wrote is known all the same.
    """
    if one.named is not None and other.named is not None:
        return False
    lacking = (one.named is None) != (other.named is None)
    own = one.own and other.own and one.channel == other.channel
    return one.key == other.key or (own and lacking)


def _fits(message: _Seen, group: Iterable[_Seen]) -> bool:
    """Tell whether all that is known of a message can be true of the others too."""
    return all(_can_be_same(message, each) for each in group)


def _can_be_same(one: _Seen, other: _Seen) -> bool:
    """Tell whether the sender can be the same; a name that both know says more than an address."""
    (name, address), (other_name, other_address) = one.sender, other.sender
    if name and other_name:
        return _folded(name) == _folded(other_name)
    return _agree(address, other_address)


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
