"""The report of gaps: the makulerade with their reason, and the missing as an alarm."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, text

from diarium.database import reading, writing
from diarium.diarienummer import DEFAULT_TEMPLATE
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.gaps import Gap, list_gaps
from diarium.makulering import makulera_arende, makulera_handling
from diarium.register import Registration, register_message
from tests.diarium.taken_in import take_in
from tests.diarium.tampering import drop_guards, tampering


@pytest.fixture
def register(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with three ärenden, two handlingar in the first."""
    ids = take_in(engine, files, [{}] * 4, now)
    for message, arende in zip(ids, (None, None, None, "KS/2026:1"), strict=True):
        with writing(engine) as session:
            register_message(session, message, Registration(arende=arende), "anna", now)
    return engine


def gaps(engine: Engine, now: datetime, year: int = 2026) -> list[Gap]:
    with reading(engine) as session:
        return list_gaps(session, "ks", year, DEFAULT_TEMPLATE, now)


def test_where_every_number_stands_there_is_no_gap(register: Engine, now: datetime) -> None:
    assert gaps(register, now) == []
    assert gaps(register, now, 2025) == []


def test_what_is_makulerat_stands_with_its_reason(register: Engine, now: datetime) -> None:
    with writing(register) as session:
        makulera_handling(session, "KS/2026:2-1", "Fel nämnd, 811228-9874", "anna", now)
        makulera_arende(session, "KS/2026:2", "Öppnat av misstag", "bo", now)
    assert gaps(register, now) == [
        Gap(number="KS/2026:2", missing=False, why="Öppnat av misstag", by="bo", at=now),
        Gap(number="KS/2026:2-1", missing=False, why="Fel nämnd, ******-****", by="anna", at=now),
    ]


def test_a_number_that_no_row_has_is_missing_also_the_last(register: Engine, now: datetime) -> None:
    drop_guards(register)
    with tampering(register) as connection:
        for number in (1, 3):
            arende = f"(SELECT id FROM arende WHERE number = {number})"
            last = f"(SELECT max(id) FROM handling WHERE arende_id = {arende})"
            connection.execute(text(f"DELETE FROM handling_file WHERE handling_id = {last}"))
            connection.execute(text(f"DELETE FROM handling WHERE id = {last}"))
        connection.execute(text(f"DELETE FROM arende_status WHERE arende_id = {arende}"))
        connection.execute(text("DELETE FROM arende WHERE number = 3"))
    assert gaps(register, now) == [
        Gap(number="KS/2026:3", missing=True), Gap(number="KS/2026:1-2", missing=True),
    ]  # fmt: skip


def test_a_year_that_has_not_come_or_an_unknown_namnd_is_refused(
    register: Engine, now: datetime
) -> None:
    with pytest.raises(UsageError, match="2027 has not come"):
        gaps(register, now, 2027)
    with reading(register) as session, pytest.raises(UsageError, match="there is no nämnd"):
        list_gaps(session, "XX", 2026, DEFAULT_TEMPLATE, now)
