"""Taking in a batch from its kept files: in chunks that nobody sees, and one row that shows all."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.intake import chunks
from diarium.intake.batches import OpenBatch
from diarium.intake.changes import stage_deletions, tell_of_handlingar
from diarium.intake.chunks import Chunk, Task, read_chunks
from diarium.intake.completeness import Completeness, Delivery, complete
from diarium.intake.completeness_record import MEDIA_TYPE, write_report
from diarium.intake.kinds import Export, OwnNames
from diarium.intake.prepared import Batch, Deletion, Place, prepare_deletion
from diarium.intake.raw import PieceError, RawDeletion
from diarium.intake.staging import stage
from diarium.intake.tally import Tally
from diarium.journal import append_event, insert_row
from diarium.kept import note_file
from diarium.plans import read_plans
from diarium.tables import BATCH_CHUNK, BATCH_VISIBLE

Told = Callable[[int], None]
"""Told of bytes that have been read."""


class Intake:
    """One batch being taken in, from its start or from where an interrupted run stopped."""

    def __init__(
        self, engine: Engine, files: FileStore, opened: OpenBatch, by: str, now: datetime
    ) -> None:
        with reading(engine) as session:
            place, own = _read_place(session, opened)
            plans = read_plans(session)
        self._engine, self._files, self._opened = engine, files, opened
        self._total, self._taken = opened.tally, opened.taken
        self._has_notes = opened.taken > 0  # not known of what was taken before
        self._export = Export(
            messages=opened.messages, media=opened.media, own=own, columns=opened.columns,
            now=opened.received,
        )  # fmt: skip
        self._task = Task(opened.kind.format.value, self._export, place, files.root, opened.taken)
        originals = {path: each.ref for path, each in opened.messages.items()}
        self._batch = Batch(opened.id, originals, place, plans, opened.received, by, now)

    def run(self, told: Told) -> Completeness:
        """Stage what is not staged yet, and make the batch visible.

        The files are read twice where they tell of deletions, which are noted after all messages.

        Raises:
            StorageError: A file or the database cannot be read or written.
        """
        pieces = self._stage_messages(told)
        if self._has_notes:
            self._stage_notes(pieces)
        return self._make_visible()

    def _stage_messages(self, told: Told) -> int:
        """Stage every message, and return the number of pieces there are."""
        number = 0
        for chunk in read_chunks(self._task):
            told(chunk.read)
            self._has_notes |= chunk.has_notes
            if chunk.taken > max(number, self._taken):
                self._write_messages(chunk)
            number = chunk.taken
        return number

    def _stage_notes(self, before: int) -> None:
        """Stage the notes of deletion, whose pieces are counted on from those of the messages."""
        notes, number = list[Deletion](), before
        for number, piece in enumerate(self._opened.kind.read(self._export), before + 1):
            if number <= self._taken or not isinstance(piece, RawDeletion):
                continue
            with contextlib.suppress(PieceError):  # told of when the messages were staged
                notes.append(prepare_deletion(piece, self._batch.place))
            if len(notes) == chunks.CHUNK_MESSAGES:
                self._write_notes(notes, number)
                notes = []
        if notes:
            self._write_notes(notes, number)

    def _write_messages(self, chunk: Chunk) -> None:
        with writing(self._engine) as session:
            if chunk.messages:
                chunk.tally.note_staged(stage(session, self._batch, chunk.messages))
            self._note_taken(session, chunk.tally, chunk.taken)
        self._total.add(chunk.tally)

    def _write_notes(self, notes: Sequence[Deletion], taken: int) -> None:
        tally = Tally()
        with writing(self._engine) as session:
            staged = stage_deletions(session, self._batch, notes)
            tally.note_deletions(staged.deleted, staged.unknown)
            self._note_taken(session, tally, taken)
        self._total.add(tally)

    def _note_taken(self, session: Session, tally: Tally, taken: int) -> None:
        """Note how much has been taken, in the transaction that stages it."""
        batch = self._batch
        row = insert_row(
            session, BATCH_CHUNK, batch_id=batch.id, taken=taken, counts=tally.dump(),
            at=batch.now, by=batch.by,
        )  # fmt: skip
        append_event(session, "batch.staged", f"batch {batch.id}", [row], batch.by, batch.now)

    def _make_visible(self) -> Completeness:
        opened, batch = self._opened, self._batch
        delivery = Delivery(
            batch=opened.id, name=opened.name, format=opened.kind.format.value,
            source=opened.kind.source, account=opened.account,
            never_holds=opened.kind.never_holds, messages=len(opened.messages),
            media=len(opened.media), others=opened.others, at=opened.received,
        )  # fmt: skip
        report = complete(self._total, delivery)
        kept = self._files.keep_bytes(write_report(report))
        with writing(self._engine) as session:
            rows = note_file(session, kept, MEDIA_TYPE, batch.now)
            row = insert_row(
                session, BATCH_VISIBLE, batch_id=opened.id, messages=report.found,
                duplicates=report.duplicates, unreadable=report.unreadable_count - opened.refused,
                report_sha256=kept.sha256, at=batch.now,
            )  # fmt: skip
            subject = f"batch {opened.id}"
            append_event(session, "batch.imported", subject, [*rows, row], batch.by, batch.now)
            tell_of_handlingar(session, batch)
        return report


def _read_place(session: Session, opened: OpenBatch) -> tuple[Place, OwnNames]:
    """Return whose the messages are, and what their account is called at the source."""
    accounts = {each.account: each for each in list_accounts(session)}
    place = Place(opened.account, opened.namnd, accounts, opened.kind.source)
    account = accounts.get(opened.account or "")
    own = OwnNames(account.name, account.handle, account.url) if account else OwnNames()
    return place, own
