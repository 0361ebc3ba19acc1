"""Batches in the register: opened before anything is staged, completed whatever interrupts them.

A batch and the files it came in are written in one transaction, when all of them are kept. From
then on everything it takes to complete it stands in the register and lies in the store, so that
the next intake of anything goes on where an interrupted one stopped.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, Row, exists, select
from sqlalchemy.orm import Session

from diarium import references
from diarium.database import reading, writing
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.intake.kinds import KeptFile, Kind
from diarium.intake.raw import Unreadable
from diarium.intake.recognise import find_kind
from diarium.intake.tally import Tally
from diarium.journal import append_event, insert_row, insert_rows
from diarium.kept import note_files
from diarium.records import FileRef
from diarium.tables import BATCH, BATCH_CHUNK, BATCH_FILE, BATCH_VISIBLE, FILE


class Role(StrEnum):
    """What a file of a batch is: it holds messages, goes with them, or was not taken in."""

    MESSAGES = "messages"
    MEDIA = references.MEDIA
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file of what was handed in.

    Attributes:
        path: Its path there.
        ref: The kept file; None for what was not taken in.
        media_type: As its name or its kind of export tells.
        container: The name of the zip it came in, if it did.
        container_sha256: The zip's checksum; the zip itself is not kept.
    """

    role: Role
    path: str
    ref: FileRef | None
    media_type: str
    container: str | None = None
    container_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """A batch whose files are kept and that stands in no register yet.

    Attributes:
        name: What was handed in is called.
        account: The account that its messages belong to unless they name another.
        namnd: The nämnd they belong to when they have no account.
        columns: For a table: which column holds which field.
        refused: What was handed in and could not be kept, and why.
    """

    name: str
    kind: Kind
    account: str | None
    namnd: str | None
    columns: Mapping[str, str]
    files: Sequence[FileRow]
    refused: Sequence[Unreadable]

    @property
    def content(self) -> tuple[object, ...]:
        """What makes it the same as another: whose it is, and what its files hold."""
        kept = sorted((each.role, each.path, each.ref.sha256) for each in self.files if each.ref)
        columns = tuple(sorted(self.columns.items()))
        return (self.kind.format, self.account, self.namnd, columns, tuple(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBatch:
    """A batch that nobody sees yet, as the register knows it.

    Attributes:
        id: Its row.
        received: When it was handed in.
        messages: The kept files of messages by path, in order.
        media: The other kept files by path.
        others: The paths of what was not taken in.
        taken: How many pieces have been read and staged.
        tally: What they were.
        refused: How many of the unreadable pieces were not kept at all.
    """

    id: int
    name: str
    kind: Kind
    account: str | None
    namnd: str | None
    columns: Mapping[str, str]
    received: datetime
    messages: Mapping[str, KeptFile]
    media: Mapping[str, KeptFile]
    others: Sequence[str]
    taken: int
    tally: Tally = field(compare=False)
    refused: int

    @property
    def content(self) -> tuple[object, ...]:
        """What makes it the same as another, as of ``NewBatch``."""
        files = [(Role.MESSAGES, each) for each in self.messages.values()]
        files += [(Role.MEDIA, each) for each in self.media.values()]
        kept = sorted((role, each.path, each.ref.sha256) for role, each in files)
        columns = tuple(sorted(self.columns.items()))
        return (self.kind.format, self.account, self.namnd, columns, tuple(kept))


def open_batches(engine: Engine, new: Iterable[NewBatch], by: str, now: datetime) -> list[int]:
    """Write batches and their files in one transaction, and return the numbers of the batches."""
    with writing(engine) as session:
        return [_open(session, each, by, now) for each in new]


def read_unfinished(engine: Engine, files: FileStore) -> list[OpenBatch]:
    """Return the batches that have not been taken in whole, in the order they were opened.

    Raises:
        AlteredError: A file of one of them is gone.
    """
    whole = exists(BATCH_VISIBLE.c.id).where(BATCH_VISIBLE.c.batch_id == BATCH.c.id)
    with reading(engine) as session:
        rows = session.execute(select(BATCH).where(~whole).order_by(BATCH.c.id)).all()
        return [_read(session, files, row) for row in rows]


def _open(session: Session, new: NewBatch, by: str, now: datetime) -> int:
    kept = [(each.ref, each.media_type) for each in new.files if each.ref is not None]
    digests = note_files(session, kept, now)
    columns = json.dumps(new.columns, ensure_ascii=False, sort_keys=True) if new.columns else None
    batch = insert_row(
        session, BATCH, source_name=new.name, format=new.kind.format.value, account=new.account,
        namnd=new.namnd, columns=columns, at=now, by=by,
    )  # fmt: skip
    digests += [
        batch,
        *insert_rows(session, BATCH_FILE, [_row(batch.row_id, f) for f in new.files]),
    ]
    tally = Tally()
    for each in new.refused:
        tally.note(each)
    digests.append(
        insert_row(
            session, BATCH_CHUNK, batch_id=batch.row_id, taken=0, counts=tally.dump(), at=now, by=by
        )
    )
    append_event(session, "batch.opened", f"batch {batch.row_id}", digests, by, now)
    return batch.row_id


def _row(batch: int, file: FileRow) -> dict[str, object]:
    return {
        "batch_id": batch,
        "role": file.role.value,
        "path": file.path,
        "sha256": file.ref.sha256 if file.ref else None,
        "container": file.container,
        "container_sha256": file.container_sha256,
    }


def _read(session: Session, files: FileStore, row: Row[Any]) -> OpenBatch:
    taken, tally, refused = _read_chunks(session, row.id)
    kept = _read_files(session, files, row.id)
    query = select(BATCH_FILE.c.path).where(
        BATCH_FILE.c.batch_id == row.id, BATCH_FILE.c.role == Role.OTHER.value
    )
    return OpenBatch(
        id=row.id,
        name=row.source_name,
        kind=find_kind(row.format),
        account=row.account,
        namnd=row.namnd,
        columns=json.loads(row.columns) if row.columns else {},
        received=row.at,
        messages=kept[Role.MESSAGES],
        media=kept[Role.MEDIA],
        others=session.execute(query.order_by(BATCH_FILE.c.id)).scalars().all(),
        taken=taken,
        tally=tally,
        refused=refused,
    )


def _read_files(
    session: Session, files: FileStore, batch: int
) -> Mapping[Role, dict[str, KeptFile]]:
    """Return the kept files of a batch, each role's in order of path."""
    found: Mapping[Role, dict[str, KeptFile]] = {Role.MESSAGES: {}, Role.MEDIA: {}}
    query = (
        select(BATCH_FILE.c.role, BATCH_FILE.c.path, BATCH_FILE.c.sha256, FILE.c.size)
        .join(FILE, FILE.c.sha256 == BATCH_FILE.c.sha256)
        .where(BATCH_FILE.c.batch_id == batch)
    )
    for row in sorted(session.execute(query), key=lambda each: each.path):
        stored, ref = files.path_of(row.sha256), FileRef(sha256=row.sha256, size=row.size)
        if not stored.is_file():
            raise AlteredError(
                "the kept file {sha256} is gone, and batch {batch} cannot be completed without "
                "it; run archiver verify and restore from a copy",
                sha256=row.sha256,
                batch=batch,
            )
        found[Role(row.role)][row.path] = KeptFile(row.path, stored, ref)
    return found


def _read_chunks(session: Session, batch: int) -> tuple[int, Tally, int]:
    """Return how many pieces were taken, what they were, and how much was refused before them."""
    query = select(BATCH_CHUNK.c.taken, BATCH_CHUNK.c.counts).where(BATCH_CHUNK.c.batch_id == batch)
    taken, total, refused = 0, Tally(), 0
    for row in session.execute(query.order_by(BATCH_CHUNK.c.id)):
        tally = Tally.load(row.counts)
        total.add(tally)
        refused += tally.unreadable_count if row.taken == 0 else 0
        taken = row.taken
    return taken, total, refused
