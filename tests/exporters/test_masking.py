"""A masked copy: the words are gone before anything is rendered."""

import pytest

from diarium.masked_words import MASK
from exporters.masking import list_absent, mask_content
from exporters.readable_form import render_readable
from tests.exporters.readable_contents import PNG, make_content

NAME = "Hanna Hemlig"


def masked(text: str, *words: str) -> str:
    return mask_content(make_content(text=text), words).text


@pytest.mark.parametrize(
    ("text", "word", "left"),
    [
        ("Jag heter Hanna Hemlig.", NAME, f"Jag heter {MASK}."),
        ("HANNA  hemlig\noch hanna\themlig", NAME, f"{MASK}\noch {MASK}"),
        ("Hannas hund, Johanna och Hannah", "Hanna", f"{MASK} hund, {MASK} och {MASK}"),
        ("hanna.hemlig@example.se", "Hemlig", f"hanna.{MASK}@example.se"),
        ("811228-9874 ringde", "811228-9874", f"{MASK} ringde"),
        ("A\u030asa kom", "Åsa", f"{MASK} kom"),
        ("Åsa kom", "A\u030asa", f"{MASK} kom"),
        ("Han\u200bna, Han\u00adna, \u202eHanna, Ha\ufe0fnna", "Hanna", ", ".join([MASK] * 4)),
        ("Hann\x00a", "Hanna", MASK),
        ("a+b (c)", "a+b", f"{MASK} (c)"),
        ("Hanna Hemlig", "Hem", f"Hanna {MASK}"),
        ("Inget här", "Hanna", "Inget här"),
    ],
)
def test_each_word_is_masked_wherever_and_however_it_stands(
    text: str, word: str, left: str
) -> None:
    assert masked(text, word) == left


def test_words_that_meet_become_one_mask_and_empty_ones_mask_nothing() -> None:
    assert masked("Anna Bo Cia", "Anna Bo", "Bo Cia", "  ", "") == f"{MASK} Cia"
    assert masked("AnnaBo Cia", "Anna", "Bo") == f"{MASK} Cia"


def test_the_mask_does_not_tell_how_long_a_word_is() -> None:
    assert masked("Bo", "Bo") == masked("Maximilianus", "Maximilianus") == MASK


def test_a_word_is_masked_in_every_field_and_in_no_way_in_the_page() -> None:
    content = make_content(
        sender=NAME, address="hanna@x.se", recipient="Till Hanna", subject="Om Hanna",
        text="Hanna skriver", account="Hannas konto",
        permalink="https://x.se/%48anna?id=1", name="hanna.png",
    )  # fmt: skip
    page = render_readable(mask_content(content, ["Hanna", "Hemlig"], ["hanna.png"]))
    assert "hanna" not in page.lower()
    assert "hemlig" not in page.lower()
    assert "%48" not in page
    assert "Maskerad kopia" in page


def test_checksums_that_could_prove_a_guess_are_left_out() -> None:
    whole = make_content()
    page = render_readable(mask_content(whole, ["Hanna"]))
    assert whole.original_sha256 is not None
    assert whole.original_sha256 in render_readable(whole)
    assert whole.original_sha256 not in page
    assert "SHA-256" not in page


def test_pictures_are_left_out_unless_they_are_named() -> None:
    whole = make_content(name="gunga.png")
    assert whole.pictures[0].content == PNG
    without = mask_content(whole, [])
    assert without.pictures == ()
    assert "data:image" not in render_readable(without)
    assert "Ingår inte i kopian" in render_readable(without)
    assert mask_content(whole, [], ["gunga.png"]).pictures == whole.pictures


def test_words_that_stand_nowhere_are_told() -> None:
    content = make_content(sender="Hanna", text="Hej", permalink="https://x.se/%42o")
    assert list_absent(content, ["hanna", "Karin", "Bo"]) == ("Karin",)


def test_a_megabyte_is_masked_in_reasonable_time() -> None:
    text = "a" * 500_000 + " " + "hanna " * 80_000
    assert masked(text, "Hanna", "aa").strip().replace(" ", "") == MASK * 80_001
