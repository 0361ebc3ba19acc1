"""Our own HTML printed, and the försättsblad as a reader gets it."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf
from playwright.sync_api import Browser
from pypdf import PdfReader

from archiver.pdf.pdfa import save_pdfa
from archiver.pdf.printing import print_html
from exporters.forsattsblad import render_forsattsblad
from tests.exporters.forsattsblad_facts import make_facts
from tests.pdf import compare
from tests.pdf.judges import ask_pikepdf, ask_verapdf

pytestmark = pytest.mark.browser
CREATED = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.mark.judge
def test_a_printed_forsattsblad_is_fit_for_pdfa(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "forsattsblad.pdf"
    with Pdf.new() as pdf, Pdf.open(BytesIO(print_forsattsblad(browser))) as printed:
        pdf.pages.extend(printed.pages)
        save_pdfa(pdf, file, "Försättsblad", CREATED)
    assert ask_verapdf([file]) == {file: set()}
    assert ask_pikepdf(file) == ("pass", [])
    text = compare.read_text(file, 1)
    assert "Räksmörgåsar på Åsen" in text
    assert "2026-07-01 kl. 05:02:01 (UTC+02:00)" in text


def test_an_ordinary_forsattsblad_is_one_page(browser: Browser) -> None:
    assert len(PdfReader(BytesIO(print_forsattsblad(browser))).pages) == 1


def test_nothing_is_fetched_and_no_script_runs(browser: Browser, site: str) -> None:
    html = (
        f"<p>före<script>document.write('skript')</script><iframe src='{site}links.html'></iframe>"
    )
    read = PdfReader(BytesIO(print_html(browser, html))).pages[0].extract_text()
    assert "före" in read
    assert "skript" not in read
    assert "vanlig" not in read


def print_forsattsblad(browser: Browser) -> bytes:
    return print_html(browser, render_forsattsblad(make_facts()))
