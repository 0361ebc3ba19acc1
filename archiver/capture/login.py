"""A visible browser in which a person logs in, and what the browser knows afterwards."""

import os
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from archiver.capture.browser import find_browser, open_browser, start_playwright
from archiver.capture_settings import CaptureSettings
from archiver.network.addresses import read_networks
from archiver.network.proxy import GuardingProxy
from diarium.errors import CaptureError, RefusedError, ToolError

LOOK_MILLISECONDS = 200
"""How often it is looked whether the person is done."""


def log_in(
    url: str, settings: CaptureSettings, is_done: Callable[[], bool], *, headless: bool = False
) -> dict[str, Any]:
    """Open a browser at an address, wait until a person has logged in, and return what it knows.

    Its connections go through the guard as those of a capture do. The password itself is never
    seen.

    Args:
        url: The account's address.
        settings: Which browser, and which private addresses are open.
        is_done: Asked again and again; the person may also close the window.
        headless: Show no window, for where no person is needed.

    Returns:
        Cookies and what pages stored, as Playwright's ``storage_state`` gives them.

    Raises:
        ToolError: There is no display, or no browser that starts.
        CaptureError: The page cannot be reached.
        RefusedError: The browser knows nothing afterwards, so nobody can have logged in.
    """
    if not headless and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        raise ToolError(
            "there is no display to show a browser on; run archiver login on a computer with a "
            "screen, or over ssh -X"
        )
    opened = read_networks(settings.allow_private_addresses)
    with GuardingProxy(opened) as proxy, start_playwright() as playwright:
        path = find_browser(playwright, settings.browser, visible=not headless)
        with open_browser(playwright, path, proxy, headless=headless) as browser:
            state = _watch_person(browser, url, is_done)
    if not state["cookies"] and not state["origins"]:
        raise RefusedError("the page set no cookie, so nobody is logged in; nothing was kept")
    return state


def _watch_person(browser: Browser, url: str, is_done: Callable[[], bool]) -> dict[str, Any]:
    context = browser.new_context(
        no_viewport=True, locale="sv-SE", timezone_id="Europe/Stockholm", accept_downloads=False
    )
    page = context.new_page()
    _go(page, url)
    cookies: list[Any] = []
    try:
        while not is_done() and context.pages:
            cookies = list(context.cookies())
            context.pages[-1].wait_for_timeout(LOOK_MILLISECONDS)
    except PlaywrightError:  # the window was closed in the middle
        pass
    return _read_state(context, cookies)


def _go(page: Page, url: str) -> None:
    try:
        page.goto(url, wait_until="domcontentloaded")
    except PlaywrightError as error:
        raise CaptureError(
            "the page {url} cannot be reached; check the address and the network", url=url
        ) from error


def _read_state(context: BrowserContext, cookies: list[Any]) -> dict[str, Any]:
    """Return what the browser knows; of one that is closed already, the cookies last seen."""
    try:
        return dict(context.storage_state())
    except PlaywrightError:
        return {"cookies": cookies, "origins": []}
