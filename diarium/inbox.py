"""The inbox: what is handed in is kept as it came, taken in, and looked at.

Every file is kept first, whatever is in it. One transaction then opens the batch, with all its
files; its messages are staged in chunks from the kept files alone, and one last transaction makes
the batch visible. An intake that is interrupted leaves rows that nobody sees; the next intake, of
anything, goes on where it stopped.
"""

import contextlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from diarium.account_kinds import refuse_others_page
from diarium.accounts import read_account
from diarium.database import reading
from diarium.errors import UsageError
from diarium.files import FileBundle, FileStore, one_at_a_time, storage_errors
from diarium.intake.batches import NewBatch, OpenBatch, open_batches, read_unfinished
from diarium.intake.completeness import Completeness
from diarium.intake.handed_in import open_tree
from diarium.intake.keeping import find_faults, keep_claimed, list_others, refuse_too_large
from diarium.intake.kinds import Claimed, Format, Kind
from diarium.intake.raw import PieceError
from diarium.intake.recognise import list_unclaimed, recognise
from diarium.intake.table_columns import Mappings, choose_columns
from diarium.intake.taking import Intake
from diarium.intake.tree import HandedIn
from diarium.namnder import list_namnder, read_namnd

__all__ = ["Source", "Taken", "import_all", "read_owner"]
_SAYS_WHOSE = (Format.JSON_LINES, Format.TABLE)
"""Kinds whose messages may name their account themselves."""

