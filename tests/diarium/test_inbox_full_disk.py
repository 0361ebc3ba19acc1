"""A disk that fills while messages are taken in: nothing is seen, and the next import goes on."""

import base64
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from diarium.database import reading
from diarium.errors import StorageError
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.journal_checks import check_chain, check_rows
from diarium.messages import list_messages
from tests.small_disk import mounted_disk


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 1 MB."""
    with mounted_disk(tmp_path / "liten", "1m") as place:
        yield place


def test_a_disk_that_fills_stops_the_import_and_the_next_goes_on(
    sqlite_engine: Engine, tiny_disk: Path, now: datetime, tmp_path: Path
) -> None:
    files = FileStore(tiny_disk)
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    small.write_text(_messages(600, None) + _messages(1, os.urandom(100_000)))
    large.write_text(_messages(1, os.urandom(2_000_000)))
    ballast = tiny_disk / "annat"
    ballast.write_bytes(bytes((1 << 20) - 250_000))
    for path in (large, small):
        with pytest.raises(StorageError, match="disk is full"):
            import_all(sqlite_engine, files, [Source((path,), namnd="KS")], "test", now)
        with reading(sqlite_engine) as session:
            assert list_messages(session) == []
    ballast.unlink()
    (taken,) = import_all(sqlite_engine, files, [Source((small,), namnd="KS")], "test", now)
    assert (taken.resumed, taken.report.new, taken.report.duplicates) == (True, 601, 0)
    with reading(sqlite_engine) as session:
        assert len(list_messages(session)) == 601
        assert [*check_chain(session), *check_rows(session)] == []


def _messages(count: int, attached: bytes | None) -> str:
    """Return lines whose attachment, decoded, fills the disk after the file itself found room."""
    message: dict[str, object] = {
        "channel": "direct", "text": "Hej", "made_available_at": "2026-06-30T14:05:00+02:00",
    }  # fmt: skip
    if attached is not None:
        content = base64.b64encode(attached).decode()
        message["attachments"] = [{"name": "a", "content_base64": content}]
    return "".join(json.dumps({**message, "id": f"{count}-{n}"}) + "\n" for n in range(count))
