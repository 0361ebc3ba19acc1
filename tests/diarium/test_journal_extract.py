"""An extract of the journal: what it shows, what it never shows, and where it ends."""

import io
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from diarium.accounts import edit_account
from diarium.blanks import BLANKS
from diarium.database import reading, writing
from diarium.emptying import is_emptied
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.journal import append_event, read_events, read_last_event
from diarium.journal_digests import plain_values
from diarium.journal_extract import write_extract
from diarium.journal_shown import SHOWN
from diarium.register import Registration, register_message
from diarium.register_tables import REGISTER_TABLES
from diarium.sekretess import MarkingWish, mark_handling
from diarium.tables import (
    ARENDE,
    GALLRING_ROW,
    HANDLING,
    HANDLING_FILE,
    MESSAGE,
    SEKRETESS,
    UTLAMNANDE,
)
from exporters.checks.journal_extract import CHECKSUMS, prove
from tests.diarium.extracts import after_all, claims_of, extract, lines_of, scope_of
from tests.diarium.filled import fill
from tests.diarium.taken_in import add_forum, take_in


def test_an_extract_of_everything_is_proven_and_shows_rows_of_every_kind(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    scope = scope_of(engine, after_all(now))
    head, content = extract(engine, scope)
    proof = prove(io.BytesIO(content), claims_of(engine, scope))
    with reading(engine) as session:
        last = read_last_event(session)
    assert last is not None
    assert proof.breaches == []
    assert (proof.entries, proof.head) == (head.seq, head.hash) == (last.seq, last.hash)
    assert proof.handlingar == len(scope.handlingar)
    assert proof.files > 0
    assert proof.withheld > 0
    shown = {line["table"] for line in lines_of(content) if line["type"] == "row"}
    never = {"sekretess", "gallring_protocol", "utlamnande_file", "correction", "classification"}
    assert shown >= {rule.table.name for rule in SHOWN} - never - {"readable_form", "forward"}


def test_no_value_and_no_salt_of_what_is_set_apart_or_gallrat_is_in_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    _head, content = extract(engine, scope_of(engine, after_all(now)))
    secret = _list_secret(engine)
    assert len(secret) > 30
    for salt in secret:
        assert salt.encode() not in content
    for words in ("811228-9874", "Mörkt", "Belysningen fungerar", "adress.txt", "Uppgift om hälsa"):
        assert words.encode() not in content


def _list_secret(engine: Engine) -> list[str]:
    """Return the salts of all rows that nobody but the archive may have."""
    with reading(engine) as session:
        marked = select(SEKRETESS.c.handling_id)
        protected = HANDLING.c.sender_protected.is_not(None) | HANDLING.c.id.in_(marked)
        apart = session.execute(select(HANDLING.c.id).where(protected)).scalars().all()
        salts = session.execute(select(HANDLING.c.salt).where(HANDLING.c.id.in_(apart))).scalars()
        found = [*salts]
        files = select(HANDLING_FILE.c.salt).where(HANDLING_FILE.c.handling_id.in_(apart))
        found += session.execute(files).scalars()
        mening = select(ARENDE.c.salt).where(ARENDE.c.mening_protected.is_not(None))
        found += session.execute(mening).scalars()
        for table in (SEKRETESS, MESSAGE, UTLAMNANDE, GALLRING_ROW):
            found += session.execute(select(table.c.salt)).scalars()
        found += session.execute(select(GALLRING_ROW.c.row_salt)).scalars()
        for table in BLANKS:
            found += session.execute(select(table.c.salt).where(is_emptied(table))).scalars()
    return [bytes(each).hex() for each in found]


def test_a_column_of_a_protected_form_always_withholds_its_row() -> None:
    for rule in SHOWN:
        protected = {c.name for c in rule.table.c if c.name.endswith("_protected")}
        assert protected <= set(rule.empty)
        named = {c.name for c in rule.table.c if c.name == "sha256"}
        assert named == {rule.file} - {None}


def test_where_a_row_names_its_file_is_known_to_who_proves_it() -> None:
    columns = {
        rule.table.name: [c.name for c in rule.table.c if c.name != "id"].index(rule.file)
        for rule in SHOWN
        if rule.file
    }
    assert columns == CHECKSUMS


def test_tables_of_what_came_in_and_of_who_asked_are_in_no_extract() -> None:
    named = {rule.table for rule in SHOWN}
    left = {table.name for table in REGISTER_TABLES if table not in named}
    assert {"message", "attachment", "message_signal", "utlamnande", "gallring_row"} <= left
    assert {"file", "archive_user", "batch", "source_fetch"} <= left


def _register(engine: Engine, files: FileStore, now: datetime, texts: Sequence[str]) -> list[int]:
    add_forum(engine, now)
    numbers = take_in(engine, files, [{"text": each} for each in texts], now)
    for number in numbers:
        with writing(engine) as session:
            register_message(session, number, Registration(), "anna", now)
    return numbers


def test_what_was_shown_is_withheld_when_it_is_marked_later_and_stays_so(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    _register(engine, files, now, ["Om grannen"])
    scope = scope_of(engine, after_all(now))
    assert b"Om grannen" in extract(engine, scope)[1]
    with writing(engine) as session:
        wish = MarkingWish(provision="OSL 21 kap. 1 §")
        mark_handling(session, "KS/2026:1-1", wish, "anna", now)
    _head, content = extract(engine, scope)
    assert b"Om grannen" not in content
    assert prove(io.BytesIO(content), claims_of(engine, scope)).breaches == []


def test_a_file_that_the_package_holds_in_part_is_not_named(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    _register(engine, files, now, ["Ett", "Två"])
    scope = scope_of(engine, after_all(now))
    with reading(engine) as session:
        mailboxes = set(session.execute(select(HANDLING_FILE.c.sha256)).scalars())
    assert len(mailboxes) == 1
    assert mailboxes.pop().encode() not in extract(engine, scope)[1]


def test_the_rows_of_another_namnd_are_not_in_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    scope = replace(
        scope_of(engine, after_all(now)), namnd="SBN", arenden=(), handlingar=(), snapshots=()
    )
    rows = [each for each in lines_of(extract(engine, scope)[1]) if each["type"] == "row"]
    assert [(each["table"], each["values"][0]) for each in rows] == [("namnd", "SBN")]


def test_the_same_records_and_moment_give_the_same_bytes_though_the_journal_goes_on(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    created = after_all(now)
    scope = scope_of(engine, created)
    before = extract(engine, scope)
    with writing(engine) as session:
        append_event(session, "package.made", "sip-1", [], "anna", created)
    assert extract(engine, scope) == before
    later = extract(engine, replace(scope, created=created + timedelta(days=1)))
    assert later[0].seq == before[0].seq + 1


def test_an_account_that_changes_later_changes_no_extract_of_an_earlier_day(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    scope = scope_of(engine, now + timedelta(days=1))
    before = extract(engine, scope)
    with writing(engine) as session:
        edit_account(session, "ks-facebook", {"name": "Nytt"}, "anna", after_all(now))
    assert extract(engine, scope) == before


def test_a_row_in_which_a_personnummer_stands_is_withheld(engine: Engine, now: datetime) -> None:
    add_forum(engine, now)
    scope = scope_of(engine, after_all(now))
    assert b'"ks-facebook",1,' in extract(engine, scope)[1]
    with writing(engine) as session:
        changes = {"syfte": "Frågor till Bo, 811228-9874"}
        edit_account(session, "ks-facebook", changes, "anna", now)
    _head, content = extract(engine, scope)
    assert b"811228" not in content
    assert b'"ks-facebook",1,' in content
    assert b'"ks-facebook",2,' not in content
    proof = prove(io.BytesIO(content), claims_of(engine, scope))
    assert (proof.breaches, proof.withheld) == ([], 1)


def test_an_extract_made_as_of_an_earlier_day_still_vouches_for_all_that_is_in_it(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    scope = scope_of(engine, now - timedelta(days=400))
    _head, content = extract(engine, scope)
    assert prove(io.BytesIO(content), claims_of(engine, scope)).breaches == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE handling SET subject_public = 'Annat' WHERE id = 1", "handling 1"),
        ("UPDATE journal SET by = 'annan' WHERE seq = {first}", "journal {first}"),
        ("UPDATE journal SET digest = hash WHERE seq = 3", "journal 3"),
        ("DELETE FROM journal_row WHERE seq = {first}", "arende 1"),
    ],
)
def test_a_register_that_was_changed_gives_no_extract(
    sqlite_engine: Engine, files: FileStore, now: datetime, change: str, place: str
) -> None:
    fill(sqlite_engine, files, now)
    with reading(sqlite_engine) as session:
        events = list(read_events(session))
    first = next(event.seq for event in events if event.kind == "handling.registered")
    scope = scope_of(sqlite_engine, after_all(now))
    with sqlite_engine.connect() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.exec_driver_sql(triggers).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(text(change.format(first=first)))
        connection.commit()
    with pytest.raises(AlteredError, match=place.format(first=first)):
        extract(sqlite_engine, scope)


def test_many_entries_need_no_more_memory_than_few(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    _register(sqlite_engine, files, now, ["Ett"])
    scope = scope_of(sqlite_engine, after_all(now))
    few = _peak(sqlite_engine, scope)
    with writing(sqlite_engine) as session:
        for number in range(20_000):
            append_event(session, "protected.seen", f"KS/2026:{number}", [], "anna", now)
    assert _peak(sqlite_engine, scope) < few + 4_000_000


def _peak(engine: Engine, scope: object) -> int:
    class Sink(io.RawIOBase):
        def write(self, content: object) -> int:
            return len(content)  # type: ignore[arg-type]

    tracemalloc.start()
    try:
        with reading(engine) as session:
            write_extract(session, scope, Sink())  # type: ignore[arg-type]
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_row_is_shown_as_it_is_hashed(engine: Engine, files: FileStore, now: datetime) -> None:
    fill(engine, files, now)
    _head, content = extract(engine, scope_of(engine, after_all(now)))
    (line,) = [
        each for each in lines_of(content) if (each.get("table"), each.get("id")) == ("handling", 1)
    ]
    with reading(engine) as session:
        row = session.execute(select(HANDLING).where(HANDLING.c.id == 1)).mappings().one()
    assert line["values"] == plain_values(row)  # type: ignore[arg-type]
