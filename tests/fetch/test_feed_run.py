"""A feed fetched into the register: each entry once, and what the source changes is seen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.fetch_settings import FetchSettings
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.messages import list_messages
from diarium.omvarld import list_mentions
from diarium.register import Registration, register_message
from tests.diarium.intake.feed_files import item, rss_feed
from tests.fetch.feed_site import FeedSite
from tests.fetch.fetched import Fetcher
from tests.site_server import Answer, serve_pages

LIMITS = FetchSettings(allow_private_addresses=("127.0.0.1",), transfer_mb=5, seconds=20)


@pytest.fixture
def feed() -> Iterator[FeedSite]:
    with serve_pages({}) as site:
        yield FeedSite(site)


@pytest.fixture
def fetcher(
    feed: FeedSite, engine: Engine, files: FileStore, now: datetime, tmp_path: Path
) -> Fetcher:
    limits = replace(LIMITS, sources={feed.source.id: feed.source})
    made = Fetcher(engine, files, feed.source, tmp_path / "arkiv", now, limits)
    made.folder.mkdir()
    return made


def later(fetcher: Fetcher, hours: int = 1) -> None:
    """Fetch again after some hours."""
    fetcher.now += timedelta(hours=hours)
    fetcher.fetch()


def test_each_entry_becomes_one_message_however_often_the_feed_shows_it(
    fetcher: Fetcher, feed: FeedSite
) -> None:
    feed.content = rss_feed(item(1, "Ett")).encode()
    fetcher.fetch()
    feed.content = rss_feed(item(2, "Två"), item(1, "Ett"), head="<ttl>9</ttl>").encode()
    later(fetcher)
    later(fetcher)

    assert fetcher.texts() == ["Ett", "Två"]
    rows = fetcher.rows()
    assert [row["batch_id"] is not None for row in rows] == [True, True, False]
    assert feed.sent == [200, 200, 304]
    told = json.loads(rows[-1]["cursor"])
    assert set(told) == {"where", "seen", "etag", "modified"}
    assert feed.source.url not in str(told)
    assert fetcher.left() == []


def test_an_entry_that_its_source_changes_is_another_wording_of_the_same(
    fetcher: Fetcher, feed: FeedSite
) -> None:
    feed.content = rss_feed(item(1, "Fel uppgift")).encode()
    fetcher.fetch()
    with writing(fetcher.engine) as session:
        [first] = list_messages(session)
        register_message(session, first.id, Registration(), "anna", fetcher.now)
    feed.content = rss_feed(item(1, "Rättad uppgift")).encode()
    later(fetcher)

    with reading(fetcher.engine) as session:
        _registered, changed = [each.message for each in list_mentions(session, "KS")]
    assert changed.text == "Rättad uppgift"
    assert changed.decision.rule == "R15-changed"
    assert "KS/2026:1-1" in changed.decision.ground


def test_a_feed_that_fails_loses_nothing_and_goes_on(fetcher: Fetcher, feed: FeedSite) -> None:
    feed.content = rss_feed(item(1, "Ett")).encode()
    fetcher.fetch()
    feed.instead = Answer(status=302, headers={"Location": "http://10.1.2.3/"})
    later(fetcher)
    feed.instead = None
    feed.content = rss_feed(item(2, "Två"), item(1, "Ett")).encode()
    later(fetcher, 0)

    assert fetcher.texts() == ["Ett", "Två"]
    assert [(row["outcome"], row["reason"]) for row in fetcher.rows()] == [
        ("done", None), ("failed", "private-address"), ("done", None),
    ]  # fmt: skip
