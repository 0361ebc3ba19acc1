"""The handlingar as people and other packages see them: as corrected, and makulerade or not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, exists, select
from sqlalchemy.orm import Session

from diarium.arende_records import Direction, Handling, Marking, Note, Sekretess
from diarium.correction_rows import read_corrections
from diarium.errors import UsageError
from diarium.file_formats import read_formats
from diarium.gallrade import read_gallrade
from diarium.records import FileFormat, NamedFile
from diarium.source_changes import read_of_handlingar
from diarium.tables import (
    ARENDE,
    CORRECTION,
    HANDLING,
    HANDLING_FILE,
    HANDLING_NOTE,
    SEKRETESS,
)

MAKULERAD = "makulerad"
"""Kind of the note that voids a handling."""
NO_ATTACHMENT = "no-attachment"
"""Kind of the note that an attachment which is missing will not come."""

NO_FORMATS: Mapping[str, FileFormat] = {}
Rows = dict[int, list[Row[tuple[object, ...]]]]
"""Rows of a table by the number of the row that they belong to."""


def is_makulerad(handling_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition, for a query, that a handling is makulerad."""
    note = HANDLING_NOTE.alias("voiding")
    return exists(note.c.id).where(note.c.handling_id == handling_id, note.c.kind == MAKULERAD)


def read_handling(session: Session, handling_id: int) -> Handling:
    """Return one handling by the number of its row."""
    return list_handlingar(session, HANDLING.c.id == handling_id)[0]


def read_beteckning(session: Session, beteckning: str) -> Handling:
    """Return one handling by its beteckning, such as ``KS/2026:17-1``.

    Raises:
        UsageError: There is none.
    """
    written = beteckning.strip()
    dnr, _dash, lopnummer = written.rpartition("-")
    if lopnummer.isascii() and lopnummer.isdigit() and len(lopnummer) < 10:  # noqa: PLR2004  what an integer column holds
        where = ARENDE.c.diarienummer.in_({dnr, dnr.upper()})
        found = list_handlingar(session, where, HANDLING.c.lopnummer == int(lopnummer))
        if found:
            return found[0]
    raise UsageError(
        "there is no handling {beteckning}; archiver arende show DNR shows those of an ärende",
        beteckning=written[:100],
    )


def list_handlingar(session: Session, *where: ColumnElement[bool]) -> list[Handling]:
    """Return handlingar in the order of ärende and löpnummer.

    Args:
        session: A session.
        where: Conditions on the tables ``ARENDE`` and ``HANDLING``.
    """
    return [handling for _arende_id, handling in list_numbered(session, where)]


def list_for_publishing(session: Session, *where: ColumnElement[bool]) -> list[Handling]:
    """Return handlingar as ``list_handlingar`` does, with what a published list shows and no more.

    Files, sekretessmarkeringar, gallring and what happened at the source are left out: public
    forms are all that is shown, and a search or a day's list need not wait for the rest.
    """
    notes = _by_handling(session, HANDLING_NOTE, where)
    corrections = _by_handling(session, CORRECTION, where)
    rows = session.execute(_select_handlingar(where))
    return [_complete(_handling(row, (), notes[row.id]), (), corrections[row.id]) for row in rows]


def list_numbered(
    session: Session, where: Sequence[ColumnElement[bool]]
) -> list[tuple[int, Handling]]:
    """Return handlingar, each with the row number of its ärende, in seven questions, however many.

    Args:
        session: A session.
        where: Conditions on the tables ``ARENDE`` and ``HANDLING``.
    """
    files = _by_handling(session, HANDLING_FILE, where)
    formats = _read_formats(session, where)
    notes = _by_handling(session, HANDLING_NOTE, where)
    corrections = _by_handling(session, CORRECTION, where)
    markings = _by_handling(session, SEKRETESS, where)
    changes = read_of_handlingar(session, where)
    numbers = select(HANDLING.c.id).join(ARENDE).where(*where)
    gallrade = read_gallrade(session, HANDLING, numbers)
    for gone in gallrade:
        files[gone] = []  # what they were is in the register; they are no files any more
    rows = session.execute(_select_handlingar(where))
    return [
        (
            row.arende_id,
            _complete(
                _handling(row, files[row.id], notes[row.id], formats),
                markings[row.id],
                corrections[row.id],
                source_changes=changes.get(row.id, ()),
                gallrad=gallrade.get(row.id),
            ),
        )
        for row in rows
    ]


