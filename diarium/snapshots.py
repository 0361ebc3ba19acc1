"""The register of ögonblicksbilder: every try, what came of it, and its files.

The policy ("Dokumentera") asks for a picture of every account's start page at the halvårsskifte. A
failed try is noted with its evidence and hides no earlier picture. Where it led to a picture that
was judged not to be the start page, a person may look at it and accept it all the same; the row of
the try stays as it was, and its reason with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.journal import append_event, insert_row, insert_rows
from diarium.kept import note_file
from diarium.records import FileRef, NamedFile
from diarium.snapshot_records import Acceptance, CaptureOutcome, Snapshot, Why
from diarium.tables import (
    ARENDE,
    FILE,
    HANDLING,
    SNAPSHOT,
    SNAPSHOT_ACCEPTANCE,
    SNAPSHOT_FILE,
    SNAPSHOT_HANDLING,
)
from schedules.half_year import HalfYear

PICTURE, UNACCEPTED, DIAGNOSTICS = "pdfa", "unaccepted", "diagnostics"
"""Roles of files: the picture; that of a failed try, until it is accepted; one for people to look
at, never delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFacts:
    """What is noted of a try to take a snapshot; the fields are those of `records.Snapshot`."""

    account: str
    account_version: int
    namnd: str
    period: str
    why: Why
    outcome: CaptureOutcome
    reason: str | None
    late: bool
    url_asked: str
    url_reached: str | None
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFile:
    """A kept file of a snapshot.

    Attributes:
        role: ``pdfa`` or ``provenance``; of a failed try with a page also ``unaccepted``, its
            picture as PDF/A, and ``diagnostics``, how the page looked on a screen.
    """

    role: str
    name: str
    media_type: str
    ref: FileRef


def record_snapshot(
    session: Session, facts: SnapshotFacts, files: Sequence[SnapshotFile], by: str, now: datetime
) -> Snapshot:
    """Note a snapshot and its files, which must have been kept before.

    Args:
        session: A session that holds the write lock.
        facts: What is noted.
        files: Its kept files; a failed try has a provenance record and no picture.
        by: Who had it taken.
        now: When it is noted.

    Raises:
        ValueError: A failed try comes with a picture, or another without one.
    """
    has_picture = any(each.role == PICTURE for each in files)
    if has_picture is (facts.outcome is CaptureOutcome.FAILED):
        message = "a failed try has no picture, every other snapshot has one"
        raise ValueError(message)
    row = insert_row(session, SNAPSHOT, **asdict(facts), at=now, by=by)
    named = [
        {"snapshot_id": row.row_id, "role": f.role, "name": f.name, "sha256": f.ref.sha256}
        for f in files
    ]
    rows = [row, *insert_rows(session, SNAPSHOT_FILE, named)]
    for each in files:
        rows += note_file(session, each.ref, each.media_type, now)
    kind = "snapshot.failed" if facts.outcome is CaptureOutcome.FAILED else "snapshot.taken"
    append_event(session, kind, f"{facts.account} {facts.period}", rows, by, now)
    return _read(session, select(SNAPSHOT).where(SNAPSHOT.c.id == row.row_id))[0]


def accept_snapshot(session: Session, number: int, why: str, by: str, now: datetime) -> Snapshot:
    """Accept a failed try whose picture a person has looked at; it then counts as taken in part.

    Args:
        session: A session that holds the write lock.
        number: The number of the try.
        why: Why the picture shows the account's start page after all.
        by: Who accepts it.
        now: When.

    Raises:
        UsageError: There is no such try, or nothing is said of why.
        RefusedError: It did not fail, has no picture, or is accepted already.
    """
    found = _read_try(session, number)
    if not why.strip():
        raise UsageError("say with --why how the picture shows the account's start page after all")
    _refuse_unfit(found)
    row = insert_row(
        session, SNAPSHOT_ACCEPTANCE, snapshot_id=number, why=why.strip(), at=now, by=by
    )
    subject = f"{found.account} {found.period} ({number})"
    append_event(session, "snapshot.accepted", subject, [row], by, now)
    return _read_try(session, number)


def list_snapshots(
    session: Session,
    namnd: str | None = None,
    period: str | None = None,
    account: str | None = None,
) -> list[Snapshot]:
    """Return all tries in the order they were noted, those that failed too.

    Args:
        session: A session.
        namnd: Only those of this nämnd.
        period: Only those that belong to this half-year, such as ``2026-H1``.
        account: Only those of this account.
    """
    wanted = select(SNAPSHOT).order_by(SNAPSHOT.c.id)
    for column, value in (("namnd", namnd), ("period", period), ("account", account)):
        if value is not None:
            wanted = wanted.where(SNAPSHOT.c[column] == value)
    return _read(session, wanted)


