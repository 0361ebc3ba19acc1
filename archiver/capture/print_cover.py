"""Printing a försättsblad where no capture is going on."""

from pathlib import Path

from archiver.capture.browser import find_browser, open_browser, start_playwright
from archiver.network.proxy import GuardingProxy
from archiver.pdf.printing import print_html


def print_cover(html: str, chosen: Path | None) -> tuple[bytes, str]:
    """Print a document of our own.

    Args:
        html: The whole document.
        chosen: The browser that the settings name, if they do.

    Returns:
        The PDF, and the browser's version.

    Raises:
        ToolError: There is no browser, or it does not start.
    """
    with GuardingProxy() as proxy, start_playwright() as playwright:
        path = find_browser(playwright, chosen)
        with open_browser(playwright, path, proxy) as browser:
            return print_html(browser, html), browser.version
