"""Changing the register behind its back, and what verify says of it then."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from diarium.files import FileStore
from diarium.records import Fault
from diarium.register_tables import APPEND_ONLY_TABLES
from diarium.verify import check_archive


def drop_guards(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in APPEND_ONLY_TABLES:
            if engine.dialect.name == "sqlite":
                for guard in ("no_update", "no_delete", "no_replace"):
                    connection.execute(text(f"DROP TRIGGER {table.name}_{guard}"))
            else:
                connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """Give a connection that changes what it likes, foreign keys or not."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with connection.begin():
            yield connection


def faults(engine: Engine, files: FileStore) -> list[Fault]:
    return [f for f in check_archive(engine, files) if f.code != "guard-removed"]


def places(engine: Engine, files: FileStore) -> set[str]:
    return {fault.place for fault in faults(engine, files)}
