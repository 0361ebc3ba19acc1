from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from diarium.arende_records import ArendeStatus
from diarium.arenden import list_arenden, read_arende
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.register import Registration, register_message
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in


def register(engine: Engine, message: int, now: datetime, arende: str | None = None) -> str:
    with writing(engine) as session:
        wish = Registration(arende=arende)
        return register_message(session, message, wish, "anna", now).beteckning


def test_nothing_is_registered_in_a_closed_arende_and_it_is_closed_once(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    dnr = register(engine, one, now).partition("-")[0]
    with writing(engine) as session:
        closed = close_settled(session, dnr, "anna", now)
    assert (closed.status, closed.closed_at, closed.closed_by) == (ArendeStatus.CLOSED, now, "anna")
    with pytest.raises(RefusedError, match="is closed since 2026-07-01"):
        register(engine, two, now, arende=dnr)
    with pytest.raises(RefusedError, match="is closed since"), writing(engine) as session:
        close_settled(session, dnr, "anna", now)


def test_an_arende_of_another_namnd_or_none_is_refused(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ks = take_in(engine, files, [{}], now)[0]
    sbn = take_in(engine, files, [{}], now, namnd="SBN")[0]
    dnr = register(engine, ks, now).partition("-")[0]
    with pytest.raises(RefusedError, match="each nämnd has its own diarium"):
        register(engine, sbn, now, arende=dnr)
    with pytest.raises(UsageError, match="there is no ärende KS/2026:99"):
        register(engine, sbn, now, arende="KS/2026:99")
    with pytest.raises(UsageError, match="there is no message 4711"):
        register(engine, 4711, now)


def test_handlingar_of_one_arende_are_numbered_in_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    dnr = register(engine, one, now).partition("-")[0]
    assert register(engine, two, now, arende="ks/2026:1") == "KS/2026:1-2"
    with reading(engine) as session:
        assert [h.lopnummer for h in read_arende(session, dnr).handlingar] == [1, 2]


def test_arenden_are_listed_by_namnd_and_by_when_they_closed(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{}] * 3, now)
    sbn = take_in(engine, files, [{}], now, namnd="SBN")
    for message in (*ids, *sbn):
        register(engine, message, now)
    turn = datetime(2026, 12, 31, 23, tzinfo=UTC)
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now)
        close_settled(session, "KS/2026:2", "anna", turn)
    with reading(engine) as session:
        every = [a.diarienummer for a in list_arenden(session)]
        closed = list_arenden(session, "KS", now, turn, include_open=False)
        both = list_arenden(session, "KS", turn, None)
    assert every == ["KS/2026:1", "KS/2026:2", "KS/2026:3", "SBN/2026:1"]
    assert [a.diarienummer for a in closed] == ["KS/2026:1"]
    assert [a.diarienummer for a in both] == ["KS/2026:2", "KS/2026:3"]
    assert len(closed[0].handlingar) == 1
