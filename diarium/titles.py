"""What the register says of a handling: sender and subject, public and protected.

OSL 5 kap. 2 §: items 3 and 4 are set apart where they would keep the rest from being public. So
a protected form is kept beside the public one, and the public one is made without it.
"""

from dataclasses import dataclass

from diarium.message_records import Message
from diarium.personnummer import find_personnummer
from diarium.public_line import fold_line, mask_line

SUBJECT_LENGTH = 100
UNKNOWN_SENDER = "okänd"
NO_SUBJECT = "(utan text)"
SHIELDED = "skyddad uppgift"
ANSWER_SUBJECT = "Svar: {subject}"
"""What an answer concerns, in the words of what it answers."""


@dataclass(frozen=True, slots=True)
class Shielded:
    """A text in its public form and, where that leaves something out, in full."""

    public: str
    protected: str | None


def shield(full: str, said: str | None, *, secret: bool) -> Shielded:
    """Return the public and the protected form of a sender or a subject.

    Args:
        full: What the message itself gives.
        said: What the registrator wrote instead, meant for the public form.
        secret: The handling carries a sekretessmarkering: without words from the registrator
            nothing of the message is public.
    """
    if secret:
        return Shielded(mask_line(said or SHIELDED)[0], full)
    whole = said or full
    public, masked = mask_line(whole)
    return Shielded(public, whole if masked else None)


def subject_of(message: Message) -> str:
    """Return a message's subject or, without one, its first line, folded and cut."""
    lines = [message.subject or "", *message.text.splitlines()]
    folded = map(fold_line, lines)
    return _cut(next((line for line in folded if line), NO_SUBJECT))


def sender_of(message: Message) -> str:
    """Return the name of who wrote a message, or the word for not known."""
    return fold_line(message.sender_name or "") or UNKNOWN_SENDER


def is_set_apart(text: Shielded) -> bool:
    """Tell whether the public form leaves out more than the numbers that masking takes."""
    return text.protected is not None and text.public != mask_line(text.protected)[0]


def _cut(line: str) -> str:
    """Return as much of a line as a subject takes; a personnummer is never cut in two.

    Half of one would be no number that the gate knows, and still say when somebody was born.
    """
    if len(line) <= SUBJECT_LENGTH:
        return line
    end = SUBJECT_LENGTH - 1
    end = next((start for start, stop in find_personnummer(line) if start < end < stop), end)
    return line[:end].rstrip() + "…"
