"""Answers that a person sent: registered as outgoing handlingar beside what they answer.

The answer's text or file is kept before; here the outgoing handling, its file, what it answers and
the journal's entry are written as one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.answers import answered_by, note_answer
from diarium.arende_records import Direction, Handling
from diarium.arenden import read_arende
from diarium.diarienummer import next_number
from diarium.errors import RefusedError, UsageError
from diarium.handlingar import is_makulerad, read_beteckning, read_handling
from diarium.incoming import refuse_inactive, whole_minute
from diarium.journal import RowDigest, append_event, insert_row
from diarium.kept import note_file
from diarium.plain_text import clean_line
from diarium.records import FileRef
from diarium.sekretess import marking_of_today, write_marking
from diarium.snapshot_records import ORIGINAL
from diarium.tables import ANSWER, HANDLING, HANDLING_FILE
from diarium.titles import ANSWER_SUBJECT, Shielded, shield
from schedules.clock import STOCKHOLM


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that a person sent, kept in the store already.

    Attributes:
        name: What its file is called.
        media_type: Its kind, such as ``text/plain``.
        ref: The kept file.
        sent: When it was sent.
        to: The recipient in the public form; None means the sender of what is answered.
    """

    name: str
    media_type: str
    ref: FileRef
    sent: datetime
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A finding that a handling needs no written answer.

    Attributes:
        beteckning: The handling.
        why: Why, such as that it was answered by telephone.
    """

    beteckning: str
    why: str
    at: datetime
    by: str


def record_answer(
    session: Session, beteckning: str, answer: Answer, by: str, now: datetime
) -> Handling:
    """Register an answer as an outgoing handling in the ärende of what it answers.

    It was drawn up when it was sent (TF 2 kap. 10 §). Protected forms of recipient and subject,
    and a sekretessmarkering, follow from the handling that is answered.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling that is answered.
        answer: The answer.
        by: Who registers it.
        now: When.

    Raises:
        UsageError: There is no such handling, the answer is empty or its moment cannot be meant.
        RefusedError: The handling did not come in or is makulerad, the ärende is closed, or the
            same answer is registered already.
    """
    answered = read_beteckning(session, beteckning)
    _check(answered, answer, now)
    refuse_inactive(session, answered)
    _refuse_repeated(session, answered, answer)
    row, rows = _write(session, answered, answer, by, now)
    done = read_handling(session, row)
    append_event(session, "handling.registered", done.beteckning, rows, by, now)
    return done


def write_off_answer(
    session: Session, beteckning: str, why: str, by: str, now: datetime
) -> NoAnswer:
    """Note, as a person, that a handling needs no written answer.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        why: Why, such as that it was answered by telephone.
        by: Who finds so.
        now: When.

    Raises:
        UsageError: There is no such handling, or nothing or too much is said of why.
        RefusedError: It did not come in, is makulerad or answered, or its ärende is closed.
    """
    handling = read_beteckning(session, beteckning)
    said = clean_line("--no-answer", why)
    refuse_inactive(session, handling)
    _refuse_answered(session, handling)
    row = insert_row(
        session, ANSWER, handling_id=handling.id, answer_id=None, why=said, at=now, by=by
    )
    append_event(session, "handling.needs_no_answer", handling.beteckning, [row], by, now)
    return NoAnswer(beteckning=handling.beteckning, why=said, at=now, by=by)


def _write(
    session: Session, answered: Handling, answer: Answer, by: str, now: datetime
) -> tuple[int, list[RowDigest]]:
    """Write the handling, its file and what it answers."""
    arende = read_arende(session, answered.diarienummer, handlingar=False)
    recipient, subject = _describe(answered, answer)
    handling = insert_row(
        session, HANDLING, arende_id=arende.id,
        lopnummer=next_number(session, f"handling/{arende.id}"),
        direction=Direction.OUTGOING.value, kind="svar",
        made_available_at=answer.sent, received_at=answer.sent,
        registered_at=now, registered_by=by,
        sender_public=recipient.public, sender_protected=recipient.protected,
        subject_public=subject.public, subject_protected=subject.protected,
    )  # fmt: skip
    marked = _mark(session, answered, handling.row_id, arende.namnd, (by, now))
    file = insert_row(
        session, HANDLING_FILE, handling_id=handling.row_id, role=ORIGINAL, name=answer.name,
        media_type=answer.media_type, sha256=answer.ref.sha256, start=0, length=answer.ref.size,
    )  # fmt: skip
    kept = note_file(session, answer.ref, answer.media_type, now)
    told = note_answer(session, answered.id, handling.row_id, by, now)
    return handling.row_id, [handling, *marked, *kept, file, told]


def _check(answered: Handling, answer: Answer, now: datetime) -> None:
    if not answer.ref.size:
        raise UsageError("the answer is empty; give its words by --text or --file")
    if answer.sent > now:
        raise UsageError("the moment given by --sent has not come; correct it")
    if answer.sent < whole_minute(answered.made_available_at):
        raise UsageError(
            "the answer cannot have been sent before {beteckning} could be read, on {day}; "
            "correct --sent",
            beteckning=answered.beteckning,
            day=answered.made_available_at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M"),
        )


def _describe(answered: Handling, answer: Answer) -> tuple[Shielded, Shielded]:
    """Return recipient and subject, each public and protected, as what is answered has them."""
    subject = Shielded(
        ANSWER_SUBJECT.format(subject=answered.subject_public),
        answered.subject_protected and ANSWER_SUBJECT.format(subject=answered.subject_protected),
    )
    if answer.to is None:
        return Shielded(answered.sender_public, answered.sender_protected), subject
    full = answered.sender_protected or answered.sender_public
    recipient = shield(full, clean_line("--to", answer.to), secret=answered.sekretess is not None)
    return recipient, subject


def _mark(
    session: Session, answered: Handling, row: int, namnd: str, signed: tuple[str, datetime]
) -> list[RowDigest]:
    """Write the marking of what is answered, dated today (OSL 5 kap. 5 §), if it has one."""
    if answered.sekretess is None:
        return []
    put = marking_of_today(session, answered.sekretess.provision, namnd, signed[1])
    return [write_marking(session, row, put, None, signed)]


def _refuse_answered(session: Session, handling: Handling) -> None:
    """Refuse to write off what is answered, or written off already.

    Raises:
        RefusedError: It is.
    """
    answers = answered_by(session, handling.id)
    if answers:
        raise RefusedError(
            "{beteckning} is answered already by {answers}; there is nothing to write off",
            beteckning=handling.beteckning,
            answers=", ".join(answers),
        )
    written_off = select(ANSWER.c.at).where(ANSWER.c.handling_id == handling.id)
    if session.execute(written_off.where(ANSWER.c.answer_id.is_(None))).first():
        raise RefusedError(
            "{beteckning} is already noted as needing no answer", beteckning=handling.beteckning
        )


def _refuse_repeated(session: Session, answered: Handling, answer: Answer) -> None:
    """Refuse the same words a second time as an answer to the same handling."""
    found = session.execute(
        select(ANSWER.c.answer_id)
        .join(HANDLING_FILE, HANDLING_FILE.c.handling_id == ANSWER.c.answer_id)
        .where(ANSWER.c.handling_id == answered.id)
        .where(HANDLING_FILE.c.sha256 == answer.ref.sha256, ~is_makulerad(ANSWER.c.answer_id))
    ).scalar()
    if found is not None:
        raise RefusedError(
            "the same answer to {beteckning} is registered already as {dnr}",
            beteckning=answered.beteckning,
            dnr=read_handling(session, found).beteckning,
        )
