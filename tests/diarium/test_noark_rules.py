"""The rules of Noark 5 that fit a Swedish diarium, each by the number of its requirement.

Source: arkivverket/noark5-standard, avledet/krav.rst (commit cfda5e6).
"""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, Table, delete, select, update

from diarium.arende_records import Arende, ArendeStatus
from diarium.arenden import read_arende
from diarium.corrections import Rattelse, correct_arende, correct_handling
from diarium.database import reading, writing
from diarium.errors import RefusedError, StorageError
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.numbers import check_numbers
from diarium.outgoing import write_off_answer
from diarium.register import Registration, register_message
from diarium.statuses import classify_arende, close_arende, reopen_arende
from diarium.tables import ARENDE, ARENDE_STATUS, CLASSIFICATION, HANDLING, HANDLING_FILE
from tests.diarium.settled import close_settled, make_readable, settle
from tests.diarium.taken_in import take_in

DNR, BETECKNING = "KS/2026:1", "KS/2026:1-1"


@pytest.fixture
def diarium(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with one open ärende and one incoming handling in it."""
    [message] = take_in(engine, files, [{"id": "q", "text": "När öppnar badet?"}], now)
    with writing(engine) as session:
        register_message(session, message, Registration(), "anna", now)
    return engine


def close(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        close_settled(session, DNR, "anna", now)


def read(engine: Engine) -> Arende:
    with reading(engine) as session:
        return read_arende(session, DNR)


def refuses_any_change(engine: Engine, table: Table, **values: object) -> bool:
    """Tell whether the database itself refuses to change and to remove the rows of a table."""
    with reading(engine) as session:
        assert session.execute(select(table.c.id)).first()
    for statement in (update(table).values(**values), delete(table)):
        with pytest.raises(StorageError, match="append-only"), writing(engine) as session:
            session.execute(statement)
    return True


def test_the_title_of_a_closed_arende_is_frozen_and_nothing_in_it_is_removed(
    diarium: Engine, now: datetime
) -> None:
    """3.2.2 and 3.2.3."""
    close(diarium, now)
    wish = Rattelse(field="mening", new="Annat", public=None, why="Fel")
    with pytest.raises(RefusedError, match="closed since"), writing(diarium) as session:
        correct_arende(session, DNR, wish, "anna", now)
    assert refuses_any_change(diarium, ARENDE, mening_public="Annat")


def test_nothing_is_registered_in_a_closed_arende_and_the_way_to_reopen_it_is_told(
    diarium: Engine, files: FileStore, now: datetime
) -> None:
    """3.2.4."""
    close(diarium, now)
    [message] = take_in(diarium, files, [{}], now)
    told = pytest.raises(RefusedError, match="closed since 2026-07-01; archiver arende reopen")
    with told, writing(diarium) as session:
        register_message(session, message, Registration(arende=DNR), "anna", now)
    assert len(read(diarium).handlingar) == 1


def test_an_arende_without_classification_is_not_closed(diarium: Engine, now: datetime) -> None:
    """3.2.6."""
    with pytest.raises(RefusedError, match="no-classification"), writing(diarium) as session:
        close_arende(session, DNR, "anna", now)
    with writing(diarium) as session:
        classify_arende(session, DNR, "1.4.2", "anna", now)
    with pytest.raises(RefusedError) as told, writing(diarium) as session:
        close_arende(session, DNR, "anna", now)
    assert "no-classification" not in str(told.value)


def test_an_arende_in_which_something_is_undecided_is_not_closed(
    diarium: Engine, files: FileStore, now: datetime
) -> None:
    """3.2.7."""
    [reply] = take_in(diarium, files, [{"own": True, "in_reply_to": "q", "text": "Svar"}], now)
    with writing(diarium) as session:
        settle(session, DNR, "anna", now)
    remains = pytest.raises(RefusedError, match=f"remains: undecided-message {reply}$")
    with remains, writing(diarium) as session:
        close_arende(session, DNR, "anna", now)
    assert read(diarium).status is ArendeStatus.OPEN


def test_an_arende_with_a_file_in_no_archive_format_and_without_readable_form_is_not_closed(
    diarium: Engine, now: datetime
) -> None:
    """3.2.8."""
    with writing(diarium) as session:
        classify_arende(session, DNR, "1.4.2", "anna", now)
        write_off_answer(session, BETECKNING, "Besvarad per telefon", "anna", now)
    remains = pytest.raises(RefusedError, match=f"remains: no-readable-form {BETECKNING}$")
    with remains, writing(diarium) as session:
        close_arende(session, DNR, "anna", now)
    assert read(diarium).status is ArendeStatus.OPEN
    with writing(diarium) as session:
        make_readable(session, DNR, "anna", now)
        assert close_arende(session, DNR, "anna", now).status is ArendeStatus.CLOSED
    [original, readable] = read(diarium).handlingar[0].files
    assert (original.role, readable.role) == ("original", "readable")


def test_an_arende_with_an_unanswered_handling_is_not_closed(
    diarium: Engine, now: datetime
) -> None:
    """3.2.9."""
    with writing(diarium) as session:
        classify_arende(session, DNR, "1.4.2", "anna", now)
        make_readable(session, DNR, "anna", now)
    remains = pytest.raises(RefusedError, match=f"remains: unanswered {BETECKNING}$")
    with remains, writing(diarium) as session:
        close_arende(session, DNR, "anna", now)
    with writing(diarium) as session:
        close_settled(session, DNR, "anna", now)
    assert read(diarium).status is ArendeStatus.CLOSED


def test_closing_freezes_when_and_by_whom_and_the_code(diarium: Engine, now: datetime) -> None:
    """3.2.10."""
    close(diarium, now)
    before = read(diarium)
    with pytest.raises(RefusedError, match="closed since"), writing(diarium) as session:
        classify_arende(session, DNR, "9.9", "bo", now)
    assert refuses_any_change(diarium, ARENDE_STATUS, by="bo")
    assert refuses_any_change(diarium, CLASSIFICATION, code="9.9")
    assert read(diarium) == before


def test_reopening_is_logged_with_reason_and_the_closing_before_it_is_kept(
    diarium: Engine, now: datetime
) -> None:
    """3.2.11, but for who may: roles are the system's own."""
    later = now + timedelta(days=3)
    close(diarium, now)
    with writing(diarium) as session:
        reopen_arende(session, DNR, "Ny uppgift i saken", "eva", later)
    closed, reopened = read(diarium).history[-2:]
    assert (closed.status, closed.at, closed.by) == (ArendeStatus.CLOSED, now, "anna")
    assert (reopened.why, reopened.at, reopened.by) == ("Ny uppgift i saken", later, "eva")
    with reading(diarium) as session:
        *_, last = read_events(session)
    assert (last.kind, last.subject, last.by, last.at) == ("arende.reopened", DNR, "eva", later)


def test_what_was_ever_registered_is_never_removed_not_even_when_it_is_void(
    diarium: Engine, now: datetime
) -> None:
    """3.2.12, 3.2.16, 3.2.19 and 3.2.21, which allows to delete a reserved number; here never."""
    with writing(diarium) as session:
        makulera_handling(session, BETECKNING, "Fel", "anna", now)
    assert refuses_any_change(diarium, HANDLING, lopnummer=7)


def test_a_void_handling_stands_in_the_sequence_and_can_be_read(
    diarium: Engine, files: FileStore, now: datetime
) -> None:
    """The status "Utgår": it is counted as present, with its reason."""
    [message] = take_in(diarium, files, [{}], now)
    with writing(diarium) as session:
        makulera_handling(session, BETECKNING, "Fel ärende", "anna", now)
        register_message(session, message, Registration(arende=DNR), "anna", now)
    first, second = read(diarium).handlingar
    assert (first.lopnummer, second.lopnummer) == (1, 2)
    assert first.makulerad is not None
    assert first.makulerad.why == "Fel ärende"
    assert first.subject_public == "När öppnar badet?"
    with reading(diarium) as session:
        assert list(check_numbers(session)) == []


@pytest.mark.parametrize("field", ["lopnummer", "received_at"])
def test_number_and_date_of_what_came_in_are_immutable(
    diarium: Engine, now: datetime, field: str
) -> None:
    """3.2.22."""
    frozen(diarium, now, field)
    assert refuses_any_change(diarium, HANDLING, lopnummer=7, received_at=now + timedelta(days=1))


@pytest.mark.parametrize("field", ["direction", "registered_at", "made_available_at"])
def test_type_and_dates_of_the_entry_are_immutable(
    diarium: Engine, now: datetime, field: str
) -> None:
    """3.2.23 and 3.2.24."""
    frozen(diarium, now, field)


def test_a_correspondent_is_only_corrected_visibly(diarium: Engine, now: datetime) -> None:
    """3.2.23 and 3.2.24: a wrong correspondent stays beside the right one."""
    assert refuses_any_change(diarium, HANDLING, sender_public="Annan")
    wish = Rattelse(field="sender", new="Bo Bergh", public=None, why="Felstavat")
    with writing(diarium) as session:
        held = correct_handling(session, BETECKNING, wish, "eva", now)
    [shown] = held.corrections
    assert (held.sender_public, shown.old_public, shown.by) == ("Bo Bergh", "Bo Berg", "eva")


def test_the_files_of_a_handling_are_immutable(diarium: Engine, now: datetime) -> None:
    """3.2.30, 3.2.31 and 3.2.32."""
    frozen(diarium, now, "files")
    assert refuses_any_change(diarium, HANDLING_FILE, sha256="0" * 64)


def frozen(engine: Engine, now: datetime, field: str) -> None:
    with reading(engine) as session:
        before = read_beteckning(session, BETECKNING)
    wish = Rattelse(field=field, new="7", public=None, why="Fel")
    refused = pytest.raises(RefusedError, match=f"{field} is frozen since the registration")
    with refused, writing(engine) as session:
        correct_handling(session, BETECKNING, wish, "anna", now)
    with reading(engine) as session:
        assert read_beteckning(session, BETECKNING) == before
