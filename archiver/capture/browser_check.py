"""Whether the browser starts as a capture would start it."""

from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from archiver.capture.browser import find_browser, open_browser, start_playwright
from archiver.network.proxy import GuardingProxy
from diarium.errors import ToolError

SAID = "å ä ö 😀"


def try_browser(chosen: Path | None) -> tuple[Path, str]:
    """Start the browser, let it show a line, and close it.

    Args:
        chosen: The browser that the settings name, if they do.

    Returns:
        Its path and version.

    Raises:
        ToolError: There is none, it does not start, or it does not show what it is given.
    """
    with GuardingProxy() as proxy, start_playwright() as playwright:
        path = find_browser(playwright, chosen)
        with open_browser(playwright, path, proxy) as browser:
            try:
                page = browser.new_page()
                page.set_content(f"<p>{SAID}</p>")
                shown = page.inner_text("p")
            except PlaywrightError as error:
                raise ToolError("the browser {path} starts but shows no page", path=path) from error
            if shown != SAID:
                raise ToolError("the browser {path} starts but shows no page", path=path)
            return path, browser.version