Progress = Callable[[int, int], None]
"""Told how many bytes have been kept and read, and how many there are to keep and read."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is handed in as one: a file, a folder, or zips that are one export together.

    Attributes:
        paths: The file, the folder or the zips.
        account: The account its messages belong to, unless they name another themselves.
        namnd: The nämnd they belong to when they have no account.
        mapping: The name of the mapping by which it is to be read as a table.
        mappings: The mappings for tables that the settings hold, by name.
        by_hand: A person typed one message; only so is anything taken in from a page that is not
            the municipality's own.
    """

    paths: tuple[Path, ...]
    account: str | None = None
    namnd: str | None = None
    mapping: str | None = None
    mappings: Mappings = field(default_factory=dict)
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch that has been taken in.

    Attributes:
        report: What came of it.
        resumed: It had been interrupted before, and was completed now.
    """

    report: Completeness
    resumed: bool


@dataclass(frozen=True, slots=True)
class _Delivery:
    """A source that has been looked at: what it holds, whose it is, and how a table is read."""

    tree: HandedIn
    found: Sequence[tuple[Kind, Claimed]]
    account: str | None
    namnd: str | None
    columns: Mapping[str, str]


def import_all(
    engine: Engine,
    files: FileStore,
    sources: Sequence[Source],
    by: str,
    now: datetime,
    progress: Progress | None = None,
) -> list[Taken]:
    """Take in what is handed in, and complete what was interrupted before.

    Args:
        engine: The register.
        files: Where every file is kept, before any row names it.
        sources: What is handed in; nothing of it is kept when one cannot be recognised.
        by: Who hands it in.
        now: When.
        progress: Told of the bytes kept and read.

    Returns:
        The batches, those that had been interrupted first; one of each kind of export that a
        source holds. Duplicates are flagged, never dropped. What is handed in again after an
        interruption is not taken in twice: its batch is completed.

    Raises:
        UsageError: Something is none of the kinds taken in, the account or nämnd is unknown, or
            nothing says which nämnd messages belong to, or which mapping fits a table.
        StorageError: A file cannot be read or kept, or the database cannot be reached.
        AlteredError: A kept file of a batch that was interrupted is gone.
    """
    _refuse_itself(files, sources)
    with contextlib.ExitStack() as stack:
        handed = [_look(engine, each, stack) for each in sources]
        with storage_errors(files.root):
            files.root.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(files.root):
            desk = _Desk(engine, files, by, now, _Bytes(progress, sum(map(_measure, handed))))
            completed = desk.complete_all()
            known = {each.content for each in completed}
            taken = [Taken(each.report, resumed=True) for each in completed]
            for each in handed:
                desk.open(each, known)
                taken += (Taken(done.report, resumed=False) for done in desk.complete_all())
    return taken


def read_owner(
    session: Session, account: str | None, namnd: str | None, *, by_hand: bool = False
) -> tuple[str | None, str | None]:
    """Return the account and the nämnd that were said, as the register writes them.

    Raises:
        UsageError: One of them is unknown, or the account belongs to another nämnd.
        RefusedError: The page is not the municipality's own, and no person typed the message.
    """
    found = read_account(session, account) if account else None
    if found and not by_hand:
        refuse_others_page(found)
    code = read_namnd(session, namnd).code if namnd else None
    if code and found and found.namnd != code:
        raise UsageError(
            "account {account} belongs to {owner}, not to {namnd}; leave one of them out",
            account=found.account,
            owner=found.namnd,
            namnd=code,
        )
    return found.account if found else None, code


def _refuse_itself(files: FileStore, sources: Sequence[Source]) -> None:
    """Refuse a folder in which the archive lies: what is kept is not handed in again."""
    for path in (path for each in sources for path in each.paths):
        if files.root.resolve().is_relative_to(path.resolve()):
            raise UsageError(
                "the folder {path} holds the archive itself; hand in the folder of the export",
                path=path,
            )


def _look(engine: Engine, source: Source, stack: contextlib.ExitStack) -> _Delivery:
    """Recognise a source, and find whose its messages are."""
    tree = stack.enter_context(open_tree(source.paths))
    found = recognise(tree, None if source.mapping is None else Format.TABLE)
    columns = _find_columns(tree, found, source)
    with reading(engine) as session:
        says_whose = all(kind.format in _SAYS_WHOSE for kind, _claimed in found)
        account, namnd = _find_place(session, source, tree.name, says_whose=says_whose)
    return _Delivery(tree, found, account, namnd, columns)


def _find_columns(
    tree: HandedIn, found: Sequence[tuple[Kind, Claimed]], source: Source
) -> Mapping[str, str]:
    """Return which column holds which field, if tables were handed in."""
    for kind, claimed in found:
        if kind.format is Format.TABLE:
            return choose_columns(tree, claimed, source.mappings, source.mapping)
    return {}


def _find_place(
    session: Session, source: Source, name: str, *, says_whose: bool
) -> tuple[str | None, str | None]:
    """Return the account and nämnd of the messages that do not say so themselves."""
    account, namnd = read_owner(session, source.account, source.namnd, by_hand=source.by_hand)
    namnder = list_namnder(session)
    if not namnd and len(namnder) == 1:
        namnd = namnder[0].code
    if not (says_whose or namnd or account):
        raise UsageError(
            "nothing says which nämnd the messages in {path} belong to; add --account or --namnd",
            path=name,
        )
    return account, namnd


@dataclass(slots=True)
class _Bytes:
    """How many bytes have been kept and read, of all there are."""

    tell: Progress | None
    total: int
    done: int = 0

    def add(self, size: int) -> None:
        self.done += size
        if self.tell is not None:
            self.tell(min(self.done, self.total), self.total)


def _measure(delivery: _Delivery) -> int:
    """Return how many bytes are kept, and then read."""
    size = 0
    for _kind, claimed in delivery.found:
        for path in (*claimed.messages, *claimed.messages, *claimed.media):
            with contextlib.suppress(PieceError):
                size += delivery.tree.size(path)
    return size


@dataclass(frozen=True, slots=True)
class _Completed:
    content: tuple[object, ...]
    report: Completeness


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where batches are opened and completed."""

    engine: Engine
    files: FileStore
    by: str
    now: datetime
    counted: _Bytes

    def open(self, delivery: _Delivery, known: Container[tuple[object, ...]]) -> None:
        """Keep the files of a source and open its batches, but for those that are known."""
        tree, new = delivery.tree, list[NewBatch]()
        refuse_too_large(tree, (claimed for _kind, claimed in delivery.found), self.files)
        unclaimed = list_unclaimed(tree, delivery.found)
        others = list_others(tree, unclaimed)
        refused = [*tree.refused, *find_faults(tree, unclaimed)]
        bundle = FileBundle(self.files.root)
        for kind, claimed in delivery.found:
            empty = NewBatch(
                name=tree.name, kind=kind, account=delivery.account, namnd=delivery.namnd,
                columns=delivery.columns, files=others, refused=refused,
            )  # fmt: skip
            new.append(keep_claimed(tree, claimed, empty, bundle, self.counted.add))
            others, refused = [], []  # told of once
        bundle.flush()
        unknown = [each for each in new if each.content not in known]
        open_batches(self.engine, unknown, self.by, self.now)

    def complete_all(self) -> list[_Completed]:
        """Take in every open batch from where it stands."""
        return [self._complete(each) for each in read_unfinished(self.engine, self.files)]

    def _complete(self, opened: OpenBatch) -> _Completed:
        intake = Intake(self.engine, self.files, opened, self.by, self.now)
        return _Completed(opened.content, intake.run(self.counted.add))
