"""Repeats: messages that say word for word what one taken in before says."""

from collections.abc import Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from diarium.intake.prepared import Prepared
from diarium.tables import BATCH_VISIBLE, MESSAGE


class Known:
    """The messages that a chunk may repeat: those of visible batches, and of its own."""

    def __init__(self, session: Session, batch: int, chunk: Sequence[Prepared]) -> None:
        self._contents: dict[tuple[str, ...], int] = {}
        self._names: set[tuple[str, ...]] = set()
        keys = {each.key for each in chunk}
        names = {each.raw.external_id for each in chunk} - {None}
        seen = MESSAGE.c.batch_id.in_(select(BATCH_VISIBLE.c.batch_id))
        columns = (MESSAGE.c.id, MESSAGE.c.content_key, MESSAGE.c.namnd, MESSAGE.c.account,
                   MESSAGE.c.source, MESSAGE.c.external_id)  # fmt: skip
        for wanted in (MESSAGE.c.content_key.in_(keys), MESSAGE.c.external_id.in_(names)):
            query = select(*columns).where(wanted, or_(seen, MESSAGE.c.batch_id == batch))
            for row in session.execute(query.order_by(MESSAGE.c.id)):
                self._note(
                    row.id,
                    row.content_key,
                    _named(row.namnd, row.account, row.source, row.external_id),
                )

    def find(self, message: Prepared) -> int | None:
        """Return the first message this one repeats: by its source's id, or else by content."""
        return self._contents.get((message.key, *(message.named or ())))

    def is_named(self, message: Prepared) -> bool:
        """Tell whether a message with the same id from the same source is known."""
        return message.named in self._names

    def add(self, message: Prepared, row: int) -> None:
        """Note a message that has now been written."""
        self._note(row, message.key, message.named)

    def _note(self, row: int, key: str, named: tuple[str, ...] | None) -> None:
        self._contents.setdefault((key,), row)
        if named:
            self._contents.setdefault((key, *named), row)
            self._names.add(named)


def _named(
    namnd: str, account: str | None, source: str, external_id: str | None
) -> tuple[str, ...] | None:
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
