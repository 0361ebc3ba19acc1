"""The published förteckning: valid HTML that needs nothing else, and a list no sheet can run."""

import csv
import io
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from html5lib.html5parser import ParseError
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright

from diarium.records import Account, AccountKind, Namnd
from exporters.forteckning import Forteckning, render_forteckning, write_forteckning_csv
from tests.exporters.html_pages import parse_page, words_of

KS = Namnd(code="KS", name="Kommunstyrelsen", orgnr="212000-2882", series="KS")
SBN = Namnd(code="SBN", name="Samhällsbyggnadsnämnden", orgnr="212000-2882", series="SBN")
HTML = "{http://www.w3.org/1999/xhtml}"
TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30)


def account(name: str, **changed: Any) -> Account:  # noqa: ANN401  fields
    said: dict[str, Any] = {
        "account": "ks-x",
        "version": 1,
        "namnd": "KS",
        "platform": "facebook",
        "url": "https://exempelstad.se/",
        "handle": "",
        "name": name,
        "forvaltning": "Kommunledningsförvaltningen",
        "ansvarig": "Anna Åström",
        "syfte": "Dialog",
        "malgrupp": "Invånare",
        "official": True,
        "open": True,
        "chronological": False,
        "opened": date(2020, 1, 1),
        "closed": None,
        "closed_reason": None,
        "at": datetime(2026, 7, 1, tzinfo=UTC),
        "by": "me",
    }
    return Account(**(said | changed))


def told(*accounts: Account) -> Forteckning:
    return Forteckning(
        kommun="Exempelstad", namnder=[KS, SBN], accounts=accounts, day=date(2026, 7, 1)
    )


def words_at(tree: Element, path: str) -> list[str]:
    return [words_of(found) for found in tree.findall(path)]


FULL = told(
    account("Bygget", namnd="SBN", official=False, handle="@bygget"),
    account("Stadens sida"),
    account("Gamla bloggen", closed=date(2026, 3, 9), closed_reason="Ersatt av <webbplatsen>"),
    account("Ledamotens sida", kind=AccountKind.NOT_OFFICIAL, official=False),
)


def test_the_page_is_valid_swedish_html_that_needs_nothing_from_elsewhere() -> None:
    tree = parse_page(render_forteckning(FULL))
    assert tree.get("lang") == "sv"
    assert tree.find(f".//{HTML}meta[@name='viewport']") is not None
    loaded = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "base"}
    assert loaded.isdisjoint({element.tag.removeprefix(HTML) for element in tree.iter()})
    assert "url(" not in "".join(tree.find(f".//{HTML}style").itertext())


def test_the_parser_that_judges_the_page_refuses_bad_markup() -> None:
    with pytest.raises(ParseError):
        parse_page(render_forteckning(FULL).replace("</h1>", "</h2>"))


def test_every_account_tells_what_the_policy_asks_for() -> None:
    tree = parse_page(render_forteckning(FULL))
    card = tree.find(f".//{HTML}section[@aria-labelledby='KS']//{HTML}li")
    facts = dict(zip(words_at(card, f".//{HTML}dt"), words_at(card, f".//{HTML}dd"), strict=True))
    assert facts == {
        "Ansvarig": "Anna Åström",
        "Förvaltning": "Kommunledningsförvaltningen",
        "Syfte": "Dialog",
        "Målgrupp": "Invånare",
        "Adress": "https://exempelstad.se/",
    }
    assert card.find(f".//{HTML}a").get("href") == "https://exempelstad.se/"


def test_accounts_stand_under_their_namnd_and_the_closed_apart() -> None:
    tree = parse_page(render_forteckning(FULL))
    assert words_at(tree, f".//{HTML}h2") == [
        "Kommunstyrelsen", "Samhällsbyggnadsnämnden", "Avslutade konton",
        "Inte kommunens konton",
    ]  # fmt: skip
    assert words_at(tree, f".//{HTML}h3") == [
        "Stadens sida", "Bygget", "Gamla bloggen", "Ledamotens sida",
    ]  # fmt: skip
    closed = tree.find(f".//{HTML}section[@aria-labelledby='avslutade']")
    assert closed.find(f".//{HTML}a") is None
    assert words_at(closed, f".//{HTML}dd")[-1] == "9 mars 2026: Ersatt av <webbplatsen>"


