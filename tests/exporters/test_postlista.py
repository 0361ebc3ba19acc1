"""The published lists: valid HTML that needs nothing else, and a list no sheet can run."""

import csv
import io
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.output import _plain as plain
from diarium.arende_records import Arende, ArendeStatus, Direction, Handling, Note, Sekretess
from diarium.postlista import publish_arende, publish_handling
from diarium.public_records import Diarieforteckning, DiariumDays, Postlista
from diarium.records import Namnd
from exporters.postlista import (
    STATUSES,
    render_diarieforteckning,
    render_postlista,
    write_diarieforteckning_csv,
    write_postlista_csv,
)
from tests.exporters.html_pages import parse_page, words_of

HTML = "{http://www.w3.org/1999/xhtml}"
KS = Namnd(code="KS", name="Kommunstyrelsen", orgnr="212000-2882", series="KS")
SBN = Namnd(code="SBN", name="Samhällsbyggnadsnämnden", orgnr="212000-2882", series="SBN")
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
HANDLING = Handling(
    id=1, diarienummer="KS/2026:1", lopnummer=1, beteckning="KS/2026:1-1",
    direction=Direction.INCOMING, kind="meddelande", message=1, made_available_at=AT,
    received_at=datetime(2026, 6, 30, 12, tzinfo=UTC), registered_at=AT, registered_by="anna",
    sender_public="Åsa Öberg", sender_protected=None, subject_public="När öppnar badet?",
    subject_protected=None, sekretess=None, files=(),
)  # fmt: skip
ARENDE = Arende(
    id=1, namnd="KS", diarienummer="KS/2026:1", mening_public="Badet", mening_protected=None,
    status=ArendeStatus.OPEN, opened_at=AT, opened_by="anna", closed_at=None, closed_by=None,
    handlingar=(),
)  # fmt: skip
SECRET = st.text("qwzxQWZX", min_size=12, max_size=20)
"""Words that stand nowhere else on the page."""


def told(*handlingar: Handling, last: date = date(2026, 7, 1)) -> Postlista:
    rows = [publish_handling(each) for each in handlingar]
    diarier = [DiariumDays(namnd=KS, handlingar=rows), DiariumDays(namnd=SBN, handlingar=[])]
    return Postlista(kommun="Exempelstad", first=date(2026, 7, 1), last=last, diarier=diarier)


def forteckning(*arenden: Arende) -> Diarieforteckning:
    rows = [publish_arende(each) for each in arenden]
    return Diarieforteckning(kommun="Exempelstad", namnd=KS, year=2026, arenden=rows)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def cells(row: Element) -> list[str]:
    return [words_of(cell) for cell in row]


