"""What is fetched from a feed: each entry once, as it came, and nothing from a bad answer."""

import gzip
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch.feeds import pull_feed
from archiver.fetch.new_entries import choose_new
from diarium.fetches import Fetched, FetchOutcome
from diarium.intake import json_feed
from diarium.intake.raw import RawMessage
from tests.diarium.intake.exports import SAMPLES
from tests.diarium.intake.feed_files import atom, entry, item, read_feed, rss_feed
from tests.fetch.feed_site import MODIFIED, PATH, FeedSite
from tests.fetch.pulls import LIMITS, NOW, new_pull
from tests.site_server import Answer, serve_pages

BOMB = (
    "<!DOCTYPE rss [<!ENTITY a0 'x'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)


@pytest.fixture
def feed() -> Iterator[FeedSite]:
    with serve_pages({}) as site:
        yield FeedSite(site)


def pull(feed: FeedSite, folder: Path, **said: Any) -> Fetched:  # noqa: ANN401  see new_pull
    return pull_feed(new_pull(folder, feed.source, **said))


def kept(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in sorted(folder.iterdir())]


def test_a_feed_is_kept_as_it_came_and_the_server_learns_who_asks(
    feed: FeedSite, tmp_path: Path
) -> None:
    done = pull(feed, tmp_path)

    assert (done.outcome, done.reason) == (FetchOutcome.DONE, None)
    assert kept(tmp_path) == [feed.content]
    [headers] = feed.site.headers
    assert headers["User-Agent"] == "archiver (+arkiv@avallby.se)"
    assert headers["Accept-Encoding"] == "identity"
    assert "If-None-Match" not in headers
    assert "Authorization" not in headers


def test_what_has_not_changed_is_not_sent_again(feed: FeedSite, tmp_path: Path) -> None:
    first = pull(feed, tmp_path / "a")
    second = pull(feed, tmp_path / "b", cursor=first.cursor)

    assert feed.sent == [200, 304]
    assert feed.site.headers[1]["If-Modified-Since"] == MODIFIED
    assert (second.outcome, kept(tmp_path / "b")) == (FetchOutcome.DONE, [])
    assert second.cursor == first.cursor


def test_only_new_entries_are_kept_and_each_as_it_came(feed: FeedSite, tmp_path: Path) -> None:
    feed.show(1, 2)
    first = pull(feed, tmp_path / "a")
    feed.show(1, 2, 3, head="<lastBuildDate>ny</lastBuildDate>")
    second = pull(feed, tmp_path / "b", cursor=first.cursor)

    assert kept(tmp_path / "b") == [
        rss_feed(item(3), head="<lastBuildDate>ny</lastBuildDate>").encode()
    ]
    feed.show(1, 2, 3, head="<lastBuildDate>nyare</lastBuildDate>")
    third = pull(feed, tmp_path / "c", cursor=second.cursor)
    assert kept(tmp_path / "c") == []
    feed.content = rss_feed(item(3), item(2, "Rättat"), item(1)).encode()
    pull(feed, tmp_path / "d", cursor=third.cursor)
    assert kept(tmp_path / "d") == [rss_feed(item(2, "Rättat")).encode()]


def test_another_address_is_read_from_its_beginning(feed: FeedSite, tmp_path: Path) -> None:
    cursor = {**pull(feed, tmp_path / "a").cursor, "where": "another"}

    pull(feed, tmp_path / "b", cursor=cursor)

    assert feed.sent == [200, 200]
    assert kept(tmp_path / "b") == [feed.content]


@pytest.mark.parametrize(
    ("minutes", "headers", "rest"),
    [
        (30, {}, 30),
        (240, {"Cache-Control": "max-age=600"}, 240),
        (30, {"Cache-Control": "public, max-age=7200"}, 119),
        (30, {"Cache-Control": "max-age=99999999"}, 1439),
        (30, {"Cache-Control": "s-maxage=7200, xmax-age=9"}, 30),
    ],
)
def test_a_feed_is_left_alone_for_as_long_as_it_says_or_we_say(
    feed: FeedSite, tmp_path: Path, minutes: int, headers: dict[str, str], rest: int
) -> None:
    feed.headers = headers
    done = pull_feed(new_pull(tmp_path, replace(feed.source, minutes=minutes)))
    assert done.wait_until == NOW + timedelta(minutes=rest)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "http-404"),
        (Answer(status=403), "http-403"),
        (Answer(status=410), "http-410"),
        (Answer(status=500), "http-500"),
        (Answer("<html>Logga in</html>"), "not-a-feed"),
        (Answer(""), "not-a-feed"),
        (Answer("{}"), "not-a-feed"),
        (Answer(b"\x00\xff" * 500), "not-a-feed"),
        (Answer(rss_feed(item(), before=BOMB)), "broken-feed"),
        (Answer(rss_feed(item()).encode("utf-16")), "broken-feed"),
        (Answer('{"version": "https://jsonfeed.org/version/1", "items": {}}'), "broken-feed"),
        (Answer('{"version": "https://jsonfeed.org/version/1", "items": [}'), "broken-feed"),
        (Answer('<rss version="2.0">' + "<item>" * 5_001), "feed-too-large"),
        (Answer('{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * 5_001),
         "feed-too-large"),
        (Answer(gzip.compress(rss_feed(item()).encode()), headers={"Content-Encoding": "gzip"}),
         "broken-answer"),
        (Answer(headers={"Location": "http://192.168.1.1/x"}, status=302), "private-address"),
        (Answer(headers={"Location": "http://[::1]/x"}, status=301), "private-address"),
        (Answer(headers={"Location": "http://localhost/x"}, status=301), "private-address"),
        (Answer(headers={"Location": "http://169.254.169.254/latest"}, status=307),
         "private-address"),
        (Answer(headers={"Location": "file:///etc/passwd"}, status=302), "redirected"),
        (Answer(headers={"Location": "gopher://x"}, status=302), "redirected"),
        (Answer(headers={"Location": "http://[x"}, status=302), "redirected"),
        (Answer(headers={"Location": "http://a:b@127.0.0.1/"}, status=302), "redirected"),
        (Answer(status=302), "redirected"),
        (Answer(headers={"Location": PATH}, status=302), "redirected"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_bad_answer_is_a_failure_with_its_own_reason_and_the_place_stands(
    feed: FeedSite, tmp_path: Path, answer: Answer, reason: str
) -> None:
    cursor = pull(feed, tmp_path / "a").cursor
    feed.instead = answer

    done = pull(feed, tmp_path / "b", cursor=cursor)

    assert (done.outcome, done.reason) == (FetchOutcome.FAILED, reason)
    assert done.cursor == cursor
    assert kept(tmp_path / "b") == []


def test_a_ring_of_redirects_is_left_after_a_few(feed: FeedSite, tmp_path: Path) -> None:
    feed.instead = Answer(headers={"Location": PATH}, status=302)
    assert pull(feed, tmp_path).reason == "redirected"
    assert len(feed.sent) == 6


def test_a_redirect_on_the_same_host_is_followed(feed: FeedSite, tmp_path: Path) -> None:
    feed.site.pages["/ny.xml"] = Answer(feed.content)
    feed.instead = Answer(headers={"Location": "ny.xml"}, status=301)

    assert pull(feed, tmp_path).outcome is FetchOutcome.DONE
    assert feed.site.asked == [PATH, "/ny.xml"]
    assert kept(tmp_path) == [feed.content]


def test_a_closed_address_is_never_asked(feed: FeedSite, tmp_path: Path) -> None:
    assert pull(feed, tmp_path, allowed=()).reason == "private-address"
    assert feed.sent == []


def test_a_server_that_asks_for_a_pause_is_left_alone_so_long(
    feed: FeedSite, tmp_path: Path
) -> None:
    feed.instead = Answer(status=503, headers={"Retry-After": "7200"})
    done = pull(feed, tmp_path)
    assert (done.outcome, done.wait_until) == (FetchOutcome.PAUSED, NOW + timedelta(hours=2))
    feed.instead = Answer(status=429)
    assert pull(feed, tmp_path).wait_until == NOW + timedelta(minutes=5)


def test_a_feed_without_end_is_left_when_it_is_too_large(feed: FeedSite, tmp_path: Path) -> None:
    endless = (b"<item>" + b"x" * 60_000 for _turn in itertools.count())
    feed.instead = Answer('<rss version="2.0"><channel>', more=lambda: endless)
    assert pull(feed, tmp_path).reason == "feed-too-large"
    feed.instead = Answer(b"x" * 6_000_000)
    assert pull(feed, tmp_path).reason == "feed-too-large"
    assert kept(tmp_path) == []


def test_a_feed_that_drips_is_left_when_its_time_is_over(feed: FeedSite, tmp_path: Path) -> None:
    feed.instead = Answer(wait=30)
    done = pull(feed, tmp_path, limits=replace(LIMITS, seconds=1))
    assert done.reason == "timeout"


@pytest.mark.parametrize("etag", ["x" * 900, "å", "a\x00b", '"vanlig"'])
def test_a_mark_that_no_header_can_hold_is_not_sent_back(
    feed: FeedSite, tmp_path: Path, etag: str
) -> None:
    feed.headers = {"ETag": etag}
    first = pull(feed, tmp_path / "a")
    second = pull(feed, tmp_path / "b", cursor=first.cursor)
    assert second.outcome is FetchOutcome.DONE
    assert ("If-None-Match" in feed.site.headers[1]) is (etag == '"vanlig"')


def test_a_cut_off_feed_gives_what_there_is_of_it_once(feed: FeedSite, tmp_path: Path) -> None:
    feed.content = rss_feed(item(1), end="<item><title>Avbr").encode()
    first = pull(feed, tmp_path / "a")
    assert kept(tmp_path / "a") == [feed.content]
    feed.content = rss_feed(item(2), item(1), end="<item><title>Avbr").encode()
    pull(feed, tmp_path / "b", cursor=first.cursor)
    [content] = kept(tmp_path / "b")
    assert item(2).strip().encode() in content
    assert content.count(b"<item>") == 1


def test_what_is_left_of_a_feed_reads_as_the_same_entries(tmp_path: Path) -> None:
    content = (SAMPLES / "json-feed" / "feed.json").read_bytes()
    said = json.loads(content)
    older = json.dumps({**said, "items": said["items"][1:]}).encode()
    # the same entry with other blanks is another; as it came it is known
    _all, seen = choose_new(content, choose_new(older, "")[1])
    new, again = choose_new(content, "".join(seen[12:]))
    assert again == seen
    [only] = read_feed(tmp_path, new, json_feed.KIND)
    assert isinstance(only, RawMessage)
    assert only.external_id == "https://mikro.example/2"
    assert new[only.start : only.start + only.length] in content
    assert choose_new(content, seen) == (b"", seen)


def test_an_entry_of_atom_that_is_known_is_left_out() -> None:
    _all, seen = choose_new(atom(entry(1)).encode(), "")
    new, _seen = choose_new(atom(entry(2), entry(1)).encode(), seen)
    assert new == atom(entry(2)).encode()


def test_a_json_feed_with_one_bad_entry_is_kept_whole_when_something_is_new() -> None:
    content = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}, {"id": }]}'
    new, seen = choose_new(content, "")
    assert new == content
    assert choose_new(content, seen) == (b"", seen)


def test_of_a_feed_with_very_many_entries_the_first_thousand_are_known_again() -> None:
    content = rss_feed(*map(item, range(1, 1_501))).encode()
    _all, seen = choose_new(content, "")
    assert len(seen) == 12 * 1_000
    new, _seen = choose_new(content, seen)
    assert new.count(b"<item>") == 500
