"""Whether the database still guards the register, and keeps its values as the register writes them.

SQLite keeps a value of any kind in a column of any kind: a flag edited from 1 to 7 still reads as
true. So values are looked at as they are stored, not only as they are read.
"""

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, Table, text
from sqlalchemy.orm import Session

from diarium.columns import UtcDateTime
from diarium.database import create_schema, open_database, writing
from diarium.records import Fault
from diarium.register_tables import APPEND_ONLY_TABLES
from diarium.tables import JOURNAL_ROW

_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_MOMENT = f"{_DAY} [0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]"
SQLITE_GUARDS: tuple[str, ...] = ("no_update", "no_delete", "no_replace")
POSTGRESQL_GUARDS: tuple[str, ...] = ("append_only_row", "append_only_all")


def is_sqlite(session: Session) -> bool:
    """Tell whether the register lies in SQLite."""
    return session.connection().dialect.name == "sqlite"


def read_any_text(session: Session) -> None:
    """Let SQLite hand out text that is not UTF-8, so that it is found and not stumbled over."""
    connection = session.connection().connection.driver_connection
    if isinstance(connection, sqlite3.Connection):
        connection.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")


def check_triggers(session: Session) -> Iterator[Fault]:
    """Yield every table whose triggers against change are gone or switched off."""
    if is_sqlite(session):
        query, guards = "SELECT name FROM sqlite_master WHERE type = 'trigger'", SQLITE_GUARDS
    else:
        query, guards = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'", POSTGRESQL_GUARDS
    there = set(session.execute(text(query)).scalars())
    for table in APPEND_ONLY_TABLES:
        if not {f"{table.name}_{guard}" for guard in guards} <= there:
            yield Fault(
                "guard-removed", f"table {table.name}", "a trigger against change is gone or off"
            )


def check_definitions(session: Session) -> Iterator[Fault]:
    """Yield every table and trigger that is not defined as the register defines it.

    SQLite keeps the definitions as text beside the rows and reads them anew each time: another
    type of a column is another reading of what it holds. On PostgreSQL they are no bytes of ours.
    """
    if not is_sqlite(session):
        return
    with writing(open_database("sqlite:///:memory:")) as fresh:
        create_schema(fresh)
        as_made = dict(_read_definitions(fresh))
    for name, definition in _read_definitions(session):
        if as_made.get(name) != definition:
            yield Fault("definition-altered", name, "its definition in the database was changed")


def _read_definitions(session: Session) -> Iterator[tuple[str, str]]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    yield from ((row.name, row.sql) for row in session.execute(text(query)))


def find_misfits(session: Session, table: Table) -> list[int]:
    """Return the rows of a table that hold a value the register never writes that way.

    Args:
        session: A session; only SQLite can hold such values.
        table: A table whose first key column numbers its rows.
    """
    if not is_sqlite(session):
        return []
    fits = " AND ".join(f"({column.name} IS NULL OR {_fits(column)})" for column in table.c)
    number = next(iter(table.primary_key.columns)).name
    query = f"SELECT {number} FROM {table.name} WHERE NOT coalesce({fits}, 0)"  # noqa: S608  our own names only
    return sorted(set(session.execute(text(query.replace(":", r"\:"))).scalars()))


def check_positions(session: Session) -> Iterator[Fault]:
    """Yield the journal's entries whose list of rows is not numbered from 0 without gap."""
    query = (
        f"SELECT seq FROM {JOURNAL_ROW.name} GROUP BY seq "  # noqa: S608  our own name only
        "HAVING min(position) <> 0 OR max(position) <> count(*) - 1 ORDER BY seq"
    )
    for seq in session.execute(text(query)).scalars():
        yield Fault("journal-altered", f"journal {seq}", "the numbers of its rows were changed")


def check_tables(session: Session) -> Iterator[Fault]:
    """Yield what the database itself finds wrong with its file (SQLite's integrity check)."""
    if not is_sqlite(session):
        return
    for line in session.execute(text("PRAGMA integrity_check(5)")).scalars():
        if line != "ok":
            yield Fault("database-corrupt", str(line).splitlines()[-1], "the database is damaged")


def _fits(column: Column[object]) -> str:
    """Return SQL that is true where a value lies as the register stores its kind."""
    name = column.name
    match column.type:
        case UtcDateTime():
            # without the fraction: SQLite would round 59.9995 seconds up to the next minute
            second = f"substr({name}, 1, 19)"
            same = f"strftime('%Y-%m-%d %H:%M:%S', {second}, '+0 days') = {second}"
            return f"({name} GLOB '{_MOMENT}' AND {same} AND {name} >= '0001')"
        case Date():
            return (
                f"({name} GLOB '{_DAY}' AND date({name}, '+0 days') = {name} AND {name} >= '0001')"
            )
        case Boolean():
            return f"(typeof({name}) = 'integer' AND {name} IN (0, 1))"
        case Integer():
            return f"typeof({name}) = 'integer'"
        case LargeBinary():
            return f"typeof({name}) = 'blob'"
    return f"typeof({name}) = 'text'"
