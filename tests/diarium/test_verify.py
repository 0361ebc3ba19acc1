"""Whatever is changed behind the register's back is found, and named with its place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Engine, Integer, LargeBinary, Table, text

from diarium.columns import UtcDateTime
from diarium.files import FileStore
from diarium.journal_digests import GENESIS, chain
from diarium.register_tables import REGISTER_TABLES
from diarium.tables import (
    COUNTER,
    GALLRING_ROW,
    JOURNAL,
    JOURNAL_ROW,
)
from diarium.verify import check_archive, measure_archive
from tests.diarium.filled import fill
from tests.diarium.tampering import drop_guards, faults, places, tampering


@pytest.fixture
def open_engine(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a filled register whose guards against change are taken away."""
    fill(engine, files, now)
    drop_guards(engine)
    return engine


def other_value(table: Table, name: str, old: Any) -> Any:  # noqa: ANN401  any column's value
    kind = table.c[name].type
    match kind:
        case Boolean():
            return not old
        case Integer():
            return (old or 0) + 1000
        case UtcDateTime():
            return (old or datetime(2026, 1, 1, tzinfo=UTC)) + timedelta(microseconds=1)
        case Date():
            return old + timedelta(days=1) if old else date(2026, 1, 1)
        case LargeBinary():
            return bytes([old[0] ^ 1]) + bytes(old[1:])
    return f"{old or ''}x"


