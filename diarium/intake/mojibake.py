"""Repairing text whose UTF-8 was written byte by byte as if each byte were a character.

So do the exports of Facebook and Instagram: "å" stands there as "Ã¥". The bytes of the export are
kept as they came, so that the repair can be undone; a text that looked so from the beginning, such
as a quoted "Ã¶", is changed too, and the row says that its text was repaired.
"""

_LAST_BYTE = "\xff"


def repair(text: str) -> str:
    """Return a text with its characters put together again, or as it is where it is not damaged.

    A text is damaged when every character is below U+0100 and together they are UTF-8.
    """
    if text.isascii() or max(text) > _LAST_BYTE:
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


class Mender:
    """Repairs the texts of one message, and knows whether any of them changed.

    Attributes:
        changed: Whether a text was repaired.
    """

    def __init__(self) -> None:
        self.changed = False

    def mend(self, text: str | None) -> str | None:
        """Return a text repaired; None stays None."""
        if text is None:
            return None
        repaired = repair(text)
        self.changed = self.changed or repaired != text
        return repaired
