"""Text whose UTF-8 bytes were written as characters is put together again, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.intake.mojibake import Mender, repair


def damage(text: str) -> str:
    return text.encode().decode("latin-1")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_repair_undoes_the_damage(text: str) -> None:
    assert repair(damage(text)) == text


@given(st.text())
def test_what_is_not_damaged_stays_as_it_is(text: str) -> None:
    try:
        undamaged = damage(text.encode("latin-1").decode()) != text
    except UnicodeError:
        undamaged = True
    if undamaged:
        assert repair(text) == text


@pytest.mark.parametrize("text", ["", "hej", "å", "Åsa Öberg", "På", "Ã", "Ã¥ och Σ", "\ud83d"])
def test_text_that_is_no_utf_8_or_holds_other_characters_is_kept(text: str) -> None:
    assert repair(text) == text


def test_a_quoted_wrong_character_is_changed_and_said_to_be() -> None:
    mender = Mender()
    assert mender.mend("fel: Ã¶") == "fel: ö"
    assert mender.changed


def test_a_mender_remembers_whether_anything_changed() -> None:
    mender = Mender()
    assert mender.mend(None) is None
    assert mender.mend("hej") == "hej"
    assert not mender.changed
    assert mender.mend("Ã¥") == "å"
    assert mender.mend("hej") == "hej"
    assert mender.changed
