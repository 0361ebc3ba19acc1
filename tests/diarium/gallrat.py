"""A plan taken in, and all that is due by it gallrat, without the command."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.gallring import begin_gallring, find_rows, gallra, record_protocol
from diarium.gallring_due import list_due
from diarium.gallring_files import remove_bytes
from diarium.klassificering import import_plan
from diarium.klassificering_file import PlanLine
from diarium.records import AppliesTo, CountedFrom, KeptAs
from schedules.clock import STOCKHOLM
from tests.diarium.settled import CODE

DECISION = "exempelbeslut 1"

ARENDEN = PlanLine(
    code=CODE,
    handlingstyp="Frågor och synpunkter",
    rubrik="Sociala medier",
    applies_to=AppliesTo.ARENDE,
    registration=KeptAs.REGISTERED,
    years=2,
    counted_from=CountedFrom.CLOSED,
    decision=DECISION,
    decision_date=date(2026, 5, 12),
    remark=None,
)
"""Registered correspondence."""
COMMENTS = replace(
    ARENDEN, code="1.4.3", handlingstyp="Kommentarer", applies_to=AppliesTo.KEPT_ORDERED,
    registration=KeptAs.ORDERED, counted_from=CountedFrom.RECEIVED,
)  # fmt: skip
"""What is kept ordered and never registered."""
TRIFLES = replace(
    COMMENTS, code="1.4.4", handlingstyp="Av liten betydelse", registration=KeptAs.NEITHER,
    applies_to=AppliesTo.LITTLE_IMPORTANCE, years=0,
)  # fmt: skip
"""What a person found to be of little importance."""
PLAN = (ARENDEN, COMMENTS, TRIFLES)


def take_in_plan(engine: Engine, now: datetime, lines: tuple[PlanLine, ...] = PLAN) -> None:
    with writing(engine) as session:
        import_plan(session, "KS", lines, "test", now)


def gallra_all(
    engine: Engine, files: FileStore, now: datetime, decision: str = DECISION
) -> list[str]:
    """Gallra what is due by a decision, and return what it was called."""
    with reading(engine) as session:
        rows = find_rows(session, "KS", decision)
        found = list_due(session, "KS", now.astimezone(STOCKHOLM).date())
    due = [each for each in found if each.row in rows and not each.hinders]
    with writing(engine) as session:
        number = begin_gallring(session, rows[0], "anna", now)
    for each in due:
        with writing(engine) as session:
            gone = gallra(session, number, each, "anna", now)
        remove_bytes(engine, files, list(gone or ()))
    ref = files.keep_bytes(f"Protokoll {number}".encode())
    with writing(engine) as session:
        record_protocol(session, number, ref, "anna", now)
    return [each.number for each in due]
