"""Taking in a batch from its kept files: in chunks that nobody sees, and one row that shows all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from diarium.accounts import list_accounts
from diarium.database import reading, writing
from diarium.files import FileBundle, FileStore
from diarium.intake.batches import OpenBatch
from diarium.intake.changes import stage_deletions, tell_of_handlingar
from diarium.intake.completeness import Completeness, Delivery, complete
from diarium.intake.completeness_record import MEDIA_TYPE, write_report
from diarium.intake.kinds import Export, OwnNames
from diarium.intake.prepared import (
    Batch,
    Deletion,
    Place,
    Prepared,
    prepare,
    prepare_deletion,
)
from diarium.intake.raw import Piece, PieceError, RawDeletion, RawMessage, Unreadable
from diarium.intake.staging import stage
from diarium.intake.tally import Tally
from diarium.journal import append_event, insert_row
from diarium.kept import note_file
from diarium.tables import BATCH_CHUNK, BATCH_VISIBLE

CHUNK_MESSAGES = 500
CHUNK_CHARACTERS = 4_000_000

Told = Callable[[int], None]
"""Told of bytes that have been read."""


@dataclass(slots=True)
class _Chunk:
    """What is staged in one transaction."""

    messages: list[Prepared] = field(default_factory=list)
    notes: list[Deletion] = field(default_factory=list)
    characters: int = 0
    tally: Tally = field(default_factory=Tally)

    @property
    def is_full(self) -> bool:
        many = len(self.messages) == CHUNK_MESSAGES or len(self.notes) == CHUNK_MESSAGES
        return many or self.characters > CHUNK_CHARACTERS


class Intake:
    """One batch being taken in, from its start or from where an interrupted run stopped."""

    def __init__(
        self, engine: Engine, files: FileStore, opened: OpenBatch, by: str, now: datetime
    ) -> None:
        with reading(engine) as session:
            place, own = _read_place(session, opened)
        self._engine, self._files, self._opened = engine, FileBundle(files.root), opened
        self._total, self._taken = opened.tally, opened.taken
        self._has_notes = opened.taken > 0  # not known of what was taken before
        self._export = Export(
            messages=opened.messages, media=opened.media, own=own, columns=opened.columns,
            now=opened.received,
        )  # fmt: skip
        originals = {path: each.ref for path, each in opened.messages.items()}
        self._batch = Batch(opened.id, originals, place, opened.received, by, now)

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
        chunk, number = _Chunk(), 0
        for number, piece in enumerate(_told(self._export, self._opened, told), 1):
            if number <= self._taken:
                continue
            self._take(chunk, piece)
            if chunk.is_full:
                self._write(chunk, number)
                chunk = _Chunk()
        if number > self._taken:
            self._write(chunk, number)
        return number

    def _take(self, chunk: _Chunk, piece: Piece) -> None:
        """Put a piece in a chunk, or why it cannot be taken in."""
        if isinstance(piece, RawMessage | RawDeletion):
            try:
                self._prepare(chunk, piece)
            except PieceError as error:
                piece = Unreadable(piece.place, error.reason, error.field, piece.file)
        chunk.tally.note(piece)

    def _prepare(self, chunk: _Chunk, piece: RawMessage | RawDeletion) -> None:
        if isinstance(piece, RawDeletion):
            prepare_deletion(piece, self._batch.place)  # staged later, but told of now
            self._has_notes = True
            return
        chunk.messages.append(prepare(piece, self._batch.place, self._files))
        chunk.characters += len(piece.text)

    def _stage_notes(self, before: int) -> None:
        """Stage the notes of deletion, whose pieces are counted on from those of the messages."""
        chunk, number = _Chunk(), before
        for number, piece in enumerate(self._opened.kind.read(self._export), before + 1):
            if number <= self._taken or not isinstance(piece, RawDeletion):
                continue
            try:
                chunk.notes.append(prepare_deletion(piece, self._batch.place))
            except PieceError:
                continue  # told of when the messages were staged
            if chunk.is_full:
                self._write(chunk, number)
                chunk = _Chunk()
        if chunk.notes:
            self._write(chunk, number)

    def _write(self, chunk: _Chunk, taken: int) -> None:
        """Stage a chunk, and note in the same transaction how much has been taken."""
        batch, tally = self._batch, chunk.tally
        self._files.flush()
        with writing(self._engine) as session:
            if chunk.messages:
                tally.note_staged(stage(session, batch, chunk.messages))
            if chunk.notes:
                staged = stage_deletions(session, batch, chunk.notes)
                tally.note_deletions(staged.deleted, staged.unknown)
            row = insert_row(
                session, BATCH_CHUNK, batch_id=batch.id, taken=taken, counts=tally.dump(),
                at=batch.now, by=batch.by,
            )  # fmt: skip
            append_event(session, "batch.staged", f"batch {batch.id}", [row], batch.by, batch.now)
        self._total.add(tally)

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
        self._files.flush()
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


def _told(export: Export, opened: OpenBatch, told: Told) -> Iterator[Piece]:
    """Yield the pieces, telling how far the reading has come."""
    file, before, at = "", 0, 0
    for piece in opened.kind.read(export):
        if isinstance(piece, RawMessage | RawDeletion):
            if piece.file != file:
                before += export.messages[file].ref.size if file else 0
                file = piece.file
            if (now := before + piece.start + piece.length) > at:
                told(now - at)
                at = now
        yield piece
