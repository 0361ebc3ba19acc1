"""Words given by people, made fit for one line of a register."""

import unicodedata

from diarium.errors import UsageError

LONGEST = 2_000
_UNFIT = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset(
    "\N{ARABIC LETTER MARK}\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks that turn the direction of writing, so that a line reads otherwise than it stands."""


def clean_line(field: str, text: str, *, optional: bool = False) -> str:
    """Return the words on one line, in Unicode's composed form (NFC).

    Args:
        field: What the words are, for the message.
        text: The words.
        optional: They may be empty.

    Raises:
        UsageError: They are empty, too long, or hold characters that cannot be shown or stored.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(unicodedata.category(c) in _UNFIT or c in _TURNING for c in line):
        raise UsageError(
            "{field} holds characters that cannot be shown; write it as plain text", field=field
        )
    if not line and not optional:
        raise UsageError("{field} is empty; say what it is", field=field)
    if len(line) > LONGEST:
        raise UsageError(
            "{field} is longer than {most} characters; make it shorter", field=field, most=LONGEST
        )
    return line
