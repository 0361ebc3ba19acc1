"""What the register says of a handling: sender and subject, public and protected.

OSL 5 kap. 2 §: items 3 and 4 are set apart where they would keep the rest from being public. So
a protected form is kept beside the public one, and the public one is made without it.
"""

from dataclasses import dataclass

from diarium.records import Message
from diarium.signals import mask_personnummer

SUBJECT_LENGTH = 100
UNKNOWN_SENDER = "okänd"
NO_SUBJECT = "(utan text)"
SHIELDED = "skyddad uppgift"


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
        return Shielded(mask_personnummer(said or SHIELDED), full)
    whole = said or full
    public = mask_personnummer(whole)
    return Shielded(public, whole if public != whole else None)


def subject_of(message: Message) -> str:
    """Return a message's subject or, without one, its first line, folded and cut."""
    lines = [message.subject or "", *message.text.splitlines()]
    folded = (fold(line) for line in lines)
    first = next((line for line in folded if line), NO_SUBJECT)
    return first if len(first) <= SUBJECT_LENGTH else first[: SUBJECT_LENGTH - 1].rstrip() + "…"


def sender_of(message: Message) -> str:
    """Return the name of who wrote a message, or the word for not known."""
    return fold(message.sender_name or "") or UNKNOWN_SENDER


def fold(text: str) -> str:
    """Return a text on one line, without the characters that could steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
