"""An index of words that is not what the rows make it is found, and made anew from them."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, text

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.search_check import check_search_index, rebuild_search_index
from diarium.verify import check_archive
from tests.diarium.filled import fill


@pytest.fixture
def filled(engine: Engine, files: FileStore, now: datetime) -> Engine:
    """Return a register with something in every table."""
    fill(engine, files, now)
    return engine


def _found(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [fault.place for fault in check_search_index(session)]


def _lose_a_row(engine: Engine, index: str) -> None:
    """Take the first row that has words out of an index behind the register's back."""
    if engine.dialect.name == "sqlite":
        change = f"DELETE FROM {index}_docsize WHERE id = (SELECT min(id) FROM {index}_docsize)"
    else:
        change = f"DELETE FROM {index} WHERE id = (SELECT min(id) FROM {index} WHERE words <> '')"
    with writing(engine) as session:
        session.execute(text(change))


@pytest.mark.parametrize("index", ["handling_search", "message_search"])
def test_an_index_that_leaves_something_out_is_told_and_made_anew(
    filled: Engine, files: FileStore, now: datetime, index: str
) -> None:
    assert _found(filled) == []
    _lose_a_row(filled, index)
    assert _found(filled) == [index]
    assert [(f.code, f.place) for f in check_archive(filled, files)] == [
        ("search-index-altered", index)
    ]
    with writing(filled) as session:
        rebuild_search_index(session, "admin", now)
    assert list(check_archive(filled, files)) == []
