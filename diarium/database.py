"""The door to the database: SQLite in the archive's folder, or PostgreSQL for many registrators.

Writers take turns. On SQLite the transaction begins with the write lock; on PostgreSQL it begins
with an advisory lock that lasts until its end. So the journal's chain and the diarienummer see
one writer at a time, and no writer can be refused in the middle. The transactions are short: no
file or network work is done inside one.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, UniqueConstraint, create_engine, event, text
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from diarium.blanks import allows_sql
from diarium.columns import METADATA
from diarium.errors import SettingsError, StorageError
from diarium.register_tables import APPEND_ONLY_TABLES
from diarium.search_index import compact_search_index, create_search_index

WRITER_LOCK = 0x0A_2C_41_5E
"""The key of PostgreSQL's advisory lock; any number that nobody else uses."""
BUSY_SECONDS = 120
"""How long a writer waits for its turn on SQLite."""
READING = "archiver_reading"
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
"""Else Ctrl-C while a connection is closed would put SQLAlchemy's traceback on the screen."""


def open_database(url: str) -> Engine:
    """Return an engine for a database URL; nothing is connected yet.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.

    Raises:
        SettingsError: The URL names another kind of database, or cannot be read.
    """
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(
            "the setting database must begin with sqlite:/// or postgresql+psycopg://"
        )
    try:
        engine = create_engine(url, poolclass=NullPool)
    except (ValueError, ImportError, DatabaseError) as error:
        raise SettingsError("the setting database cannot be used: {cause}", cause=error) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session that holds the write lock; commit at the end, undo on any error.

    Raises:
        StorageError: The database is full, unreadable or cannot be reached.
    """
    with _storage_errors(), Session(engine, expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
        yield session


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that sees one moment of the register and never writes.

    Raises:
        StorageError: The database is unreadable or cannot be reached.
    """
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    reader = engine.execution_options(**{READING: True}, **level)
    with _storage_errors(), Session(reader) as session:
        yield session


def read_role(session: Session) -> str:
    """Return the role that PostgreSQL let in.

    It is ``session_user``: ``current_user`` is whoever a SET ROLE names.
    """
    role: str = session.execute(text("SELECT session_user")).scalar_one()
    return role


def compact(engine: Engine) -> None:
    """Leave no trace on SQLite of what was emptied: in the index, in free space, in the log.

    On PostgreSQL that is the operator's to do, by ``VACUUM FULL`` (docs/gallring.md).

    Raises:
        StorageError: The database is full or cannot be written.
    """
    if engine.dialect.name != "sqlite":
        return
    with writing(engine) as session:
        compact_search_index(session.connection())
    with _storage_errors(), engine.connect() as connection:
        plain = connection.connection.driver_connection
        if isinstance(plain, sqlite3.Connection):  # past SQLAlchemy, which would begin first
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def create_schema(session: Session) -> None:
    """Make the tables, the triggers that refuse to change what is written, and the index."""
    connection = session.connection()
    METADATA.create_all(connection)
    guard = _guard_postgresql if connection.dialect.name == "postgresql" else _guard_sqlite
    for table in APPEND_ONLY_TABLES:
        guard(connection, table)
    create_search_index(connection)


def _prepare_sqlite(connection: Any, record: object) -> None:  # noqa: ANN401  DBAPI connection
    del record
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA recursive_triggers=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is gallrat is overwritten with zeros


def _begin_sqlite(connection: Connection) -> None:
    reading_only = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading_only else "BEGIN IMMEDIATE")


def _guard_sqlite(connection: Connection, table: Table) -> None:
    """Refuse UPDATE but for a gallring, DELETE, and the INSERT OR REPLACE that would delete."""
    allowed = allows_sql(table, "IS NOT")
    for action, but in (("UPDATE", f"WHEN NOT ({allowed}) " if allowed else ""), ("DELETE", "")):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table.name}_no_{action.lower()} BEFORE {action} ON {table.name} "
            f"{but}BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        )
    taken = " OR ".join(_same_key(columns) for columns in _unique_keys(table))
    same = f"SELECT 1 FROM {table.name} AS kept WHERE {taken}"  # noqa: S608  our own names only
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table.name}_no_replace BEFORE INSERT ON {table.name} "
        f"WHEN EXISTS ({same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table.name} has that row already'); END"
    )


def _same_key(columns: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f"kept.{name} = NEW.{name}" for name in columns) + ")"


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    keys = [tuple(c.name for c in table.primary_key.columns)]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    return sorted({*keys, *(tuple(c.name for c in each.columns) for each in unique)})


def _guard_postgresql(connection: Connection, table: Table) -> None:
    """Refuse UPDATE but for a gallring, DELETE and TRUNCATE, in a replica too (ENABLE ALWAYS)."""
    allowed = allows_sql(table, "IS DISTINCT FROM")
    but = f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
    connection.exec_driver_sql(
        f"CREATE FUNCTION {table.name}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {but if allowed else ''}"
        "RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$"
    )
    for name, when in (("row", "UPDATE OR DELETE"), ("all", "TRUNCATE")):
        level = "ROW" if name == "row" else "STATEMENT"
        trigger = f"{table.name}_append_only_{name}"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {trigger} BEFORE {when} ON {table.name} "
            f"FOR EACH {level} EXECUTE FUNCTION {table.name}_refuse_change()"
        )
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE ALWAYS TRIGGER {trigger}")


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        cause = str(error.orig or error).strip().splitlines()[0]
        if "is full" in cause or "No space left" in cause:
            raise StorageError(
                "the disk of the database is full; free some space and run the same command again"
            ) from error
        if "disk I/O error" in cause:  # SQLite's word where its sidecar file finds no room
            raise StorageError(
                "the disk of the database is full or failing; see that it has free space and run "
                "the same command again"
            ) from error
        raise StorageError(
            "the database cannot be read or written ({cause}); run archiver doctor", cause=cause
        ) from error
