"""Letters that cannot be seen, or that reorder what stands around them, shown by their code."""

import re
import unicodedata

from markupsafe import Markup, escape

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the order in which letters stand; shown by their code they do nothing."""
_UNSEEN = frozenset(("Cc", "Cn", "Co", "Cs"))
_SUSPECT = re.compile(r"[^\t\x20-\x7e\xa0-\u02ff]")
_COMMON = re.compile(r"[\u0300-\u04ff\u1e00-\u1fff\u2000-\u2027\u202f-\u205e\u20a0-\u20bf█…]")


class VisibleLetters:
    """Writes text for a page so that nothing in it is hidden.

    Attributes:
        coded: Something was shown by its code.
    """

    def __init__(self, *, common_only: bool) -> None:
        """Begin.

        Args:
            common_only: Letters that fonts may lack are shown by their code too; only Latin,
                Greek and Cyrillic ones stand as they are.
        """
        self.coded = False
        self._common_only = common_only

    def show(self, text: str) -> Markup:
        """Return text safe for HTML, each letter that cannot be seen as its code."""
        parts, end = list[Markup](), 0
        for found in _SUSPECT.finditer(text):
            if self._is_shown_by_code(found[0]):
                parts += [escape(text[end : found.start()]), self._code(found[0])]
                end = found.end()
        return Markup("").join([*parts, escape(text[end:])])

    def _is_shown_by_code(self, letter: str) -> bool:
        if letter in TURNING or unicodedata.category(letter) in _UNSEEN:
            return True
        return self._common_only and not _COMMON.fullmatch(letter)

    def _code(self, letter: str) -> Markup:
        self.coded = True
        return Markup('<span class="kod">U+{:04X}</span>').format(ord(letter))
