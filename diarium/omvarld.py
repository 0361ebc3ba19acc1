"""What others write elsewhere of the municipality, and to whom it was passed on.

What is negative for the municipality is passed on to the kommunikationschef (policy,
"Vidarebefordra kritik" and "Mediebevakning"), which makes no handling of it: a person registers
what concerns an ärende. Nothing is sent from here: a person sends it, as the office sends things,
and notes it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.errors import RefusedError
from diarium.forwards import Passing
from diarium.gallrade import refuse_gallrad
from diarium.incoming import check_moment
from diarium.journal import append_event, insert_row
from diarium.message_records import Channel, Message, Signal
from diarium.messages import list_omvarld, read_message
from diarium.plain_text import clean_line
from diarium.policy_tables import MESSAGE_FORWARD
from diarium.protected_messages import show_messages
from diarium.public_line import fold_line
from diarium.registered import find_registered

NEGATIVE = frozenset({Signal.KRITIK, Signal.FAINT_KRITIK, Signal.THREAT, Signal.REMOVAL})
"""Signs that something may be negative for the municipality, or be a crime."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """That a message was passed on.

    Attributes:
        recipient: To whom.
        note: What was said with it.
        forwarded_at: When; ``at`` is when that was noted.
    """

    id: int
    message: int
    recipient: str
    note: str | None
    forwarded_at: datetime
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Something that others wrote elsewhere, and to whom it was passed on, oldest first."""

    message: Message
    passed: tuple[Passed, ...]

    @property
    def negative(self) -> bool:
        """Whether its words are a sign of something negative; a sign, never a finding of fact."""
        return any(each.signal in NEGATIVE for each in self.message.signals)


def list_mentions(
    session: Session,
    namnd: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Mention]:
    """Return what others wrote elsewhere, by when it was made available.

    Args:
        session: Any session.
        namnd: Only what was found for the nämnd with this code.
        since: Only what was made available at this moment or later.
        until: Only what was made available before this moment.
    """
    messages = show_messages(session, list_omvarld(session, namnd, since, until))
    passed = _read_passed(session, [each.id for each in messages])
    ordered = sorted(messages, key=lambda each: (each.made_available_at, each.id))
    return [Mention(message=each, passed=tuple(passed.get(each.id, ()))) for each in ordered]


def record_passing(
    session: Session, message_id: int, passing: Passing, by: str, now: datetime
) -> Passed:
    """Note that something others wrote elsewhere was passed on.

    Args:
        session: A session that holds the write lock.
        message_id: The message.
        passing: To whom, when, and what was said with it.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such message, or recipient, note or moment cannot be meant.
        RefusedError: It was written to the municipality, is registered or gallrat, or was passed
            on to the same before.
    """
    message = read_message(session, message_id)
    recipient = clean_line("--to", passing.to)
    note = clean_line("--note", passing.note or "", optional=True)
    earliest = min(message.made_available_at, message.received_at)
    check_moment(passing.sent, earliest, "--sent", now)
    _refuse(session, message, recipient)
    row = insert_row(
        session, MESSAGE_FORWARD, message_id=message_id, recipient=recipient, note=note or None,
        forwarded_at=passing.sent, at=now, by=by,
    )  # fmt: skip
    append_event(session, "message.forwarded", f"message {message_id}", [row], by, now)
    return _read_passed(session, [message_id])[message_id][-1]


def _refuse(session: Session, message: Message, recipient: str) -> None:
    refuse_gallrad(message)
    if message.channel is not Channel.OMVARLD:
        raise RefusedError(
            "message {id} was written to the municipality; register it, and pass it on by archiver "
            "forward",
            id=message.id,
        )
    registered = find_registered(session, message.id)
    if registered is not None:
        raise RefusedError(
            "message {id} is registered as {dnr}; pass it on by archiver forward {dnr}",
            id=message.id,
            dnr=registered.beteckning,
        )
    before = _read_passed(session, [message.id]).get(message.id, ())
    if any(_fold(each.recipient) == _fold(recipient) for each in before):
        raise RefusedError(
            "message {id} is passed on to {recipient} already", id=message.id, recipient=recipient
        )


def _read_passed(session: Session, messages: Sequence[int]) -> dict[int, list[Passed]]:
    found = defaultdict[int, list[Passed]](list)
    for start in range(0, len(messages), _AT_ONCE):
        asked = MESSAGE_FORWARD.c.message_id.in_(messages[start : start + _AT_ONCE])
        query = select(MESSAGE_FORWARD).where(asked).order_by(MESSAGE_FORWARD.c.id)
        for row in session.execute(query):
            found[row.message_id].append(
                Passed(
                    id=row.id, message=row.message_id, recipient=row.recipient, note=row.note,
                    forwarded_at=row.forwarded_at, at=row.at, by=row.by,
                )
            )  # fmt: skip
    return found


def _fold(recipient: str) -> str:
    return fold_line(recipient).casefold()
