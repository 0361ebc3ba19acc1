"""What all complete pages of the test site leave, before judges and beside plain Playwright."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from archiver.capture.web_archive import WEB_ARCHIVE
from tests.capture.web_archives import broken_rules, wacz_accepts
from tests.pdf import compare
from tests.pdf.judges import ask_pikepdf, ask_verapdf
from tests.plain_browser import await_images, open_plain_browser, scroll_through
from tests.site.captures import EXPECTED, Captures, Expected, RunningSite, picture_of, record_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]  # a capture waits for its turn
COMPLETE = [name for name, each in EXPECTED.items() if each.outcome == "complete"]
REST_MS = 1000
TWINS = [name for name in COMPLETE if EXPECTED[name].no_twin is None]


@pytest.fixture(scope="module")
def browser(windowed_chromium: Path) -> Iterator[Browser]:
    """Give a plain browser."""
    with open_plain_browser(windowed_chromium) as opened:
        yield opened


def test_at_least_forty_pages_are_laid_beside_their_twins() -> None:
    assert len(TWINS) >= 40
    assert all(each.no_twin != "" for each in EXPECTED.values())


@pytest.mark.judge
def test_verapdf_finds_every_picture_compliant(done: Captures) -> None:
    verdicts = ask_verapdf(picture_of(done[name]) for name in COMPLETE)

    assert len(verdicts) == len(COMPLETE)
    assert not any(verdicts.values()), verdicts


@pytest.mark.judge
@pytest.mark.parametrize("name", COMPLETE)
def test_pikepdf_passes_every_picture(done: Captures, name: str) -> None:
    assert ask_pikepdf(picture_of(done[name])) == ("pass", [])


@pytest.mark.parametrize("name", COMPLETE)
def test_no_picture_of_a_complete_page_is_missing(done: Captures, name: str) -> None:
    assert record_of(done[name])["pictures_missing"] == 0


@pytest.mark.parametrize("name", COMPLETE)
def test_every_web_archive_follows_its_rules(done: Captures, name: str, tmp_path: Path) -> None:
    assert broken_rules(done[name].folder / WEB_ARCHIVE, tmp_path) == []


@pytest.mark.judge
@pytest.mark.parametrize("name", ["feed", "secrets", "frames", "consent-leads-on", "websocket"])
def test_the_validator_accepts_web_archives_of_all_kinds(done: Captures, name: str) -> None:
    assert wacz_accepts(done[name].folder / WEB_ARCHIVE)


@pytest.mark.parametrize("name", TWINS)
def test_a_picture_is_the_page_pixel_for_pixel_with_its_words_in_order_and_none_cut(
    done: Captures, site: RunningSite, browser: Browser, name: str, tmp_path: Path
) -> None:
    with _open(browser, EXPECTED[name]) as page:
        page.goto(site.address(name))
        twin = _look(page, EXPECTED[name])
    record, pdf = record_of(done[name]), picture_of(done[name])
    overlaps = {each["page"]: each["rows"] for each in record["picture"]["overlaps"]}
    pictures = compare.read_pictures(pdf, overlaps, tmp_path)
    words = compare.split_words(compare.read_text(pdf, pictures[0].number))

    assert compare.find_holes(pictures) == []
    assert compare.count_wrong_rows(pictures, twin) == 0
    assert compare.find_cut_boxes(pictures, twin) == []
    if EXPECTED[name].unseen:
        held = (twin.text, compare.read_by_page(pictures, twin))
        parts = [compare.measure_common(words, compare.split_words(each)) for each in held]
        assert max(parts) >= 0.99
    else:
        assert compare.measure_common(compare.split_words(twin.text), words) >= 0.99
    missing = compare.find_missing_links(pdf, pictures, twin)
    assert len(missing) == len(record["picture"]["dropped_links"])


@contextlib.contextmanager
def _open(browser: Browser, wanted: Expected) -> Iterator[Page]:
    """Open a page as wide as a capture's, of which nobody has been at."""
    context = browser.new_context(
        viewport={"width": 1280, "height": wanted.window},
        reduced_motion="reduce",
        ignore_https_errors=True,
        accept_downloads=False,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _look(page: Page, wanted: Expected) -> compare.Reference:
    scroll_through(page)
    if wanted.press:
        _press(page, wanted.press)
        scroll_through(page)
    if wanted.until:
        page.wait_for_function(wanted.until)
    if wanted.style:
        page.add_style_tag(content=wanted.style)
        scroll_through(page)
    await_images(page)
    framed = len(page.frames) > 1
    return _take_in_a_high_window(page) if framed else compare.take_reference(page)


def _take_in_a_high_window(page: Page) -> compare.Reference:
    """Look through a window as high as the page.

    A picture of more than the window shows leaves out frames within frames of other sites at times.
    """
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 1280, "height": height})
    page.wait_for_timeout(REST_MS)
    return compare.take_reference(page)


def _press(page: Page, label: str) -> None:
    """Click on what has just this text, in whichever frame it stands."""
    found = (frame.get_by_text(label, exact=True) for frame in page.frames)
    next(each for each in found if each.count()).click()
    page.wait_for_load_state()
