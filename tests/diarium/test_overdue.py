"""What is late, how late, and what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.duties import Duty, DutyKind, Found, Terms
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.forwards import Passing, record_forward
from diarium.makulering import makulera_handling
from diarium.outgoing import Answer, record_answer, write_off_answer
from diarium.overdue import list_overdue
from diarium.register import Registration, register_message
from schedules.clock import STOCKHOLM
from tests.diarium.taken_in import add_forum, take_in

CAME = datetime(2026, 6, 30, 8, tzinfo=UTC)  # a Tuesday, ten o'clock in Sweden
TERMS = Terms()


def swedish(day: int, hour: int = 0, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=STOCKHOLM)


def late(
    engine: Engine, now: datetime, namnd: str | None = None, *, coming: bool = False
) -> list[Duty]:
    with reading(engine) as session:
        return list_overdue(session, TERMS, namnd, now, coming=coming)


def kinds(found: list[Duty]) -> list[DutyKind]:
    return [each.kind for each in found]


def register(engine: Engine, message: int, now: datetime, **wish: object) -> str:
    with writing(engine) as session:
        done = register_message(session, message, Registration(**wish), "anna", now)  # type: ignore[arg-type]
        return done.beteckning


@pytest.fixture
def message(engine: Engine, files: FileStore, now: datetime) -> int:
    """Return a message that came on Tuesday 30 June at ten, on Anna Ek's account."""
    add_forum(engine, now)
    return take_in(engine, files, [{"id": "a"}], now, account="ks-facebook")[0]


def test_an_empty_register_has_nothing_late(engine: Engine, now: datetime) -> None:
    assert late(engine, now + timedelta(days=400), coming=True) == []


def test_a_message_is_late_when_the_next_working_day_is_over(engine: Engine, message: int) -> None:
    assert late(engine, swedish(1, 23)) == []
    (duty,) = late(engine, swedish(2, 10))
    assert duty == Duty(
        kind=DutyKind.REGISTER, namnd="KS", beteckning=None, message=message,
        account="ks-facebook", forvaltning="Kommunledningsförvaltningen",
        ansvarig="Anna Ek", since=CAME,
        waited_hours=48,
        waited_working_days=2, due=swedish(2), late=True, hours=10, working_days=1,
        command=f"archiver register {message}",
    )  # fmt: skip


@pytest.mark.usefixtures("message")
def test_the_last_moment_of_the_working_day_is_in_time(engine: Engine) -> None:
    assert late(engine, swedish(2) - timedelta(microseconds=1)) == []
    assert kinds(late(engine, swedish(2))) == [DutyKind.REGISTER]


