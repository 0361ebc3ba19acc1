"""The picture of a try as PDF/A: the försättsblad, the page, and what else the flavour holds."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from archiver.capture.cover import write_cover
from archiver.capture.held_files import choose_form
from archiver.capture.tried import Try
from archiver.pdf.snapshot_pdf import write_snapshot_pdf
from archiver.pdf.tiles import CapturedPage


def write_picture(
    target: Path,
    browser: Browser,
    tried: Try,
    captured: CapturedPage,
    record: dict[str, Any],
    web_archive: Path | None,
) -> None:
    """Write the picture that a try led to.

    Args:
        target: The file to make.
        browser: The browser that prints the försättsblad.
        tried: The try.
        captured: Its picture.
        record: The provenance record, all but the files.
        web_archive: The page's traffic as WACZ, if there is one.
    """
    subject, flavour = tried.visit.job.subject, tried.visit.job.settings.pdfa
    form = choose_form(flavour, record, web_archive)
    cover = write_cover(browser, tried, captured)
    title = f"{subject.name}, {subject.period}"
    write_snapshot_pdf(target, cover, captured, title, tried.began, form)
