"""What is fetched of a tag on Mastodon: the newest page first, then only what is new."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from archiver.fetch.tags import pull_tag
from archiver.fetch_settings import SourceKind, SourceSettings
from diarium.fetches import Fetched, FetchOutcome
from tests.fetch.mastodon_server import new_status
from tests.fetch.pulls import NOW, few, new_pull
from tests.site_server import Answer, Site, serve_pages

PATH = "/api/v1/timelines/tag/mörkt"
PAGE = 3


class Timeline:
    """A tag's timeline, paged as docs.joinmastodon.org says: the newest first, or by ``min_id``."""

    def __init__(self, site: Site) -> None:
        self.site, self.numbers, self.token = site, list[int](), ""
        self.asked: list[str] = []
        self.instead: Answer | None = None
        site.pages[PATH] = self._answer

    def _answer(self, request: BaseHTTPRequestHandler) -> Answer:
        self.asked.append(request.path)
        if self.instead:
            return self.instead
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return Answer(status=401)
        said = parse_qs(urlsplit(request.path).query)
        after = int(said["min_id"][0]) if "min_id" in said else None
        newer = sorted(n for n in self.numbers if after is None or n > after)
        page = newer[-PAGE:] if after is None else newer[:PAGE]
        found = [new_status(n, f"Inlägg {n}", "public") for n in reversed(page)]
        link = f'<{self.site.url(PATH)}?min_id={page[-1]}>; rel="prev"' if page else ""
        return Answer(json.dumps(found), headers={"Link": link} if link else {})


@pytest.fixture
def timeline() -> Iterator[Timeline]:
    with serve_pages({}) as site:
        yield Timeline(site)


def source(timeline: Timeline) -> SourceSettings:
    return SourceSettings(
        id="ks-tag", kind=SourceKind.MASTODON_TAG, namnd="KS",
        server=timeline.site.url("").rstrip("/"), tag="mörkt",
    )  # fmt: skip


def pull(timeline: Timeline, folder: Path, token: str = "", **said: Any) -> Fetched:  # noqa: ANN401  see new_pull
    return pull_tag(new_pull(folder, source(timeline), token, **said))


def ids(folder: Path) -> list[int]:
    found = [json.loads(each.read_bytes()) for each in sorted(folder.glob("tag-*.json"))]
    return [int(each["id"]) for page in found for each in reversed(page)]


def test_the_first_time_the_newest_page_comes_then_all_that_is_new(
    timeline: Timeline, tmp_path: Path
) -> None:
    timeline.numbers = list(range(1, 8))
    first = pull(timeline, tmp_path / "a")
    assert (ids(tmp_path / "a"), first.cursor["newest"]) == ([5, 6, 7], "7")
    assert first.wait_until == NOW + timedelta(minutes=30)
    timeline.numbers += [8, 9, 10, 11]
    second = pull(timeline, tmp_path / "b", cursor=first.cursor)
    assert (ids(tmp_path / "b"), second.cursor["newest"]) == ([8, 9, 10, 11], "11")


def test_a_tag_that_nobody_uses_is_no_fault(timeline: Timeline, tmp_path: Path) -> None:
    done = pull(timeline, tmp_path)
    assert (done.outcome, ids(tmp_path)) == (FetchOutcome.DONE, [])


def test_a_limit_ends_a_fetch_and_the_next_goes_on_at_once(
    timeline: Timeline, tmp_path: Path
) -> None:
    timeline.numbers = [1]
    cursor = pull(timeline, tmp_path / "a").cursor
    timeline.numbers += [2, 3, 4, 5]
    more = pull(timeline, tmp_path / "b", cursor=cursor, limits=few(1))
    assert (more.outcome, more.wait_until) == (FetchOutcome.MORE, None)
    pull(timeline, tmp_path / "c", cursor=more.cursor)
    assert ids(tmp_path / "c") == [5]


def test_a_server_that_shows_tags_to_members_alone_wants_a_token(
    timeline: Timeline, tmp_path: Path
) -> None:
    timeline.numbers, timeline.token = [1], "nyckel-4711"
    assert pull(timeline, tmp_path / "a").reason == "no-token"
    assert "Authorization" not in timeline.site.headers[0]
    assert pull(timeline, tmp_path / "b", "fel-nyckel").reason == "token-refused"
    assert pull(timeline, tmp_path / "c", "nyckel-4711").outcome is FetchOutcome.DONE


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer("<html>"), "broken-answer"),
        (Answer('{"error": "x"}'), "broken-answer"),
        (Answer('[{"id": "1"}]'), "broken-answer"),
        (Answer(status=404), "http-404"),
        (Answer(status=422), "no-token"),
        (Answer(status=302, headers={"Location": "http://192.168.1.1/"}), "redirected"),
    ],
)
def test_a_bad_answer_ends_the_fetch(
    timeline: Timeline, tmp_path: Path, answer: Answer, reason: str
) -> None:
    timeline.instead = answer
    done = pull(timeline, tmp_path)
    assert (done.outcome, done.reason, ids(tmp_path)) == (FetchOutcome.FAILED, reason, [])


def test_a_server_that_wants_rest_gets_it(timeline: Timeline, tmp_path: Path) -> None:
    timeline.instead = Answer(status=429, headers={"Retry-After": "60"})
    done = pull(timeline, tmp_path)
    assert (done.outcome, done.wait_until) == (FetchOutcome.PAUSED, NOW + timedelta(minutes=1))
