"""Postlista and diarieförteckning: every handling once, and nothing that is set apart."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from diarium.arende_records import ArendeStatus
from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.postlista import read_diarieforteckning, read_postlista
from diarium.public_records import Postlista
from diarium.register import Registration, register_message
from diarium.statuses import hold_arende
from diarium.tables import HANDLING
from tests.diarium.taken_in import take_in
from tests.diarium.ungated import write_ungated

DAY = date(2026, 7, 1)
LATER = timedelta(days=400)


def register(
    engine: Engine,
    message: int,
    now: datetime,
    **wish: Any,  # noqa: ANN401  fields
) -> str:
    with writing(engine) as session:
        return register_message(session, message, Registration(**wish), "anna", now).beteckning


def read(engine: Engine, first: date, last: date, namnd: str | None = None) -> Postlista:
    with reading(engine) as session:
        return read_postlista(session, namnd, first, last, datetime(2027, 12, 31, tzinfo=UTC))


def numbers(told: Postlista) -> list[str]:
    return [row.beteckning for each in told.diarier for row in each.handlingar]


def test_every_registered_handling_has_its_row_also_the_shielded(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{}, {}, {}], now)
    other = take_in(engine, files, [{}], now, namnd="SBN")
    register(engine, ids[0], now)
    register(engine, ids[1], now, sekretess="OSL 21 kap. 1 §")
    register(engine, ids[2], now, arende="KS/2026:1", sekretess="OSL 25:1", subject="Vård")
    register(engine, other[0], now)
    told = read(engine, DAY, DAY)
    assert numbers(told) == ["KS/2026:1-1", "KS/2026:1-2", "KS/2026:2-1", "SBN/2026:1-1"]
    with reading(engine) as session:
        assert session.execute(select(func.count()).select_from(HANDLING)).scalar_one() == 4
    shielded = told.diarier[0].handlingar[2]
    assert (shielded.sender, shielded.subject) == ("skyddad uppgift", "skyddad uppgift")
    assert numbers(read(engine, DAY, DAY, "sbn")) == ["SBN/2026:1-1"]


def test_nothing_that_is_set_apart_is_in_the_list(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    message: dict[str, object] = {"sender": {"name": "Hemlig Hansson"}, "text": "Min diagnos"}
    one, two = take_in(engine, files, [message, message | {"text": "Diagnos igen"}], now)
    register(engine, one, now, sekretess="OSL 21 kap. 1 §")
    register(engine, two, now, sekretess="OSL 21 kap. 1 §", sender="Enskild", subject="Fråga")
    with reading(engine) as session:
        arenden = read_diarieforteckning(session, "KS", 2026, now)
    said = f"{asdict(read(engine, DAY, DAY))} {asdict(arenden)}".casefold()
    assert "hansson" not in said
    assert "diagnos" not in said
    assert "enskild" in said


def test_a_handling_stands_on_the_swedish_day_it_was_registered(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    """22.30 UTC on 30 June is half past midnight on 1 July in Sweden."""
    ids = take_in(engine, files, [{}] * 4, now)
    moments = (
        datetime(2026, 6, 30, 21, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 6, 30, 22, tzinfo=UTC),
        datetime(2026, 7, 1, 21, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 7, 1, 22, tzinfo=UTC),
    )
    given = [register(engine, each, at) for each, at in zip(ids, moments, strict=True)]
    assert numbers(read(engine, DAY, DAY)) == given[1:3]
    days = [date(2026, 6, 30), DAY, date(2026, 7, 2)]
    assert [n for day in days for n in numbers(read(engine, day, day))] == given
    assert [row.registered for row in read(engine, DAY, DAY).diarier[0].handlingar] == [DAY, DAY]


def test_days_that_cannot_be_meant_are_refused(engine: Engine, now: datetime) -> None:
    with reading(engine) as session:
        with pytest.raises(UsageError, match="2026-07-02 has not come yet"):
            read_postlista(session, None, DAY, date(2026, 7, 2), now)
        with pytest.raises(UsageError, match="lies after the last"):
            read_postlista(session, None, DAY, date(2026, 6, 30), now)
        with pytest.raises(UsageError, match="there is no nämnd"):
            read_postlista(session, "XX", DAY, DAY, now)
        with pytest.raises(UsageError, match="2027 has not come yet"):
            read_diarieforteckning(session, "KS", 2027, now)


def test_the_day_is_the_swedish_one_when_it_is_said_to_have_come(engine: Engine) -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    with reading(engine) as session:
        assert read_postlista(session, None, DAY, DAY, late).last == DAY


def test_a_personnummer_in_a_public_form_is_masked_and_told(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{}, {}], now)
    for each in ids:
        register(engine, each, now)
    with writing(engine) as session:
        write_ungated(session, "KS/2026:1", "Om 811228\u20609874", now)
    told = read(engine, DAY, DAY)
    assert list(told.masked) == ["KS/2026:1-1"]
    assert "9874" not in str(asdict(told))
    with reading(engine) as session:
        arenden = read_diarieforteckning(session, "KS", 2026, now)
    assert list(arenden.masked) == ["KS/2026:1"]
    assert "9874" not in str(asdict(arenden))


def test_the_diarieforteckning_holds_every_arende_of_the_year_in_order(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": f"Fråga {n}"} for n in range(12)], now)
    for each in ids[:11]:
        register(engine, each, now)
    register(engine, ids[11], now + LATER)
    with writing(engine) as session:
        hold_arende(session, "KS/2026:2", "Väntar på svar", "anna", now + timedelta(days=1))
    with reading(engine) as session:
        told = read_diarieforteckning(session, "ks", 2026, now)
        later = read_diarieforteckning(session, "KS", 2027, now + LATER)
    assert [row.diarienummer for row in told.arenden] == [f"KS/2026:{n}" for n in range(1, 12)]
    held = told.arenden[1]
    assert (held.status, held.closed) == (ArendeStatus.ON_HOLD, None)
    assert (told.arenden[0].mening, told.arenden[0].opened) == ("Fråga 0", DAY)
    assert [row.diarienummer for row in later.arenden] == ["KS/2027:1"]
