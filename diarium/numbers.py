"""Whether the numbers of the register run without gap or double, and its references resolve."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from diarium.records import Fault
from diarium.tables import (
    ARENDE,
    ATTACHMENT,
    BATCH_FILE,
    BATCH_VISIBLE,
    COUNTER,
    FILE,
    HANDLING,
    HANDLING_FILE,
    MESSAGE,
    NAMND,
    SNAPSHOT_FILE,
    SOURCE_CHANGE,
    UTLAMNANDE,
    UTLAMNANDE_FILE,
)

_REFERENCES: tuple[tuple[Table, Column[str]], ...] = (
    (BATCH_FILE, BATCH_FILE.c.sha256),
    (BATCH_VISIBLE, BATCH_VISIBLE.c.report_sha256),
    (MESSAGE, MESSAGE.c.original_sha256),
    (ATTACHMENT, ATTACHMENT.c.sha256),
    (HANDLING_FILE, HANDLING_FILE.c.sha256),
    (SNAPSHOT_FILE, SNAPSHOT_FILE.c.sha256),
    (UTLAMNANDE_FILE, UTLAMNANDE_FILE.c.sha256),
    (SOURCE_CHANGE, SOURCE_CHANGE.c.original_sha256),
)
_RANGES = (
    (MESSAGE, MESSAGE.c.original_sha256, MESSAGE.c.original_start, MESSAGE.c.original_length),
    (HANDLING_FILE, HANDLING_FILE.c.sha256, HANDLING_FILE.c.start, HANDLING_FILE.c.length),
    (
        UTLAMNANDE_FILE, UTLAMNANDE_FILE.c.sha256, UTLAMNANDE_FILE.c.start,
        UTLAMNANDE_FILE.c.length,
    ),
    (
        SOURCE_CHANGE, SOURCE_CHANGE.c.original_sha256, SOURCE_CHANGE.c.original_start,
        SOURCE_CHANGE.c.original_length,
    ),
)  # fmt: skip


def check_numbers(session: Session) -> Iterator[Fault]:
    """Yield every diarienummer, löpnummer and request for a handling missing or given twice."""
    yield from _check_series(
        session, "diarienummer", [ARENDE.c.namnd, ARENDE.c.year], ARENDE.c.number
    )
    yield from _check_series(session, "löpnummer", [HANDLING.c.arende_id], HANDLING.c.lopnummer)
    yield from _check_series(session, "utlämnande", [UTLAMNANDE.c.namnd], UTLAMNANDE.c.number)


def check_counters(session: Session) -> Iterator[Fault]:
    """Yield every counter that is not the highest number given in its series."""
    given = dict(_highest(session))
    counted = {row.series: row.n for row in session.execute(select(COUNTER))}
    for series in sorted({*given, *counted}):
        if counted.get(series) != given.get(series):
            yield Fault("counter-wrong", f"counter {series}", "it is not the highest number given")


def check_references(session: Session) -> Iterator[Fault]:
    """Yield every row that names a file, or a part of one, that the register does not know."""
    for table, sha256 in _REFERENCES:
        known = select(FILE.c.id).where(FILE.c.sha256 == sha256).exists()
        query = select(table.c.id).where(sha256.is_not(None), ~known).order_by(table.c.id)
        for row_id in session.execute(query).scalars():
            place = f"{table.name} {row_id}"
            yield Fault("reference-broken", place, "the register knows no file that it names")
    for table, sha256, start, length in _RANGES:
        beyond = (start < 0) | (length < 0) | (start + length > FILE.c.size)
        query = select(table.c.id).join(FILE, FILE.c.sha256 == sha256).where(beyond)
        for row_id in session.execute(query.order_by(table.c.id)).scalars():
            place = f"{table.name} {row_id}"
            yield Fault("reference-broken", place, "it names a part beyond the end of the file")


def _check_series(
    session: Session, what: str, series: Sequence[Column[object]], number: Column[int]
) -> Iterator[Fault]:
    uneven = (
        (func.min(number) != 1)
        | (func.max(number) != func.count())
        | (func.count(number.distinct()) != func.count())
    )
    query = select(*series).group_by(*series).having(uneven).order_by(*series)
    for key in session.execute(query).all():
        where = [column == value for column, value in zip(series, key, strict=True)]
        found = session.execute(select(number).where(*where)).scalars().all()
        place = " ".join([what, *map(str, key)])
        yield from _compare(place, found)


def _compare(place: str, found: Sequence[int]) -> Iterator[Fault]:
    for missing in sorted(set(range(1, max(found) + 1)) - set(found)):
        yield Fault("number-missing", f"{place} {missing}", "the number is missing")
    for number in sorted(set(found)):
        if number < 1 or found.count(number) > 1:
            yield Fault(
                "number-doubled", f"{place} {number}", "the number is given wrongly or twice"
            )


def _highest(session: Session) -> Iterator[tuple[str, int]]:
    named: ColumnElement[bool] = NAMND.c.code == ARENDE.c.namnd
    dnr = select(NAMND.c.series, ARENDE.c.year, func.max(ARENDE.c.number)).join(ARENDE, named)
    for series, year, highest in session.execute(dnr.group_by(NAMND.c.series, ARENDE.c.year)):
        yield f"dnr/{series}/{year}", highest
    lop = select(HANDLING.c.arende_id, func.max(HANDLING.c.lopnummer)).group_by(
        HANDLING.c.arende_id
    )
    for arende_id, highest in session.execute(lop):
        yield f"handling/{arende_id}", highest
    asked = select(UTLAMNANDE.c.namnd, func.max(UTLAMNANDE.c.number)).group_by(UTLAMNANDE.c.namnd)
    for namnd, highest in session.execute(asked):
        yield f"utlamnande/{namnd}", highest
