"""Scrolling through a page, so that what it loads only when looked at is there.

Pictures marked lazy and scripts that watch what comes into view load nothing before the page is
scrolled. A feed may have no end; the scroll therefore has three limits, and says which ended it.
"""

import time
from dataclasses import dataclass

from playwright.sync_api import Page

from archiver.capture.apart import ask_page
from archiver.capture.facts import ScrollStop
from archiver.capture.rows import TALLEST, note_rows
from archiver.capture.watch import Watch
from archiver.capture_settings import CaptureSettings

STEP_MS = 150
"""Pause after each step, long enough for a watcher of the view to act."""
GROWTH_MS = (250, 500, 1000)
"""Pauses at the bottom, before it is believed to be the end."""
_HEIGHT = "() => Math.max(document.documentElement.scrollHeight, document.body?.scrollHeight ?? 0)"
_SCROLL = "y => window.scrollTo({top: y, left: 0, behavior: 'instant'})"
_PENDING = """() => [...document.images].filter(image => !image.complete &&
    image.getClientRects().length).length + (document.fonts.status === 'loading' ? 1 : 0)"""
_SEEN_KINDS = ("image", "font", "stylesheet")


@dataclass(frozen=True, slots=True)
class Scrolled:
    """How far a page was scrolled, in CSS pixels, in how many steps, and why it ended."""

    stop: ScrollStop
    steps: int
    height: int


def scroll_through(
    page: Page, settings: CaptureSettings, began: float, *, afresh: bool = True
) -> Scrolled:
    """Scroll a page to its end within the limits of the settings.

    The window is left at the bottom. The texts passed are noted, see ``rows``.

    Args:
        page: The page.
        settings: The limits.
        began: When the first scroll through the page began, on the monotonic clock.
        afresh: The texts noted before are forgotten.
    """
    steps, y, window = 0, 0, window_height(page)
    note_rows(page, again=not afresh)
    while True:
        height = int(ask_page(page, _HEIGHT))
        bottom = height - window
        if y >= bottom and not _grows(page, height):
            return Scrolled(ScrollStop.END, steps, height)
        stop = _limit(settings, steps, y + window, time.monotonic() - began)
        if stop:
            return Scrolled(stop, steps, height)
        y = min(y + settings.height // 2, max(bottom, 0))
        ask_page(page, _SCROLL, y)
        page.wait_for_timeout(STEP_MS)
        note_rows(page)
        steps += 1


def await_pictures(page: Page, watch: Watch, seconds: float) -> int:
    """Wait until every picture, font and style sheet has come, or failed, or the time is up.

    Returns:
        How many are still on their way.
    """
    until = time.monotonic() + seconds
    pending = _pending(page, watch)
    while pending and time.monotonic() < until:
        page.wait_for_timeout(100)
        pending = _pending(page, watch)
    return pending


def _pending(page: Page, watch: Watch) -> int:
    return max(int(ask_page(page, _PENDING)), watch.on_their_way(*_SEEN_KINDS))


def widen_window(page: Page, height: int) -> int | None:
    """Make the window as high as the page, so that a list keeps its rows.

    Returns:
        The window's new height; none if it is as high already.
    """
    wanted = min(height, TALLEST)
    if wanted <= window_height(page):
        return None
    size = page.viewport_size or {"width": 1280, "height": 0}
    page.set_viewport_size({"width": size["width"], "height": wanted})
    return wanted


def window_height(page: Page) -> int:
    """Return the height of the window in CSS pixels."""
    return page.viewport_size["height"] if page.viewport_size else 0


def scroll_to_top(page: Page) -> None:
    """Go back to where a visitor begins, and let what follows the scroll settle."""
    ask_page(page, _SCROLL, 0)
    page.wait_for_timeout(500)


def _limit(settings: CaptureSettings, steps: int, seen: int, seconds: float) -> ScrollStop | None:
    if steps >= settings.scroll_steps:
        return ScrollStop.STEPS
    if seen >= settings.scroll_pixels:
        return ScrollStop.PIXELS
    return ScrollStop.SECONDS if seconds >= settings.scroll_seconds else None


def _grows(page: Page, height: int) -> bool:
    """Tell whether more comes at the bottom when one waits there."""
    for pause in GROWTH_MS:
        page.wait_for_timeout(pause)
        if ask_page(page, _HEIGHT) > height:
            return True
    return False
