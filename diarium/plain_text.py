"""Words given by people, made fit for one line of a register."""

import unicodedata

from diarium.errors import UsageError

LONGEST = 2_000
_UNFIT = frozenset({"Cc", "Cs", "Co", "Cn"})


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
    if any(unicodedata.category(character) in _UNFIT for character in line):
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
