"""Repeats: messages that say what one taken in before says; and other wordings of the same id."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from diarium.intake.prepared import Prepared
from diarium.message_records import ChangeKind
from diarium.tables import BATCH_VISIBLE, MESSAGE


@dataclass(slots=True)
class Versions:
    """The wordings known of what has one id at its source.

    Attributes:
        first: The first message taken in.
        keys: Their contents.
        edited: When the newest of them was written, as far as the source says.
    """

    first: int
    keys: set[str] = field(default_factory=set)
    edited: datetime | None = None


class Known:
    """The messages that a chunk may repeat: those of visible batches, and of its own."""

    def __init__(self, session: Session, batch: int, chunk: Sequence[Prepared]) -> None:
        self._contents: dict[tuple[str, ...], int] = {}
        self._versions: dict[tuple[str, ...], Versions] = {}
        keys = {each.key for each in chunk}
        names = {each.raw.external_id for each in chunk} - {None}
        columns = (MESSAGE.c.id, MESSAGE.c.content_key, MESSAGE.c.namnd, MESSAGE.c.account,
                   MESSAGE.c.source, MESSAGE.c.external_id, MESSAGE.c.edited_at)  # fmt: skip
        for wanted in (MESSAGE.c.content_key.in_(keys), MESSAGE.c.external_id.in_(names)):
            query = select(*columns).where(wanted, is_known(batch))
            for row in session.execute(query.order_by(MESSAGE.c.id)):
                named = name_of(row.namnd, row.account, row.source, row.external_id)
                self._note(row.id, row.content_key, named, row.edited_at)

    def find(self, message: Prepared) -> int | None:
        """Return the first message this one repeats: by its source's id, or else by content."""
        return self._contents.get((message.key, *(message.named or ())))

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
        if self.find(message) is not None:
            later = edited is not None and (versions.edited is None or edited > versions.edited)
            return ChangeKind.EDITED if later and len(versions.keys) > 1 else None
        older = versions.edited is not None and (edited is None or edited < versions.edited)
        return ChangeKind.EARLIER if older else ChangeKind.EDITED

    def add(self, message: Prepared, row: int) -> None:
        """Note a message that has now been written."""
        self._note(row, message.key, message.named, message.raw.edited_at)

    def _note(
        self, row: int, key: str, named: tuple[str, ...] | None, edited: datetime | None
    ) -> None:
        self._contents.setdefault((key,), row)
        if not named:
            return
        self._contents.setdefault((key, *named), row)
        versions = self._versions.setdefault(named, Versions(row))
        versions.first = min(versions.first, row)
        versions.keys.add(key)
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


def split_runs(chunk: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Split a chunk so that what a message repeats has been written before it."""
    run, here, before = list[Prepared](), set[str](), set[str]()
    for message in chunk:
        if message.key in here and message.key not in before:
            yield run
            before |= here
            run, here = [], set()
        run.append(message)
        here.add(message.key)
    if run:
        yield run
