"""The installation: whose archive this is, since when, and by which version of the tables."""

from datetime import datetime

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from diarium.database import create_schema, open_database, reading
from diarium.errors import RefusedError, SettingsError
from diarium.journal import append_event, insert_row
from diarium.records import Installation
from diarium.tables import INSTALLATION, SCHEMA_VERSION


def install(session: Session, kommun: str, orgnr: str, by: str, now: datetime) -> None:
    """Make the tables and note whose archive this is.

    Raises:
        RefusedError: The database holds an archive already.
    """
    if holds_archive(session):
        raise RefusedError("the database holds an archive already; choose another database")
    create_schema(session)
    row = insert_row(
        session, INSTALLATION, schema_version=SCHEMA_VERSION, kommun=kommun, orgnr=orgnr, at=now
    )
    append_event(session, "archive.opened", orgnr, [row], by, now)


def read_installation(session: Session) -> Installation:
    """Return whose archive this is and since when it is kept."""
    row = session.execute(select(INSTALLATION)).one()
    return Installation(kommun=row.kommun, orgnr=row.orgnr, at=row.at)


def holds_archive(session: Session) -> bool:
    """Tell whether the database holds an archive already."""
    return inspect(session.connection()).has_table(INSTALLATION.name)


def read_database_version(session: Session) -> str:
    """Return which database holds the register, such as ``PostgreSQL 15.18``."""
    name = session.connection().dialect.name
    if name == "sqlite":
        return f"SQLite {session.execute(text('SELECT sqlite_version()')).scalar_one()}"
    version = session.execute(text("SHOW server_version")).scalar_one()
    return f"PostgreSQL {version.split()[0]}"


def open_register(url: str) -> Engine:
    """Open the database of an archive that ``archiver init`` has made.

    Raises:
        StorageError: It cannot be reached or is no database.
        SettingsError: It holds no archive, or one made by another version of the program.
    """
    engine = open_database(url)
    with reading(engine) as session:
        if not holds_archive(session):
            raise SettingsError("the database holds no archive yet; run archiver init first")
        found = session.execute(select(INSTALLATION.c.schema_version)).scalar()
    if found != SCHEMA_VERSION:
        raise SettingsError(
            "the database was made by another version of archiver (its tables are version "
            "{found}, this program knows {known}); install the version that made it",
            found=found,
            known=SCHEMA_VERSION,
        )
    return engine
