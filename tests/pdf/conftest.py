"""Test pages captured once each, and looked at by plain Playwright beside."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from archiver.pdf.printing import print_html
from archiver.pdf.snapshot_pdf import write_snapshot_pdf
from archiver.pdf.tiles import CapturedPage, capture_page
from tests.pdf.compare import PagePicture, Reference, read_pictures, take_reference
from tests.site_server import serve_folder

PAGES = Path(__file__).parents[1] / "data" / "pages"
CREATED = datetime(2026, 7, 1, 8, tzinfo=UTC)
COVER = (
    '<!DOCTYPE html><html lang="sv"><meta charset="utf-8">'
    "<style>body { font-family: 'Noto Sans' }</style><h1>Försättsblad åäö</h1>"
)


@dataclass(frozen=True)
class Taken:
    """A test page: captured by the product, and looked at without it."""

    pdf: Path
    captured: CapturedPage
    reference: Reference
    pictures: list[PagePicture]

    @property
    def overlaps(self) -> dict[int, int]:
        """The overlaps that were declared."""
        return {each.page: each.rows for each in self.captured.facts().overlaps}


Take = Callable[[str], Taken]


@pytest.fixture
def browser(chromium: Path) -> Iterator[Browser]:
    """Give a running Chromium."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium)


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Give the address of the test pages."""
    with serve_folder(PAGES) as served:
        yield served.url("/")


@pytest.fixture(scope="session")
def take(chromium: Path, site: str, tmp_path_factory: pytest.TempPathFactory) -> Take:
    """Return a function that captures a test page by name, each once."""

    @functools.cache
    def take_page(name: str) -> Taken:
        folder = tmp_path_factory.mktemp(name)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            page = browser.new_page(viewport={"width": 1280, "height": 1600})
            page.goto(f"{site}{name}.html")
            reference = take_reference(page)
            captured = capture_page(page)
            target = folder / f"{name}.pdf"
            cover = print_html(browser, COVER)
            write_snapshot_pdf(target, cover, captured, f"Sidan {name} – åäö", CREATED)
            browser.close()
        overlaps = {each.page: each.rows for each in captured.facts().overlaps}
        return Taken(target, captured, reference, read_pictures(target, overlaps, folder))

    return take_page
