"""What the register knows of readable forms: which are missing, made, or let go."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from diarium.arenden import read_arende
from diarium.database import reading, writing
from diarium.errors import RefusedError, StorageError, UsageError
from diarium.files import FileStore
from diarium.handlingar import read_beteckning
from diarium.journal import insert_row, read_events
from diarium.makulering import makulera_handling
from diarium.outgoing import Answer, record_answer
from diarium.readable_forms import (
    Form,
    Unreadable,
    Way,
    let_go,
    list_missing,
    list_unreadable,
    record_forms,
)
from diarium.records import NamedFile
from diarium.register import Registration, register_message
from diarium.tables import READABLE_FORM
from diarium.verify import check_archive
from tests.diarium.taken_in import take_in

FIRST, SECOND = "KS/2026:1-1", "KS/2026:2-1"
FILM = {"name": "film.mp4", "content_base64": "ZmlsbQ==", "media_type": "video/mp4"}
LOST = {"name": "bild.jpg", "media_type": "image/jpeg", "missing": "not exported"}


@pytest.fixture
def register(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with a message that has a film and a lost picture, and a plain one."""
    numbers = take_in(engine, files, [{"attachments": [FILM, LOST]}, {}], now)
    with writing(engine) as session:
        for number in numbers:
            register_message(session, number, Registration(), "anna", now)
    return engine


def waiting(session: Session, beteckning: str) -> list[Unreadable]:
    return list_unreadable(session, read_beteckning(session, beteckning))


def note(session: Session, files: FileStore, beteckning: str, now: datetime, *numbers: int) -> int:
    """Note a kept file as the printed form of files of a handling, by their numbers."""
    of = tuple((f.id, Way.PRINTED) for f in waiting(session, beteckning) if f.number in numbers)
    form = Form(of=of, name="läsbar form.pdf", ref=files.keep_bytes(b"%PDF"))
    return record_forms(session, read_beteckning(session, beteckning), [form], "anna", now)


def test_what_is_registered_lacks_forms_until_each_of_its_kept_files_has_one(
    register: Engine, files: FileStore, now: datetime
) -> None:
    with writing(register) as session:
        assert list_missing(session) == [FIRST, SECOND]
        found = [(f.number, f.role, f.media_type) for f in waiting(session, FIRST)]
        assert found == [(1, "original", "application/jsonl"), (2, "attachment", "video/mp4")]
        assert note(session, files, FIRST, now, 1) == 1
        assert [each.number for each in waiting(session, FIRST)] == [2]
        assert list_missing(session) == [FIRST, SECOND]
        assert note(session, files, FIRST, now, 2) == 1
        assert list_missing(session) == [SECOND]
    assert not list(check_archive(register, files))


def test_those_of_an_arende_or_of_a_namnd_alone_are_listed(
    register: Engine, files: FileStore, now: datetime
) -> None:
    [other] = take_in(register, files, [{}], now, namnd="SBN")
    with writing(register) as session:
        register_message(session, other, Registration(), "anna", now)
        first = read_arende(session, "KS/2026:1")
        assert list_missing(session, first.id) == [FIRST]
        assert list_missing(session, namnder=["SBN"]) == ["SBN/2026:1-1"]
        assert list_missing(session) == [FIRST, SECOND, "SBN/2026:1-1"]


def test_a_form_is_a_file_of_the_handling_and_one_entry_of_the_journal_tells_it(
    register: Engine, files: FileStore, now: datetime
) -> None:
    with writing(register) as session:
        note(session, files, FIRST, now, 1, 2)
    with reading(register) as session:
        *came, form = read_beteckning(session, FIRST).files
        *_, last = read_events(session)
    ref = files.keep_bytes(b"%PDF")
    assert [each.role for each in came] == ["original", "attachment"]
    assert form == NamedFile(
        role="readable", name="läsbar form.pdf", media_type="application/pdf",
        sha256=ref.sha256, start=0, length=4,
    )  # fmt: skip
    assert (last.kind, last.subject, last.by) == ("handling.readable", FIRST, "anna")