def list_taken(session: Session) -> set[tuple[str, HalfYear]]:
    """Return which halvårsskiften have their snapshot, complete or in part, as account and half.

    A picture taken for another reason, in the middle of a half-year, does not stand for the one
    that the halvårsskifte asks for.
    """
    rows = session.execute(
        select(SNAPSHOT.c.account, SNAPSHOT.c.period)
        .outerjoin(SNAPSHOT_ACCEPTANCE)
        .where(
            SNAPSHOT.c.why == Why.HALVARSSKIFTE,
            (SNAPSHOT.c.outcome != CaptureOutcome.FAILED) | SNAPSHOT_ACCEPTANCE.c.id.is_not(None),
        )
        .distinct()
    )
    return {(row.account, HalfYear.parse(row.period)) for row in rows}


def _read_try(session: Session, number: int) -> Snapshot:
    found = _read(session, select(SNAPSHOT).where(SNAPSHOT.c.id == number))
    if not found:
        raise UsageError(
            "there is no snapshot {number}; archiver coverage shows the numbers", number=number
        )
    return found[0]


def _refuse_unfit(found: Snapshot) -> None:
    """Refuse what is not a failed try with a picture that nobody has accepted."""
    if found.accepted:
        raise RefusedError(
            "snapshot {number} was accepted already, by {by}", number=found.id, by=found.accepted.by
        )
    if found.outcome is not CaptureOutcome.FAILED:
        raise RefusedError(
            "snapshot {number} did not fail; there is nothing to accept", number=found.id
        )
    if not any(each.role == UNACCEPTED for each in found.files):
        raise RefusedError(
            "snapshot {number} has no picture to accept ({reason}); take it again",
            number=found.id,
            reason=found.reason,
        )


def _read(session: Session, wanted: Select[tuple[object, ...]]) -> list[Snapshot]:
    rows = session.execute(wanted).all()
    numbers = [row.id for row in rows]
    files, accepted = _files_of(session, numbers), _acceptances_of(session, numbers)
    registered = _beteckningar_of(session, numbers)
    return [
        replace(
            _accept(_snapshot(row, files[row.id]), accepted.get(row.id)),
            beteckning=registered.get(row.id),
        )
        for row in rows
    ]


def _accept(snapshot: Snapshot, accepted: Acceptance | None) -> Snapshot:
    """Return a try as it counts: an accepted one is there in part, and its picture is the one."""
    if accepted is None:
        return snapshot
    files = (
        replace(each, role=PICTURE) if each.role == UNACCEPTED else each for each in snapshot.files
    )
    return replace(snapshot, outcome=CaptureOutcome.PARTIAL, files=tuple(files), accepted=accepted)


def _acceptances_of(session: Session, numbers: Sequence[int]) -> dict[int, Acceptance]:
    if not numbers:
        return {}
    of = SNAPSHOT_ACCEPTANCE.c.snapshot_id
    rows = session.execute(
        select(SNAPSHOT_ACCEPTANCE).where(of.between(min(numbers), max(numbers)))
    )
    return {row.snapshot_id: Acceptance(row.why, row.at, row.by) for row in rows}


def _beteckningar_of(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """Return the handlingar that snapshots are registered as, by the snapshots' numbers."""
    if not numbers:
        return {}
    of = SNAPSHOT_HANDLING.c.snapshot_id
    rows = session.execute(
        select(of, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(HANDLING, HANDLING.c.id == SNAPSHOT_HANDLING.c.handling_id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(of.between(min(numbers), max(numbers)))
    )
    return {row.snapshot_id: f"{row.diarienummer}-{row.lopnummer}" for row in rows}


def _snapshot(row: Row[tuple[object, ...]], files: Iterable[NamedFile]) -> Snapshot:
    values = {name: value for name, value in row._mapping.items() if name != "salt"}  # noqa: SLF001  SQLAlchemy's public name for it
    values["why"] = Why(row.why)
    values["outcome"] = CaptureOutcome(row.outcome)
    return Snapshot(**values, files=tuple(files))


def _files_of(session: Session, ids: Sequence[int]) -> dict[int, list[NamedFile]]:
    found: dict[int, list[NamedFile]] = defaultdict(list)
    if not ids:
        return found
    listed = (
        select(SNAPSHOT_FILE, FILE.c.size, FILE.c.media_type)
        .join(FILE, FILE.c.sha256 == SNAPSHOT_FILE.c.sha256)
        .where(SNAPSHOT_FILE.c.snapshot_id.between(min(ids), max(ids)))
        .order_by(SNAPSHOT_FILE.c.id)
    )
    for row in session.execute(listed):
        named = NamedFile(
            role=row.role, name=row.name, media_type=row.media_type,
            sha256=row.sha256, start=0, length=row.size,
        )  # fmt: skip
        found[row.snapshot_id].append(named)
    return found
