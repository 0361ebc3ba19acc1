"""The informationshanteringsplan of a nämnd: what is preserved or gallras, by which decision.

A plan is taken in whole. A row that reads as before is left as it is; one that reads otherwise, or
whose code is left out of the new plan, gets a new version, and the old ones stay.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.journal import RowDigest, append_event, insert_rows
from diarium.klassificering_file import PlanLine
from diarium.namnder import read_namnd
from diarium.records import AppliesTo, CountedFrom, KeptAs, PlanRow
from diarium.tables import PLAN_ROW

_SAID = tuple(field.name for field in fields(PlanLine))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What came of taking in a plan: the codes of its rows.

    Attributes:
        new: Rows that were not there, or had been withdrawn.
        changed: Rows that read otherwise than before.
        unchanged: Rows that read as before.
        withdrawn: Rows that the new plan does not have.
    """

    namnd: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    withdrawn: tuple[str, ...]


def import_plan(
    session: Session, namnd: str, lines: Sequence[PlanLine], by: str, now: datetime
) -> PlanChange:
    """Take in a nämnd's plan, which takes the place of the one that stands.

    Args:
        session: A session that holds the write lock.
        namnd: The nämnd's code.
        lines: The rows; each code stands once.
        by: Who takes it in.
        now: When.

    Raises:
        UsageError: There is no such nämnd.
    """
    code = read_namnd(session, namnd).code
    newest = {row.code: row for row in _newest(session, code)}
    before = {code: row for code, row in newest.items() if not row.withdrawn}
    said = {line.code: line for line in lines}
    change = PlanChange(
        namnd=code,
        new=tuple(each for each in said if each not in before),
        changed=tuple(c for c, line in said.items() if c in before and _line(before[c]) != line),
        unchanged=tuple(c for c, line in said.items() if c in before and _line(before[c]) == line),
        withdrawn=tuple(each for each in before if each not in said),
    )
    written = [said[each] for each in (*change.new, *change.changed)]
    gone = [_line(before[each]) for each in change.withdrawn]
    rows = [_values(newest, line, withdrawn=False) for line in written]
    rows += [_values(newest, line, withdrawn=True) for line in gone]
    _write(session, code, rows, by, now)
    return change


def list_plan(session: Session, namnd: str | None = None) -> list[PlanRow]:
    """Return the rows that stand, by nämnd and code, ``1.10`` after ``1.9``."""
    standing = (row for row in _newest(session, namnd) if not row.withdrawn)
    return sorted(standing, key=lambda row: (row.namnd, _order(row.code)))


def row_history(session: Session, namnd: str, code: str) -> list[PlanRow]:
    """Return every version of a row, oldest first.

    Raises:
        UsageError: The plan never had that code.
    """
    found = read_rows(session, PLAN_ROW.c.namnd == namnd, PLAN_ROW.c.code == code.strip())
    if not found:
        raise UsageError(
            "the plan of {namnd} has no code {code}; archiver klassificering list shows them",
            namnd=namnd,
            code=code.strip()[:40],
        )
    return found


def read_rows(session: Session, *where: ColumnElement[bool]) -> list[PlanRow]:
    """Return versions of rows by conditions on the table ``PLAN_ROW``, in the order of writing."""
    query = select(PLAN_ROW).where(*where).order_by(PLAN_ROW.c.id)
    return [_row(row) for row in session.execute(query)]


def refuse_unknown_code(session: Session, namnd: str, code: str) -> None:
    """Refuse a code that the nämnd's plan does not have, if it has a plan.

    Raises:
        UsageError: It is none of the plan's.
    """
    codes = {row.code for row in list_plan(session, namnd)}
    if codes and code not in codes:
        raise UsageError(
            "the plan of {namnd} has no code {code}; archiver klassificering list shows them",
            namnd=namnd,
            code=code[:40],
        )


def _newest(session: Session, namnd: str | None) -> list[PlanRow]:
    """Return the newest version of each row, the withdrawn too."""
    newest = select(func.max(PLAN_ROW.c.id)).group_by(PLAN_ROW.c.namnd, PLAN_ROW.c.code)
    where = [] if namnd is None else [PLAN_ROW.c.namnd == namnd]
    return read_rows(session, PLAN_ROW.c.id.in_(newest), *where)


def _row(row: Row[tuple[object, ...]]) -> PlanRow:
    values = {field.name: getattr(row, field.name) for field in fields(PlanRow)}
    values["registration"] = KeptAs(row.registration)
    values["applies_to"] = AppliesTo(row.applies_to) if row.applies_to else None
    values["counted_from"] = CountedFrom(row.counted_from) if row.counted_from else None
    return PlanRow(**values)


def _line(row: PlanRow) -> PlanLine:
    return PlanLine(**{name: getattr(row, name) for name in _SAID})


def _values(newest: dict[str, PlanRow], line: PlanLine, *, withdrawn: bool) -> dict[str, object]:
    before = newest.get(line.code)
    version = before.version + 1 if before else 1
    return {**asdict(line), "version": version, "withdrawn": withdrawn}


def _write(
    session: Session, namnd: str, rows: Sequence[dict[str, object]], by: str, now: datetime
) -> list[RowDigest]:
    if not rows:
        return []
    whole = [{**row, "namnd": namnd, "at": now, "by": by} for row in rows]
    written = insert_rows(session, PLAN_ROW, whole)
    append_event(session, "plan.imported", f"plan {namnd}", written, by, now)
    return written


def _order(code: str) -> list[tuple[int, str]]:
    parts = code.split(".")
    return [(int(part), "") if part.isdecimal() else (10**9, part.casefold()) for part in parts]
