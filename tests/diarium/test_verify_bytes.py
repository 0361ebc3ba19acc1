"""A byte changed in a kept file or in the database's file is found."""

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine

from diarium.database import open_database
from diarium.errors import StorageError
from diarium.files import FileStore
from diarium.verify import check_archive, check_files
from tests.diarium.filled import fill


@pytest.mark.parametrize("flips", [300, pytest.param(3000, marks=pytest.mark.soak)])
def test_any_byte_changed_in_any_kept_file_is_found(
    sqlite_engine: Engine, files: FileStore, now: datetime, flips: int
) -> None:
    fill(sqlite_engine, files, now)
    chance = random.Random(20260701)  # noqa: S311  a test
    kept = sorted(p for p in files.root.rglob("*") if p.is_file())
    assert list(check_files(sqlite_engine, files)) == []
    for _flip in range(flips):
        path = chance.choice(kept)
        before = path.read_bytes()
        changed = bytearray(before)
        changed[chance.randrange(len(before))] ^= 1 << chance.randrange(8)
        _overwrite(path, bytes(changed))
        [fault] = check_files(sqlite_engine, files)
        assert (fault.code, fault.place) == (
            "file-altered",
            f"files/{path.parent.name}/{path.name}",
        )
        _overwrite(path, before)
    assert list(check_files(sqlite_engine, files)) == []


INDEX_PAGES = re.compile(r'INSERT INTO "\w+_search_(data|idx)"')
"""How SQLite packs an index of words; what counts is what is found by it."""


def _overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o640)
    path.write_bytes(content)


def test_a_file_that_is_gone_cut_replaced_or_strange_is_named(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    fill(sqlite_engine, files, now)
    gone, cut, swapped, *_rest = sorted(p for p in files.root.rglob("*") if p.is_file())
    gone.unlink()
    _overwrite(cut, cut.read_bytes()[:-1])
    swapped.unlink()
    os.mkfifo(swapped)  # reading it would wait for ever
    (files.root / "strange.txt").write_text("x", encoding="utf-8")
    (files.root / ".staged-left").write_text("half", encoding="utf-8")
    left = files.keep_bytes(b"kept by a run that was killed before its row was written")
    found = {(f.code, f.place) for f in check_files(sqlite_engine, files)}
    assert found == {
        ("file-missing", f"files/{gone.parent.name}/{gone.name}"),
        ("file-altered", f"files/{cut.parent.name}/{cut.name}"),
        ("file-altered", f"files/{swapped.parent.name}/{swapped.name}"),
        ("file-unknown", "files/strange.txt"),
    }
    assert files.path_of(left.sha256).exists()


@pytest.mark.parametrize("flips", [30, pytest.param(600, marks=pytest.mark.soak)])
def test_a_byte_flipped_in_the_database_is_never_a_traceback_and_never_a_lie(
    sqlite_engine: Engine, files: FileStore, now: datetime, flips: int
) -> None:
    """Where a flip changes what the database holds, a fault is found; elsewhere it is harmless."""
    fill(sqlite_engine, files, now)
    path = Path(str(sqlite_engine.url.database))
    before, held = path.read_bytes(), _dump(path)
    written = [place for place, byte in enumerate(before) if byte]  # the rest is room to grow
    chance = random.Random(1998112)  # noqa: S311  a test
    caught = 0
    for _flip in range(flips):
        changed = bytearray(before)
        changed[chance.choice(written)] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        found = list(check_archive(open_database(str(sqlite_engine.url)), files))
        caught += bool(found)
        if not found:
            assert _dump(path) == held
    assert caught > flips // 2
    path.write_bytes(before)
    assert list(check_archive(sqlite_engine, files)) == []


def _dump(path: Path) -> list[str] | None:
    """Return all that the database holds, and what a search for each word finds."""
    try:
        connection = sqlite3.connect(path)
        try:
            held = [line for line in connection.iterdump() if not INDEX_PAGES.match(line)]
            return held + [str(line) for line in _find_words(connection)]
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return None


def _find_words(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    said = "SELECT title || ' ' || body FROM handling_words UNION SELECT text FROM message"
    words = {word for (text,) in connection.execute(said) for word in re.findall(r"\w+", text)}
    for index, word in product(("handling_search", "message_search"), sorted(words)):
        found = connection.execute(f"SELECT rowid FROM {index}(?) ORDER BY rowid", [f'"{word}"'])
        yield (index, word, *found)


@pytest.mark.parametrize("content", [b"", b"no database at all, but some text" * 100])
def test_a_file_that_is_no_database_is_a_fault(
    files: FileStore, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    found = list(check_archive(open_database(f"sqlite:///{path}"), files))
    assert "database-corrupt" in {fault.code for fault in found}


def test_a_database_out_of_reach_is_no_fault_but_an_error(files: FileStore, tmp_path: Path) -> None:
    nowhere = open_database(f"sqlite:///{tmp_path / 'none' / 'archive.db'}")
    with pytest.raises(StorageError):
        list(check_archive(nowhere, files))
    nobody = open_database(f"postgresql+psycopg://postgres@/x?host={tmp_path}")
    with pytest.raises(StorageError):
        list(check_archive(nobody, files))
