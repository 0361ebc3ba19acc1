from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from diarium.arende_records import Arende, ArendeStatus, Note
from diarium.arenden import read_arende
from diarium.closing import Facts, Lack, Remaining, find_remaining, list_remaining
from diarium.database import reading, writing
from diarium.errors import RefusedError
from diarium.files import FileStore
from diarium.makulering import accept_missing, makulera_handling
from diarium.register import Registration, register_message
from diarium.statuses import UnfinishedError, close_arende, hold_arende, resume_arende
from tests.diarium.settled import settle
from tests.diarium.taken_in import take_in
from tests.exporters.records import Records, arende

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
DNR = "KS/2026:1"
LOST = {"name": "bild.jpg", "media_type": "image/jpeg", "missing": "not exported"}


@pytest.fixture
def whole(files: FileStore) -> Arende:
    """Return an ärende with three handlingar, of which nothing else is known."""
    return arende(Records(files.root), ArendeStatus.OPEN)


def find(found: Arende, **facts: object) -> list[Lack]:
    nothing: dict[str, object] = {
        "undecided": (), "unanswered": (), "unforwarded": (), "incomplete": frozenset(),
        "unreadable": (),
    }  # fmt: skip
    remaining = find_remaining(Facts(arende=found, **{**nothing, **facts}))  # type: ignore[arg-type]
    return [each.lack for each in remaining]


def test_a_classified_arende_in_which_all_is_done_lacks_nothing(whole: Arende) -> None:
    assert find(replace(whole, classification="1.4.2")) == []


def test_all_that_remains_is_found_at_once(whole: Arende) -> None:
    found = find(
        replace(whole, status=ArendeStatus.ON_HOLD),
        undecided=(4,), unanswered=(f"{DNR}-1",), unforwarded=(f"{DNR}-1",),
        incomplete=frozenset({1}), unreadable=(f"{DNR}-1",),
    )  # fmt: skip
    assert found == list(Lack)


def test_a_missing_attachment_of_what_is_makulerat_or_let_go_does_not_remain(whole: Arende) -> None:
    first, *others = whole.handlingar
    note = Note(why="Fel", at=NOW, by="anna")
    lost = frozenset({1})

    def holding(**changes: object) -> Arende:
        changed = replace(first, **changes)  # type: ignore[arg-type]
        return replace(whole, classification="1", handlingar=(changed, *others))

    assert find(holding(), incomplete=lost) == [Lack.ATTACHMENT]
    assert find(holding(makulerad=note), incomplete=lost) == []
    assert find(holding(no_attachment=note), incomplete=lost) == []


def test_what_remains_is_read_from_the_register_and_told_in_one_refusal(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    question: dict[str, object] = {
        "id": "q",
        "text": "Det här fungerar inte",
        "attachments": [LOST],
    }
    [asked] = take_in(engine, files, [question], now)
    with writing(engine) as session:
        register_message(session, asked, Registration(kritik=True), "anna", now)
        hold_arende(session, DNR, "Väntar", "anna", now)
    [reply] = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    with pytest.raises(UnfinishedError) as told, writing(engine) as session:
        close_arende(session, DNR, "anna", now)
    about = (f"{DNR}-1",)
    assert told.value.remaining == (
        Remaining(Lack.ON_HOLD),
        Remaining(Lack.CLASSIFICATION),
        Remaining(Lack.UNDECIDED, (str(reply),)),
        Remaining(Lack.ANSWER, about),
        Remaining(Lack.FORWARD, about),
        Remaining(Lack.ATTACHMENT, about),
        Remaining(Lack.READABLE, about),
    )
    assert all(lack.value in str(told.value) for lack in Lack)


def test_an_arende_closes_when_each_thing_that_remained_is_done(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    [asked] = take_in(engine, files, [{"id": "q", "text": "Hej", "attachments": [LOST]}], now)
    with writing(engine) as session:
        register_message(session, asked, Registration(), "anna", now)
        hold_arende(session, DNR, "Väntar", "anna", now)
    [reply] = take_in(engine, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    with writing(engine) as session:
        resume_arende(session, DNR, "anna", now)
        register_message(session, reply, Registration(), "anna", now)
        settle(session, DNR, "anna", now)
        accept_missing(session, f"{DNR}-1", "Avsändaren har den inte kvar", "anna", now)
        assert close_arende(session, DNR, "anna", now).status is ArendeStatus.CLOSED
    with reading(engine) as session:
        assert list_remaining(session, read_arende(session, DNR)) == ()


def test_a_message_whose_registration_was_makulerad_remains_until_it_is_decided(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    one, two = take_in(engine, files, [{}, {}], now)
    with writing(engine) as session:
        register_message(session, one, Registration(), "anna", now)
        register_message(session, two, Registration(arende=DNR), "anna", now)
        makulera_handling(session, f"{DNR}-2", "Hör till ett annat ärende", "anna", now)
        settle(session, DNR, "anna", now)
        remaining = list_remaining(session, read_arende(session, DNR))
        assert remaining == (Remaining(Lack.UNDECIDED, (str(two),)),)
        register_message(session, two, Registration(), "anna", now)
        assert list_remaining(session, read_arende(session, DNR)) == ()


def test_a_missing_attachment_is_let_go_once_and_only_where_one_is_missing(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    lost, plain = take_in(engine, files, [{"attachments": [LOST]}, {}], now)
    with writing(engine) as session:
        register_message(session, lost, Registration(), "anna", now)
        register_message(session, plain, Registration(arende=DNR), "anna", now)
        done = accept_missing(session, f"{DNR}-1", "Finns inte kvar", "bo", now)
        assert done.no_attachment == Note(why="Finns inte kvar", at=now, by="bo")
        with pytest.raises(RefusedError, match="it is noted already, on 2026-07-01"):
            accept_missing(session, f"{DNR}-1", "Igen", "bo", now)
        with pytest.raises(RefusedError, match="misses no attachment"):
            accept_missing(session, f"{DNR}-2", "Inget", "bo", now)
