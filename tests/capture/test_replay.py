"""The WACZ in a viewer that nobody here wrote, when nothing of the site is left but the archive."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, sync_playwright

from archiver.capture.run import Workers
from archiver.capture.wacz import ARCHIVE, PAGES
from diarium.snapshot_records import CaptureOutcome
from tests.capture.jobs import make_job
from tests.capture.replay_pages import COOKIE, FETCHED, OTHER, POSTED, REPLAYED, TOKEN
from tests.capture.replay_viewer import Look, look_at, replay
from tests.capture.web_archives import alter, broken_rules, read_warc, wacz_accepts
from tests.site_server import serve_pages

pytestmark = [pytest.mark.browser, pytest.mark.judge]
NAMES = ("start", "odd", "again")
HOST = "blogg.localhost"
Change = tuple[str, bytes, bytes | None]


@dataclass(frozen=True)
class Taken:
    """A page's web archive, and what the page showed on the net."""

    folder: Path
    live: Look

    @property
    def wacz(self) -> Path:
        """The web archive."""
        return self.folder / "snapshot.wacz"

    def replay(self, browser: Browser, wacz: Path | None = None) -> Look:
        """Return what the viewer shows of it, or of an altered one, as the list of pages says."""
        with ZipFile(self.wacz) as package:
            said = json.loads(package.read(PAGES).splitlines()[1])
        moment = f"{datetime.fromisoformat(said['ts']):%Y%m%d%H%M%S}"
        return replay(browser, wacz or self.wacz, said["url"], moment)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a running Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium)


@pytest.fixture(scope="module")
def taken(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Taken]:
    """Capture the pages and look at them on the net, which is over when the tests begin."""
    folder = tmp_path_factory.mktemp("replay")
    with serve_pages(dict(REPLAYED)) as site, Workers(2) as workers:
        jobs = {name: make_job(site.url(f"/{name}", HOST), quiet_seconds=20) for name in NAMES}
        begun = {name: workers.submit(job, folder / name) for name, job in jobs.items()}
        live = {name: look_at(browser, job.url) for name, job in jobs.items()}
        done = {name: each.result() for name, each in begun.items()}
    assert {each.result.outcome for each in done.values()} == {CaptureOutcome.COMPLETE}
    return {name: Taken(folder / name, live[name]) for name in NAMES}


def test_the_viewer_shows_what_the_page_showed(
    taken: Mapping[str, Taken], browser: Browser
) -> None:
    """Text, picture, font, and what a script fetched by addresses with tokens in them."""
    shown = taken["start"].replay(browser)

    assert taken["start"].live.differences(shown) == set()
    assert all(f"{FETCHED}, sida {page}" in shown.text for page in (1, 2))
    assert min(shown.pictures) > 0
    assert shown.strangers == frozenset()


def test_the_viewer_tells_posts_films_and_repeated_requests_from_the_page(
    taken: Mapping[str, Taken], browser: Browser
) -> None:
    """The page's own address is asked for by POST too; a sound comes as a range (206)."""
    shown = taken["odd"].replay(browser)

    assert taken["odd"].live.differences(shown) == set()
    assert POSTED in shown.text
    assert "2.0 s" in shown.text


def test_the_viewer_shows_a_page_that_loaded_itself_again(
    taken: Mapping[str, Taken], browser: Browser
) -> None:
    assert taken["again"].live.differences(taken["again"].replay(browser)) == set()


def test_the_viewer_follows_the_redirect(taken: Mapping[str, Taken], browser: Browser) -> None:
    with ZipFile(taken["start"].wacz) as package:
        records = read_warc(package.read(ARCHIVE))
    first = next(told["warc-target-uri"] for kind, told, _ in records if kind == "response")
    shown = replay(browser, taken["start"].wacz, first, "")

    assert first.endswith("/start")
    assert taken["start"].live.differences(shown) == set()


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (("/here", b"@start", b"@stuln"), {"text", "shot"}),
        (("/picture.png", b"IHDR", None), {"pictures", "shot"}),
        (("/blocks.ttf", b"glyf", b"xxxx"), {"widths", "shot"}),
        (("page=1", b"sida 1", None), {"text"}),
    ],
)
def test_the_viewer_shows_what_is_changed_or_lost(
    taken: Mapping[str, Taken], browser: Browser, tmp_path: Path, change: Change, seen: set[str]
) -> None:
    page = taken["start"]
    altered = alter(page.wacz, tmp_path / "a.wacz", *change)

    assert seen <= page.live.differences(page.replay(browser, altered))


def test_the_copy_that_is_altered_is_shown_as_it_is_when_nothing_is(
    taken: Mapping[str, Taken], browser: Browser, tmp_path: Path
) -> None:
    page = taken["start"]
    same = alter(page.wacz, tmp_path / "a.wacz", "/here", b"@start", b"@start")

    assert page.live.differences(page.replay(browser, same)) == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_validators_accept_every_one_of_them(
    taken: Mapping[str, Taken], tmp_path: Path, name: str
) -> None:
    assert broken_rules(taken[name].wacz, tmp_path) == []
    assert wacz_accepts(taken[name].wacz)


def test_the_planted_cookie_and_tokens_are_nowhere(taken: Mapping[str, Taken]) -> None:
    """Not in the files, nor in what is compressed in them."""
    for page in taken.values():
        contents = [path.read_bytes() for path in page.folder.iterdir()]
        with ZipFile(page.wacz) as package:
            contents += [package.read(name) for name in package.namelist()]
            for _kind, told, body in read_warc(package.read(ARCHIVE)):
                contents += [str(told).encode(), body]
        for planted in (COOKIE, TOKEN, OTHER):
            assert not any(planted.encode() in content for content in contents)
