"""The last gate before a text is shown to everybody."""

import functools
import unicodedata

from diarium.personnummer import mask_personnummer

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
    """Return a text of any length on one line, and whether a personnummer was masked in it."""
    line = fold_line(text)
    masked = mask_personnummer(line)
    return masked, masked != line


def fold_line(text: str) -> str:
    """Return a text on one line as it is seen.

    It has no characters that steer a terminal or the direction of writing, and none that are not
    seen: those are taken out, so that what stands around them is read together.
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_seen, composed)).split())


@functools.lru_cache(4_096)
def _seen(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == _UNSEEN:
        return ""
    return " " if kind in _UNFIT else character


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