def test_a_message_to_be_reviewed_is_shown_before_it_is_decided(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    ids = take_in(engine, files, [{"channel": "mention"}], now)
    (duty,) = late(engine, swedish(2))
    assert (duty.kind, duty.command) == (DutyKind.REGISTER, f"archiver inbox show {ids[0]}")
    assert (duty.account, duty.ansvarig) == (None, None)


FORUM: dict[str, object] = {"channel": "comment", "text": "Fint i parken."}
"""What a rule keeps ordered in an open forum."""


def test_what_a_person_has_decided_is_not_late(
    engine: Engine, files: FileStore, message: int, now: datetime
) -> None:
    with writing(engine) as session:
        skip_message(session, message, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    take_in(engine, files, [FORUM], now, account="ks-facebook")
    assert late(engine, swedish(30)) == []


def test_an_answer_is_late_after_48_hours(engine: Engine, message: int, now: datetime) -> None:
    beteckning = register(engine, message, now)
    assert late(engine, swedish(2, 9)) == []
    (duty,) = late(engine, swedish(2, 13))
    assert (duty.kind, duty.beteckning, duty.message) == (DutyKind.ANSWER, beteckning, message)
    assert (duty.since, duty.due) == (CAME, swedish(2, 10))
    assert (duty.waited_hours, duty.waited_working_days) == (51, 2)
    assert (duty.late, duty.hours, duty.working_days) == (True, 3, 0)
    assert (duty.account, duty.ansvarig) == ("ks-facebook", "Anna Ek")
    assert duty.command == f"archiver answer {beteckning}"


def test_what_is_answered_or_needs_no_answer_is_not_late(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    first, second = register(engine, one, now), register(engine, two, now)
    assert len(late(engine, swedish(9))) == 2
    given = Answer(name="svar.txt", media_type="text/plain", ref=files.keep_bytes(b"Ja"), sent=now)
    with writing(engine) as session:
        record_answer(session, first, given, "anna", now)
        write_off_answer(session, second, "Ett tack", "anna", now)
    assert late(engine, swedish(9)) == []


def test_what_is_makulerat_is_neither_answered_nor_passed_on_but_decided_anew(
    engine: Engine, message: int, now: datetime
) -> None:
    beteckning = register(engine, message, now, kritik=True)
    assert kinds(late(engine, swedish(9))) == [DutyKind.ANSWER, DutyKind.FORWARD]
    with writing(engine) as session:
        makulera_handling(session, beteckning, "Fel ärende", "anna", now)
    (duty,) = late(engine, swedish(9))
    assert (duty.kind, duty.message, duty.since) == (DutyKind.REGISTER, message, CAME)


def test_kritik_is_late_when_not_passed_on_by_the_next_working_day(
    engine: Engine, message: int, now: datetime
) -> None:
    beteckning = register(engine, message, now, kritik=True)
    with writing(engine) as session:
        write_off_answer(session, beteckning, "Besvarad per telefon", "anna", now)
    assert late(engine, swedish(2, 23)) == []  # registered on Wednesday the first
    (duty,) = late(engine, swedish(3, 2))
    assert (duty.kind, duty.since, duty.due) == (DutyKind.FORWARD, now, swedish(3))
    assert duty.command == f"archiver forward {beteckning} --to INSTANS"
    with writing(engine) as session:
        passing = Passing(to="Gatuenheten", sent=now)
        record_forward(session, beteckning, passing, "anna", now)
    assert late(engine, swedish(30)) == []


def test_the_terms_are_the_settings(engine: Engine, message: int, now: datetime) -> None:
    register(engine, message, now, kritik=True)
    terms = Terms(answer_hours=96, forward_days=3)
    with reading(engine) as session:
        found = list_overdue(session, terms, None, swedish(3, 23), coming=True)
        then = list_overdue(session, terms, None, swedish(7, 1))
    assert [(each.kind, each.late) for each in found] == [(DutyKind.ANSWER, False)]
    assert [(each.kind, each.due) for each in then] == [
        (DutyKind.ANSWER, swedish(4, 10)), (DutyKind.FORWARD, swedish(7)),
    ]  # fmt: skip


def test_the_latest_comes_first(engine: Engine, files: FileStore, now: datetime) -> None:
    came = ("2026-06-26T10:00:00+02:00", "2026-06-24T10:00:00+02:00", "2026-06-25T10:00:00+02:00")
    ids = take_in(engine, files, [{"made_available_at": each} for each in came], now)
    register(engine, ids[2], now)
    found = late(engine, swedish(9))
    assert [each.message for each in found] == [ids[1], ids[2], ids[0]]
    assert [each.due for each in found] == sorted(each.due for each in found)


@pytest.mark.usefixtures("message")
def test_what_is_coming_falls_due_within_24_hours(engine: Engine) -> None:
    assert late(engine, swedish(30, 23, month=6), coming=True) == []
    (duty,) = late(engine, swedish(1, 1), coming=True)
    assert (duty.late, duty.hours, duty.working_days) == (False, 23, 0)


def test_each_namnd_sees_its_own(engine: Engine, files: FileStore, now: datetime) -> None:
    ks = take_in(engine, files, [{}, {}], now)
    sbn = take_in(engine, files, [{}, {}], now, namnd="SBN")
    register(engine, ks[0], now)
    register(engine, sbn[0], now, kritik=True)
    assert {each.namnd for each in late(engine, swedish(9), "ks")} == {"KS"}
    assert kinds(late(engine, swedish(9), "SBN")) == [
        DutyKind.REGISTER, DutyKind.ANSWER, DutyKind.FORWARD,
    ]  # fmt: skip
    assert len(late(engine, swedish(9))) == 5
    with pytest.raises(UsageError):
        late(engine, swedish(9), "XX")


def test_more_of_it_takes_no_more_questions(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    few = take_in(engine, files, [{}, {}], now)
    register(engine, few[0], now, kritik=True)
    with counted(engine) as asked_of_few:
        assert len(late(engine, swedish(9))) == 3
    many = take_in(engine, files, [{} for _ in range(30)], now)
    for each in many[:15]:
        register(engine, each, now, kritik=True)
    with counted(engine) as asked_of_many:
        assert len(late(engine, swedish(9))) == 3 + 15 * 3
    assert len(asked_of_many) == len(asked_of_few) > 0


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give the questions that are put to the database."""
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_duty_from_outside_the_register_is_told_with_the_others(
    engine: Engine, message: int
) -> None:
    def outside(name: str, namnd: str | None, due: datetime) -> Found:
        about = (namnd, name, None, None)
        return Found(DutyKind.TOKEN, *about, CAME, due, f"archiver token keep {name}")

    besides = [
        outside("ks", "KS", swedish(1)), outside("sbn", "SBN", swedish(2, 1)),
        outside("alla", None, swedish(3)), outside("sen", "KS", swedish(4)),
    ]  # fmt: skip
    with reading(engine) as session:
        everywhere = list_overdue(session, TERMS, None, swedish(3, 1), besides=besides)
        at_sbn = list_overdue(session, TERMS, "SBN", swedish(3, 1), besides=besides)

    told = [each.beteckning or each.message for each in everywhere]
    assert told == ["ks", message, "sbn", "alla"]
    assert [each.beteckning for each in at_sbn] == ["sbn", "alla"]
    assert everywhere[0].late
