"""The försättsblad of a page made by hand says so first of all, and shuts out what it is told."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest

from diarium.snapshot_records import Why
from exporters.forsattsblad_by_hand import HandmadeFacts, render_handmade
from schedules.half_year import HalfYear

FACTS = HandmadeFacts(
    kommun="Exempelstads kommun",
    namnd="Kommunstyrelsen",
    namnd_code="KS",
    forvaltning="Kommunledningskontoret",
    ansvarig="Åsa Öberg",
    syfte="Berätta om kommunen",
    account="fb",
    account_name="Räksmörgåsar på Åsen",
    platform="Facebook",
    handle="@exempelstad",
    period=HalfYear(2026, 1),
    why=Why.HALVARSSKIFTE,
    late=False,
    asked="https://exempel.se/",
    taken_at=datetime(2026, 7, 1, 7, 30, tzinfo=UTC),
    told=True,
    added_at=datetime(2026, 7, 3, 8, tzinfo=UTC),
    by="arkiv",
    note="",
    file_name="sida.png",
    file_kind="image/png",
    file_size=12_345,
    file_sha256="ab12" * 16,
    pages=4,
    way="picture",
    software=(("archiver", "0.1.0"),),
)


def read(**changes: Any) -> str:  # noqa: ANN401  each field has a type of its own
    """Return the words of the försättsblad, in order."""
    page = html5lib.parse(render_handmade(replace(FACTS, **changes)), namespaceHTMLElements=False)
    body = page.find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


def test_it_says_that_a_person_made_it_before_all_else() -> None:
    words = read()
    assert words.index("Bilden är gjord för hand.") < words.index("Kontot")
    assert "kan inte intyga att filen visar hela sidan eller när den togs" in words
    assert "Utfall" not in words


def test_it_tells_the_file_and_who_put_it_in() -> None:
    words = read(note="Sparad av Anna")
    for said in (
        "sida.png",
        "PNG",
        "12 345 byte",
        "ab12" * 16,
    ):
        assert said in words
    assert "Inlagd 2026-07-03 kl. 10:00:00 (UTC+02:00) Inlagd av arkiv" in words
    assert "Anteckning Sparad av Anna" in words
    assert "Anteckning" not in read()


@pytest.mark.parametrize(
    ("told", "words"), [(True, "enligt den som lade in filen"), (False, "enligt filens egen tid")]
)
def test_it_tells_where_the_time_is_from(told: bool, words: str) -> None:
    assert f"2026-07-01 kl. 09:30:00 (UTC+02:00) {words}" in read(told=told)


@pytest.mark.parametrize(
    ("way", "words"),
    [("kept", "filens egna"), ("drawn", "avbildade"), ("picture", "delad i sidor")],
)
def test_it_tells_how_the_file_became_pages(way: str, words: str) -> None:
    assert words in read(way=way)


def test_it_tells_what_is_left_out_and_that_it_is_late() -> None:
    assert "inte med här: skript och bifogade filer." in read(left_out=("scripts", "files"))
    assert "inte med här" not in read()
    assert "senare efter halvårsskiftet än vad som är bestämt" in read(late=True)


def test_what_it_is_told_is_text_and_never_markup() -> None:
    html = render_handmade(replace(FACTS, note="<script>1</script>", file_name="<b>.png"))
    assert "<script>" not in html
    assert "<b>" not in html
