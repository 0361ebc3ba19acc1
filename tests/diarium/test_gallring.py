"""What gallring destroys, what it keeps, and that the register is proven all the same."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from diarium.arenden import read_arende
from diarium.blanks import BLANKS
from diarium.columns import METADATA
from diarium.corrections import Rattelse, correct_handling
from diarium.database import reading, writing
from diarium.decisions import SkipGround, skip_message
from diarium.errors import RefusedError
from diarium.files import FileStore
from diarium.gallring import find_rows
from diarium.gallring_due import list_due, list_held
from diarium.gallring_files import list_left, remove_bytes
from diarium.gallring_records import Hinder
from diarium.gallringar import read_gallring
from diarium.handlingar import read_beteckning
from diarium.makulering import makulera_handling
from diarium.masking import MaskWish, mask_handling
from diarium.message_records import DecisionOutcome
from diarium.messages import list_messages, read_message
from diarium.references import REFERENCES, find_gone, find_referred
from diarium.register import Registration, register_message
from diarium.search_index import HANDLING_INDEX, MESSAGE_INDEX
from diarium.statuses import close_arende, reopen_arende
from diarium.tables import FILE, GALLRING_FILE, JOURNAL, MESSAGE
from diarium.utlamnande import receive_request
from diarium.utlamnande_steps import Asking, How
from diarium.verify import check_archive
from tests.diarium.filled import KARTA
from tests.diarium.gallrat import (
    ARENDEN,
    COMMENTS,
    DECISION,
    PLAN,
    TRIFLES,
    gallra_all,
    take_in_plan,
)
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in
from tests.diarium.tampering import drop_guards, places, tampering

SECRET = "Hemlighetsfullt"
NO_FILE = {"package.manifest_sha256", "package.contents_sha256", "batch_file.container_sha256"}
ABOUT_FILES = {"file.sha256", "file_format.sha256", "gallring_file.sha256"}
"""What is known of a file does not keep it."""
"""Columns of a checksum that is of no kept file."""


@pytest.fixture
def later(now: datetime) -> datetime:
    """Return a moment at which what was done in 2026 may be gallrat."""
    return now.replace(year=2029)


def comment(number: int, **more: Any) -> dict[str, object]:  # noqa: ANN401  any field
    return {"id": f"k{number}", "channel": "comment", "text": f"{SECRET} {number}", **more}


def skipped(
    engine: Engine, files: FileStore, now: datetime, *messages: dict[str, object]
) -> list[int]:
    """Take in comments that a rule leaves unregistered."""
    return take_in(engine, files, messages, now, account="ks-facebook")


def closed(engine: Engine, files: FileStore, now: datetime, **message: object) -> str:
    """Register a message in an ärende of its own, close that, and return its diarienummer."""
    [number] = take_in(engine, files, [{"id": f"d{now}", "text": SECRET, **message}], now,
                       namnd="KS")  # fmt: skip
    with writing(engine) as session:
        dnr = register_message(session, number, Registration(), "anna", now).diarienummer
        close_settled(session, dnr, "anna", now, files)
    return dnr


def dump(engine: Engine) -> str:
    """Return all that stands in every table of the register and its index, as text."""
    with engine.connect() as connection:
        rows = [
            str(tuple(row))
            for table in METADATA.sorted_tables
            for row in connection.execute(table.select())
        ]
        for view in ("handling_words", HANDLING_INDEX, MESSAGE_INDEX):
            rows += [str(tuple(r)) for r in connection.execute(text(f"SELECT * FROM {view}"))]
    return "\n".join(rows)


def numbers(engine: Engine, today: date) -> list[str]:
    with reading(engine) as session:
        return [each.number for each in list_due(session, "KS", today) if not each.hinders]


def test_what_is_due_is_counted_from_the_end_of_the_year(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    [kept, trifle] = skipped(engine, files, now, comment(1), comment(2))
    with writing(engine) as session:
        skip_message(session, trifle, SkipGround.LITTLE_IMPORTANCE, "anna", now)
    dnr = closed(engine, files, now)
    take_in_plan(engine, now)
    assert numbers(engine, now.date()) == []
    assert numbers(engine, now.date() + timedelta(days=1)) == [str(trifle)]
    assert numbers(engine, date(2028, 12, 31)) == [str(trifle)]
    assert numbers(engine, date(2029, 1, 1)) == [dnr, str(kept), str(trifle)]
    with reading(engine) as session:
        assert list_due(session, "SBN", date(2029, 1, 1)) == []


def test_what_is_preserved_or_only_told_of_is_never_due(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    skipped(engine, files, now, comment(1))
    closed(engine, files, now)
    told = replace(ARENDEN, applies_to=None)
    take_in_plan(engine, now, (told, replace(COMMENTS, years=None, counted_from=None)))
    assert numbers(engine, date(2099, 1, 1)) == []
    take_in_plan(engine, now, (told, replace(COMMENTS, applies_to=None), TRIFLES))
    assert numbers(engine, date(2099, 1, 1)) == []
    take_in_plan(engine, now, (COMMENTS,))
    assert len(numbers(engine, date(2099, 1, 1))) == 1
    take_in_plan(engine, now, (told,))  # the row is withdrawn
    assert numbers(engine, date(2099, 1, 1)) == []


def test_an_arende_that_is_open_or_asked_for_is_hindered(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    dnr = closed(engine, files, now)
    take_in_plan(engine, now)
    asking = Asking(
        asked="Allt", how=How.VISIT, received_at=later, handlingar=(f"{dnr}-1",), namnd="KS"
    )
    with writing(engine) as session:
        receive_request(session, asking, "anna", later)
    with reading(engine) as session:
        [due] = list_due(session, "KS", later.date())
    assert due.hinders == (Hinder.OPEN_REQUEST,)
    assert gallra_all(engine, files, later) == []
    with writing(engine) as session:
        reopen_arende(session, dnr, "Nya uppgifter", "anna", later)
    with reading(engine) as session:
        [due] = list_due(session, "KS", later.date())
    assert due.hinders == (Hinder.NOT_CLOSED, Hinder.OPEN_REQUEST)


def test_a_decision_that_no_row_rests_on_is_refused(engine: Engine, now: datetime) -> None:
    told = replace(ARENDEN, code="2", decision="annat beslut", applies_to=None)
    take_in_plan(engine, now, (*PLAN, told))
    for decision in ("", "exempelbeslut", "annat beslut"):
        with writing(engine) as session, pytest.raises(RefusedError):
            find_rows(session, "KS", decision)


def test_all_that_a_message_said_is_destroyed_and_its_entry_stays(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    told = comment(
        1, sender={"name": f"{SECRET} Svensson", "address": f"{SECRET}@x.se"}, subject=SECRET,
        permalink=f"https://x.se/{SECRET}", in_reply_to=f"{SECRET}-0",
        attachments=[{**KARTA, "name": f"{SECRET}.txt"}],
    )  # fmt: skip
    [number] = skipped(engine, files, now, {**told, "id": f"{SECRET}-1"})
    take_in_plan(engine, now)
    with reading(engine) as session:
        before = read_message(session, number)
        kept = list(session.execute(select(FILE.c.sha256)).scalars())
    assert SECRET in dump(engine)
    assert gallra_all(engine, files, later) == [str(number)]
    assert SECRET.lower() not in dump(engine).lower()
    with reading(engine) as session:
        after = read_message(session, number)
        assert find_gone(session) == set(kept)
    assert not [each for each in kept if files.path_of(each).exists()]
    stays = ("id", "batch", "account", "namnd", "channel", "made_available_at", "received_at")
    assert all(getattr(after, name) == getattr(before, name) for name in stays)
    assert after.decision == before.decision
    assert after.gallrad is not None
    assert (after.gallrad.decision, after.gallrad.at) == (DECISION, later)
    assert (after.text, after.signals, after.attachments[0].name) == ("", (), "")
    assert list(check_archive(engine, files)) == []


def test_all_of_an_arende_is_destroyed_but_what_is_public_of_it(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    dnr = closed(engine, files, now, text=f"{SECRET} 811228-9874", subject=f"{SECRET} bad",
                 sender={"name": f"{SECRET} Öberg"})  # fmt: skip
    beteckning = f"{dnr}-1"
    with writing(engine) as session:
        reopen_arende(session, dnr, "Rättas", "anna", now)
        wrong = Rattelse(field="subject", new="Fråga om badet", public=None, why="Fel")
        correct_handling(session, beteckning, wrong, "anna", now)
        hidden = MaskWish(field="sender", words=(SECRET,), why=f"{SECRET} hotas")
        mask_handling(session, beteckning, hidden, "anna", now)
        close_arende(session, dnr, "anna", now)
    take_in_plan(engine, now)
    assert gallra_all(engine, files, later) == [dnr]
    with reading(engine) as session:
        arende, handling = read_arende(session, dnr), read_beteckning(session, beteckning)
    assert (handling.sender_public, handling.sender_protected) == ("███ Öberg", None)
    assert (handling.subject_public, handling.files) == ("Fråga om badet", ())
    assert arende.gallrat == handling.gallrad
    left = dump(engine)
    assert f"{SECRET} Ö" not in left
    assert f"{SECRET} hotas" not in left
    assert "811228" not in left
    # a rättelse is a public entry, and shows what stood before
    assert f"{SECRET} bad" in left
    assert handling.corrections[0].old_public == f"{SECRET} bad"
    assert list(check_archive(engine, files)) == []


def test_a_message_that_another_arende_holds_too_stays_until_that_is_gallrat(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    [number] = take_in(engine, files, [{"text": SECRET}], now, namnd="KS")
    wish = Registration(subject="Fråga")
    with writing(engine) as session:
        first = register_message(session, number, wish, "anna", now)
        makulera_handling(session, first.beteckning, "Fel ärende", "anna", now)
        second = register_message(session, number, wish, "anna", now)
        close_settled(session, first.diarienummer, "anna", now, files)
    take_in_plan(engine, now)
    assert gallra_all(engine, files, later) == [first.diarienummer]
    with reading(engine) as session:
        assert read_message(session, number).text == SECRET
        assert read_beteckning(session, second.beteckning).files
        bodies = session.execute(text("SELECT body FROM handling_words ORDER BY id"))
        assert list(bodies.scalars()) == ["", SECRET]
    assert list(check_archive(engine, files)) == []
    with writing(engine) as session:
        close_settled(session, second.diarienummer, "anna", later, files)
    gallra_all(engine, files, later.replace(year=2032))
    assert SECRET not in dump(engine)
    assert list(check_archive(engine, files)) == []


def test_what_repeats_a_message_goes_with_it_and_so_does_what_nobody_sees(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    [first] = skipped(engine, files, now, comment(1))
    [repeat, _other] = skipped(engine, files, now, comment(1), comment(2))
    with reading(engine) as session:
        assert read_message(session, repeat).decision.outcome is DecisionOutcome.DUPLICATE
    take_in_plan(engine, now)
    gallra_all(engine, files, later)
    with reading(engine) as session:
        assert [each.gallrad is not None for each in list_messages(session)] == [True] * 3
        assert read_gallring(session, 1).items[0].messages == 2
    assert read_number(engine, repeat)["duplicate_of"] == first
    assert SECRET not in dump(engine)
    assert list(files.checksums()) == [_protocol(engine)]
    [again] = skipped(engine, files, later, comment(1))
    with reading(engine) as session:  # it is not known again: what it said is not kept to know by
        assert read_message(session, again).decision.outcome is DecisionOutcome.SKIP
    assert list(check_archive(engine, files)) == []


def read_number(engine: Engine, number: int) -> dict[str, Any]:
    with engine.connect() as connection:
        row = connection.execute(MESSAGE.select().where(MESSAGE.c.id == number)).mappings().one()
        return dict(row)


def _protocol(engine: Engine) -> str:
    with reading(engine) as session:
        found = read_gallring(session, 1).protocol
    assert found is not None
    return found


def test_a_file_of_many_messages_stays_until_the_last_of_them_is_gallrad(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    [_first, waiting] = skipped(engine, files, now, comment(1), comment(2, text="Fråga?"))
    with reading(engine) as session:
        original = read_message(session, waiting).original.sha256
        assert read_message(session, waiting).decision.outcome is DecisionOutcome.REVIEW
    take_in_plan(engine, now)
    with reading(engine) as session:
        [held] = list_held(session, list_due(session, "KS", later.date()))
        assert (held.living, held.unread) == (1, 0)
    gallra_all(engine, files, later)
    with reading(engine) as session:
        assert find_referred(session, [original]) == {original}
        assert [each.living for each in read_gallring(session, 1).held] == [1]
    assert files.path_of(original).exists()
    with writing(engine) as session:
        skip_message(session, waiting, SkipGround.KEPT_ORDERED, "anna", later)
    gallra_all(engine, files, later)
    assert not files.path_of(original).exists()
    assert list(check_archive(engine, files)) == []


def test_a_file_that_comes_in_anew_after_its_gallring_is_kept_and_proven(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    skipped(engine, files, now, comment(1, attachments=[KARTA]))
    take_in_plan(engine, now)
    gallra_all(engine, files, later)
    skipped(engine, files, later, comment(2, attachments=[KARTA]))
    assert list(check_archive(engine, files)) == []
    with reading(engine) as session:
        attached = read_message(session, 2).attachments[0].sha256
        assert attached is not None
        assert attached not in find_gone(session)
    assert remove_bytes(engine, files, [attached]) == 0  # what is named is put back
    assert list(check_archive(engine, files)) == []
    files.path_of(attached).unlink()
    assert [fault.code for fault in check_archive(engine, files)] == ["file-missing"]


def test_bytes_that_a_stopped_gallring_left_are_no_fault_and_are_found(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    skipped(engine, files, now, comment(1, attachments=[KARTA]))
    take_in_plan(engine, now)
    gallra_all(engine, files, later)
    left = files.keep_bytes(b"karta").sha256
    with reading(engine) as session:
        assert left in set(session.execute(select(GALLRING_FILE.c.sha256)).scalars())
    assert list_left(engine, files) == [left]
    assert list(check_archive(engine, files)) == []
    files.set_aside(left)
    assert list_left(engine, files) == [left]
    assert list(check_archive(engine, files)) == []
    assert remove_bytes(engine, files, list_left(engine, files)) == 1
    assert list_left(engine, files) == []


def test_a_change_in_a_row_that_is_gallrad_is_found(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(engine, now)
    [number] = skipped(engine, files, now, comment(1))
    take_in_plan(engine, now)
    gallra_all(engine, files, later)
    drop_guards(engine)
    for edit in ("text = 'Nytt'", "namnd = 'SBN'", "sender_name = ''", "content_key = 'x'"):
        before = read_number(engine, number)
        with tampering(engine) as connection:
            connection.execute(text(f"UPDATE message SET {edit} WHERE id = {number}"))
        assert f"message {number}" in places(engine, files), edit
        with tampering(engine) as connection:
            connection.execute(MESSAGE.update().where(MESSAGE.c.id == number).values(**before))
    assert places(engine, files) == set()
    with tampering(engine) as connection:
        connection.execute(text("DELETE FROM gallring_row WHERE table_name = 'message'"))
    assert f"message {number}" in places(engine, files)


def test_the_journal_tells_of_a_gallring_and_never_of_its_content(
    engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    dnr = closed(engine, files, now)
    take_in_plan(engine, now)
    gallra_all(engine, files, later)
    with engine.connect() as connection:
        rows = connection.execute(select(JOURNAL.c.kind, JOURNAL.c.subject).order_by(JOURNAL.c.seq))
        told = [tuple(row) for row in rows][-4:]
    assert told == [
        ("plan.imported", "plan KS"),
        ("gallring.begun", "gallring 1"),
        ("gallring.executed", dnr),
        ("gallring.recorded", "gallring 1"),
    ]


def test_every_column_that_names_a_kept_file_is_counted() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.c
        if column.name.endswith("sha256")
    }
    counted = {f"{table.name}.{column.name}" for table, column in REFERENCES.items()}
    assert named - NO_FILE - ABOUT_FILES == counted


def test_no_column_of_protected_words_is_forgotten() -> None:
    protected = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.c
        if column.name.endswith("_protected")
    }
    emptied = {f"{table.name}.{name}" for table, blanks in BLANKS.items() for name in blanks}
    assert protected
    assert protected <= emptied


def test_the_index_is_as_the_rows_are_after_a_gallring(
    sqlite_engine: Engine, files: FileStore, now: datetime, later: datetime
) -> None:
    add_forum(sqlite_engine, now)
    skipped(sqlite_engine, files, now, comment(1), comment(2))
    closed(sqlite_engine, files, now)
    take_in_plan(sqlite_engine, now)
    gallra_all(sqlite_engine, files, later)
    with writing(sqlite_engine) as session:
        for index in (HANDLING_INDEX, MESSAGE_INDEX):
            check = f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"
            session.execute(text(check))
