"""The written decision to refuse: what the law wants in it, and no HTML that somebody wrote."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from exporters.refusal import RefusalFacts, render_refusal, title_of
from tests.exporters.html_pages import parse_page, words_of

FACTS = RefusalFacts(
    kommun="Exempelstad",
    namnd="Kommunstyrelsen",
    number="KS-U3",
    dnr="KS/2026:7",
    asked="Brevet om badet",
    received=datetime(2026, 6, 30, 22, 30, tzinfo=UTC),
    requester=None,
    handlingar=("KS/2026:1-1",),
    partly=False,
    provision="OSL 26 kap. 1 §",
    ground="Personliga förhållanden",
    decided=datetime(2026, 7, 2, 8, tzinfo=UTC),
    decider="Anna Ek, kommunjurist",
    delegation=None,
    court="kammarrätten",
    address=None,
)


def text_of(facts: RefusalFacts) -> str:
    """Return what a reader sees, on one line."""
    page = parse_page(render_refusal(facts).replace("<td>", "<td> "))
    return words_of(page.find("{http://www.w3.org/1999/xhtml}body"))


def test_it_tells_what_was_decided_on_which_grounds_and_by_whom() -> None:
    text = text_of(FACTS)
    for words in (
        "Kommunstyrelsen avslår begäran att få ta del av handlingen KS/2026:1-1.",
        "Bestämmelse: OSL 26 kap. 1 § Personliga förhållanden",
        "Anna Ek, kommunjurist",
        "KS-U3",
        "KS/2026:7",
        "Begäran kom in 2026-07-01",  # half an hour past midnight in Sweden
        "Beslut 2026-07-02",
        "Brevet om badet",
    ):
        assert words in text


def test_it_tells_how_to_appeal_where_and_within_which_time() -> None:
    text = text_of(replace(FACTS, court="Kammarrätten i Jönköping", address="Box 1, 123 45 Stad"))
    for words in (
        "2 kap. 19 § tryckfrihetsförordningen och 6 kap. 7 och 8 §§ offentlighets- och sekretess",
        "Det är Kammarrätten i Jönköping som prövar överklagandet.",
        "lämna in skrivelsen till Kommunstyrelsen: Box 1, 123 45 Stad.",
        "inom tre veckor från den dag då du fick del av beslutet",
        "beslutet 2026-07-02 om begäran KS-U3, diarienummer KS/2026:7",
    ):
        assert words in text


def test_nobody_is_named_who_did_not_choose_to_be() -> None:
    assert "Den som har begärt att få ta del av handlingen" in text_of(FACTS)
    assert "Åsa Öberg" in text_of(replace(FACTS, requester="Åsa Öberg"))


@pytest.mark.parametrize(
    ("handlingar", "partly", "words"),
    [
        ((), False, "Kommunstyrelsen avslår begäran."),
        (("A-1", "A-2", "A-3"), False, "ta del av handlingarna A-1, A-2 och A-3."),
        (("A-1", "A-2"), True, "lämnar ut A-1 och A-2 med vissa uppgifter maskerade och avslår"),
    ],
)
def test_it_says_what_is_refused(handlingar: tuple[str, ...], partly: bool, words: str) -> None:
    assert words in text_of(replace(FACTS, handlingar=handlingar, partly=partly))


def test_what_is_not_known_leaves_no_empty_line() -> None:
    text = text_of(replace(FACTS, dnr=None))
    assert "Diarienummer" not in text
    assert "diarienummer" not in text
    assert "delegation" not in text
    assert "på delegation: Punkt 1.4" in text_of(replace(FACTS, delegation="Punkt 1.4"))


@pytest.mark.parametrize("field", ["asked", "ground", "provision", "decider", "requester", "court"])
def test_nothing_in_it_is_read_as_html(field: str) -> None:
    hostile = "<script>alert(1)</script><b>&amp;"
    said: dict[str, Any] = {field: hostile}
    assert "<script" not in render_refusal(replace(FACTS, **said))
    assert hostile in text_of(replace(FACTS, **said))


def test_its_title_names_the_request_and_not_who_asked() -> None:
    named = replace(FACTS, requester="Åsa Öberg")
    assert title_of(named) == "Beslut om begäran KS-U3, Kommunstyrelsen"
    assert f"<title>{title_of(named)}</title>" in render_refusal(named)