def _select_handlingar(where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    query = select(HANDLING, ARENDE.c.diarienummer).join(ARENDE).where(*where)
    return query.order_by(HANDLING.c.arende_id, HANDLING.c.lopnummer)


def _complete(
    handling: Handling,
    markings: Sequence[Row[tuple[object, ...]]],
    corrections: Sequence[Row[tuple[object, ...]]],
    **happened: Any,  # noqa: ANN401  fields of the record
) -> Handling:
    """Return a handling with what came after it was registered; with most, nothing has."""
    if markings:
        handling = _mark(handling, markings)
    if corrections:
        handling = _correct(handling, corrections)
    return replace(handling, **happened) if any(happened.values()) else handling


def _by_handling(session: Session, table: Table, where: Sequence[ColumnElement[bool]]) -> Rows:
    """Return the rows of a table that belongs to the handlingar, in the order of writing."""
    found: Rows = defaultdict(list)
    query: Select[tuple[object, ...]] = select(table)
    joined = query.join(HANDLING, HANDLING.c.id == table.c.handling_id)
    joined = joined.join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
    for row in session.execute(joined.where(*where).order_by(table.c.id)):
        found[row.handling_id].append(row)
    return found


def _correct(handling: Handling, rows: Sequence[Row[tuple[object, ...]]]) -> Handling:
    """Return a handling as its corrections, oldest first, make it read."""
    corrections = read_corrections(rows)
    read: dict[str, str | None] = {}
    for each in corrections:
        if each.field == "kind":
            read["kind"] = each.new_public
        else:
            read[f"{each.field}_public"] = each.new_public
            read[f"{each.field}_protected"] = each.new_protected
    return replace(handling, corrections=corrections, **read)  # type: ignore[arg-type]


def _handling(
    row: Row[tuple[object, ...]],
    files: Sequence[Row[tuple[object, ...]]],
    notes: Sequence[Row[tuple[object, ...]]],
    formats: Mapping[str, FileFormat] = NO_FORMATS,
) -> Handling:
    noted = {note.kind: Note(why=note.why, at=note.at, by=note.by) for note in notes}
    return Handling(
        id=row.id,
        diarienummer=row.diarienummer,
        lopnummer=row.lopnummer,
        beteckning=f"{row.diarienummer}-{row.lopnummer}",
        direction=Direction(row.direction),
        kind=row.kind,
        message=row.message_id,
        made_available_at=row.made_available_at,
        received_at=row.received_at,
        registered_at=row.registered_at,
        registered_by=row.registered_by,
        sender_public=row.sender_public,
        sender_protected=row.sender_protected,
        subject_public=row.subject_public,
        subject_protected=row.subject_protected,
        sekretess=None,
        files=tuple(_named_file(each, formats.get(each.sha256)) for each in files),
        makulerad=noted.get(MAKULERAD),
        no_attachment=noted.get(NO_ATTACHMENT),
    )


def _mark(handling: Handling, rows: Sequence[Row[tuple[object, ...]]]) -> Handling:
    """Return a handling with its sekretessmarkeringar: the newest stands, or none once lifted."""
    markings = tuple(map(_marking, rows))
    stands = markings[-1].sekretess if markings else None
    return replace(handling, markings=markings, sekretess=stands)


def _marking(row: Row[tuple[object, ...]]) -> Marking:
    put = None
    if row.provision is not None:
        put = Sekretess(provision=row.provision, date=row.date, authority=row.authority)
    return Marking(sekretess=put, why=row.why, at=row.at, by=row.by)


def _read_formats(session: Session, where: Sequence[ColumnElement[bool]]) -> dict[str, FileFormat]:
    """Return what the files of handlingar are, by SHA-256."""
    named = select(HANDLING_FILE.c.sha256).join(
        HANDLING, HANDLING.c.id == HANDLING_FILE.c.handling_id
    )
    return read_formats(session, named.join(ARENDE).where(*where))


def _named_file(row: Row[tuple[object, ...]], told: FileFormat | None) -> NamedFile:
    return NamedFile(
        role=row.role,
        name=row.name,
        media_type=row.media_type,
        sha256=row.sha256,
        start=row.start,
        length=row.length,
        format=told,
    )
