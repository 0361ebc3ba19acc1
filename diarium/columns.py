"""What the tables of the register are made of."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.sql.schema import SchemaItem


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite alone would drop the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment and store any other in UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            message = f"a moment without time zone cannot be stored: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text_column(name: str, *, optional: bool = False, unique: bool = False) -> Column[str]:
    """Return a column of text."""
    return Column(name, Text, nullable=optional, unique=unique)


def flag_column(name: str) -> Column[bool]:
    """Return a column that is true or false, and always said."""
    return Column(name, Boolean, nullable=False)


def number_column(name: str, *, optional: bool = False) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=optional)


def moment_column(name: str, *, optional: bool = False) -> Column[datetime]:
    """Return a column of aware moments, in UTC."""
    return Column(name, UtcDateTime, nullable=optional)


def reference_to(table: Table, *, optional: bool = False, unique: bool = False) -> Column[int]:
    """Return the column that names a row of another table; it has an index."""
    return Column(
        f"{table.name}_id",
        Integer,
        ForeignKey(table.c.id),
        nullable=optional,
        unique=unique,
        index=not unique,
    )


def register_table(name: str, *items: SchemaItem) -> Table:
    """Declare a table whose rows are salted, journaled and never changed."""
    key = Column("id", Integer, primary_key=True)
    salt = Column("salt", LargeBinary, nullable=False)
    return Table(name, METADATA, key, *items, salt, info={"journaled": True})
