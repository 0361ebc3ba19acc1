"""Registration: a message becomes a registered allmän handling (OSL 5 kap. 1–2 §§).

One short transaction holds the ärende, the handling, the references to its files, the decision
and the journal's entry, so that a handling is registered wholly or not at all.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from diarium.answers import find_answered, note_answer
from diarium.arende_records import Direction, Handling
from diarium.arenden import open_arende, read_arende, refuse_closed
from diarium.database import reading, writing
from diarium.decisions import write_decision
from diarium.diarienummer import DEFAULT_TEMPLATE, next_number
from diarium.errors import RefusedError
from diarium.gallrade import refuse_gallrad
from diarium.handlingar import read_handling
from diarium.journal import RowDigest, append_event, insert_row, insert_rows
from diarium.message_records import Attachment, DecisionOutcome, Message
from diarium.messages import list_messages, read_message
from diarium.plain_text import clean_line
from diarium.provisions import check_provision
from diarium.records import NamedFile
from diarium.registered import find_by_key, next_turn, refuse_registered
from diarium.sekretess import form_of, marking_of_today, write_marking
from diarium.tables import FILE, HANDLING, HANDLING_FILE
from diarium.titles import (
    ANSWER_SUBJECT,
    Shielded,
    is_set_apart,
    sender_of,
    shield,
    subject_of,
)

KRITIK_RULE = "R50-kritik"
KRITIK_RULES = (KRITIK_RULE, "R45-forum-kritik")
"""The rules that take a message for saklig kritik; a person may find otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a registrator asks for; what is left out is taken from the message.

    Attributes:
        kritik: It is saklig kritik; None means as the rules propose.
        sekretess: The provision of a sekretessmarkering, such as ``OSL 21 kap. 1 §``.
        arende: Diarienummer of the ärende it belongs to; None opens a new one.
        subject: What it concerns, for the public form.
        sender: Sender or recipient, for the public form.
        key: Idempotency key: the same key again gives the same handling, never a second.
        template: How a diarienummer is written.
    """

    kritik: bool | None = None
    sekretess: str | None = None
    arende: str | None = None
    subject: str | None = None
    sender: str | None = None
    key: str | None = None
    template: str = DEFAULT_TEMPLATE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """One registration under way."""

    message: Message
    wish: Registration
    answered: Handling | None
    by: str
    now: datetime

    @property
    def provision(self) -> str | None:
        """The provision of the marking: the one asked for, or that of what is answered."""
        marked = self.answered.sekretess if self.answered else None
        return self.wish.sekretess or (marked.provision if marked else None)

    @property
    def secret(self) -> bool:
        return self.provision is not None


def register_message(
    session: Session, message_id: int, wish: Registration, by: str, now: datetime
) -> Handling:
    """Register a message as a handling.

    Args:
        session: A session that holds the write lock.
        message_id: The message.
        wish: What the registrator asks for.
        by: Who registers.
        now: When.

    Returns:
        The handling, or the one that the same key gave before.

    Raises:
        UsageError: There is no such message or ärende, the provision names no paragraph, or the
            words are not fit to keep.
        RefusedError: It is registered already and not makulerad, or gallrat, the ärende is closed
            or another nämnd's, or the key was used for another handling.
    """
    if before := find_by_key(session, message_id, wish.key):
        return before
    message = read_message(session, message_id)
    refuse_registered(session, message_id)
    refuse_gallrad(message)
    wish = _clean(wish)
    answered = _read_answered(session, message)
    return _write(session, _Task(message=message, wish=wish, answered=answered, by=by, now=now))


def register_proposed(
    engine: Engine,
    batch: int | None,
    template: str,
    by: str,
    now: datetime,
    *,
    namnder: Collection[str] = (),
) -> Iterator[Handling]:
    """Register what the rules propose, message by message, each in its own transaction.

    A stop in the middle loses nothing: what was yielded is registered, and the rest is still
    proposed the next time.

    Args:
        engine: The register.
        batch: Only this batch's messages.
        template: How a diarienummer is written.
        by: Who registers.
        now: When.
        namnder: Only what is these nämnder's; none means all.
    """
    with reading(engine) as session:
        found = list_messages(session, outcome=DecisionOutcome.PROPOSE, batch=batch)
    for each in found:
        if namnder and each.namnd not in namnder:
            continue
        with writing(engine) as session:
            message = read_message(session, each.id)
            if message.decision.outcome is not DecisionOutcome.PROPOSE:
                continue  # somebody else was here in the meantime
            handling = register_message(session, each.id, Registration(template=template), by, now)
        yield handling


def _write(session: Session, task: _Task) -> Handling:
    sender, subject = _describe(task)
    arende_id, rows = _find_arende(session, task, subject)
    handling = insert_row(
        session, HANDLING, arende_id=arende_id,
        lopnummer=next_number(session, f"handling/{arende_id}"),
        message_id=task.message.id, message_turn=next_turn(session, task.message.id),
        idempotency_key=task.wish.key,
        made_available_at=task.message.made_available_at, received_at=task.message.received_at,
        registered_at=task.now, registered_by=task.by,
        sender_public=sender.public, sender_protected=sender.protected,
        subject_public=subject.public, subject_protected=subject.protected,
        **_kind(task),
    )  # fmt: skip
    rows += [handling, *_mark(session, task, handling.row_id)]
    rows += [*_refer_to_files(session, task.message, handling.row_id)]
    if task.answered is not None:
        rows.append(note_answer(session, task.answered.id, handling.row_id, task.by, task.now))
    done = read_handling(session, handling.row_id)
    rows.append(_decide(session, task, done.beteckning))
    append_event(session, "handling.registered", done.beteckning, rows, task.by, task.now)
    return done


def _decide(session: Session, task: _Task, beteckning: str) -> RowDigest:
    ground = f"Registrerad som {beteckning} (OSL 5 kap. 1 § första stycket)."
    outcome = DecisionOutcome.REGISTER
    return write_decision(session, task.message.id, outcome, ground, task.by, task.now)


def _clean(wish: Registration) -> Registration:
    """Return the wish with its words fit for one line of the register."""
    return replace(
        wish,
        sekretess=_provision(wish.sekretess),
        subject=_line("--subject", wish.subject),
        sender=_line("--sender", wish.sender),
    )


def _line(option: str, words: str | None) -> str | None:
    return None if words is None else clean_line(option, words, optional=True)


def _provision(said: str | None) -> str | None:
    """Return the provision of a marking that is asked for (OSL 5 kap. 5 §)."""
    return None if said is None else check_provision(clean_line("--sekretess", said, optional=True))


def _read_answered(session: Session, message: Message) -> Handling | None:
    found = find_answered(session, message)
    return read_handling(session, found) if found is not None else None


def _describe(task: _Task) -> tuple[Shielded, Shielded]:
    """Return sender (for a reply the recipient) and subject, each public and protected.

    A reply quotes what it answers, so its own words are public no more than the question's are.
    """
    wish, answered = task.wish, task.answered
    whole = subject_of(task.message)
    if answered is None:
        sender = shield(sender_of(task.message), wish.sender, secret=task.secret)
        return sender, shield(whole, wish.subject, secret=task.secret)
    said = wish.subject
    apart = is_set_apart(form_of(answered, "subject"))
    if said is None and (apart or answered.sekretess):
        said = ANSWER_SUBJECT.format(subject=answered.subject_public)
    subject = shield(whole, said, secret=task.secret or apart)
    if wish.sender is None:
        return form_of(answered, "sender"), subject
    return shield(sender_of(task.message), wish.sender, secret=task.secret), subject


def _find_arende(session: Session, task: _Task, subject: Shielded) -> tuple[int, list[RowDigest]]:
    """Return the ärende asked for, the one that is answered, or a new one."""
    if task.wish.arende is not None:
        arende = read_arende(session, task.wish.arende, handlingar=False)
        if arende.namnd != task.message.namnd:
            raise RefusedError(
                "{dnr} is {other}'s and the message is {own}'s; each nämnd has its own diarium",
                dnr=arende.diarienummer,
                other=arende.namnd,
                own=task.message.namnd,
            )
        refuse_closed(arende)
        return arende.id, []
    if task.answered is not None:
        arende = read_arende(session, task.answered.diarienummer, handlingar=False)
        if not arende.is_closed:
            return arende.id, []
    mening = (subject.public, subject.protected)
    return open_arende(session, task.message.namnd, mening, task.by, task.now, task.wish.template)


def _kind(task: _Task) -> dict[str, str]:
    """Return direction and kind; None for kritik means as the rules propose."""
    if task.message.own:
        answer = task.answered is not None
        direction = Direction.OUTGOING if answer else Direction.INTERNAL
        return {"direction": direction.value, "kind": "svar" if answer else "meddelande"}
    asked = task.wish.kritik
    kritik = task.message.decision.rule in KRITIK_RULES if asked is None else asked
    return {"direction": Direction.INCOMING.value, "kind": "kritik" if kritik else "meddelande"}


def _mark(session: Session, task: _Task, handling_id: int) -> list[RowDigest]:
    """Write the marking with provision, date and authority (OSL 5 kap. 5 §), if there is one."""
    if task.provision is None:
        return []
    put = marking_of_today(session, task.provision, task.message.namnd, task.now)
    return [write_marking(session, handling_id, put, None, (task.by, task.now))]


def _refer_to_files(session: Session, message: Message, handling_id: int) -> list[RowDigest]:
    """Refer to the kept original, or the part of it meant, and to the kept attachments."""
    attached = (_attached(session, each) for each in message.attachments)
    named = [replace(message.original, role="original"), *filter(None, attached)]
    rows = [{"handling_id": handling_id, **each.reference} for each in named]
    return insert_rows(session, HANDLING_FILE, rows)


def _attached(session: Session, attachment: Attachment) -> NamedFile | None:
    if attachment.sha256 is None:
        return None
    query = select(FILE.c.size).where(FILE.c.sha256 == attachment.sha256)
    return NamedFile(
        role="attachment",
        name=attachment.name,
        media_type=attachment.media_type,
        sha256=attachment.sha256,
        start=0,
        length=session.execute(query).scalar_one(),
    )
