"""What a file tells of changes at the source: rows of their own, and what the journal says of them.

What was taken in before stays as it was. A change is known by the source's id of the message, so
that it is found whether the message or the note of its change was taken in first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from diarium.handlingar import is_makulerad
from diarium.intake.prepared import Batch, Deletion, Prepared
from diarium.intake.repeats import is_known, name_of
from diarium.intake.tally import Spot
from diarium.journal import append_event, insert_rows
from diarium.message_records import ChangeKind
from diarium.source_changes import same_name
from diarium.tables import ARENDE, BATCH_VISIBLE, HANDLING, MESSAGE, SOURCE_CHANGE

Named = tuple[str, ...]


@dataclass(slots=True)
class StagedDeletions:
    """How many notes of deletion were new, and where those stand that delete what is unknown."""

    deleted: int = 0
    unknown: list[Spot] = field(default_factory=list)


def change_row(
    batch: Batch, message: Prepared, kind: ChangeKind, first: int | None, version: int
) -> dict[str, object]:
    """Return the row that tells of another wording."""
    named, raw = message.named or (), message.raw
    told = (batch.original(raw), raw.start, raw.length, raw.edited_at)
    return _row(batch, kind, named, told) | {"message_id": first, "version_id": version}


def stage_deletions(session: Session, batch: Batch, notes: Sequence[Deletion]) -> StagedDeletions:
    """Write notes of deletion that say something new, and the journal's entry of them.

    Args:
        session: A session that holds the write lock (``database.writing``).
        batch: The file they come from, whose messages have been staged.
        notes: The notes in the order of the file.
    """
    staged, rows = StagedDeletions(), list[dict[str, object]]()
    names = {each.raw.external_id for each in notes}
    first, told = _read_first(session, batch, names), _read_deletions(session, batch, names)
    for note in notes:
        message, about = first.get(note.named), (note.named, note.raw.deleted_at)
        if message is None:
            staged.unknown.append(Spot(note.raw.file, note.raw.place))
        if about not in told:
            told.add(about)
            staged.deleted += message is not None
            rows.append(_deletion_row(batch, note, message))
    if rows:
        digests = insert_rows(session, SOURCE_CHANGE, rows)
        subject = f"batch {batch.id}"
        append_event(session, "deletions.staged", subject, digests, batch.by, batch.now)
    return staged


def read_registered(
    session: Session, names: Collection[str | None]
) -> Mapping[Named, Sequence[str]]:
    """Return the beteckningar, the oldest first, by what their messages are known by.

    Args:
        session: A session.
        names: The ids, as sources give them, that are asked for; makulerade are left out.
    """
    found: dict[Named, list[str]] = {}
    if not (wanted := set(names) - {None}):
        return found
    query = (
        select(
            MESSAGE.c.namnd, MESSAGE.c.account, MESSAGE.c.source, MESSAGE.c.external_id,
            ARENDE.c.diarienummer, HANDLING.c.lopnummer,
        )
        .join(HANDLING, HANDLING.c.message_id == MESSAGE.c.id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(MESSAGE.c.external_id.in_(wanted), ~is_makulerad(HANDLING.c.id))
        .order_by(HANDLING.c.id)
    )  # fmt: skip
    for row in session.execute(query):
        named = name_of(row.namnd, row.account, row.source, row.external_id) or ()
        found.setdefault(named, []).append(f"{row.diarienummer}-{row.lopnummer}")
    return found


def tell_of_handlingar(session: Session, batch: Batch) -> None:
    """Let the journal tell of each registered handling that the batch says was changed."""
    for kind, beteckning in list(_read_touched(session, batch.id)):
        append_event(session, f"source.{kind}", beteckning, [], batch.by, batch.now)


def _row(
    batch: Batch, kind: ChangeKind, named: Named, told: tuple[str, int, int, datetime | None]
) -> dict[str, object]:
    namnd, account, source, external_id = named
    original, start, length, changed_at = told
    return {
        "batch_id": batch.id,
        "kind": kind.value,
        "namnd": namnd,
        "account": account or None,
        "source": source,
        "external_id": external_id,
        "changed_at": changed_at,
        "original_sha256": original,
        "original_start": start,
        "original_length": length,
        "at": batch.now,
        "by": batch.by,
    }


def _deletion_row(batch: Batch, note: Deletion, message: int | None) -> dict[str, object]:
    raw = note.raw
    told = (batch.original(raw), raw.start, raw.length, raw.deleted_at)
    row = _row(batch, ChangeKind.DELETED, note.named, told)
    return row | {"message_id": message, "version_id": None}


def _read_first(session: Session, batch: Batch, names: Collection[str]) -> dict[Named, int]:
    """Return the first message known by each name."""
    columns = (MESSAGE.c.namnd, MESSAGE.c.account, MESSAGE.c.source, MESSAGE.c.external_id)
    query = (
        select(*columns, func.min(MESSAGE.c.id).label("first"))
        .where(MESSAGE.c.external_id.in_(names), is_known(batch.id))
        .group_by(*columns)
    )
    return {
        name_of(row.namnd, row.account, row.source, row.external_id) or (): row.first
        for row in session.execute(query)
    }


def _read_deletions(
    session: Session, batch: Batch, names: Collection[str]
) -> set[tuple[Named, datetime | None]]:
    """Return the deletions that are known, each with its time."""
    seen = SOURCE_CHANGE.c.batch_id.in_(select(BATCH_VISIBLE.c.batch_id))
    query = select(SOURCE_CHANGE).where(
        SOURCE_CHANGE.c.external_id.in_(names),
        SOURCE_CHANGE.c.kind == ChangeKind.DELETED.value,
        or_(seen, SOURCE_CHANGE.c.batch_id == batch.id),
    )
    return {
        (name_of(row.namnd, row.account, row.source, row.external_id) or (), row.changed_at)
        for row in session.execute(query)
    }


def _read_touched(session: Session, batch: int) -> Iterator[tuple[str, str]]:
    query = (
        select(SOURCE_CHANGE.c.kind, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(MESSAGE, same_name())
        .join(HANDLING, HANDLING.c.message_id == MESSAGE.c.id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(SOURCE_CHANGE.c.batch_id == batch, ~is_makulerad(HANDLING.c.id))
        .order_by(SOURCE_CHANGE.c.id, HANDLING.c.id)
    )
    for row in session.execute(query):
        yield row.kind, f"{row.diarienummer}-{row.lopnummer}"
