"""Scrolling through a page, so that what it loads only when looked at is there.

Pictures marked lazy and scripts that watch what comes into view load nothing before the page is
scrolled. A feed may have no end; the scroll therefore has three limits, and says which ended it.
"""

import time
from dataclasses import dataclass

from playwright.sync_api import Page

from archiver.capture.apart import ask_page
from archiver.capture.facts import ScrollStop
from archiver.settings import CaptureSettings

STEP_MS = 150
"""Pause after each step, long enough for a watcher of the view to act."""
GROWTH_MS = (250, 500, 1000)
"""Pauses at the bottom, before it is believed to be the end."""
_HEIGHT = "() => Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0)"
_SCROLL = "y => window.scrollTo({top: y, left: 0, behavior: 'instant'})"
_PENDING = """() => [...document.images].filter(image => !image.complete &&
    image.getClientRects().length).length + (document.fonts.status === 'loading' ? 1 : 0)"""


@dataclass(frozen=True, slots=True)
class Scrolled:
    """How far a page was scrolled, in CSS pixels, in how many steps, and why it ended."""

    stop: ScrollStop
    steps: int
    height: int


def scroll_through(page: Page, settings: CaptureSettings) -> Scrolled:
    """Scroll a page to its end within the limits of the settings.

    The window is left at the bottom.
    """
    began, steps, y = time.monotonic(), 0, 0
    while True:
        height = int(ask_page(page, _HEIGHT))
        bottom = height - settings.height
        if y >= bottom and not _grows(page, height):
            return Scrolled(ScrollStop.END, steps, height)
        stop = _limit(settings, steps, y, time.monotonic() - began)
        if stop:
            return Scrolled(stop, steps, height)
        y = min(y + settings.height // 2, max(bottom, 0))
        ask_page(page, _SCROLL, y)
        page.wait_for_timeout(STEP_MS)
        steps += 1


def await_pictures(page: Page, seconds: float) -> int:
    """Wait until every picture and font has come, or failed, or the time is up.

    Returns:
        How many are still on their way.
    """
    until = time.monotonic() + seconds
    pending = int(ask_page(page, _PENDING))
    while pending and time.monotonic() < until:
        page.wait_for_timeout(100)
        pending = int(ask_page(page, _PENDING))
    return pending


def scroll_to_top(page: Page) -> None:
    """Go back to where a visitor begins, and let what follows the scroll settle."""
    ask_page(page, _SCROLL, 0)
    page.wait_for_timeout(500)


def _limit(settings: CaptureSettings, steps: int, y: int, seconds: float) -> ScrollStop | None:
    if steps >= settings.scroll_steps:
        return ScrollStop.STEPS
    if y + settings.height >= settings.scroll_pixels:
        return ScrollStop.PIXELS
    return ScrollStop.SECONDS if seconds >= settings.scroll_seconds else None


def _grows(page: Page, height: int) -> bool:
    """Tell whether more comes at the bottom when one waits there."""
    for pause in GROWTH_MS:
        page.wait_for_timeout(pause)
        if ask_page(page, _HEIGHT) > height:
            return True
    return False
