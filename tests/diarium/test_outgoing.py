"""An answer that a person sent, registered beside what it answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.arende_records import Direction, Handling
from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.handlingar import read_handling
from diarium.journal import read_events
from diarium.outgoing import Answer, record_answer
from diarium.register import Registration, register_message
from diarium.tables import HANDLING, JOURNAL
from diarium.verify import check_archive
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import take_in

QUESTION = "KS/2026:1-1"
PERSONNUMMER = "811228-9874"


@pytest.fixture
def asked(engine: Engine, files: FileStore, now: datetime) -> Handling:
    """Return a registered question from Bo Berg about the bath."""
    ids = take_in(engine, files, [{"text": "När öppnar badet?"}], now)
    with writing(engine) as session:
        return register_message(session, ids[0], Registration(), "anna", now)


@pytest.fixture
def given(files: FileStore, now: datetime) -> Answer:
    """Return an answer, kept already."""
    ref = files.keep_bytes("Badet öppnar klockan åtta.".encode())
    return Answer(name="svar.txt", media_type="text/plain", ref=ref, sent=now)


def record(engine: Engine, given: Answer, now: datetime, beteckning: str = QUESTION) -> Handling:
    with writing(engine) as session:
        return record_answer(session, beteckning, given, "anna", now)


def rows(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        return (
            session.execute(select(func.count()).select_from(HANDLING)).scalar_one(),
            session.execute(select(func.count()).select_from(JOURNAL)).scalar_one(),
        )


@pytest.mark.usefixtures("asked")
def test_an_answer_is_an_outgoing_handling_in_the_same_arende(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    sent = now - timedelta(hours=3)
    done = record(engine, replace(given, sent=sent), now)
    assert (done.beteckning, done.diarienummer) == ("KS/2026:1-2", "KS/2026:1")
    assert (done.direction, done.kind, done.message) == (Direction.OUTGOING, "svar", None)
    assert (done.sender_public, done.subject_public) == ("Bo Berg", "Svar: När öppnar badet?")
    assert (done.made_available_at, done.received_at, done.registered_at) == (sent, sent, now)
    assert done.registered_by == "anna"
    (file,) = done.files
    assert (file.role, file.name, file.start) == ("original", "svar.txt", 0)
    kept = files.read(file.sha256, file.start, file.length)
    assert kept.decode() == "Badet öppnar klockan åtta."
    with reading(engine) as session:
        last = list(read_events(session))[-1]
    assert (last.kind, last.subject, last.by) == ("handling.registered", "KS/2026:1-2", "anna")
    assert list(check_archive(engine, files)) == []


@pytest.mark.usefixtures("asked")
def test_a_second_answer_takes_the_next_number(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    record(engine, given, now)
    more = replace(given, ref=files.keep_bytes(b"Ett till"))
    assert record(engine, more, now).beteckning == "KS/2026:1-3"
    assert list(check_archive(engine, files)) == []


def test_the_protected_forms_and_the_marking_follow_to_the_answer(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Jag har skyddad adress"}], now)
    wish = Registration(sekretess="OSL 21 kap. 3 §", sender="Enskild")
    with writing(engine) as session:
        register_message(session, ids[0], wish, "anna", now - timedelta(days=1))
    done = record(engine, given, now)
    assert (done.sender_public, done.sender_protected) == ("Enskild", "Bo Berg")
    assert done.subject_public == "Svar: skyddad uppgift"
    assert done.subject_protected == "Svar: Jag har skyddad adress"
    assert done.sekretess is not None
    assert done.sekretess.provision == "OSL 21 kap. 3 §"
    assert (done.sekretess.date, done.sekretess.authority) == (now.date(), "Kommunstyrelsen")


def test_another_recipient_is_said_without_baring_a_protected_one(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    ids = take_in(engine, files, [{"text": "Jag har skyddad adress"}], now)
    with writing(engine) as session:
        wish = Registration(sekretess="OSL 21 kap. 3 §")
        register_message(session, ids[0], wish, "anna", now)
    done = record(engine, replace(given, to="Ombud"), now)
    assert (done.sender_public, done.sender_protected) == ("Ombud", "Bo Berg")


@pytest.mark.usefixtures("asked")
def test_a_recipient_is_public_without_personnummer(
    engine: Engine, given: Answer, now: datetime
) -> None:
    done = record(engine, replace(given, to=f"Bo  {PERSONNUMMER}"), now)
    assert done.sender_public == "Bo ******-****"
    assert done.sender_protected == f"Bo {PERSONNUMMER}"


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("to", ["", " \n", "Bo\x1b[2J", "Bo\u202e", "x" * 2001, "x" * 1_000_000])
def test_a_recipient_is_said_plainly_and_not_too_long(
    engine: Engine, given: Answer, now: datetime, to: str
) -> None:
    refuse(engine, replace(given, to=to), now, UsageError, "--to")


@pytest.mark.parametrize(
    "beteckning",
    ["KS/2026:1-2", "KS/2026:9-1", "KS/2026:1", "", "-", "KS/2026:1-" + "9" * 40, "KS/2026:1-²"],
)
@pytest.mark.usefixtures("asked")
def test_an_unknown_beteckning_is_refused(
    engine: Engine, given: Answer, now: datetime, beteckning: str
) -> None:
    refuse(engine, given, now, UsageError, "there is no handling", beteckning)


@pytest.mark.usefixtures("asked")
def test_an_empty_answer_is_refused(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    refuse(engine, replace(given, ref=files.keep_bytes(b"")), now, UsageError, "empty")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (datetime(2026, 7, 1, 8, 0, 1, tzinfo=UTC), "has not come"),
        (datetime(2026, 6, 30, 7, 59, tzinfo=UTC), "before KS/2026:1-1 .* 2026-06-30 10:00"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    engine: Engine, given: Answer, now: datetime, sent: datetime, words: str
) -> None:
    refuse(engine, replace(given, sent=sent), now, UsageError, words)


def test_an_answer_may_be_sent_in_the_minute_the_question_came(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    came = "2026-06-30T10:00:40+02:00"
    (asked,) = take_in(engine, files, [{"made_available_at": came}], now)
    with writing(engine) as session:
        register_message(session, asked, Registration(), "anna", now)
    sent = datetime(2026, 6, 30, 8, tzinfo=UTC)  # written by a person, without seconds
    assert record(engine, replace(given, sent=sent), now).made_available_at == sent


@pytest.mark.usefixtures("asked")
def test_an_answer_is_not_answered(engine: Engine, given: Answer, now: datetime) -> None:
    record(engine, given, now)
    refuse(engine, given, now, RefusedError, "did not come in", "KS/2026:1-2")


@pytest.mark.usefixtures("asked")
def test_the_same_answer_twice_is_refused_with_the_first(
    engine: Engine, given: Answer, now: datetime
) -> None:
    record(engine, given, now)
    refuse(engine, given, now, RefusedError, "registered already as KS/2026:1-2")


@pytest.mark.usefixtures("asked")
def test_nothing_is_answered_in_a_closed_arende(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    record(engine, given, now)
    with writing(engine) as session:
        close_settled(session, "KS/2026:1", "anna", now)
    more = replace(given, ref=files.keep_bytes(b"Ett till"))
    refuse(engine, more, now, RefusedError, "KS/2026:1 is closed")


def refuse(
    engine: Engine,
    given: Answer,
    now: datetime,
    kind: type[Exception],
    words: str,
    beteckning: str = QUESTION,
) -> None:
    before = rows(engine)
    with pytest.raises(kind, match=words):
        record(engine, given, now, beteckning)
    assert rows(engine) == before


def test_two_handlingar_of_one_arende_are_answered_apart(
    engine: Engine, files: FileStore, asked: Handling, given: Answer, now: datetime
) -> None:
    second = take_in(engine, files, [{"text": "En sak till"}], now)[0]
    with writing(engine) as session:
        register_message(session, second, Registration(arende=asked.diarienummer), "anna", now)
    record(engine, given, now)
    again = record(engine, given, now, "KS/2026:1-2")  # the same words to another question
    assert again.beteckning == "KS/2026:1-4"
    with reading(engine) as session:
        arende = read_arende(session, "KS/2026:1")
        assert [each.direction for each in arende.handlingar] == [
            Direction.INCOMING, Direction.INCOMING, Direction.OUTGOING, Direction.OUTGOING,
        ]  # fmt: skip
        assert read_handling(session, again.id) == again
    assert list(check_archive(engine, files)) == []


def test_the_marking_is_dated_in_swedish_time(
    engine: Engine, files: FileStore, given: Answer, now: datetime
) -> None:
    ids = take_in(engine, files, [{}], now)
    with writing(engine) as session:
        register_message(session, ids[0], Registration(sekretess="OSL 21:1"), "anna", now)
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    done = record(engine, given, late)
    assert done.sekretess is not None
    assert done.sekretess.date == date(2026, 7, 2)
