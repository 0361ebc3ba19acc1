"""Which handling is answered: one notion, whichever way the answer came."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.answers import answered_by, unanswered
from diarium.arende_records import Handling
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import Error, RefusedError, UsageError
from diarium.files import FileStore
from diarium.makulering import makulera_handling
from diarium.outgoing import Answer, record_answer, write_off_answer
from diarium.register import Registration, register_message
from diarium.tables import ANSWER
from tests.diarium.desk import Desk
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in

OWN = {"id": "svar", "own": True, "in_reply_to": "fråga", "text": "Klockan åtta"}


def ask(engine: Engine, files: FileStore, now: datetime) -> Handling:
    """Register a question and return it as KS/2026:1-1."""
    add_forum(engine, now)
    ids = take_in(engine, files, [{"id": "fråga"}], now, account="ks-facebook")
    with writing(engine) as session:
        return register_message(session, ids[0], Registration(), "anna", now)


def answer(engine: Engine, files: FileStore, now: datetime) -> Handling:
    ref = files.keep_bytes("Klockan åtta".encode())
    given = Answer(name="svar.txt", media_type="text/plain", ref=ref, sent=now)
    with writing(engine) as session:
        return record_answer(session, "KS/2026:1-1", given, "anna", now)


def waiting(engine: Engine, dnr: str = "KS/2026:1") -> list[str]:
    with reading(engine) as session:
        return unanswered(session, read_arende(session, dnr, handlingar=False).id)


def test_an_incoming_handling_waits_for_its_answer(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ask(engine, files, now)
    assert waiting(engine) == ["KS/2026:1-1"]


def test_an_own_message_that_is_registered_answers(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    asked = ask(engine, files, now)
    own = take_in(engine, files, [OWN], now, account="ks-facebook")
    assert waiting(engine) == ["KS/2026:1-1"]  # only what is registered answers
    with writing(engine) as session:
        register_message(session, own[0], Registration(), "anna", now)
    with reading(engine) as session:
        assert answered_by(session, asked.id) == ["KS/2026:1-2"]
    assert waiting(engine) == []


def test_an_answer_that_is_given_by_hand_answers_in_the_same_way(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    asked = ask(engine, files, now)
    answer(engine, files, now)
    with reading(engine) as session:
        assert answered_by(session, asked.id) == ["KS/2026:1-2"]
        assert session.execute(select(ANSWER.c.answer_id.is_not(None))).scalars().all() == [True]
    assert waiting(engine) == []


def test_what_needs_no_answer_waits_for_none(desk: Desk, now: datetime) -> None:
    ask(desk.engine, desk.files, now)
    with writing(desk.engine) as session:
        done = write_off_answer(session, "ks/2026:1-1 ", "Besvarad\tper telefon", "anna", now)
    assert (done.beteckning, done.why, done.by) == ("KS/2026:1-1", "Besvarad per telefon", "anna")
    assert waiting(desk.engine) == []
    desk.check()


def test_an_answer_that_is_makulerat_answers_nothing(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    asked = ask(engine, files, now)
    answer(engine, files, now)
    with writing(engine) as session:
        makulera_handling(session, "KS/2026:1-2", "Fel fil", "anna", now)
    with reading(engine) as session:
        assert answered_by(session, asked.id) == []
    assert waiting(engine) == ["KS/2026:1-1"]
    assert answer(engine, files, now).beteckning == "KS/2026:1-3"  # the same words once more
    assert waiting(engine) == []


def test_what_is_makulerat_waits_for_no_answer_and_gets_none(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ask(engine, files, now)
    with writing(engine) as session:
        makulera_handling(session, "KS/2026:1-1", "Fel ärende", "anna", now)
    assert waiting(engine) == []
    assert_refused(engine, RefusedError, "KS/2026:1-1 is makulerad since 2026-07-01", now)
    with pytest.raises(RefusedError, match="KS/2026:1-1 is makulerad"):
        answer(engine, files, now)


@pytest.mark.parametrize("why", ["", "  \n", "\u202e", "x" * 2001])
def test_a_reason_is_said_plainly_and_not_too_long(
    engine: Engine, files: FileStore, now: datetime, why: str
) -> None:
    ask(engine, files, now)
    assert_refused(engine, UsageError, "--no-answer", now, why)


def test_what_is_answered_is_not_written_off(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ask(engine, files, now)
    answer(engine, files, now)
    assert_refused(engine, RefusedError, "answered already by KS/2026:1-2", now)


def test_a_handling_is_written_off_once(engine: Engine, files: FileStore, now: datetime) -> None:
    ask(engine, files, now)
    with writing(engine) as session:
        write_off_answer(session, "KS/2026:1-1", "Ett tack", "anna", now)
    assert_refused(engine, RefusedError, "already noted as needing no answer", now)


def test_nothing_is_written_off_in_a_closed_arende(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ask(engine, files, now)
    answer(engine, files, now)
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now + timedelta(hours=1))
    assert_refused(engine, RefusedError, "KS/2026:1 is closed", now + timedelta(hours=2))


def assert_refused(
    engine: Engine, kind: type[Error], words: str, now: datetime, why: str = "Ett tack"
) -> None:
    before = count(engine)
    with pytest.raises(kind, match=words), writing(engine) as session:
        write_off_answer(session, "KS/2026:1-1", why, "anna", now)
    assert count(engine) == before


def count(engine: Engine) -> int:
    with reading(engine) as session:
        return session.execute(select(func.count()).select_from(ANSWER)).scalar_one()
