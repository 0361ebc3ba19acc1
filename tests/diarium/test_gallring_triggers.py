"""The database lets a gallring empty the rows that are named for it, and changes nothing else."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Table
from sqlalchemy.exc import DatabaseError

from diarium.blanks import BLANKS, ONCE_PUBLIC
from diarium.columns import METADATA
from diarium.database import reading, writing
from diarium.emptying import Emptying, empty_rows, name_rows
from diarium.files import FileStore
from diarium.gallring import begin_gallring
from diarium.journal import insert_row
from diarium.journal_checks import check_rows
from diarium.klassificering import list_plan
from diarium.tables import FILE, GALLRING_ITEM, GALLRING_ROW, HANDLING
from tests.diarium.filled import fill
from tests.diarium.settled import make_readable
from tests.diarium.test_verify import other_value

TABLES = sorted(BLANKS, key=lambda table: (table is not HANDLING, table.name))
"""A handling is named before what its words in the index are made of, as a gallring does."""


@pytest.fixture
def filled(engine: Engine, files: FileStore, now: datetime) -> Engine:
    fill(engine, files, now)
    with writing(engine) as session:
        make_readable(session, "KS/2026:1", "test", now, files)
    return engine


def name(engine: Engine, table: Table, now: datetime) -> Emptying:
    """Name one row of a table for gallring that was not named before."""
    with writing(engine) as session:
        [*_others, row] = list_plan(session, "KS")
        gallring = begin_gallring(session, row, "test", now)
        item = insert_row(
            session, GALLRING_ITEM, gallring_id=gallring, plan_row_id=row.id, arende_id=None,
            message_id=None, at=now,
        )  # fmt: skip
        ids = list(session.execute(table.select().with_only_columns(table.c.id)).scalars())
        for number in ids:
            if found := name_rows(session, item.row_id, table, [number]):
                return found[0]
    pytest.fail(f"{table.name} holds no row that is not gallrad: the test would prove nothing")


def refuses(engine: Engine, table: Table, number: int, change: dict[str, Any]) -> bool:
    """Tell whether the database refuses to change a row so, and leaves it as it was."""
    before = read(engine, table, number)
    try:
        with engine.begin() as connection:
            connection.execute(table.update().where(table.c.id == number).values(**change))
    except DatabaseError as error:
        assert "append-only" in str(error)  # noqa: PT017  the trigger's own words
        assert read(engine, table, number) == before
        return True
    return False


def read(engine: Engine, table: Table, number: int) -> dict[str, Any]:
    with engine.connect() as connection:
        found = connection.execute(table.select().where(table.c.id == number)).mappings().one()
        return dict(found)


def test_a_row_is_emptied_only_once_named_and_only_to_the_fixed_values(
    filled: Engine, now: datetime
) -> None:
    for table in TABLES:
        named = name(filled, table, now)
        row = read(filled, table, named.row_id)
        for column, wrong in _wrong(table, row, dict(named.change)):
            change = {**named.change, column: wrong}
            assert refuses(filled, table, named.row_id, change), f"{table.name}.{column}"
        with writing(filled) as session:
            empty_rows(session, [named])
        after = read(filled, table, named.row_id)
        assert after == {**row, **named.change}
        assert refuses(filled, table, named.row_id, {**named.change, "salt": b"another salt"})


def _wrong(
    table: Table, row: dict[str, Any], change: dict[str, object]
) -> Iterator[tuple[str, object]]:
    """Yield another value for every column: what stays, what is emptied, and the salt."""
    for column in table.c:
        was, fixed = row[column.name], change.get(column.name, row[column.name])
        other = other_value(table, column.name, fixed)
        assert other != fixed
        yield column.name, other
        if column.name == "salt" or (column.name in change and was != fixed):
            yield column.name, was


def test_a_row_that_is_not_named_is_never_changed(filled: Engine, now: datetime) -> None:
    for table in TABLES:
        named = name(filled, table, now)
        with filled.connect() as connection:
            gallrade = GALLRING_ROW.select().where(GALLRING_ROW.c.table_name == table.name)
            taken = {row.row_id for row in connection.execute(gallrade)}
            ids = set(connection.execute(table.select().with_only_columns(table.c.id)).scalars())
        for number in ids - taken:
            assert refuses(filled, table, number, dict(named.change)), table.name


def test_what_was_public_once_is_left_or_emptied_and_nothing_else(
    filled: Engine, now: datetime
) -> None:
    for table, columns in ONCE_PUBLIC.items():
        named = name(filled, table, now)
        for column in columns:
            assert refuses(filled, table, named.row_id, {**named.change, column: "annat"})
        emptied = {**named.change, **dict.fromkeys(columns, "")}
        assert not refuses(filled, table, named.row_id, emptied)


def test_tables_that_hold_no_content_are_changed_by_nothing(filled: Engine) -> None:
    assert FILE not in BLANKS
    with writing(filled) as session:
        insert_row(
            session, GALLRING_ROW, gallring_item_id=1, table_name=FILE.name, row_id=1,
            row_salt=b"0" * 16, digest="ab",
        )  # fmt: skip
    assert refuses(filled, FILE, 1, {"salt": b"0" * 16})


def test_a_row_emptied_past_the_journal_is_found(filled: Engine, now: datetime) -> None:
    """One who can write in the register may name a row; the journal has no entry of it."""
    table = next(each for each in TABLES if each.name == "message")
    named = name(filled, table, now)
    with writing(filled) as session:
        empty_rows(session, [named])
    with reading(filled) as session:
        found = {(fault.code, fault.place) for fault in check_rows(session)}
    assert ("row-inserted", f"gallring_row {named.named.row_id}") in found


def test_every_blank_fits_its_column_and_names_one() -> None:
    for table, blanks in BLANKS.items():
        assert METADATA.tables[table.name] is table
        for column, blank in blanks.items():
            assert table.c[column].nullable or blank is not None, f"{table.name}.{column}"
        assert not set(ONCE_PUBLIC.get(table, ())) & set(blanks)
