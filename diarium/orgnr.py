"""Organisationsnummer, as Skatteverket gives them to legal persons."""

import re

FIRST_LEGAL_PERSON = 20
"""The third and fourth digit are at least this, which tells it from a personnummer."""


def format_orgnr(written: str) -> str:
    """Return an organisationsnummer as ``212000-2882``.

    Raises:
        ValueError: It has not ten digits, its check digit is wrong, or it may be a personnummer.
            The message does not repeat it.
    """
    found = re.fullmatch(r"(?:16)?(\d{6})-?(\d{4})", written.strip(), re.ASCII)
    if found is None:
        raise ValueError("ten digits")
    digits = found[1] + found[2]
    if int(digits[2:4]) < FIRST_LEGAL_PERSON or _luhn_sum(digits) % 10:
        raise ValueError("check digit")
    return f"{found[1]}-{found[2]}"


def _luhn_sum(digits: str) -> int:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled)
