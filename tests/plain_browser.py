"""Plain Playwright, which the product's pictures are laid beside; none of the product's code."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--font-render-hinting=slight", "--force-color-profile=srgb", "--hide-scrollbars"]
"""What decides how letters, colours and edges are drawn is as in a capture."""
STEP = 700
"""Pixels between two stops of the scroll; another number than the product's."""
STOP_MS = 60


@contextlib.contextmanager
def open_plain_browser(path: Path) -> Iterator[Browser]:
    """Give a running Chromium until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def scroll_through(page: Page) -> None:
    """Scroll to the end, so that what comes late comes, and back to the top."""
    for row in range(0, page.evaluate("document.documentElement.scrollHeight"), STEP):
        page.evaluate(f"scrollTo(0, {row})")
        page.wait_for_timeout(STOP_MS)
    page.evaluate("scrollTo(0, 0)")


def await_images(page: Page) -> None:
    """Wait until every picture has come or failed."""
    page.wait_for_function("[...document.images].every(image => image.complete)")
