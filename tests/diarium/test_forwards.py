"""Saklig kritik passed on to the instans it concerns, and the receipt of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.arenden import read_arende
from diarium.corrections import Rattelse, correct_handling
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.forwards import (
    Forward,
    Passing,
    Receipt,
    list_forwards,
    record_forward,
    record_receipt,
    unforwarded,
)
from diarium.handlingar import read_beteckning
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.outgoing import Answer, record_answer
from diarium.register import Registration, register_message
from diarium.statuses import close_arende
from diarium.tables import FORWARD, FORWARD_RECEIPT
from diarium.verify import check_archive
from tests.diarium.settled import settle
from tests.diarium.taken_in import take_in

KRITIK = "KS/2026:1-1"


@pytest.fixture(autouse=True)
def _registered(engine: Engine, files: FileStore, now: datetime) -> None:
    """Register saklig kritik and, in the same ärende, a question."""
    ids = take_in(engine, files, [{"text": "Belysningen fungerar inte"}, {}], now)
    with writing(engine) as session:
        register_message(session, ids[0], Registration(kritik=True), "anna", now)
        wish = Registration(kritik=False, arende="KS/2026:1")
        register_message(session, ids[1], wish, "anna", now)


def pass_on(
    engine: Engine,
    now: datetime,
    to: str = "Gatuenheten",
    note: str | None = None,
    sent: datetime | None = None,
    beteckning: str = KRITIK,
) -> Forward:
    with writing(engine) as session:
        passing = Passing(to=to, sent=sent or now, note=note)
        return record_forward(session, beteckning, passing, "anna", now)


def receive(
    engine: Engine, now: datetime, to: str | None = None, receipt: Receipt | None = None
) -> Forward:
    with writing(engine) as session:
        given = receipt or Receipt(received_at=now)
        return record_receipt(session, KRITIK, to, given, "anna", now)


def noted(engine: Engine) -> list[Forward]:
    with reading(engine) as session:
        return list_forwards(session, read_beteckning(session, KRITIK))


def waiting(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return unforwarded(session, read_arende(session, "KS/2026:1", handlingar=False).id)


def rows(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        return (
            session.execute(select(func.count()).select_from(FORWARD)).scalar_one(),
            session.execute(select(func.count()).select_from(FORWARD_RECEIPT)).scalar_one(),
        )


def test_only_saklig_kritik_waits_to_be_passed_on(engine: Engine, now: datetime) -> None:
    assert waiting(engine) == [KRITIK]
    pass_on(engine, now)
    assert waiting(engine) == []


def test_what_is_corrected_to_kritik_waits_to_be_passed_on(engine: Engine, now: datetime) -> None:
    correct(engine, "KS/2026:1-2", "kritik", now)
    assert waiting(engine) == [KRITIK, "KS/2026:1-2"]
    correct(engine, KRITIK, "meddelande", now)
    correct(engine, "KS/2026:1-2", "meddelande", now)
    assert waiting(engine) == []


def test_what_is_makulerat_is_not_passed_on(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        makulera_handling(session, KRITIK, "Fel ärende", "anna", now)
    assert waiting(engine) == []
    with pytest.raises(RefusedError, match="KS/2026:1-1 is makulerad"):
        pass_on(engine, now)


def correct(engine: Engine, beteckning: str, kind: str, now: datetime) -> None:
    with writing(engine) as session:
        wish = Rattelse(field="kind", new=kind, public=None, why="Prövad på nytt")
        correct_handling(session, beteckning, wish, "anna", now)


def test_to_whom_when_and_by_whom_is_kept(engine: Engine, files: FileStore, now: datetime) -> None:
    sent = now - timedelta(hours=2)
    done = pass_on(engine, now, note="För\n åtgärd", sent=sent)
    assert (done.beteckning, done.recipient, done.note) == (KRITIK, "Gatuenheten", "För åtgärd")
    assert (done.forwarded_at, done.at, done.by) == (sent, now, "anna")
    assert (done.received_at, done.receipt) == (None, None)
    with reading(engine) as session:
        last = list(read_events(session))[-1]
    assert (last.kind, last.subject) == ("handling.forwarded", KRITIK)
    assert list(check_archive(engine, files)) == []


def test_a_question_may_be_passed_on_too(engine: Engine, now: datetime) -> None:
    assert pass_on(engine, now, beteckning="KS/2026:1-2").beteckning == "KS/2026:1-2"


def test_a_receipt_is_noted_with_the_file_that_shows_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    pass_on(engine, now)
    ref = files.keep_bytes(b"Mottaget")
    receipt = Receipt(received_at=now, name="k.txt", media_type="text/plain", ref=ref)
    done = receive(engine, now + timedelta(hours=1), receipt=receipt)
    assert (done.received_at, done.receipt) == (now, ref.sha256)
    assert noted(engine) == [done]
    with reading(engine) as session:
        last = list(read_events(session))[-1]
    assert (last.kind, last.subject) == ("forward.received", KRITIK)
    assert list(check_archive(engine, files)) == []
    files.path_of(ref.sha256).unlink()  # the receipt is among the files that are proven
    assert [fault.code for fault in check_archive(engine, files)] == ["file-missing"]


def test_a_receipt_finds_its_instans_among_several(engine: Engine, now: datetime) -> None:
    pass_on(engine, now)
    pass_on(engine, now, to="Trygghetsrådet")
    refuse_receipt(engine, now, UsageError, "say by --to whose receipt it is")
    receive(engine, now, to=" gatuenheten ")
    assert [each.received_at is not None for each in noted(engine)] == [True, False]
    receive(engine, now)  # only one is left
    assert all(each.received_at for each in noted(engine))
    refuse_receipt(engine, now, RefusedError, "nothing of KS/2026:1-1 waits for a receipt")


def test_a_receipt_of_nothing_is_refused(engine: Engine, now: datetime) -> None:
    refuse_receipt(engine, now, RefusedError, "waits for a receipt")
    pass_on(engine, now)
    refuse_receipt(engine, now, RefusedError, "waits for a receipt", to="Skolan")


@pytest.mark.parametrize(
    "received", [datetime(2026, 7, 1, 8, 0, 1, tzinfo=UTC), datetime(2026, 7, 1, 7, tzinfo=UTC)]
)
def test_a_receipt_neither_of_tomorrow_nor_from_before(
    engine: Engine, now: datetime, received: datetime
) -> None:
    pass_on(engine, now)
    before = rows(engine)
    with pytest.raises(UsageError, match="--received"):
        receive(engine, now, receipt=Receipt(received_at=received))
    assert rows(engine) == before


def test_the_same_instans_is_not_noted_twice_before_its_receipt(
    engine: Engine, now: datetime
) -> None:
    pass_on(engine, now)
    with pytest.raises(RefusedError, match="passed on to GATUENHETEN already"):
        pass_on(engine, now, to="GATUENHETEN")
    assert rows(engine) == (1, 0)
    receive(engine, now)
    pass_on(engine, now, note="En påminnelse")
    assert rows(engine) == (2, 1)


@pytest.mark.parametrize("to", ["", " \t", "\u202e\x00", "x" * 2001, "x" * 1_000_000])
def test_an_instans_is_said_plainly_and_not_too_long(
    engine: Engine, now: datetime, to: str
) -> None:
    with pytest.raises(UsageError, match="--to"):
        pass_on(engine, now, to=to)
    assert rows(engine) == (0, 0)


def test_a_note_is_not_too_long(engine: Engine, now: datetime) -> None:
    with pytest.raises(UsageError, match="--note is longer than 2000"):
        pass_on(engine, now, note="x" * 2001)
    assert rows(engine) == (0, 0)


@pytest.mark.parametrize(
    "sent", [datetime(2026, 7, 1, 8, 0, 1, tzinfo=UTC), datetime(2026, 6, 30, 7, 59, tzinfo=UTC)]
)
def test_it_is_passed_on_neither_tomorrow_nor_before_it_could_be_read(
    engine: Engine, now: datetime, sent: datetime
) -> None:
    with pytest.raises(UsageError, match="--sent"):
        pass_on(engine, now, sent=sent)
    assert rows(engine) == (0, 0)


def test_an_unknown_beteckning_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(UsageError, match="there is no handling KS/2026:7-1"):
        pass_on(engine, now, beteckning="KS/2026:7-1")


def test_an_answer_is_not_passed_on(engine: Engine, files: FileStore, now: datetime) -> None:
    given = Answer(
        name="svar.txt", media_type="text/plain", ref=files.keep_bytes(b"Tack"), sent=now
    )
    with writing(engine) as session:
        done = record_answer(session, KRITIK, given, "anna", now)
    with pytest.raises(RefusedError, match="did not come in"):
        pass_on(engine, now, beteckning=done.beteckning)


def test_nothing_is_passed_on_from_a_closed_arende(engine: Engine, now: datetime) -> None:

    pass_on(engine, now)
    with writing(engine) as session:
        settle(session, "KS/2026:1", "anna", now)
        close_arende(session, "KS/2026:1", "anna", now)
    with pytest.raises(RefusedError, match="KS/2026:1 is closed"):
        pass_on(engine, now, to="Skolan")
    receive(engine, now)  # a receipt may come after the close
    assert rows(engine) == (1, 1)


def refuse_receipt(
    engine: Engine, now: datetime, kind: type[Exception], words: str, to: str | None = None
) -> None:
    before = rows(engine)
    with pytest.raises(kind, match=words):
        receive(engine, now, to)
    assert rows(engine) == before
