"""The gate before a published list: nothing unseen, nothing that steers, no personnummer."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.personnummer import has_personnummer
from diarium.public_line import LONGEST, publish_line

NUMBER = "811228-9874"


@pytest.mark.parametrize(
    "hidden",
    [
        NUMBER,
        "19811228-9874",
        "811228\u200b-9874",
        "8112\u202e28-98\u206974",
        "811228\x009874",
        "811228\n9874",
        "８１１２２８-９８７４",  # noqa: RUF001  wide digits on purpose
        "٨١١٢٢٨-٩٨٧٤",
        "701063-2391",
    ],
)
def test_no_personnummer_hides_behind_what_is_unseen(hidden: str) -> None:
    line, masked = publish_line(f"Jag heter Bo, {hidden}, hej")
    assert masked
    assert not set("0123456789") & set(line)
    assert line.startswith("Jag heter Bo, ")
    assert line.endswith("*, hej")


def test_what_is_no_personnummer_is_left_alone() -> None:
    said = "Ärende 811228-9875 på Åsgatan 12"
    assert publish_line(said) == (said, False)


def test_marks_of_direction_and_control_characters_are_taken_out() -> None:
    assert publish_line("a\u202eb\u2066c\x1b[31m\td\u2028e") == ("abc [31m d e", False)


def test_a_subject_of_a_million_characters_is_cut() -> None:
    line, _ = publish_line("å" * 1_000_000)
    assert len(line) == LONGEST
    assert line.endswith("å…")


@given(st.text(), st.text())
def test_any_text_comes_out_on_one_line_that_anybody_may_read(before: str, after: str) -> None:
    line, masked = publish_line(f"{before} {NUMBER} {after}")
    assert not [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert not has_personnummer(line)
    assert len(line) <= LONGEST
    assert masked
