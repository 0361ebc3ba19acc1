from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.arende_records import Arende, ArendeStatus
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.register import Registration, register_message
from diarium.statuses import (
    classify_arende,
    close_arende,
    hold_arende,
    reopen_arende,
    resume_arende,
)
from tests.diarium.settled import close_settled, settle
from tests.diarium.taken_in import take_in

DNR = "KS/2026:1"


@pytest.fixture
def arende(engine: Engine, files: FileStore, now: datetime) -> str:
    """Return the diarienummer of an open ärende with one handling."""
    [message] = take_in(engine, files, [{"text": "När öppnar badet?"}], now)
    with writing(engine) as session:
        return register_message(session, message, Registration(), "anna", now).diarienummer


def read(engine: Engine, dnr: str = DNR) -> Arende:
    with reading(engine) as session:
        return read_arende(session, dnr)


def events(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [each.kind for each in read_events(session) if each.subject == DNR]


def test_an_arende_is_held_resumed_closed_and_reopened_and_tells_its_history(
    engine: Engine, arende: str, now: datetime
) -> None:
    later = now + timedelta(days=1)
    with writing(engine) as session:
        settle(session, arende, "anna", now)
        hold_arende(session, "ks/2026:1", "Väntar på polisen", "anna", now)
        resume_arende(session, arende, "bo", later)
        close_arende(session, arende, "bo", later)
        reopen_arende(session, arende, "Ny uppgift", "eva", later)
    found = read(engine)
    assert [(each.status.value, each.why, each.by) for each in found.history] == [
        ("open", None, "anna"),
        ("on-hold", "Väntar på polisen", "anna"),
        ("open", None, "bo"),
        ("closed", None, "bo"),
        ("reopened", "Ny uppgift", "eva"),
    ]
    assert [each.at for each in found.history] == [now, now, later, later, later]
    assert (found.status, found.closed_at, found.closed_by) == (ArendeStatus.REOPENED, None, None)
    told = ["arende.classified", "arende.held", "arende.resumed", "arende.closed"]
    assert events(engine) == [*told, "arende.reopened"]


def test_what_is_done_already_is_refused_with_the_present_status(
    engine: Engine, arende: str, now: datetime
) -> None:
    def refuse(words: str, change: str, *why: str) -> None:
        before = read(engine), len(events(engine))
        changes = {
            "hold": hold_arende, "resume": resume_arende, "close": close_arende,
            "reopen": reopen_arende, "classify": classify_arende,
        }  # fmt: skip
        with pytest.raises(RefusedError, match=words), writing(engine) as session:
            changes[change](session, arende, *why, "anna", now)  # type: ignore[operator]
        assert (read(engine), len(events(engine))) == before

    refuse("is open since 2026-07-01 and not on hold", "resume")
    refuse("not closed but open since 2026-07-01", "reopen", "Fel")
    with writing(engine) as session:
        hold_arende(session, arende, "Väntar", "anna", now)
    refuse("on hold already, since 2026-07-01", "hold", "Igen")
    refuse("not closed but on hold since", "reopen", "Fel")
    with writing(engine) as session:
        resume_arende(session, arende, "anna", now)
        close_settled(session, arende, "anna", now)
    for change, *why in (["close"], ["hold", "Väntar"], ["resume"], ["classify", "2.1"]):
        refuse("closed since 2026-07-01; archiver arende reopen", change, *why)


def test_what_comes_in_while_an_arende_is_on_hold_is_registered_in_it(
    engine: Engine, files: FileStore, arende: str, now: datetime
) -> None:
    [message] = take_in(engine, files, [{"text": "Ett tillägg"}], now)
    with writing(engine) as session:
        hold_arende(session, arende, "Väntar", "anna", now)
        made = register_message(session, message, Registration(arende=arende), "anna", now)
    assert made.beteckning == "KS/2026:1-2"
    assert read(engine).status is ArendeStatus.ON_HOLD


def test_the_newest_code_stands_and_the_ones_before_are_kept(
    engine: Engine, arende: str, now: datetime
) -> None:
    assert read(engine).classification is None
    with writing(engine) as session:
        classify_arende(session, arende, " 1.4.2 ", "anna", now)
        done = classify_arende(session, arende, "B2.10.a", "bo", now)
        with pytest.raises(RefusedError, match=r"has the classification B2\.10\.a already"):
            classify_arende(session, arende, "B2.10.a", "bo", now)
    assert done.classification == "B2.10.a"
    assert [(c.code, c.by) for c in done.classifications] == [("1.4.2", "anna"), ("B2.10.a", "bo")]


@pytest.mark.parametrize(
    "code", ["", "1..2", ".1", "1.", "1,4", "=1+1", "1.4\u202e.2", "ett två", "1." * 9 + "1"]
)
def test_what_is_no_code_is_refused_in_one_line(
    sqlite_engine: Engine, files: FileStore, now: datetime, code: str
) -> None:
    [message] = take_in(sqlite_engine, files, [{}], now)
    with writing(sqlite_engine) as session:
        register_message(session, message, Registration(), "anna", now)
    with pytest.raises(UsageError, match="is no code") as told, writing(sqlite_engine) as session:
        classify_arende(session, DNR, code, "anna", now)
    assert str(told.value).isprintable()
    assert read(sqlite_engine).classification is None


@pytest.mark.parametrize("why", ["", " \n", "x" * 2001, "omvänt \u202etxet", "\x1b[2J"])
def test_a_reason_that_cannot_be_read_is_refused(
    sqlite_engine: Engine, files: FileStore, now: datetime, why: str
) -> None:
    [message] = take_in(sqlite_engine, files, [{}], now)
    with writing(sqlite_engine) as session:
        register_message(session, message, Registration(), "anna", now)
    with pytest.raises(UsageError), writing(sqlite_engine) as session:
        hold_arende(session, DNR, why, "anna", now)
    assert len(read(sqlite_engine).history) == 1


def test_an_arende_that_does_not_exist_is_told(engine: Engine, now: datetime) -> None:
    with (
        pytest.raises(UsageError, match="there is no ärende KS/2026:9"),
        writing(engine) as session,
    ):
        close_arende(session, "KS/2026:9", "anna", now)
