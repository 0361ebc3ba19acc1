"""Readable forms: what every file of a handling needs before its ärende is closed (Noark 5, 3.2.8).

A file that came in a format of archives is its own readable form. Anything else gets one beside
it: the message printed as PDF/A, a PDF taken over as PDF/A, or what a person made. Where none can
be made, as of a film, a person says why the file is kept as it is. The original always stays.

Which file has one is noted here; making them is the work of the command, afterwards, so that no
registration ever waits for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from diarium.arende_records import Handling
from diarium.emptying import is_emptied
from diarium.errors import RefusedError
from diarium.file_formats import read_formats
from diarium.handlingar import is_makulerad, read_beteckning
from diarium.journal import RowDigest, append_event, insert_row, insert_rows
from diarium.kept import note_file
from diarium.plain_text import clean_line
from diarium.records import FileFormat, FileRef
from diarium.snapshot_records import ORIGINAL
from diarium.tables import ARENDE, HANDLING, HANDLING_FILE, READABLE_FORM

READABLE = "readable"
"""Role of a file that is the readable form of another file of the same handling."""
ATTACHMENT = "attachment"
CAME = (ORIGINAL, ATTACHMENT)
"""Roles of the files that a handling came with."""
PDF = "application/pdf"


class Way(StrEnum):
    """How a file came to be readable."""

    PRINTED = "printed"
    SHOWN = "shown"
    ARCHIVE_FORMAT = "archive-format"
    TAKEN_OVER = "taken-over"
    BY_HAND = "by-hand"
    LET_GO = "let-go"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file of a handling that has no readable form yet.

    Attributes:
        id: The number of its row.
        number: Which of the handling's files it is, counted from 1 in the order they came; people
            name it by that, for its own name may be protected.
        media_type: What it was said to be.
        format: What its bytes are, if it has been identified.
    """

    id: int
    number: int
    role: str
    name: str
    media_type: str
    sha256: str
    length: int
    format: FileFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What makes files of a handling readable.

    Attributes:
        of: The files, by the number of their rows, and in which way each became readable.
        name: What the kept form is called.
        ref: The form, kept in the store before; None where the file itself will do.
        why: What a person said of it.
    """

    of: tuple[tuple[int, Way], ...]
    name: str = ""
    ref: FileRef | None = None
    why: str | None = None


def list_missing(
    session: Session, arende_id: int | None = None, namnder: Collection[str] = ()
) -> list[str]:
    """Return the beteckningar of the handlingar in which a file has no readable form yet.

    Args:
        session: A session.
        arende_id: Only those of this ärende.
        namnder: Only those of these nämnder, by their codes; nothing means all.
    """
    query = _unreadable(ARENDE.c.diarienummer, HANDLING.c.lopnummer).distinct()
    if namnder:
        query = query.where(ARENDE.c.namnd.in_(namnder))
    if arende_id is not None:
        query = query.where(HANDLING.c.arende_id == arende_id)
    order = (ARENDE.c.namnd, ARENDE.c.year, ARENDE.c.number, HANDLING.c.lopnummer)
    rows = session.execute(query.add_columns(*order[:3]).order_by(*order))
    return [f"{row.diarienummer}-{row.lopnummer}" for row in rows]


def list_unreadable(session: Session, handling: Handling) -> list[Unreadable]:
    """Return the files of a handling that have no readable form yet, in the order they came."""
    came = select(HANDLING_FILE.c.id).where(
        HANDLING_FILE.c.handling_id == handling.id, HANDLING_FILE.c.role.in_(CAME)
    )
    ids = session.execute(came.order_by(HANDLING_FILE.c.id)).scalars()
    numbers = {row: number for number, row in enumerate(ids, 1)}
    query = _unreadable(HANDLING_FILE).where(HANDLING.c.id == handling.id)
    formats = read_formats(session, query.with_only_columns(HANDLING_FILE.c.sha256))
    return [
        Unreadable(
            id=row.id, number=numbers[row.id], role=row.role, name=row.name,
            media_type=row.media_type, sha256=row.sha256, length=row.length,
            format=formats.get(row.sha256),
        )
        for row in session.execute(query.order_by(HANDLING_FILE.c.id))
    ]  # fmt: skip


def record_forms(
    session: Session, handling: Handling, forms: Sequence[Form], by: str, now: datetime
) -> int:
    """Note readable forms of a handling's files; what was noted meanwhile is left as it is.

    Args:
        session: A session that holds the write lock.
        handling: The handling.
        forms: What makes its files readable.
        by: Who had it made, or said so.
        now: When.

    Returns:
        How many files have become readable.
    """
    waiting = {each.id for each in list_unreadable(session, handling)}
    rows, done = list[RowDigest](), 0
    for form in forms:
        wanted = [(file, way) for file, way in form.of if file in waiting]
        if wanted:
            rows += _write(session, handling, form, wanted, by, now)
            waiting -= {file for file, _way in wanted}
            done += len(wanted)
    if rows:
        append_event(session, "handling.readable", handling.beteckning, rows, by, now)
    return done


def let_go(session: Session, beteckning: str, why: str, by: str, now: datetime) -> tuple[int, ...]:
    """Note why files of a handling are kept as they are, such as a film, so that it can be closed.

    A message itself can always be printed, and is never let go.

    Returns:
        The numbers of the files among those of the handling.

    Raises:
        UsageError: There is no such handling, or the reason is not fit to keep.
        RefusedError: No file of it lacks a readable form that could be let go.
    """
    handling = read_beteckning(session, beteckning)
    said = clean_line("--why", why)
    printed = handling.message is not None
    waiting = list_unreadable(session, handling)
    files = [each for each in waiting if not (printed and each.role == ORIGINAL)]
    if not files:
        raise RefusedError(
            "no file of {beteckning} can be let go; archiver readable list tells what is missing",
            beteckning=handling.beteckning,
        )
    form = Form(of=tuple((each.id, Way.LET_GO) for each in files), why=said)
    record_forms(session, handling, [form], by, now)
    return tuple(each.number for each in files)


def _write(
    session: Session,
    handling: Handling,
    form: Form,
    wanted: Sequence[tuple[int, Way]],
    by: str,
    now: datetime,
) -> list[RowDigest]:
    """Write a form's file, if it has one, and what it is the form of."""
    rows, kept = list[RowDigest](), None
    if form.ref is not None:
        rows = note_file(session, form.ref, PDF, now)
        file = insert_row(
            session, HANDLING_FILE, handling_id=handling.id, role=READABLE, name=form.name,
            media_type=PDF, sha256=form.ref.sha256, start=0, length=form.ref.size,
        )  # fmt: skip
        rows, kept = [*rows, file], file.row_id
    noted = [
        {
            "handling_file_id": file,
            "form_id": kept,
            "way": way.value,
            "why": form.why,
            "at": now,
            "by": by,
        }
        for file, way in wanted
    ]
    return rows + insert_rows(session, READABLE_FORM, noted)


def _unreadable(*columns: Any) -> Select[Any]:  # noqa: ANN401  what a question may ask for
    """Select files of handlingar that stand, which came without a readable form."""
    noted = exists(READABLE_FORM.c.id).where(READABLE_FORM.c.handling_file_id == HANDLING_FILE.c.id)
    return (
        select(*columns)
        .select_from(HANDLING_FILE)
        .join(HANDLING, HANDLING.c.id == HANDLING_FILE.c.handling_id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(HANDLING_FILE.c.role.in_(CAME), ~noted)
        .where(~is_makulerad(HANDLING.c.id), ~is_emptied(HANDLING_FILE))
    )
