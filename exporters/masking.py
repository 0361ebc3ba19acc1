"""A masked copy: the words are masked first, and what is left is rendered anew.

Nothing is laid over what is secret, so nothing can be lifted off; what is masked is not in the
document at all (OSL 6 kap. 4 §: what can be given out is given out).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from exporters.readable_form import Enclosure, ReadableContent

MASK = "███"
"""What stands for words that are masked, however long they are, so that it does not tell that."""
_KEPT_CONTROLS = "\t\n\r\v\f\x85"
_HIDING = frozenset(("Cc", "Cf"))
_JOINERS = frozenset("\u034f") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Unseen letters that are no formatting, yet can stand in the midst of a word."""


def mask_content(
    content: ReadableContent, words: Sequence[str], keep_pictures: Sequence[str] = ()
) -> ReadableContent:
    """Return content in which words are masked, and of which only named pictures are kept.

    Each word is masked wherever it stands, in any mix of capitals, also as a part of a longer word,
    which is then masked whole. Letters that cannot be seen are left out, for they could hide a
    word. Checksums are left out, for by them a guess at what is masked could be proven.

    Args:
        content: What the handling shows in full.
        words: Words, or several in a row such as a whole name.
        keep_pictures: Names of the pictures that are shown in the copy too.
    """
    kept = tuple(each for each in content.pictures if each.name in keep_pictures)
    mask = _Mask(words)
    return replace(
        content,
        sender=mask.hide(content.sender),
        address=mask.hide_address(content.address),
        recipient=mask.hide(content.recipient),
        subject=mask.hide(content.subject),
        text=mask.cover(content.text),
        account=mask.hide(content.account),
        permalink=mask.hide_address(content.permalink),
        pictures=tuple(replace(each, name=mask.cover(each.name)) for each in kept),
        enclosures=tuple(_mask_enclosure(mask, each, keep_pictures) for each in content.enclosures),
        original_sha256=None,
        masked=True,
    )


def list_absent(content: ReadableContent, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words that stand nowhere in the content, perhaps because they are misspelt."""
    texts = (
        content.sender, content.address, content.recipient, content.subject, content.text,
        content.account, content.permalink, *(each.name for each in content.enclosures),
        *(each.kind for each in content.enclosures),
    )  # fmt: skip
    return tuple(
        word for word in words if not any(_Mask([word]).finds(text) for text in filter(None, texts))
    )


def _mask_enclosure(mask: "_Mask", found: Enclosure, keep_pictures: Sequence[str]) -> Enclosure:
    return replace(
        found,
        name=mask.cover(found.name),
        kind=mask.cover(found.kind),
        missing=mask.hide(found.missing),
        sha256=None,
        shown=found.shown and found.name in keep_pictures,
    )


class _Mask:
    """Finds words, and puts the mask in their place."""

    def __init__(self, words: Sequence[str]) -> None:
        split = (_bare(word).split() for word in words)
        wanted = sorted(filter(None, split), key=lambda parts: -len(" ".join(parts)))
        either = "|".join(r"\s+".join(map(re.escape, parts)) for parts in wanted)
        self._pattern = re.compile(either, re.IGNORECASE) if either else None

    def finds(self, text: str) -> bool:
        """Tell whether a word stands in a text, or in what an address means by its escapes."""
        read = (_bare(text), _bare(unquote(text)))
        return self._pattern is not None and any(map(self._pattern.search, read))

    def hide(self, text: str | None) -> str | None:
        """Return text with its words masked, if there is any."""
        return None if text is None else self.cover(text)

    def hide_address(self, address: str | None) -> str | None:
        """Return an address, or the mask alone if a word stands anywhere in it."""
        return MASK if address is not None and self.finds(address) else self.hide(address)

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
