"""The report of an evaluation: valid HTML that needs nothing else, every value beside its bar."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from diarium.evaluation_records import AnswerFigures, RemovalFigures, Span
from diarium.message_records import Channel
from diarium.removal_records import Category
from exporters.evaluation import render_evaluation, tell_share, tell_span, write_figures
from exporters.evaluation_diagrams import CHANNELS, draw_answers, draw_months
from tests.exporters.evaluation_reports import ACCOUNT, FIGURES, HOSTILE, QUIET, WHOLE, report
from tests.exporters.html_pages import parse_page, words_of

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
PAGE = render_evaluation(report(WHOLE, QUIET))


def rows(page: str, caption: str) -> list[tuple[str, ...]]:
    """Return the cells of the rows of the first table with a caption."""
    for table in parse_page(page).iter(f"{HTML}table"):
        title = table.find(f"{HTML}caption")
        if title is not None and title.text == caption:
            body = table.find(f"{HTML}tbody")
            assert body is not None
            return [tuple("".join(cell.itertext()).strip() for cell in row) for row in body]
    return []


def words_in(page: str) -> str:
    return words_of(parse_page(page))


def drawings(page: str) -> list[Any]:
    return list(parse_page(page).iter(f"{SVG}svg"))


def test_the_page_is_valid_swedish_html_that_needs_nothing_from_elsewhere() -> None:
    tree = parse_page(PAGE)
    assert tree.get("lang") == "sv"
    found = {str(element.tag).rpartition("}")[2] for element in tree.iter()}
    assert {"script", "link", "iframe", "object", "base", "img"}.isdisjoint(found)
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib)


def test_it_says_to_whom_of_what_and_when() -> None:
    words = words_in(PAGE)
    for each in (
        "Utvärdering av sociala medier", "Karin Kvist, kommunikatör, Kommunledningsförvaltningen",
        "1 januari 2026 till och med 31 december 2026", "11 januari 2027 kl. 09.05 av anna",
        "95 procent av frågorna besvaras inom 48 timmar.", "Svarstiderna har blivit bättre",
        "82 %", "86 av 105 registrerade", "perioden före: 8",
    ):  # fmt: skip
        assert each in words, each


def test_where_nobody_is_named_it_goes_to_whoever_it_is() -> None:
    assert "Förvaltningens kommunikatör, Komm" in words_in(render_evaluation(report(recipients=())))
    both = render_evaluation(report(recipients=("Karin Kvist", "Bo Ek")))
    assert "Karin Kvist, Bo Ek, kommunikatörer, Komm" in words_in(both)


def test_every_value_that_is_drawn_stands_in_a_table() -> None:
    assert rows(PAGE, "Mottagna per kanal") == [
        ("Direktmeddelanden", "84"), ("Kommentarer", "257"), ("Inlägg av andra", "21"),
        ("E-post", "17"),
    ]  # fmt: skip
    months = rows(PAGE, "Meddelanden per månad")
    assert len(months) == 12
    assert months[5] == ("juni 2026", "61", "22")
    assert [row[1] for row in rows(PAGE, "Svar på det som registrerats")] == [
        "86", "14", "11", "2", "5",
    ]  # fmt: skip
    assert rows(PAGE, "Borttagna inlägg")[0] == ("Personangrepp", "6")


def test_every_drawing_is_read_out_or_is_beside_its_value() -> None:
    found = drawings(PAGE)
    told = [each.get("aria-label") for each in found if each.get("role") == "img"]
    assert len(told) == 3
    assert (
        "Svar på det som registrerats: besvarade inom 48 timmar 86, besvarade senare 14, "
        "behövde inget svar 11, väntar på svar, tiden har inte gått ut 2, "
        "inte besvarade, mer än 48 timmar har gått 5." in told
    )
    rest = [each for each in found if each.get("role") != "img"]
    assert rest
    assert all(each.get("aria-hidden") == "true" for each in rest)


def test_bars_are_as_long_as_their_values() -> None:
    bars = draw_answers(FIGURES, 48)
    assert sum(each.length for each in bars) == pytest.approx(100)
    assert bars[1].start == pytest.approx(bars[0].length)
    assert bars[0].length == pytest.approx(100 * 86 / 118)
    chart = draw_months(FIGURES)
    assert chart.top == 80
    assert chart.columns[5].received_height == pytest.approx(100 * 61 / 80)


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (3, 4), (10, 10), (11, 20), (61, 80), (100, 100), (101, 200)]
)
def test_the_scale_ends_at_an_even_number(most: int, top: int) -> None:
    [month] = [replace(FIGURES.months[0], received=most, own=0)]
    assert draw_months(replace(FIGURES, months=(month,))).top == top


def test_what_has_time_left_or_needs_no_answer_is_not_in_the_share() -> None:
    told = AnswerFigures(in_time=1, waiting=7, none_needed=9)
    only = replace(WHOLE, figures=replace(FIGURES, answers=told), previous=None)
    assert "1 av 1 registrerat" in words_in(render_evaluation(report(only)))
    assert tell_share(1, 3) == "33\N{NO-BREAK SPACE}%"
    assert tell_share(0, 0) == "–"


def test_an_account_where_nothing_happened_says_so() -> None:
    words = words_in(render_evaluation(report(QUIET, comment="")))
    for each in (
        "Arkivet har inga meddelanden", "Inget inlägg har tagits bort", "Ingen aktivitetsplan",
        "Ingen genomgång av kontot är antecknad",
    ):  # fmt: skip
        assert each in words, each
    assert "Bedömning" not in words
    assert "Kontona i korthet" not in words
    assert "perioden före" not in words


def test_one_is_written_as_one() -> None:
    removed = RemovalFigures(by_category={Category.VIOLENCE: 1}, in_time=1, rounds=1)
    one = replace(WHOLE, figures=replace(FIGURES, registered=1, removals=removed), previous=None)
    words = words_in(render_evaluation(report(one)))
    assert "1 registrerat " in words
    assert "1 genomgång av kontot är antecknad." in words


def test_nothing_that_people_have_written_becomes_markup_or_turns_the_line() -> None:
    account = replace(ACCOUNT, name=HOSTILE, platform=HOSTILE, syfte=HOSTILE, malgrupp="\u202eabc")
    page = render_evaluation(
        report(replace(WHOLE, account=account, goals=(HOSTILE,)), comment=HOSTILE)
    )
    tree = parse_page(page)
    assert not list(tree.iter(f"{HTML}script"))
    assert "\u202e" not in page
    assert "U+202E" in page
    assert "\ua7b4" not in render_evaluation(report(comment="\ua7b4"), common_letters=True)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(date(2026, 1, 1), date(2026, 12, 31)), "2026"),
        (Span(date(2026, 1, 1), date(2026, 6, 30)), "första halvåret 2026"),
        (Span(date(2026, 7, 1), date(2026, 12, 31)), "andra halvåret 2026"),
        (Span(date(2026, 7, 1), date(2026, 9, 30)), "1 juli 2026 – 30 september 2026"),
    ],
)
def test_days_are_called_as_people_call_them(span: Span, words: str) -> None:
    assert tell_span(span) == words


def test_the_figures_are_json_for_others_to_count_on() -> None:
    told = json.loads(write_figures(report(WHOLE)))
    [account] = told["accounts"]
    assert (told["first"], account["account"]) == ("2026-01-01", "ks-facebook")
    assert account["figures"]["received"]["comment"] == 257
    assert account["figures"]["removals"]["by_category"] == {
        "personangrepp": 6, "kommersiell-reklam": 3, "hets-mot-folkgrupp": 1,
    }  # fmt: skip
    assert account["previous"]["kritik"] == 8


def test_every_channel_that_comes_to_an_account_has_its_word() -> None:
    assert set(CHANNELS) == set(Channel) - {Channel.OMVARLD}