def test_what_was_noted_meanwhile_is_not_noted_twice(
    register: Engine, files: FileStore, now: datetime
) -> None:
    with writing(register) as session:
        handling, seen = read_beteckning(session, FIRST), waiting(session, FIRST)
        form = Form(
            of=tuple((f.id, Way.PRINTED) for f in seen), name="f.pdf", ref=files.keep_bytes(b"%PDF")
        )
        assert record_forms(session, handling, [form], "anna", now) == 2
        assert record_forms(session, handling, [form], "bo", now) == 0
        count = select(func.count()).select_from(READABLE_FORM)
        assert session.execute(count).scalar_one() == 2
        *_, last = read_events(session)
    assert last.by == "anna"


def test_the_database_itself_holds_one_form_for_a_file(
    register: Engine, files: FileStore, now: datetime
) -> None:
    with writing(register) as session:
        [file, *_] = waiting(session, FIRST)
        note(session, files, FIRST, now, 1)
    with pytest.raises(StorageError), writing(register) as session:
        insert_row(
            session, READABLE_FORM, handling_file_id=file.id, form_id=None, way="let-go", why="x",
            at=now, by="bo",
        )  # fmt: skip


def test_a_file_in_a_format_of_archives_is_its_own_form(register: Engine, now: datetime) -> None:
    with writing(register) as session:
        [file] = waiting(session, SECOND)
        form = Form(of=((file.id, Way.ARCHIVE_FORMAT),))
        assert record_forms(session, read_beteckning(session, SECOND), [form], "anna", now) == 1
        assert len(read_beteckning(session, SECOND).files) == 1
        assert list_missing(session) == [FIRST]


def test_what_is_makulerat_needs_no_form(register: Engine, now: datetime) -> None:
    with writing(register) as session:
        makulera_handling(session, FIRST, "Fel", "anna", now)
        assert list_missing(session) == [SECOND]
        assert waiting(session, FIRST) == []


def test_an_answer_is_made_readable_as_what_came_in_is(
    register: Engine, files: FileStore, now: datetime
) -> None:
    answer = Answer(
        name="svar.docx", media_type="application/msword", ref=files.keep_bytes(b"Hej"), sent=now
    )
    with writing(register) as session:
        done = record_answer(session, SECOND, answer, "anna", now)
        assert [each.number for each in waiting(session, done.beteckning)] == [1]
        assert let_go(session, done.beteckning, "Bevaras som den är", "anna", now) == (1,)
        assert list_missing(session) == [FIRST, SECOND]


def test_files_are_let_go_with_a_reason_but_never_the_message_itself(
    register: Engine, now: datetime
) -> None:
    with writing(register) as session:
        assert let_go(session, FIRST, "En film kan inte skrivas ut", "eva", now) == (2,)
        assert [each.number for each in waiting(session, FIRST)] == [1]
        row = session.execute(select(READABLE_FORM)).one()
        assert (row.way, row.why, row.by) == ("let-go", "En film kan inte skrivas ut", "eva")
        *_, last = read_events(session)
    assert (last.kind, last.subject, last.by) == ("handling.readable", FIRST, "eva")
    for beteckning in (FIRST, SECOND):
        with pytest.raises(RefusedError, match="can be let go"), writing(register) as session:
            let_go(session, beteckning, "Igen", "eva", now)


@pytest.mark.parametrize(
    ("beteckning", "why"),
    [
        ("KS/1999:1-1", "x"),
        (FIRST, " "),
        (FIRST, "a\u202eb"),
        (FIRST, "a\x00"),
        (FIRST, "x" * 2001),
    ],
)
def test_what_cannot_be_meant_is_told_and_changes_nothing(
    register: Engine, now: datetime, beteckning: str, why: str
) -> None:
    with pytest.raises(UsageError), writing(register) as session:
        let_go(session, beteckning, why, "eva", now)
    with reading(register) as session:
        assert list_missing(session) == [FIRST, SECOND]
