"""What the database itself refuses, also to someone who does not come through this program."""

import sqlite3
from contextlib import closing
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import Engine, Table, text

from diarium.database import reading
from diarium.files import FileStore
from diarium.guards import check_definitions, check_triggers
from diarium.register_tables import APPEND_ONLY_TABLES
from diarium.tables import JOURNAL, JOURNAL_ROW
from tests.diarium.filled import fill


@pytest.fixture
def filled(engine: Engine, files: FileStore, now: datetime) -> Engine:
    fill(engine, files, now)
    return engine


def refused(engine: Engine, statement: str) -> str:
    """Run a statement past the program, by the plain driver, and return what refused it."""
    run = _run_sqlite if engine.dialect.name == "sqlite" else _run_postgresql
    with pytest.raises((sqlite3.DatabaseError, psycopg.errors.RaiseException)) as refusal:
        run(engine, statement)
    return str(refusal.value)


def _run_sqlite(engine: Engine, statement: str) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as plain, plain:
        plain.execute("PRAGMA recursive_triggers = OFF")
        plain.execute(statement)


def _run_postgresql(engine: Engine, statement: str) -> None:
    host, name = str(dict(engine.url.query)["host"]), engine.url.database
    with psycopg.connect(host=host, user=engine.url.username, dbname=name) as plain:
        plain.execute("SET session_replication_role = replica")
        plain.execute(statement.encode())


def key_of(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name


def test_no_row_is_changed_or_deleted(filled: Engine) -> None:
    for table in APPEND_ONLY_TABLES:
        with filled.connect() as connection:
            rows = connection.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
        assert rows, f"{table.name} is empty: the test would prove nothing"
        key = key_of(table)
        assert "append-only" in refused(filled, f"UPDATE {table.name} SET {key} = {key} + 1000")
        assert "append-only" in refused(filled, f"DELETE FROM {table.name}")


def test_no_row_is_replaced_on_sqlite_though_recursive_triggers_are_off(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(sqlite_engine, files, now)
    for table in APPEND_ONLY_TABLES:
        columns = ", ".join(c.name for c in table.c)
        same = f"INSERT OR REPLACE INTO {table.name} ({columns}) SELECT {columns} FROM {table.name}"
        assert "has that row already" in refused(sqlite_engine, same)


def test_a_row_with_a_new_number_but_a_taken_key_replaces_nothing_on_sqlite(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(sqlite_engine, files, now)
    takeover = (
        "INSERT OR REPLACE INTO namnd (id, code, name, orgnr, series, at, by, salt) "
        "SELECT 99, code, 'Annan', orgnr, series, at, by, salt FROM namnd"
    )
    assert "has that row already" in refused(sqlite_engine, takeover)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_no_table_is_emptied_on_postgresql(filled: Engine) -> None:
    for table in APPEND_ONLY_TABLES:
        assert "append-only" in refused(filled, f"TRUNCATE {table.name} CASCADE")


def test_verify_names_a_table_whose_guard_is_gone(filled: Engine) -> None:
    with reading(filled) as session:
        assert list(check_triggers(session)) == []
    with filled.begin() as connection:
        if filled.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {JOURNAL.name}_no_delete"))
        else:
            connection.execute(text(f"ALTER TABLE {JOURNAL.name} DISABLE TRIGGER USER"))
    with reading(filled) as session:
        found = list(check_triggers(session))
    assert [(f.code, f.place) for f in found] == [("guard-removed", "table journal")]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("media_type TEXT", "media_type REAL", "handling_file"),
        ("BEFORE UPDATE ON namnd", "BEFORE UPDATE OF salt ON namnd", "namnd_no_update"),
    ],
)
def test_verify_names_what_is_defined_otherwise_on_sqlite(
    sqlite_engine: Engine, files: FileStore, now: datetime, before: str, after: str, name: str
) -> None:
    fill(sqlite_engine, files, now)
    with reading(sqlite_engine) as session:
        assert list(check_definitions(session)) == []
    with sqlite_engine.begin() as connection:
        connection.execute(text("PRAGMA writable_schema = ON"))
        changed = "UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE name = :name"
        connection.execute(text(changed), {"before": before, "after": after, "name": name})
    with reading(sqlite_engine) as session:
        found = list(check_definitions(session))
    assert [(f.code, f.place) for f in found] == [("definition-altered", name)]


def test_the_journals_own_tables_are_guarded() -> None:
    assert {JOURNAL, JOURNAL_ROW} <= set(APPEND_ONLY_TABLES)
