"""The inbox: files of messages are taken in, kept as they came, and looked at.

A file is kept first, whatever is in it. Its messages are staged in chunks, and one last
transaction makes the batch visible; an import that is interrupted leaves rows that nobody sees,
and the same file is then taken in again from its start as a new batch.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from diarium.accounts import list_accounts, read_account
from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.files import FileStore, one_at_a_time
from diarium.intake.changes import stage_deletions, tell_of_handlingar
from diarium.intake.jsonl import read_jsonl
from diarium.intake.mail import read_eml, read_mbox
from diarium.intake.prepared import (
    Batch,
    Deletion,
    Place,
    Prepared,
    prepare,
    prepare_deletion,
)
from diarium.intake.raw import PieceError, RawDeletion, RawMessage, Unreadable, display_name
from diarium.intake.recognise import Format, recognise
from diarium.intake.staging import stage
from diarium.journal import append_event, insert_row
from diarium.kept import note_file
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages, read_message
from diarium.namnder import list_namnder, read_namnd
from diarium.tables import BATCH, BATCH_VISIBLE

__all__ = ["BatchReport", "Source", "import_file", "list_messages", "read_message"]
CHUNK_MESSAGES = 500
CHUNK_CHARACTERS = 4_000_000
TOLD = 1_000
"""How many unreadable pieces a report names; the rest are counted."""

Progress = Callable[[int], None]
Piece = RawMessage | RawDeletion | Unreadable


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take in.

    Attributes:
        path: The file.
        account: The account its messages belong to, unless they name another themselves.
        namnd: The nämnd they belong to when they have no account.
    """

    path: Path
    account: str | None = None
    namnd: str | None = None


@dataclass(slots=True, kw_only=True)
class BatchReport:
    """What came of taking in a file.

    Attributes:
        batch: The number of the batch.
        file: The file's name.
        format: What it was recognised as.
        found: Messages found, the repeated ones too.
        new: Messages not seen before.
        duplicates: Messages that repeat another word for word; kept, and linked to it.
        changed: Messages whose source's id is known with another content; kept, and linked to it.
        deleted: Messages that the file says were deleted at the source; they are kept as they are.
        unknown_deletions: The lines of notes that delete what has not been taken in.
        own: Messages that the account wrote itself.
        unreadable: The first pieces that could not be read.
        unreadable_count: How many could not be read in all.
        proposals: What the rules propose, counted by outcome.
    """

    batch: int
    file: str
    format: Format
    found: int = 0
    duplicates: int = 0
    changed: int = 0
    deleted: int = 0
    unknown_deletions: list[int] = field(default_factory=list)
    own: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)
    unreadable_count: int = 0
    proposals: Counter[DecisionOutcome] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """Messages not seen before."""
        return self.found - self.duplicates


def import_file(
    engine: Engine,
    files: FileStore,
    source: Source,
    by: str,
    now: datetime,
    progress: Progress | None = None,
) -> BatchReport:
    """Take in a file of messages: JSON Lines, .eml or mbox, recognised from its content.

    Args:
        engine: The register.
        files: Where the file and the attachments are kept, before any row names them.
        source: The file, and whose it is.
        by: Who takes it in.
        now: When.
        progress: Called with the number of bytes read so far.

    Returns:
        What came of it; duplicates are flagged, never dropped.

    Raises:
        UsageError: The file is none of the kinds taken in, the account or nämnd is unknown, or
            nothing says which nämnd a file of mail belongs to.
        StorageError: The file cannot be read or kept, or the database cannot be reached.
    """
    kind, name = recognise(source.path), display_name(source.path.name)
    with reading(engine) as session:
        place = _find_place(session, source, kind)
    original = files.keep_file(source.path)
    path, folder = files.path_of(original.sha256), source.path.parent
    with one_at_a_time(files.root):
        batch = _open_batch(engine, Batch(0, original, place, by, now), name, kind)
        report = BatchReport(batch=batch.id, file=name, format=kind)
        notes = list[Deletion]()
        pieces = _counted(_read(kind, path, folder, now), report, progress)
        for chunk in _chunks(_prepared(pieces, batch, files, report, notes)):
            _stage(engine, batch, chunk, report)
        for start in range(0, len(notes), CHUNK_MESSAGES):
            _stage_deletions(engine, batch, notes[start : start + CHUNK_MESSAGES], report)
        _make_visible(engine, batch, report)
    return report