def test_an_archive_that_nobody_touched_is_well(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(engine, files, now)
    seen: list[tuple[int, int]] = []
    assert list(check_archive(engine, files, lambda done, all_: seen.append((done, all_)))) == []
    extent = measure_archive(engine)
    assert extent.files == len(list(files.checksums())) > 10  # every kept file is named
    assert extent.gallrade == 2
    assert extent.bytes == seen[-1][0] == seen[-1][1]
    assert extent.entries > 10
    assert extent.rows > extent.entries


@pytest.mark.parametrize("microsecond", [0, 999_499, 999_500, 999_999])
def test_no_moment_is_taken_for_an_alteration(
    engine: Engine, files: FileStore, now: datetime, microsecond: int
) -> None:
    """Not even one that rounds up to the next second, minute, hour and day."""
    fill(engine, files, now.replace(hour=23, minute=59, second=59, microsecond=microsecond))
    assert list(check_archive(engine, files)) == []


@pytest.mark.parametrize("turns", [1, pytest.param(30, marks=pytest.mark.soak)])
def test_every_column_of_the_register_is_proven(
    open_engine: Engine, files: FileStore, turns: int
) -> None:
    """Each column is edited in one row of its table (in the soak: in every row) and named."""
    for turn in range(turns):
        for position in range(max(len(table.c) for table in REGISTER_TABLES)):
            edits = list(_edits(open_engine, turn, position))
            with tampering(open_engine) as connection:
                for table, row, name in edits:
                    changed = {name: other_value(table, name, row[name])}
                    connection.execute(
                        table.update().where(table.c.id == row["id"]).values(changed)
                    )
            found = {f.place for f in faults(open_engine, files) if f.code.startswith("row-")}
            with tampering(open_engine) as connection:
                for table, row, name in edits:
                    back = table.update().where(table.c.id == row["id"])
                    connection.execute(back.values({name: row[name]}))
            expected = {f"{table.name} {row['id']}" for table, row, _name in edits}
            expected |= {
                f"{row['table_name']} {row['row_id']}"  # what is gallrat is vouched for by this one
                for table, row, name in edits
                if table is GALLRING_ROW and name in {"table_name", "row_id", "digest"}
            }
            assert found == expected, [f"{t.name}.{name}" for t, _row, name in edits]
    assert faults(open_engine, files) == []


def _edits(engine: Engine, turn: int, position: int) -> Iterator[tuple[Table, dict[str, Any], str]]:
    """Yield a row and a column of each table that has so many."""
    for table in REGISTER_TABLES:
        names = [c.name for c in table.c if c.name != "id"]
        with engine.connect() as connection:
            rows = connection.execute(table.select().order_by(table.c.id)).mappings().all()
        row = rows[(turn + position) % len(rows)]
        if position < len(names):
            yield table, dict(row), names[position]


def test_a_row_that_is_gone_moved_or_put_in_is_named(open_engine: Engine, files: FileStore) -> None:
    with tampering(open_engine) as connection:
        connection.execute(text("DELETE FROM handling WHERE id = 2"))
        connection.execute(text("UPDATE decision SET id = 77 WHERE id = 1"))
        connection.execute(
            text("INSERT INTO attachment SELECT 55, message_id, 9, name, media_type, sha256, "
                 "missing, salt FROM attachment LIMIT 1")
        )  # fmt: skip
    found = {(f.code, f.place) for f in faults(open_engine, files)}
    assert ("row-removed", "handling 2") in found
    assert ("row-removed", "decision 1") in found
    assert ("row-inserted", "decision 77") in found
    assert ("row-inserted", "attachment 55") in found


def test_every_column_of_the_journal_is_proven(open_engine: Engine, files: FileStore) -> None:
    fifth = JOURNAL.update().where(JOURNAL.c.seq == 5)
    with open_engine.connect() as connection:
        row = connection.execute(JOURNAL.select().where(JOURNAL.c.seq == 5)).mappings().one()
    for name in (c.name for c in JOURNAL.c if c.name != "seq"):
        with tampering(open_engine) as connection:
            connection.execute(fifth.values({name: other_value(JOURNAL, name, row[name])}))
        found = places(open_engine, files)
        assert "journal 5" in found, name
        assert found <= {"journal 5", "journal 6"}, name
        with tampering(open_engine) as connection:
            connection.execute(fifth.values({name: row[name]}))
    assert faults(open_engine, files) == []


def test_every_column_of_the_journals_list_of_rows_is_proven(
    open_engine: Engine, files: FileStore
) -> None:
    listed = JOURNAL_ROW.c.seq == 8, JOURNAL_ROW.c.position == 0
    with open_engine.connect() as connection:
        row = connection.execute(JOURNAL_ROW.select().where(*listed)).mappings().one()
    for name in ("position", "table_name", "first_id", "digests"):
        other = other_value(JOURNAL_ROW, name, row[name])
        with tampering(open_engine) as connection:
            connection.execute(JOURNAL_ROW.update().where(*listed).values({name: other}))
        assert "journal 8" in places(open_engine, files), name
        with tampering(open_engine) as connection:
            moved = JOURNAL_ROW.c.position == (other if name == "position" else 0)
            back = JOURNAL_ROW.update().where(JOURNAL_ROW.c.seq == 8, moved)
            connection.execute(back.values({name: row[name]}))
    assert faults(open_engine, files) == []


def test_an_entry_dropped_from_the_middle_is_named(open_engine: Engine, files: FileStore) -> None:
    with tampering(open_engine) as connection:
        connection.execute(text("DELETE FROM journal_row WHERE seq IN (5, 8, 9)"))
        connection.execute(text("DELETE FROM journal WHERE seq IN (5, 8, 9)"))
    found = {(f.code, f.place) for f in faults(open_engine, files)}
    assert ("journal-gap", "journal 5") in found
    assert ("journal-gap", "journal 8–9") in found


def test_an_entry_dropped_with_all_its_rows_is_named(open_engine: Engine, files: FileStore) -> None:
    with tampering(open_engine) as connection:
        listed = connection.execute(
            text("SELECT table_name, first_id, length(digests) / 64 FROM journal_row WHERE seq = 7")
        )
        for name, first, count in listed.all():
            rows = f"id >= {first} AND id < {first + count}"
            connection.execute(text(f"DELETE FROM {name} WHERE {rows}"))
        connection.execute(text("DELETE FROM journal_row WHERE seq = 7"))
        connection.execute(text("DELETE FROM journal WHERE seq = 7"))
    assert ("journal-gap", "journal 7") in {(f.code, f.place) for f in faults(open_engine, files)}


@pytest.mark.parametrize("seq", [0, 5, 1_000])
def test_an_entry_put_in_by_sql_is_named(
    open_engine: Engine, files: FileStore, now: datetime, seq: int
) -> None:
    digest = "ab" * 32
    forged = {
        "seq": seq, "at": now, "by": "anna", "kind": "forged", "subject": "x", "digest": digest,
        "previous": GENESIS, "hash": chain(GENESIS, seq, digest),
    }  # fmt: skip
    with tampering(open_engine) as connection:
        if seq == 5:  # room is made for it: those after it move up
            for table in ("journal", "journal_row"):
                connection.execute(text(f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= 5"))
                connection.execute(text(f"UPDATE {table} SET seq = -seq WHERE seq < 0"))
        connection.execute(JOURNAL.insert(), [forged])
    assert f"journal {seq}" in places(open_engine, files)


def test_rows_listed_for_no_entry_are_named(open_engine: Engine, files: FileStore) -> None:
    with tampering(open_engine) as connection:
        connection.execute(
            text("INSERT INTO journal_row (seq, position, table_name, first_id, digests) "
                 "VALUES (4711, 0, 'handling', 4711, 'ab')")
        )  # fmt: skip
    found = {(f.code, f.place) for f in faults(open_engine, files)}
    assert ("journal-row-inserted", "journal 4711") in found
    assert ("row-removed", "handling 4711") in found


def test_a_counter_that_was_turned_and_a_number_that_is_missing_are_named(
    open_engine: Engine, files: FileStore
) -> None:
    with tampering(open_engine) as connection:
        connection.execute(COUNTER.update().values(n=COUNTER.c.n + 1))
        connection.execute(COUNTER.insert(), [{"series": "dnr/XX/2026", "n": 3}])
        connection.execute(text("UPDATE arende SET number = 9 WHERE number = 2"))
        connection.execute(text("UPDATE handling SET lopnummer = 5 WHERE lopnummer = 2"))
    found = {(f.code, f.place) for f in faults(open_engine, files)}
    assert ("number-missing", "diarienummer KS 2026 2") in found
    assert ("number-missing", "löpnummer 1 2") in found
    assert ("counter-wrong", "counter dnr/XX/2026") in found
    assert ("counter-wrong", "counter handling/1") in found


def test_a_reference_to_a_file_that_the_register_does_not_know_is_named(
    open_engine: Engine, files: FileStore
) -> None:
    with tampering(open_engine) as connection:
        connection.execute(text("UPDATE handling_file SET sha256 = 'no such' WHERE id = 1"))
        connection.execute(text("UPDATE message SET original_length = 9999 WHERE id = 2"))
    found = {(f.code, f.place) for f in faults(open_engine, files)}
    assert ("reference-broken", "handling_file 1") in found
    assert ("reference-broken", "message 2") in found


@pytest.mark.parametrize(
    ("table", "edit"),
    [
        ("message", "own = 7"),
        ("message", "original_start = 1.5"),
        ("message", "text = CAST(x'ff00fe' AS TEXT)"),
        ("message", "text = x'41'"),
        ("message", "made_available_at = 'yesterday'"),
        ("message", "made_available_at = '2026-02-31 10:00:00.000000'"),
        ("message", "received_at = received_at || ' '"),
        ("handling", "registered_at = replace(registered_at, ' ', 'T')"),
        ("sekretess", "date = '2026-13-01'"),
        ("file", "size = 'many'"),
        ("file", "sha256 = x'00'"),
        ("decision", "salt = 'text'"),
        ("account", "opened = 20260701"),
    ],
)
def test_a_value_that_only_sqlite_would_keep_is_named(
    sqlite_engine: Engine, files: FileStore, now: datetime, table: str, edit: str
) -> None:
    fill(sqlite_engine, files, now)
    drop_guards(sqlite_engine)
    number = 2 if table == "handling" else 1
    with tampering(sqlite_engine) as connection:
        connection.execute(text(f"UPDATE {table} SET {edit} WHERE id = {number}"))
    assert f"{table} {number}" in places(sqlite_engine, files)


@pytest.mark.parametrize(
    "edit", ["at = 'never'", "by = CAST(x'ff' AS TEXT)", "kind = x'00'", "at = at || '1'"]
)
def test_a_journal_entry_that_cannot_be_read_is_named(
    sqlite_engine: Engine, files: FileStore, now: datetime, edit: str
) -> None:
    fill(sqlite_engine, files, now)
    drop_guards(sqlite_engine)
    with tampering(sqlite_engine) as connection:
        connection.execute(text(f"UPDATE journal SET {edit} WHERE seq = 4"))
    assert "journal 4" in places(sqlite_engine, files)
