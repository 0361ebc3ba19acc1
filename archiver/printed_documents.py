"""A document of our own on paper: printed by the browser as PDF/A-2b, where no capture goes on."""

import tempfile
from datetime import datetime
from pathlib import Path

from archiver.capture.browser import find_browser, open_browser, start_playwright
from archiver.network.proxy import GuardingProxy
from archiver.pdf.judged import Judgement
from archiver.pdf.printed_pdf import write_printed
from diarium.errors import ToolError


def print_document(html: str, title: str, created: datetime, chosen: Path | None) -> bytes:
    """Return a document as PDF/A-2b.

    Args:
        html: The whole document, which holds all that it shows.
        title: Title of the document.
        created: Written as the time of creation.
        chosen: The browser that the settings name, if they do.

    Raises:
        ToolError: There is no browser, it does not start, or what it made is no PDF/A.
    """
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        target = Path(folder, "document.pdf")
        with GuardingProxy() as proxy, start_playwright() as playwright:
            path = find_browser(playwright, chosen)
            with open_browser(playwright, path, proxy) as browser:
                judgement = write_printed(browser, html, target, title, created)
        if judgement is Judgement.FAILED:
            raise ToolError(
                "what the browser printed is no PDF/A-2b; run archiver doctor and report this"
            )
        return target.read_bytes()
