"""Personnummer: a day that exists and a right check digit, however it is written."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.personnummer import find_personnummer, has_personnummer, mask_personnummer

NUMBER = "811228-9874"
"""Skatteverket's own example."""


def check_digit(nine: str) -> str:
    """Luhn's method as Skatteverket describes it, written apart from the code under test."""
    products = "".join(str(int(digit) * weight) for digit, weight in zip(nine, [2, 1] * 5))  # noqa: B905  nine digits, ten weights
    return str(-sum(map(int, products)) % 10)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "19811228-9874",
        "198112289874",
        "8112289874",
        "811228+9874",
        "18811228-9874",
        "811228 9874",
        "811228 - 9874",
        "1981-12-28-9874",
        "81 12 28 9874",
        "811228\n9874",
        "811228\u00a09874",
        "mitt nummer är 811228-9874.",
        "ring 0812 811228 9874",
        "701063-2391",  # samordningsnummer, day 3 + 60
        "19701063-2391",
    ],
)
def test_a_personnummer_is_seen_as_people_write_it(text: str) -> None:
    assert has_personnummer(text)
    assert "9874" not in mask_personnummer(text)
    assert "2391" not in mask_personnummer(text)


@pytest.mark.parametrize(
    "hidden",
    [
        "811228\u200b-9874",
        "8\u00ad112\u206028-98\u202e74",
        "811228\N{EN DASH}9874",
        "811228\N{MINUS SIGN}9874",
        "\N{FULLWIDTH DIGIT EIGHT}11228\N{FULLWIDTH HYPHEN-MINUS}9874",
        "\u0668\u0661\u0661\u0662\u0662\u0668-\u0669\u0668\u0667\u0664",
        "\N{SUPERSCRIPT EIGHT}11228-987\N{CIRCLED DIGIT FOUR}",
        "8\u03321\u033212289874",
    ],
)
def test_no_personnummer_hides_behind_other_characters(hidden: str) -> None:
    (found,) = find_personnummer(f"Å {hidden}, hej")
    assert found == (2, 2 + len(hidden))
    masked = mask_personnummer(f"Å {hidden}, hej")
    assert masked.count("*") == 10
    assert len(masked) == len(hidden) + len("Å , hej")


@pytest.mark.parametrize(
    "text",
    [
        "811228-9875",  # wrong check digit
        "811328-9874",  # no month 13
        "810230-9872",  # no 30 February
        "19000229-0005",  # 1900 was no leap year
        "810192-9870",  # no day 32 + 60
        "0811228-98740",
        "ordernummer 12345678901234",
        "08-530 610 00",
        "212000-2882",  # the organisationsnummer of a municipality
        "556036-0793",
        "16212000-2882",
        "KS/2026:17-1",
        "",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert not has_personnummer(text)
    assert mask_personnummer(text) == text


@given(
    day=st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    serial=st.integers(0, 999),
    coordination=st.booleans(),
    around=st.sampled_from(["", " ", "x", "å", "."]),
    between=st.sampled_from(["", "-", "+", " ", "\u200b", " - "]),
    long=st.booleans(),
)
def test_every_valid_number_is_seen_and_masked(
    day: date, serial: int, coordination: bool, around: str, between: str, long: bool
) -> None:
    born = day.day + (60 if coordination else 0)
    nine = f"{day:%y%m}{born:02d}{serial:03d}"
    century = f"{day:%Y}"[:2] if long else ""
    text = f"{around}{century}{nine[:6]}{between}{nine[6:]}{check_digit(nine)}{around}"
    stars = f"{'*' * len(century)}******{between}****"
    assert mask_personnummer(text) == f"{around}{stars}{around}"


@given(st.integers(0, 10**10 - 1), st.integers(1, 9))
def test_one_wrong_digit_at_the_end_is_always_noticed(number: int, change: int) -> None:
    written = f"{number:010d}"
    changed = written[:9] + str((int(written[9]) + change) % 10)
    assert not (has_personnummer(written) and has_personnummer(changed))


@given(st.text(alphabet="0123456789-+ ab\u200b\n", max_size=60))
def test_what_is_masked_holds_no_personnummer(text: str) -> None:
    masked = mask_personnummer(text)
    assert not has_personnummer(masked)
    assert len(masked) == len(text)


@given(st.text(), st.text())
def test_no_words_around_it_hide_a_personnummer(before: str, after: str) -> None:
    assert NUMBER not in mask_personnummer(f"{before} {NUMBER} {after}")


@pytest.mark.parametrize("piece", ["8112289874 ", "811228-98\u200b74 ", "12 ", "1", "å", "\u200b"])
def test_a_text_of_a_megabyte_is_masked_in_seconds(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    began = time.process_time()
    mask_personnummer(text)
    assert time.process_time() - began < 10
