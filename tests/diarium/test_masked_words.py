"""Masked words: nothing of them is left, and the mask does not tell how long they were."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.masked_words import MASK, Mask


@pytest.mark.parametrize(
    ("text", "words", "masked"),
    [
        ("Anna Andersson klagar", ["Anna Andersson"], f"{MASK} klagar"),
        ("ANNA och anna", ["Anna"], f"{MASK} och {MASK}"),
        ("Anna\n Andersson", ["anna andersson"], MASK),
        ("An\u200bna bor här", ["Anna"], f"{MASK} bor här"),
        ("Åsa", ["A\u030asa"], MASK),
        ("Familjen Bosse", ["Bo"], f"Familjen {MASK}"),
        ("Anna Anderssons hus", ["Anna Andersson"], f"{MASK} hus"),
        ("#annaandersson!", ["Andersson"], f"#{MASK}!"),
        ("Anna Andersson", ["Anna", "Anna Andersson"], MASK),
        ("a.b och axb", ["a.b"], f"{MASK} och axb"),
        ("Anna", ["Bo"], "Anna"),
        ("Anna", ["", "  "], "Anna"),
        ("Anna", [], "Anna"),
    ],
)
def test_words_are_masked_wherever_they_stand(text: str, words: list[str], masked: str) -> None:
    assert Mask(words).cover(text) == masked


@given(st.text(), st.text(alphabet=st.characters(categories=("L", "N")), min_size=1), st.text())
def test_nothing_of_the_words_is_left(before: str, word: str, after: str) -> None:
    masked = Mask([word]).cover(f"{before} {word} {after}")
    assert MASK in masked
    assert not re.search(re.escape(word), masked.replace(MASK, " "), re.IGNORECASE)
