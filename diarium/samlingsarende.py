"""The samlingsärende of a year: one ärende per nämnd that holds the year's ögonblicksbilder.

Each snapshot that is kept – complete, in part, or accepted by a person – becomes an upprättad
handling in it, in the same transaction as it is noted (OSL 4 kap. 3 §, 5 kap. 1 §). The year is
that of the half-year whose end the snapshot belongs to, whenever it was taken. The first opens the
ärende. It is closed like any other; what comes after that, such as a late snapshot, opens a new
one with the same ärendemening, for what was closed may have been delivered already, and no capture
may fail because of it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.accounts import read_account
from diarium.arende_records import Direction, Handling
from diarium.arenden import open_arende, read_arende
from diarium.diarienummer import DEFAULT_TEMPLATE, next_number
from diarium.handlingar import read_handling
from diarium.journal import RowDigest, append_event, insert_row, insert_rows
from diarium.namnder import read_namnd
from diarium.readable_forms import Way
from diarium.records import NamedFile
from diarium.snapshot_records import ORIGINAL, CaptureOutcome, Snapshot
from diarium.snapshots import DIAGNOSTICS, PICTURE
from diarium.tables import (
    ARENDE,
    HANDLING,
    HANDLING_FILE,
    READABLE_FORM,
    SAMLINGSARENDE,
    SNAPSHOT_HANDLING,
)
from schedules.clock import STOCKHOLM
from schedules.half_year import HalfYear

KIND = "ögonblicksbild"
MENING = "Ögonblicksbilder av sociala medier {year}"
SUBJECT = "Ögonblicksbild av {name} ({platform}), {period}, tagen {day}"
ACCEPTED, PARTIAL = ", godtagen av en person", ", inte hela sidan"


def register_snapshot(
    session: Session, snapshot: Snapshot, by: str, now: datetime, template: str = DEFAULT_TEMPLATE
) -> Handling | None:
    """Register a kept snapshot in the samlingsärende of its nämnd and year.

    Args:
        session: A session that holds the write lock, best the one that notes the snapshot.
        snapshot: The snapshot; a failed try is none.
        by: Who had it taken, or accepted it.
        now: When it is registered.
        template: How a diarienummer is written.

    Returns:
        The handling, which is the same however often it is asked for; None for a failed try.
    """
    if snapshot.outcome is CaptureOutcome.FAILED:
        return None
    before = _find_handling(session, snapshot.id)
    if before is not None:
        return read_handling(session, before)
    arende_id, rows = _find_arende(session, snapshot, by, now, template)
    handling = insert_row(
        session, HANDLING, arende_id=arende_id,
        lopnummer=next_number(session, f"handling/{arende_id}"),
        direction=Direction.INTERNAL.value, kind=KIND,
        made_available_at=snapshot.taken_at, received_at=snapshot.taken_at,
        registered_at=now, registered_by=by,
        sender_public=read_namnd(session, snapshot.namnd).name,
        subject_public=_describe(session, snapshot),
    )  # fmt: skip
    names = {"snapshot_id": snapshot.id, "handling_id": handling.row_id}
    rows += [handling, insert_row(session, SNAPSHOT_HANDLING, **names)]
    rows += _refer_to_files(session, handling.row_id, snapshot, by, now)
    done = read_handling(session, handling.row_id)
    append_event(session, "handling.registered", done.beteckning, rows, by, now)
    return done


def _find_handling(session: Session, snapshot_id: int) -> int | None:
    query = select(SNAPSHOT_HANDLING.c.handling_id)
    return session.execute(query.where(SNAPSHOT_HANDLING.c.snapshot_id == snapshot_id)).scalar()


def _find_arende(
    session: Session, snapshot: Snapshot, by: str, now: datetime, template: str
) -> tuple[int, list[RowDigest]]:
    """Return the newest samlingsärende of the year if it is not closed, else a new one."""
    year = HalfYear.parse(snapshot.period).year
    query = select(ARENDE.c.id, ARENDE.c.diarienummer).join(SAMLINGSARENDE)
    mine = query.where(SAMLINGSARENDE.c.year == year, ARENDE.c.namnd == snapshot.namnd)
    found = session.execute(mine.order_by(ARENDE.c.id.desc()).limit(1)).first()
    if found and not read_arende(session, found.diarienummer, handlingar=False).is_closed:
        return found.id, []
    mening = (MENING.format(year=year), None)
    arende_id, rows = open_arende(session, snapshot.namnd, mening, by, now, template)
    return arende_id, [*rows, insert_row(session, SAMLINGSARENDE, arende_id=arende_id, year=year)]


def _describe(session: Session, snapshot: Snapshot) -> str:
    account = read_account(session, snapshot.account)
    told = SUBJECT.format(
        name=account.name, platform=account.platform, period=snapshot.period,
        day=snapshot.taken_at.astimezone(STOCKHOLM).date(),
    )  # fmt: skip
    if snapshot.accepted:
        return told + ACCEPTED
    return told + PARTIAL if snapshot.outcome is CaptureOutcome.PARTIAL else told


def _refer_to_files(
    session: Session, handling_id: int, snapshot: Snapshot, by: str, now: datetime
) -> list[RowDigest]:
    """Refer to the kept files; the picture is the readable form of what a person made."""
    files = [each for each in snapshot.files if each.role != DIAGNOSTICS]
    named = [_row(handling_id, each) for each in files]
    rows = insert_rows(session, HANDLING_FILE, named)
    numbers = {each.role: row.row_id for each, row in zip(files, rows, strict=True)}
    if ORIGINAL not in numbers:
        return rows
    form = insert_row(
        session, READABLE_FORM, handling_file_id=numbers[ORIGINAL], form_id=numbers[PICTURE],
        way=Way.TAKEN_OVER.value, at=now, by=by,
    )  # fmt: skip
    return [*rows, form]


def _row(handling_id: int, file: NamedFile) -> dict[str, object]:
    return {"handling_id": handling_id, **file.reference}