def test_official_accounts_and_deltagande_are_told_apart() -> None:
    group = account("Gruppen", kind=AccountKind.DELTAGANDE, official=False)
    tree = parse_page(render_forteckning(told(*FULL.accounts, group)))
    assert words_at(tree, f".//{HTML}p[@class='slag']") == [
        "facebook · deltagande", "facebook · officiellt konto",
        "facebook · kommunens konto, inte officiellt", "facebook · officiellt konto",
        "facebook · inte kommunens konto",
    ]  # fmt: skip


def test_what_is_not_the_municipalitys_stands_apart_from_all_that_is() -> None:
    gone = replace(FULL.accounts[-1], name="Gamla ledamoten", closed=date(2026, 3, 9))
    both = told(*FULL.accounts, gone)
    section = parse_page(render_forteckning(both)).find(
        f".//{HTML}section[@aria-labelledby='andras']"
    )
    assert words_at(section, f".//{HTML}h3") == ["Ledamotens sida"]
    assert words_at(section, f".//{HTML}dt") == ["Den som har sidan", "Adress"]
    rows = list(csv.DictReader(io.StringIO(write_forteckning_csv(both).decode("utf-8-sig"))))
    assert [row["Slag"] for row in rows] == ["konto"] * 3 + ["inte kommunens konto"] * 2


def test_an_empty_forteckning_says_so() -> None:
    assert "Det finns inga konton i bruk." in words_at(
        parse_page(render_forteckning(told())), f".//{HTML}p"
    )


@given(TEXT)
def test_no_words_of_an_account_become_markup(text: str) -> None:
    tree = parse_page(render_forteckning(told(account(text, syfte=f"</dd><script>{text}"))))
    assert tree.find(f".//{HTML}script") is None
    assert "".join(tree.find(f".//{HTML}h3").itertext()) == text


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_the_list_has_a_byte_order_mark_and_ends_its_lines_by_the_standard() -> None:
    content = write_forteckning_csv(FULL)
    assert content.startswith(b"\xef\xbb\xbfId,Namn,")
    assert content.count(b"\r\n") == content.count(b"\n") == 1 + len(FULL.accounts)
    assert write_forteckning_csv(FULL, bom=False) == content.removeprefix(b"\xef\xbb\xbf")


@given(TEXT, TEXT)
def test_the_list_is_read_back_as_it_was(name: str, purpose: str) -> None:
    written = rows_of(write_forteckning_csv(told(account(name, syfte=purpose))))
    row = dict(zip(*written, strict=True))
    assert row["Namn"].removeprefix("'") == name.removeprefix("'")
    assert row["Syfte"].removeprefix("'") == purpose.removeprefix("'")
    assert (row["Officiellt konto"], row["Öppnat"], row["Avslutat"]) == ("ja", "2020-01-01", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    (_, row) = rows_of(write_forteckning_csv(told(account(f'{start}HYPERLINK("http://x")'))))
    assert row[1] == f'\'{start}HYPERLINK("http://x")'


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_a_phone_and_asks_nobody_for_anything(
    windowed_chromium: Path, tmp_path: Path, width: int
) -> None:
    long = "Samhällsbyggnadsnämndensverksamhetsområde" * 4
    hostile = told(account(long, handle=long, url=f"https://exempelstad.se/{long}", ansvarig=long))
    page_file = tmp_path / "forteckning.html"
    page_file.write_text(render_forteckning(hostile), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=windowed_chromium, chromium_sandbox=os.getuid() != 0
        )
        page = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page_file.as_uri())
        widest = page.evaluate("document.documentElement.scrollWidth")
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('body *')]"
            ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        browser.close()
    assert widest <= width
    assert smallest >= 14
    assert asked == [page_file.as_uri()]
