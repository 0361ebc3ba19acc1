"""The last gate before a text is shown to everybody."""

import functools
import unicodedata

from diarium.signals import mask_personnummer

LONGEST = 500
"""How many characters of one text a published list shows."""
_UNSEEN = "Cf"
_UNFIT = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def publish_line(text: str) -> tuple[str, bool]:
    """Return a text fit for a published list, and whether a personnummer was masked in it.

    It is masked before it is cut, so that no half of a personnummer is left at the end.
    """
    line, masked = mask_line(text)
    return _cut(line), masked


def mask_line(text: str) -> tuple[str, bool]:
    """Return a text of any length on one line, and whether a personnummer was masked in it.

    It has no characters that steer a terminal or the direction of writing. What is unseen is
    taken out first and digits of other scripts are written as ours, so that no personnummer hides
    behind them.
    """
    seen = "".join(_seen(character) for character in unicodedata.normalize("NFC", text))
    line = " ".join(seen.split())
    masked = mask_personnummer(line)
    return masked, masked != line


@functools.lru_cache(4_096)
def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == _UNSEEN:
        return ""
    if kind in _UNFIT:
        return " "
    return str(unicodedata.digit(character)) if kind == "Nd" else character


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
