"""A document of our own that Chromium has printed, written as PDF/A and judged."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf
from playwright.sync_api import Browser

from archiver.pdf.judged import save_judged
from archiver.pdf.pdfa import Form
from archiver.pdf.print_outcomes import Judgement
from archiver.pdf.printing import print_html


def write_printed(
    browser: Browser, html: str, target: Path, title: str, created: datetime
) -> Judgement:
    """Print a document as PDF/A-2b and return what the judge says of it.

    Args:
        browser: A running Chromium.
        html: The whole document, which holds all that it shows.
        target: The file to make.
        title: Title of the document.
        created: Written as the time of creation.

    Raises:
        UndrawnError: Pictures in it cannot be drawn.
        playwright.sync_api.Error: The browser is gone.
    """
    printed = print_html(browser, html)
    with Pdf.new() as pdf, Pdf.open(BytesIO(printed)) as pages:
        pdf.pages.extend(pages.pages)
        return save_judged(pdf, target, title, created, Form())
