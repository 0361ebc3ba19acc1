"""Words that are masked: the rest of a text may be public though some of its words may not.

A masked text is made anew from the words that are left. Nothing lies beneath a mask, and its
length is always the same, so that it does not tell how long the words were.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

MASK = "███"
_KEPT_CONTROLS = "\t\n\r\v\f\x85"
_HIDING = frozenset(("Cc", "Cf"))
_JOINERS = frozenset("\u034f") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Unseen letters that are no formatting, yet can stand in the midst of a word."""


class Mask:
    """Finds words in texts, and puts the mask in their place.

    Capitals and the kind of space between words make no difference, nor do letters that are not
    seen. A longer word that they are a part of is masked whole, such as ``Anderssons``, for what is
    left of it could tell what is gone.
    """

    def __init__(self, words: Iterable[str]) -> None:
        split = (_bare(word).split() for word in words)
        wanted = sorted(filter(None, split), key=lambda parts: -len(" ".join(parts)))
        either = "|".join(r"\s+".join(map(re.escape, parts)) for parts in wanted)
        self._pattern = re.compile(either, re.IGNORECASE) if either else None

    def finds(self, text: str) -> bool:
        """Tell whether a word stands in a text, or in what an address means by its escapes."""
        read = (_bare(text), _bare(unquote(text)))
        return self._pattern is not None and any(map(self._pattern.search, read))

    def cover(self, text: str) -> str:
        """Return text without unseen letters, with its words masked."""
        text = _bare(text)
        parts, end = list[str](), 0
        for start, stop in self._spans(text):
            parts += [text[end:start], MASK]
            end = stop
        return "".join([*parts, text[end:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words stand, each to the ends of the words that it is a part of."""
        done, held = 0, None
        for found in self._pattern.finditer(text) if self._pattern else ():
            start, stop = found.span()
            if stop <= done:
                continue
            start = max(start, done)
            while start > done and _is_letter(text[start - 1]):
                start -= 1
            while stop < len(text) and _is_letter(text[stop]):
                stop += 1
            if held is not None and start <= held[1]:
                held = (held[0], stop)
            else:
                if held is not None:
                    yield held
                held = (start, stop)
            done = stop
        if held is not None:
            yield held


def _is_letter(character: str) -> bool:
    """Tell whether a character is part of a word; marks belong to the letter before them."""
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _bare(text: str) -> str:
    """Return text in composed form, without the letters that are not seen."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(
        each
        for each in composed
        if each in _KEPT_CONTROLS
        or (unicodedata.category(each) not in _HIDING and each not in _JOINERS)
    )
