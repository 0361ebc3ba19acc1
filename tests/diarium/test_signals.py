import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.rules import Signal
from diarium.signals import has_personnummer, mask_personnummer, read_signals


def check_digit(nine: str) -> str:
    """Luhn's method as Skatteverket describes it, written apart from the code under test."""
    products = "".join(str(int(digit) * weight) for digit, weight in zip(nine, [2, 1] * 5))  # noqa: B905  nine digits, ten weights
    return str(-sum(map(int, products)) % 10)


@pytest.mark.parametrize(
    "text",
    [
        "811228-9874",  # Skatteverket's own example
        "19811228-9874",
        "198112289874",
        "8112289874",
        "811228+9874",
        "811228\N{EN DASH}9874",
        "mitt nummer är 811228-9874.",
        "701063-2391",  # samordningsnummer, day 3 + 60
    ],
)
def test_a_personnummer_is_seen(text: str) -> None:
    assert has_personnummer(text)
    assert Signal.SECRET in read_signals(text)


@pytest.mark.parametrize(
    "text",
    [
        "811228-9875",  # wrong check digit
        "811328-9874",  # no month 13
        "810230-9872",  # no 30 February
        "0811228-98740",
        "ordernummer 12345678901234",
        "08-530 610 00",
        "",
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert not has_personnummer(text)


@given(
    day=st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    serial=st.integers(0, 999),
    coordination=st.booleans(),
    around=st.sampled_from(["", " ", "x", "å", "."]),
)
def test_every_valid_number_is_seen_and_masked(
    day: date, serial: int, coordination: bool, around: str
) -> None:
    born = day.day + (60 if coordination else 0)
    nine = f"{day:%y%m}{born:02d}{serial:03d}"
    text = f"{around}{nine[:6]}-{nine[6:]}{check_digit(nine)}{around}"
    assert has_personnummer(text)
    assert mask_personnummer(text) == f"{around}******-****{around}"


@given(st.integers(0, 10**10 - 1), st.integers(1, 9))
def test_one_wrong_digit_at_the_end_is_always_noticed(number: int, change: int) -> None:
    written = f"{number:010d}"
    changed = written[:9] + str((int(written[9]) + change) % 10)
    assert not (has_personnummer(written) and has_personnummer(changed))


@given(st.text(alphabet="0123456789-+ ab", max_size=60))
def test_what_is_masked_holds_no_personnummer(text: str) -> None:
    assert not has_personnummer(mask_personnummer(text))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Jag har skyddad identitet, visa inte min adress", Signal.SECRET),
        ("Min son har fått en diagnos", Signal.SECRET),
        ("Socialtjänsten omhändertog barnet", Signal.SECRET),
        ("Jag ska döda dig", Signal.THREAT),
        ("Vi vet var du bor", Signal.THREAT),
        ("Det här är hets mot folkgrupp", Signal.REMOVAL),
        ("Klicka här för porrfilm", Signal.REMOVAL),
        ("Belysningen fungerar inte på Storgatan", Signal.KRITIK),
        ("SNÖRÖJNINGEN ÄR UNDER ALL KRITIK", Signal.KRITIK),
        ("Jag har fortfarande inte fått svar", Signal.KRITIK),
        ("Det är\nunder  all\nkritik", Signal.KRITIK),
    ],
)
def test_words_are_signals(text: str, signal: Signal) -> None:
    assert signal in read_signals(text)
    assert signal in read_signals(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text",
    [
        "Hej! När öppnar badet i sommar?",
        "Tack för en fin midsommar i parken!",
        "Journalisten ringde om biblioteket",
        "Bomben var en fin film? Nej, Bombay är en stad.",
    ],
)
def test_plain_words_and_parts_of_words_are_none(text: str) -> None:
    assert read_signals(text) == frozenset()