def _find_place(session: Session, source: Source, kind: Format) -> Place:
    """Return whose the messages are that do not say so; mail never does."""
    account = read_account(session, source.account) if source.account else None
    namnd = read_namnd(session, source.namnd).code if source.namnd else None
    if namnd and account and account.namnd != namnd:
        raise UsageError(
            "account {account} belongs to {owner}, not to {namnd}; leave one of them out",
            account=account.account,
            owner=account.namnd,
            namnd=namnd,
        )
    namnder = list_namnder(session)
    if not namnd and len(namnder) == 1:
        namnd = namnder[0].code
    if kind is not Format.JSON_LINES and not (namnd or account):
        raise UsageError(
            "nothing says which nämnd the messages in {path} belong to; add --account or --namnd",
            path=source.path,
        )
    accounts = {each.account: each for each in list_accounts(session)}
    return Place(account.account if account else None, namnd, accounts)


def _open_batch(engine: Engine, batch: Batch, name: str, kind: Format) -> Batch:
    """Note the file and the batch, which nobody sees until it has been taken in whole."""
    with writing(engine) as session:
        rows = note_file(session, batch.original, kind.media_type, batch.now)
        row = insert_row(
            session, BATCH, source_name=name, format=kind.value, sha256=batch.original.sha256,
            account=batch.place.account, at=batch.now, by=batch.by,
        )  # fmt: skip
        subject = f"batch {row.row_id}"
        append_event(session, "batch.opened", subject, [*rows, row], batch.by, batch.now)
    return replace(batch, id=row.row_id)


def _read(kind: Format, path: Path, folder: Path, now: datetime) -> Iterator[Piece]:
    match kind:
        case Format.JSON_LINES:
            return read_jsonl(path, folder, now)
        case Format.MBOX:
            return read_mbox(path, now)
        case Format.EML:
            return read_eml(path, now)


def _counted(
    pieces: Iterator[Piece], report: BatchReport, progress: Progress | None
) -> Iterator[RawMessage | RawDeletion]:
    """Yield what can be read; note in the report what cannot."""
    for piece in pieces:
        if isinstance(piece, Unreadable):
            _note_unreadable(report, piece)
            continue
        if progress is not None:
            progress(piece.start + piece.length)
        yield piece


def _prepared(
    pieces: Iterator[RawMessage | RawDeletion],
    batch: Batch,
    files: FileStore,
    report: BatchReport,
    notes: list[Deletion],
) -> Iterator[Prepared]:
    """Yield the messages; put the notes of deletion by, for after all messages."""
    for piece in pieces:
        try:
            if isinstance(piece, RawDeletion):
                notes.append(prepare_deletion(piece, batch.place))
            else:
                yield prepare(piece, batch.place, files)
        except PieceError as error:
            _note_unreadable(report, Unreadable(piece.place, error.reason, error.field))


def _note_unreadable(report: BatchReport, piece: Unreadable) -> None:
    report.unreadable_count += 1
    if len(report.unreadable) < TOLD:
        report.unreadable.append(piece)


def _chunks(messages: Iterator[Prepared]) -> Iterator[list[Prepared]]:
    """Gather messages until there are many of them, or much text."""
    chunk, characters = list[Prepared](), 0
    for message in messages:
        chunk.append(message)
        characters += len(message.raw.text)
        if len(chunk) == CHUNK_MESSAGES or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _stage(engine: Engine, batch: Batch, chunk: list[Prepared], report: BatchReport) -> None:
    with writing(engine) as session:
        staged = stage(session, batch, chunk)
    report.found += len(chunk)
    report.duplicates += staged.outcomes[DecisionOutcome.DUPLICATE]
    report.changed += staged.changed
    report.own += staged.own
    report.proposals += staged.outcomes


def _stage_deletions(
    engine: Engine, batch: Batch, notes: Sequence[Deletion], report: BatchReport
) -> None:
    with writing(engine) as session:
        staged = stage_deletions(session, batch, notes)
    report.deleted += staged.deleted
    report.unknown_deletions += staged.unknown


def _make_visible(engine: Engine, batch: Batch, report: BatchReport) -> None:
    with writing(engine) as session:
        row = insert_row(
            session, BATCH_VISIBLE, batch_id=batch.id, messages=report.found,
            duplicates=report.duplicates, unreadable=report.unreadable_count, at=batch.now,
        )  # fmt: skip
        append_event(session, "batch.imported", f"batch {batch.id}", [row], batch.by, batch.now)
        tell_of_handlingar(session, batch)
