"""Personnummer and samordningsnummer, found by what they are: a day that exists and a check digit.

The one place that knows them (folkbokföringslagen 18 §; Luhn's method). Dataskyddslagen 3 kap.
10 § lets them be handled only where that is clearly motivated, so everything that is published,
and every public form in the register, passes ``mask_personnummer``.

They are found as people write them: ten or twelve digits, with hyphen, plus, spaces or nothing
between, and also where unseen characters, digits of other scripts or dashes of other kinds stand
in them. An organisationsnummer is none: its third digit is two or more, which no month has.

Digits with a wrong check digit are left as they are. Most of them are numbers of other things,
such as orders, invoices and telephones, and a register that masks those hides what the public is
to see. A personnummer that somebody has written wrongly is nobody's, or somebody else's; a person
who sees one can mask it by its words.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from datetime import date

MASK = "*"
SAMORDNING_DAYS = 60
"""A samordningsnummer is a personnummer with 60 added to the day."""
_CENTURIES = ("18", "19", "20")
_NUMBER = re.compile(
    r"(?<!\d)(?P<century>18|19|20)?(?P<year>\d\d)[- ]?(?P<month>\d\d)[- ]?(?P<day>\d\d)"
    r" {0,2}[-+]? {0,2}(?P<last>\d{4})(?!\d)",
    re.ASCII,
)


class _Seen(dict[int, str | None]):
    """Characters as the eye takes them: our digits, a hyphen, a space; nothing for the unseen."""

    def __missing__(self, point: int) -> str | None:
        self[point] = _see(chr(point))
        return self[point]


def find_personnummer(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each personnummer or samordningsnummer begins and ends in a text."""
    seen = text.translate(_SEEN)
    places = _places(text, seen)
    start = 0
    while found := _NUMBER.search(seen, start):
        if _is_personnummer(found):
            yield places[found.start()], places[found.end() - 1] + 1
            start = found.end()
        else:  # another may begin inside what only looked like one
            start = found.start() + 1


def has_personnummer(text: str) -> bool:
    """Tell whether a text holds a personnummer or samordningsnummer."""
    return any(True for _found in find_personnummer(text))


def mask_personnummer(text: str) -> str:
    """Return a text in which the digits of every personnummer are replaced by stars."""
    parts, done = [], 0
    for start, end in find_personnummer(text):
        parts += [text[done:start], "".join(map(_mask, text[start:end]))]
        done = end
    return "".join([*parts, text[done:]])


def _mask(character: str) -> str:
    return MASK if (_SEEN[ord(character)] or "").isdigit() else character


def _places(text: str, seen: str) -> Sequence[int]:
    """Return where each character that is seen stands in the text."""
    if len(seen) == len(text):
        return range(len(text))
    return array("L", (n for n, each in enumerate(text) if _SEEN[ord(each)] is not None))


def _see(character: str) -> str | None:
    kind = unicodedata.category(character)
    if kind in ("Cf", "Mn", "Me"):
        return None
    if kind[0] == "Z" or kind == "Cc":
        return " "
    if kind == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if character in "\N{FULLWIDTH PLUS SIGN}\N{SMALL PLUS SIGN}":
        return "+"
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _is_personnummer(found: re.Match[str]) -> bool:
    century, year, month, day, last = found.groups()
    centuries = _CENTURIES if century is None else (century,)
    born = [(int(each + year), int(month), int(day)) for each in centuries]
    return _has_check_digit(year + month + day + last) and any(_is_day(*each) for each in born)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day - SAMORDNING_DAYS if day > SAMORDNING_DAYS else day)
    except ValueError:
        return False
    return True


def _has_check_digit(ten: str) -> bool:
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(ten)]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


_SEEN = _Seen()
