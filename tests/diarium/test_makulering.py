from datetime import datetime

import pytest
from sqlalchemy import Engine

from diarium.answers import unanswered
from diarium.arende_records import ArendeStatus, Handling, Note
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.errors import RefusedError, UsageError
from diarium.explanations import explain
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.makulering import makulera_arende, makulera_handling
from diarium.message_records import DecisionOutcome
from diarium.messages import read_message
from diarium.numbers import check_counters, check_numbers, check_references
from diarium.register import Registration, register_message
from diarium.statuses import close_arende, hold_arende, reopen_arende
from tests.diarium.desk import Desk
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

DNR = "KS/2026:1"
WHY = "Registrerad i fel ärende"


def register(engine: Engine, message: int, now: datetime, **wish: object) -> Handling:
    with writing(engine) as session:
        return register_message(session, message, Registration(**wish), "anna", now)  # type: ignore[arg-type]


def makulera(engine: Engine, beteckning: str, now: datetime, why: str = WHY) -> Handling:
    with writing(engine) as session:
        return makulera_handling(session, beteckning, why, "bo", now)


def test_a_makulerad_handling_keeps_its_number_and_the_numbers_run_on(
    engine: Engine, files: FileStore, desk: Desk, now: datetime
) -> None:
    one, two, three = take_in(engine, files, [{}] * 3, now)
    register(engine, one, now)
    register(engine, two, now, arende=DNR)
    void = makulera(engine, f"{DNR}-2", now)
    assert void.makulerad == Note(why=WHY, at=now, by="bo")
    assert register(engine, three, now, arende=DNR).lopnummer == 3
    with reading(engine) as session:
        held = read_arende(session, DNR).handlingar
        assert [bool(each.makulerad) for each in held] == [False, True, False]
        assert unanswered(session, read_arende(session, DNR).id) == [f"{DNR}-1", f"{DNR}-3"]
        checks = (check_numbers, check_counters, check_references)
        assert [list(check(session)) for check in checks] == [[], [], []]
    desk.check()


def test_its_message_waits_for_a_person_and_may_be_registered_anew(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{"text": "Det här är dålig service, klagomål"}], now)
    first = register(engine, message, now, kritik=True)
    with pytest.raises(RefusedError, match="registered already as KS/2026:1-1"):
        register(engine, message, now)
    makulera(engine, first.beteckning, now)
    with reading(engine) as session:
        assert read_message(session, message).decision.outcome is DecisionOutcome.REVIEW
        told = explain(session, message)
        assert "ska prövas av en person, bo (gäller)" in told
        assert "Registreringen KS/2026:1-1 är makulerad" in told
    again = register(engine, message, now)
    assert again.beteckning == "KS/2026:2-1"
    with pytest.raises(RefusedError, match="registered already as KS/2026:2-1"):
        register(engine, message, now)
    makulera(engine, again.beteckning, now)
    assert register(engine, message, now).beteckning == "KS/2026:3-1"


def test_its_message_may_be_left_unregistered_instead(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now)
    register(engine, message, now)
    with pytest.raises(RefusedError, match="stays so"), writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    makulera(engine, f"{DNR}-1", now)
    with writing(engine) as session:
        skipped = skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    assert skipped.outcome is DecisionOutcome.SKIP


def test_a_makulerad_answer_answers_nothing_and_a_makulerad_question_is_not_answered(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [asked] = take_in(engine, files, [{"id": "q"}], now)
    register(engine, asked, now)
    [reply] = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    answer = register(engine, reply, now)
    with reading(engine) as session:
        assert unanswered(session, read_arende(session, DNR).id) == []
    makulera(engine, answer.beteckning, now)
    with reading(engine) as session:
        assert unanswered(session, read_arende(session, DNR).id) == [f"{DNR}-1"]
    makulera(engine, f"{DNR}-1", now)
    late = register(engine, reply, now)
    assert (late.diarienummer, late.direction.value) == ("KS/2026:2", "internal")


def test_it_is_makulerad_once_never_in_a_closed_arende_and_with_a_reason(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    register(engine, one, now)
    register(engine, two, now, arende=DNR)
    for why in ("", "\u202eomvänt", "x" * 2001):
        with pytest.raises(UsageError):
            makulera(engine, f"{DNR}-1", now, why)
    with pytest.raises(UsageError, match="there is no handling KS/2026:1-9"):
        makulera(engine, f"{DNR}-9", now)
    with pytest.raises(UsageError, match="there is no handling KS/2026:1"):
        makulera(engine, DNR, now)
    with writing(engine) as session:
        close_settled(session, DNR, "anna", now)
    with pytest.raises(RefusedError, match="closed since"):
        makulera(engine, f"{DNR}-1", now)
    with writing(engine) as session:
        reopen_arende(session, DNR, "Fel handling", "anna", now)
    makulera(engine, f"{DNR}-1", now)
    with pytest.raises(RefusedError, match="KS/2026:1-1 is makulerad since 2026-07-01"):
        makulera(engine, "ks/2026:1-1", now)


def test_a_key_is_not_answered_with_a_makulerad_handling(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now)
    register(engine, message, now, key="k-1")
    makulera(engine, f"{DNR}-1", now)
    with pytest.raises(RefusedError, match="which is makulerad; use another key"):
        register(engine, message, now, key="k-1")
    assert register(engine, message, now, key="k-2").beteckning == "KS/2026:2-1"


def test_an_arende_is_makulerat_when_all_in_it_is_and_then_nothing_is_written_in_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [message] = take_in(engine, files, [{}], now)
    register(engine, message, now)
    with pytest.raises(RefusedError, match="that stand: KS/2026:1-1"), writing(engine) as session:
        makulera_arende(session, DNR, "Öppnat av misstag", "anna", now)
    makulera(engine, f"{DNR}-1", now)
    with writing(engine) as session:
        void = makulera_arende(session, DNR, "Öppnat av misstag", "anna", now)
    assert (void.status, void.closed_at) == (ArendeStatus.MAKULERAT, now)
    assert void.makulerad == Note(why="Öppnat av misstag", at=now, by="anna")
    with pytest.raises(RefusedError, match="KS/2026:1 is makulerat since 2026-07-01"):
        register(engine, message, now, arende=DNR)
    for change in (hold_arende, reopen_arende, makulera_arende):
        with pytest.raises(RefusedError, match="is makulerat since"), writing(engine) as session:
            change(session, DNR, "Fel", "anna", now)
    with pytest.raises(RefusedError, match="is makulerat since"), writing(engine) as session:
        close_arende(session, DNR, "anna", now)
    with reading(engine) as session:
        assert list(check_numbers(session)) == []
        assert read_beteckning(session, f"{DNR}-1").makulerad is not None