def test_the_page_is_swedish_and_asks_no_search_engine_in() -> None:
    tree = parse_page(render_postlista(told(HANDLING)))
    assert tree.get("lang") == "sv"
    robots = tree.find(f".//{HTML}meta[@name='robots']")
    assert "noindex" in robots.get("content").split(", ")
    assert words_of(tree.find(f".//{HTML}title")) == "Postlista 1 juli 2026 – Exempelstad"
    loaded = {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert loaded.isdisjoint({element.tag.removeprefix(HTML) for element in tree.iter()})


def test_each_table_has_a_caption_and_headings_that_say_what_they_head() -> None:
    tree = parse_page(render_postlista(told(HANDLING, last=date(2026, 7, 2))))
    tables = tree.findall(f".//{HTML}table")
    assert [words_of(table.find(f"{HTML}caption")) for table in tables] == [
        "Kommunstyrelsen, 1 juli 2026 – 2 juli 2026",
        "Samhällsbyggnadsnämnden, 1 juli 2026 – 2 juli 2026",
    ]
    for table in tables:
        heads = table.findall(f"{HTML}thead/{HTML}tr/{HTML}th")
        assert [head.get("scope") for head in heads] == ["col"] * 7
    row = tables[0].find(f"{HTML}tbody/{HTML}tr")
    assert row.find(f"{HTML}th").get("scope") == "row"
    assert cells(row) == [
        "KS/2026:1-1", "2026-07-01", "2026-06-30", "inkommen", "Åsa Öberg", "När öppnar badet?", "",
    ]  # fmt: skip
    assert cells(tables[1].find(f"{HTML}tbody/{HTML}tr")) == ["Inga handlingar registrerades."]


def test_a_table_that_scrolls_can_be_reached_by_the_keyboard() -> None:
    tree = parse_page(render_postlista(told(HANDLING)))
    for region in tree.findall(f".//{HTML}div[@class='lista']"):
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert tree.find(f".//{HTML}caption[@id='{region.get('aria-labelledby')}']") is not None


def test_what_is_makulerat_keeps_its_row_and_says_so() -> None:
    void = replace(HANDLING, makulerad=Note(why="Fel nämnd, hemligt", at=AT, by="anna"))
    (_, row) = rows_of(write_postlista_csv(told(void)))
    assert (row[1], row[-1]) == ("KS/2026:1-1", "makulerad")
    assert "Fel nämnd" not in render_postlista(told(void))


@pytest.mark.parametrize("status", ArendeStatus)
def test_every_status_of_an_arende_has_a_word(status: ArendeStatus) -> None:
    tree = parse_page(render_diarieforteckning(forteckning(replace(ARENDE, status=status))))
    row = cells(tree.find(f".//{HTML}tbody/{HTML}tr"))
    assert row == ["KS/2026:1", "Badet", "2026-07-01", STATUSES[status], ""]


def test_an_empty_year_says_so() -> None:
    tree = parse_page(render_diarieforteckning(forteckning()))
    assert words_of(tree.find(f".//{HTML}tbody")) == "Inga ärenden öppnades."
    assert len(rows_of(write_diarieforteckning_csv(forteckning()))) == 1


@given(st.text(), st.text())
def test_no_words_of_a_message_become_markup(sender: str, subject: str) -> None:
    hostile = replace(
        HANDLING, sender_public=f"</td><script>{sender}", subject_public=f"<b>{subject}"
    )
    tree = parse_page(render_postlista(told(hostile)))
    assert tree.find(f".//{HTML}script") is None
    assert tree.find(f".//{HTML}td/{HTML}b") is None


@given(SECRET, SECRET, SECRET, SECRET)
def test_nothing_protected_is_in_any_form_of_the_lists(a: str, b: str, c: str, d: str) -> None:
    marking = Sekretess(provision=f"OSL 21 kap. 1 § {c}", date=date(2026, 7, 1), authority="KS")
    shielded = replace(
        HANDLING, sender_public="skyddad uppgift", sender_protected=a, subject_protected=b,
        sekretess=marking, makulerad=Note(why=d, at=AT, by="anna"),
    )  # fmt: skip
    arende = replace(ARENDE, mening_protected=a, handlingar=(shielded,))
    lists, years = told(shielded), forteckning(arende)
    forms = (
        render_postlista(lists), write_postlista_csv(lists).decode(), str(asdict(lists)),
        render_diarieforteckning(years), write_diarieforteckning_csv(years).decode(),
        str(asdict(years)), str(plain(lists)), str(plain(years)),
    )  # fmt: skip
    assert not [form for form in forms for secret in (a, b, c, d) if secret in form]
    assert len(rows_of(write_postlista_csv(lists))) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    hostile = f'{start}HYPERLINK("http://x")'
    handling = replace(HANDLING, sender_public=hostile, subject_public=f"\t{hostile}")
    (_, row) = rows_of(write_postlista_csv(told(handling)))
    assert row[5:7] == [f"'{hostile}"] * 2
    (_, row) = rows_of(
        write_diarieforteckning_csv(forteckning(replace(ARENDE, mening_public=hostile)))
    )
    assert row[2] == f"'{hostile}"


@given(st.text(), st.text())
def test_no_text_breaks_the_lines_of_the_list(sender: str, subject: str) -> None:
    handling = replace(HANDLING, sender_public=sender, subject_public=subject)
    written = rows_of(write_postlista_csv(told(handling, HANDLING)))
    assert [len(row) for row in written] == [8, 8, 8]
    assert not [cell for row in written for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_byte_order_mark_is_a_choice() -> None:
    assert write_postlista_csv(told(HANDLING)).startswith(b"\xef\xbb\xbfN\xc3\xa4mnd,Beteckning,")
    assert write_postlista_csv(told(HANDLING), bom=False).startswith(b"N\xc3\xa4mnd,")
    content = write_diarieforteckning_csv(forteckning(ARENDE), bom=False)
    assert content.count(b"\r\n") == content.count(b"\n") == 2
