"""A disk that fills while something is fetched: it is told, and the next run loses nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.fetch_settings import FetchSettings
from diarium.errors import StorageError
from diarium.files import FileStore
from tests.diarium.taken_in import add_forum
from tests.fetch.fetched import Fetcher
from tests.fetch.mastodon_server import TOKEN, mention, serving
from tests.fetch.pulls import mastodon
from tests.small_disk import mounted_disk

SIZE = 4 << 20


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 4 MB."""
    with mounted_disk(tmp_path / "liten", "4m") as place:
        yield place


@pytest.mark.parametrize("free", [100_000, 700_000, 1_000_000])
def test_a_disk_that_fills_stops_the_fetch_and_the_next_goes_on(
    sqlite_engine: Engine, tiny_disk: Path, now: datetime, free: int
) -> None:
    """It fills while the pages are laid down, or while they are kept; each is some 300 kB."""
    add_forum(sqlite_engine, now, "ks-m")
    texts = [f"{number} {'x' * 100_000}" for number in range(1, 7)]
    with serving() as instance:
        instance.notifications = [mention(n, text) for n, text in enumerate(texts, start=1)]
        source = mastodon(instance.url)
        limits = FetchSettings(sources={source.id: source}, allow_private_addresses=("127.0.0.1",))
        files = FileStore(tiny_disk / "arkiv" / "files")
        fetcher = Fetcher(sqlite_engine, files, source, tiny_disk / "arkiv", now, limits)
        fetcher.folder.mkdir()
        fetcher.keep(TOKEN)
        ballast = tiny_disk / "annat"
        ballast.write_bytes(bytes(SIZE - free))

        with pytest.raises(StorageError, match="disk is full"):
            fetcher.fetch()
        assert fetcher.rows() == []
        ballast.unlink()
        fetcher.source = replace(source)
        fetcher.fetch()

    assert fetcher.texts() == texts
    assert fetcher.left() == []
