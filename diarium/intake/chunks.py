"""Reading the kept files of a batch: chunks of messages, ready to be staged.

Nothing here knows the database, so that the chunks of large files are read in a process of its own
while those before them are staged. It ends when the one that stages does, however that ends.
"""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any

from diarium.errors import Error, StorageError
from diarium.files import FileBundle
from diarium.intake.kinds import Export
from diarium.intake.prepared import Place, Prepared, prepare, prepare_deletion
from diarium.intake.raw import Piece, PieceError, RawDeletion, RawMessage, Unreadable
from diarium.intake.recognise import find_kind
from diarium.intake.tally import Tally

CHUNK_MESSAGES = 2_000
CHUNK_CHARACTERS = 4_000_000
LARGE = 2 << 20
"""Bytes of files that take longer to read than a process takes to begin."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be read.

    Attributes:
        format: The kind of export.
        export: Its kept files.
        place: Whose its messages are.
        root: Where files are kept.
        taken: So many pieces were staged before, and are passed over.
    """

    format: str
    export: Export
    place: Place
    root: Path
    taken: int


@dataclass(slots=True)
class Chunk:
    """What is staged in one transaction.

    Attributes:
        messages: The messages.
        tally: What the pieces were.
        taken: The number of the last piece.
        read: How many bytes further the reading has come.
        has_notes: Some of the pieces tell of deletions, which are staged after all messages.
    """

    messages: list[Prepared] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    taken: int = 0
    read: int = 0
    has_notes: bool = False
    _characters: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is as large as a transaction may be."""
        pieces, characters = self.tally.pieces, self._characters
        return pieces >= CHUNK_MESSAGES or characters > CHUNK_CHARACTERS

    def take(self, piece: Piece, place: Place, files: FileBundle) -> None:
        """Put a piece in the chunk, or why it cannot be taken in."""
        if isinstance(piece, RawMessage | RawDeletion):
            try:
                self._prepare(piece, place, files)
            except PieceError as error:
                piece = Unreadable(piece.place, error.reason, error.field, piece.file)
        self.tally.note(piece)

    def _prepare(self, piece: RawMessage | RawDeletion, place: Place, files: FileBundle) -> None:
        if isinstance(piece, RawDeletion):
            prepare_deletion(piece, place)  # staged later, but told of now
            self.has_notes = True
            return
        self.messages.append(prepare(piece, place, files))
        self._characters += len(piece.text)


def read_chunks(task: Task) -> Iterator[Chunk]:
    """Yield the chunks of a batch from where it stands; the last may be empty.

    Raises:
        StorageError: A file cannot be read or kept, or the process that reads was ended.
    """
    size = sum(each.ref.size for each in task.export.messages.values())
    many = size > LARGE and (os.cpu_count() or 1) > 1
    return _read_ahead(task) if many else _read(task)


def _read(task: Task) -> Iterator[Chunk]:
    files, far = FileBundle(task.root), _Distance(task.export)
    chunk = Chunk()
    for number, piece in enumerate(find_kind(task.format).read(task.export), 1):
        chunk.read += far.go_on(piece)
        chunk.taken = number
        if number <= task.taken:
            continue
        chunk.take(piece, task.place, files)
        if chunk.is_full:
            files.flush()
            yield chunk
            chunk = Chunk(taken=number)
    files.flush()
    yield chunk


@dataclass(slots=True)
class _Distance:
    """How far the reading has come, in bytes of all files."""

    export: Export
    file: str = ""
    before: int = 0
    at: int = 0

    def go_on(self, piece: Piece) -> int:
        """Return how many bytes further a piece lies."""
        if not isinstance(piece, RawMessage | RawDeletion):
            return 0
        if piece.file != self.file:
            self.before += self.export.messages[self.file].ref.size if self.file else 0
            self.file = piece.file
        further = max(0, self.before + piece.start + piece.length - self.at)
        self.at += further
        return further


def _read_ahead(task: Task) -> Iterator[Chunk]:
    """Yield the chunks that a process of its own reads, one ahead of what is asked for."""
    context = multiprocessing.get_context("spawn")  # a fork would share what threads hold
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, task), daemon=True)
    process.start()
    sender.close()
    try:
        while (got := _receive(receiver)) is not None:
            if isinstance(got, Error):
                raise got
            yield got
    finally:
        receiver.close()
        process.terminate()
        process.join()


def _receive(receiver: Connection) -> Chunk | Error | None:
    try:
        got: Chunk | Error | None = receiver.recv()
    except (EOFError, OSError) as error:
        raise StorageError(
            "the process that reads what was handed in was ended; run the same command again, "
            "and it goes on from there"
        ) from error
    return got


def _flatten(record: Any) -> tuple[Any, ...]:  # noqa: ANN401  any of the records
    """Return what makes a frozen record again: its values, for the names are known."""
    kind = record.__class__
    return _make, (kind, [getattr(record, name) for name in kind.__slots__])


def _make(kind: Any, values: list[object]) -> object:  # noqa: ANN401  same
    made: object = object.__new__(kind)
    for name, value in zip(kind.__slots__, values, strict=True):
        object.__setattr__(made, name, value)
    return made


for _kind in (RawMessage, Prepared):  # most of what is sent, and slow to send as dataclasses
    ForkingPickler.register(_kind, _flatten)


def _send(sender: Connection, task: Task) -> None:
    """Read in a process of its own; without anybody at the other end it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stages decides what that means
    with contextlib.suppress(BrokenPipeError):
        try:
            for chunk in _read(task):
                sender.send(chunk)
        except Error as error:
            sender.send(error)
        else:
            sender.send(None)
