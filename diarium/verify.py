"""Proof: is everything in the archive as it was written?

The chain of the journal, the digest of every row and the bytes of every file are computed again.
What is wrong is named with its place. A tail of the journal that is cut off together with the
rows it vouches for cannot be seen from the inside; that takes an anchor outside the archive.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from diarium.database import reading
from diarium.errors import StorageError
from diarium.files import CHUNK, FileStore
from diarium.guards import (
    check_definitions,
    check_positions,
    check_tables,
    check_triggers,
    find_misfits,
    read_any_text,
)
from diarium.journal import count_events
from diarium.journal_checks import check_chain, check_rows
from diarium.journal_digests import DIGEST_LENGTH
from diarium.kept import list_kept
from diarium.numbers import check_counters, check_numbers, check_references
from diarium.records import Fault
from diarium.references import find_gone
from diarium.register_tables import REGISTER_TABLES
from diarium.search_check import check_search_index
from diarium.tables import FILE, JOURNAL, JOURNAL_ROW

Progress = Callable[[int, int], None]
"""Told how many bytes of the kept files have been read, and how many there are."""
Check = Callable[[Session], Iterator[Fault]]
_DAMAGED_SQLITE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT")
_DAMAGED_POSTGRESQL = ("XX", "42", "22")
STAGED = ".staged-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much there is to prove: journal entries, rows they vouch for, files and their bytes.

    Attributes:
        gallrade: Files that gallring has destroyed by decision; they are not among ``files``.
    """

    entries: int
    rows: int
    files: int
    bytes: int
    gallrade: int


def check_archive(
    engine: Engine, files: FileStore, progress: Progress | None = None
) -> Iterator[Fault]:
    """Yield everything in the register and the kept files that is not as it was.

    Args:
        engine: The register.
        files: The kept files.
        progress: Told of the bytes read.

    Raises:
        StorageError: The database or the folder cannot be reached at all.
    """
    checks: tuple[Check, ...] = (
        check_tables,
        _check_journal,
        _check_register,
        check_positions,
        check_definitions,
        check_triggers,
        check_numbers,
        check_counters,
        check_references,
        check_search_index,
    )
    for check in checks:
        yield from _run(engine, check)
    yield from check_files(engine, files, progress)


def measure_archive(engine: Engine) -> Extent:
    """Return how much there is to prove."""
    with reading(engine) as session:
        listed = select(func.coalesce(func.sum(func.length(JOURNAL_ROW.c.digests)), 0))
        rows = int(session.execute(listed).scalar_one()) // DIGEST_LENGTH
        size = select(func.count(), func.coalesce(func.sum(FILE.c.size), 0)).select_from(FILE)
        number, total = session.execute(size).one()
        gone = list_kept(session, find_gone(session))
        return Extent(
            entries=count_events(session), rows=rows, files=number - len(gone),
            bytes=int(total) - sum(each.size for each in gone.values()), gallrade=len(gone),
        )  # fmt: skip


def check_files(
    engine: Engine, files: FileStore, progress: Progress | None = None
) -> Iterator[Fault]:
    """Yield every kept file that is gone or altered, and every file that is none of ours.

    A file whose name is the checksum of its bytes, but which no row names, is what an interrupted
    run leaves behind: no record, and no fault. So is one that gallring has noted as gone and that
    still lies there; the next gallring removes it.
    """
    known: list[tuple[str, int]] = []
    yield from _run(engine, lambda session: _read_files(session, known))
    total, done = sum(size for _sha256, size in known), 0
    for sha256, size in known:
        yield from _check_file(files.path_of(sha256), sha256, size)
        done += size
        if progress is not None:
            progress(done, total)
    yield from _check_strangers(files, {files.path_of(sha256) for sha256, _size in known})


def _run(engine: Engine, check: Check) -> Iterator[Fault]:
    """Run one check in a session of its own, so that damage in one place hides no other."""
    try:
        with reading(engine) as session:
            read_any_text(session)
            yield from check(session)
    except StorageError as error:
        if not _is_damage(error):
            raise
        cause = str(error.fields.get("cause", ""))
        yield Fault("database-corrupt", cause, "the database is damaged")
    except (ValueError, TypeError, OverflowError) as error:
        yield Fault("database-corrupt", str(error)[:200], "the database holds what cannot be read")


def _is_damage(error: StorageError) -> bool:
    """Tell a damaged database from one that is out of reach, locked or on a full disk."""
    original: Any = getattr(error.__cause__, "orig", None)
    name = getattr(original, "sqlite_errorname", "") or ""
    state = getattr(original, "sqlstate", "") or ""
    text = "Could not decode" in str(original)
    return text or name.startswith(_DAMAGED_SQLITE) or state.startswith(_DAMAGED_POSTGRESQL)


def _check_journal(session: Session) -> Iterator[Fault]:
    misfits = find_misfits(session, JOURNAL)
    for seq in misfits:
        yield Fault("journal-altered", f"journal {seq}", "the entry holds what was never written")
    for seq in find_misfits(session, JOURNAL_ROW):
        yield Fault("journal-altered", f"journal {seq}", "its list of rows was changed")
    yield from check_chain(session, misfits)


def _check_register(session: Session) -> Iterator[Fault]:
    misfits = {table.name: find_misfits(session, table) for table in REGISTER_TABLES}
    for name, numbers in misfits.items():
        for number in numbers:
            yield Fault("row-altered", f"{name} {number}", "the row holds what was never written")
    yield from check_rows(session, misfits)


def _read_files(session: Session, known: list[tuple[str, int]]) -> Iterator[Fault]:
    gone = find_gone(session)
    for row in session.execute(select(FILE.c.sha256, FILE.c.size).order_by(FILE.c.id)):
        if row.sha256 in gone:
            continue
        if isinstance(row.sha256, str) and isinstance(row.size, int):
            known.append((row.sha256, row.size))
        else:
            yield Fault("row-altered", f"file {row.sha256!r}", "the row was changed")


def _check_file(path: Path, sha256: str, size: int) -> Iterator[Fault]:
    place = f"files/{sha256[:2]}/{sha256}"
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            yield Fault("file-altered", place, "it is no longer a file")
        elif found.st_size != size:
            yield Fault("file-altered", place, "its size is not what it was")
        elif hash_file(path) != sha256:
            yield Fault("file-altered", place, "its bytes are not what they were")
    except FileNotFoundError:
        yield Fault("file-missing", place, "the file is gone")
    except (OSError, ValueError):
        yield Fault("file-unreadable", place, "the file cannot be read")


def _check_strangers(files: FileStore, known: set[Path]) -> Iterator[Fault]:
    for folder, _folders, names in os.walk(files.root):
        for name in sorted(names):
            path = Path(folder, name)
            if path not in known and not name.startswith(STAGED) and not _is_leftover(path):
                place = path.relative_to(files.root.parent).as_posix()
                yield Fault("file-unknown", place, "the register knows no such file")


def _is_leftover(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode) and hash_file(path) == path.name
    except OSError:
        return False


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
