"""The batches that have been taken in, as people see them; each keeps its completeness report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.intake.completeness import Completeness
from diarium.intake.completeness_record import read_report
from diarium.tables import ACCOUNT, BATCH, BATCH_VISIBLE, MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """A batch that was taken in whole.

    Attributes:
        name: What was handed in was called; empty when its messages are gallrade.
        namnder: The nämnder whose messages it holds, or was handed in for.
        messages: How many messages it holds, the repeated ones too.
        unreadable: How many pieces of its kept files could not be read.
        report_sha256: The kept report.
        at: When it was handed in.
    """

    id: int
    name: str
    format: str
    account: str | None
    namnder: tuple[str, ...]
    messages: int
    duplicates: int
    unreadable: int
    report_sha256: str
    at: datetime
    by: str


def list_batches(session: Session) -> list[TakenIn]:
    """Return the batches in the order they were handed in."""
    found = session.execute(select(MESSAGE.c.batch_id, MESSAGE.c.namnd).distinct())
    namnder = dict[int, set[str]]()
    for row in found:
        namnder.setdefault(row.batch_id, set()).add(row.namnd)
    rows = session.execute(_seen().order_by(BATCH.c.id)).all()
    owners = _read_owners(session)
    return [_taken_in(row, namnder.get(row.id, set()), owners) for row in rows]


def read_batch(session: Session, number: int) -> TakenIn:
    """Return one batch.

    Raises:
        UsageError: There is none by that number, or it was never taken in whole.
    """
    row = session.execute(_seen().where(BATCH.c.id == number)).first()
    if row is None:
        raise UsageError(
            "there is no batch {number}; archiver inbox batches shows those there are",
            number=number,
        )
    found = select(MESSAGE.c.namnd).where(MESSAGE.c.batch_id == number).distinct()
    return _taken_in(row, set(session.execute(found).scalars()), _read_owners(session))


def read_completeness(files: FileStore, batch: TakenIn) -> Completeness | None:
    """Return the report that was kept with a batch; none when it is gallrad with its files.

    Raises:
        AlteredError: It is gone though the batch is not gallrad.
    """
    if not batch.name and not files.path_of(batch.report_sha256).is_file():
        return None
    return read_report(files.read(batch.report_sha256))


def _seen() -> Select[Any]:
    return select(
        BATCH,
        BATCH_VISIBLE.c.messages,
        BATCH_VISIBLE.c.duplicates,
        BATCH_VISIBLE.c.unreadable,
        BATCH_VISIBLE.c.report_sha256,
    ).join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == BATCH.c.id)


def _read_owners(session: Session) -> dict[str, str]:
    """Return the nämnd of each account."""
    rows = session.execute(select(ACCOUNT.c.account, ACCOUNT.c.namnd).order_by(ACCOUNT.c.id))
    return {row.account: row.namnd for row in rows}


def _taken_in(row: Row[Any], namnder: set[str], owners: dict[str, str]) -> TakenIn:
    said = namnder or {row.namnd, owners.get(row.account)} - {None}
    return TakenIn(
        id=row.id,
        name=row.source_name,
        format=row.format,
        account=row.account,
        namnder=tuple(sorted(said)),
        messages=row.messages,
        duplicates=row.duplicates,
        unreadable=row.unreadable,
        report_sha256=row.report_sha256,
        at=row.at,
        by=row.by,
    )
