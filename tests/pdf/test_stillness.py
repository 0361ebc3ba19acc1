"""A page that minds its window does not rebuild itself while its picture is taken."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from archiver.pdf.measure import measure_page
from archiver.pdf.stillness import stilled_scripts
from archiver.pdf.tiles import CapturedPage, capture_page, shoot_page
from tests.site.prepared_pages import PREPARED
from tests.site_server import Answer

pytestmark = pytest.mark.browser
WINDOW = 1600


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give the page, loaded; its body gets a class once its window seems to change."""
    answer = PREPARED["/minds-its-window"]
    assert isinstance(answer, Answer)
    with browser.new_page(viewport={"width": 1280, "height": WINDOW}) as opened:
        opened.set_content(str(answer.body))
        opened.wait_for_timeout(300)
        yield opened


def _is_moved(page: Page) -> bool:
    return bool(page.evaluate("document.body.className === 'pinned'"))


def _seen_through_the_window(page: Page, height: int) -> Image.Image:
    """Return the picture of a page put together from what its window shows, scrolled by hand."""
    whole = Image.new("RGB", (1280, height))
    for top in range(0, height, WINDOW):
        page.evaluate(f"scrollTo(0, {top})")
        at = int(page.evaluate("scrollY"))
        whole.paste(Image.open(BytesIO(page.screenshot())).convert("RGB"), (0, at))
    return whole


def _put_together(captured: CapturedPage) -> Image.Image:
    whole = Image.new("RGB", (captured.measure.width, captured.measure.height))
    for tile in (tile for row in captured.tiles for tile in row):
        whole.paste(Image.open(BytesIO(tile.png)).convert("RGB"), (0, tile.top))
    return whole


def test_the_picture_is_what_the_window_shows(page: Page) -> None:
    captured = capture_page(page)

    assert not _is_moved(page)
    wanted = _seen_through_the_window(page, captured.measure.height)
    assert _put_together(captured).tobytes() == wanted.tobytes()


def test_with_its_scripts_at_work_the_page_is_moved_under_the_camera(page: Page) -> None:
    shoot_page(page, measure_page(page))

    assert _is_moved(page)


def test_scripts_go_on_afterwards_and_no_style_is_left(page: Page) -> None:
    page.evaluate("setInterval(() => head.textContent = 'Nu ' + Date.now(), 10)")
    with stilled_scripts(page):
        first = page.evaluate("head.textContent")
        page.wait_for_timeout(200)
        assert page.evaluate("head.textContent") == first
        assert page.evaluate("document.querySelector('noscript').checkVisibility()") is False
    page.wait_for_timeout(200)

    assert page.evaluate("head.textContent") != first
    assert page.evaluate("document.adoptedStyleSheets.length") == 0
