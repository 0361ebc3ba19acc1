"""The page of how it stands: valid HTML that needs nothing else, on a phone too."""

from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from exporters.coverage import STATES, CoveragePage, CoveredAccount, render_coverage
from schedules.half_year import HalfYear
from tests.exporters.html_pages import parse_page, words_of

HTML = "{http://www.w3.org/1999/xhtml}"
NOW = datetime(2026, 7, 3, 6, 5, tzinfo=UTC)
JPEG = b"\xff\xd8\xff not quite a picture"
HOSTILE = "<script>alert('x')</script>\" onerror=alert(1) "


def account(state: str, **changed: object) -> CoveredAccount:
    said: dict[str, Any] = {
        "account": f"ks-{state}",
        "name": "Vatten & avlopp",
        "platform": "facebook",
        "namnd": "Kommunstyrelsen",
        "url": "https://exempelstad.se/",
        "state": state,
        "reason": "",
        "advice": "",
        "taken_at": NOW,
        "late": False,
        "thumbnail": None,
    }
    said.update(changed)
    return CoveredAccount(**said)


def page(*accounts: CoveredAccount) -> str:
    return render_coverage(
        CoveragePage(kommun="Exempelstad", period=HalfYear(2026, 1), accounts=accounts, at=NOW)
    )


FULL = page(
    account("captured", thumbnail=JPEG, late=True),
    account("failed", reason="sidan finns inte", advice="kontrollera adressen"),
    account("not-tried", taken_at=None, name=HOSTILE, platform=HOSTILE, reason=HOSTILE),
    account("partial"),
    account("paused"),
)


def test_the_page_is_valid_swedish_html_that_needs_nothing_from_elsewhere() -> None:
    tree = parse_page(FULL)
    assert tree.get("lang") == "sv"
    assert tree.find(f".//{HTML}meta[@name='viewport']") is not None
    found = {element.tag.removeprefix(HTML) for element in tree.iter()}
    assert {"script", "link", "iframe", "object", "base"}.isdisjoint(found)
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)
    assert "url(" not in "".join(tree.find(f".//{HTML}style").itertext())
    (picture,) = tree.findall(f".//{HTML}img")
    head, _, content = picture.get("src").partition(",")
    assert (head, b64decode(content)) == ("data:image/jpeg;base64", JPEG)
    assert "Vatten & avlopp" in picture.get("alt")


def test_what_must_be_done_comes_first_and_is_counted() -> None:
    tree = parse_page(FULL)
    headings = [words_of(each) for each in tree.findall(f".//{HTML}h2")]
    assert headings == list(STATES.values())
    said = words_of(tree)
    assert "3 av 5 konton saknar sin ögonblicksbild." in said
    assert "Att göra: kontrollera adressen" in said
    assert "3 juli 2026 kl. 08.05, sen" in said
    assert HOSTILE.strip() in said


def test_when_all_is_well_that_is_said() -> None:
    assert "Alla 1 konton har sin ögonblicksbild." not in page(account("captured"))
    assert "Kontot har sin ögonblicksbild." in page(account("captured"))
    assert "Alla 2 konton" in page(account("captured"), account("partial"))
    assert "Inget konto ska ha" in page()
    parse_page(page())


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_on_a_phone(width: int, tmp_path: Path, windowed_chromium: Path) -> None:
    long = account("failed", name="W" * 90, url="https://x.se/" + "y" * 300, reason="z" * 120)
    file = tmp_path / "sida.html"
    file.write_text(page(long, account("captured", thumbnail=JPEG)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=windowed_chromium)
        shown = browser.new_page(viewport={"width": width, "height": 800})
        shown.goto(file.as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
