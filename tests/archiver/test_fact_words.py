"""Signs that a post states facts: advice errs on the side of silence."""

import time

import pytest

from archiver.fact_words import MOST, find_facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Badet öppnar den 3 juni för alla", ("öppnar", "3 juni")),
        ("Vi ses på torgets scen kl. 18.30", ("kl. 18.30",)),
        ("Nya cykelvägen kostar 14 miljoner kronor att anlägga", ("14 miljoner",)),
        ("Fullmäktige antog igår en plan för skolan", ("antog",)),
        ("Sista dag att söka är 2026-05-03 i år", ("Sista dag", "2026-05-03")),
        ("ÖPPETTIDERNA ändras från i morgon tisdag", ("ÖPPETTIDERNA", "tisdag")),
        ("Glad midsommar till er alla", ()),
        ("Vilken härlig bild från parken!", ()),
        ("Öppnar 3 juni", ()),
        ("", ()),
    ],
)
def test_days_sums_and_decisions_are_signs_and_greetings_are_none(
    text: str, facts: tuple[str, ...]
) -> None:
    assert find_facts(text) == facts


def test_only_the_first_signs_are_told_each_once() -> None:
    assert find_facts("stängt stängt måndag tisdag onsdag torsdag") == (
        "stängt", "måndag", "tisdag",
    )  # fmt: skip


def test_a_text_of_any_length_is_looked_through_in_no_time() -> None:
    began = time.monotonic()
    for text in ("1 " * 500_000, "9" * 1_000_000, "öppn" * 250_000, " " * 1_000_000):
        assert find_facts(text) == ()
    assert find_facts("ord " * MOST + "3 juni") == ()
    assert time.monotonic() - began < 5
