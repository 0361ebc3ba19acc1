"""What is late and what falls due soon: answers, what is to be passed on, and registration.

Each kind of duty is found by one question to the database, however many there are. A new kind is
a member of ``DutyKind`` and a function in ``_FINDERS``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session, aliased

from diarium.accounts import list_accounts
from diarium.answers import waits_for_answer
from diarium.forwards import waits_for_forward
from diarium.namnder import read_namnd
from diarium.records import DecisionOutcome
from diarium.tables import ARENDE, BATCH_VISIBLE, DECISION, HANDLING, MESSAGE
from schedules.deadlines import (
    answer_due,
    elapsed,
    measure,
    registration_due,
    working_days_after,
)

COMING = timedelta(hours=24)
"""What falls due within so long is coming."""
_WAITING = (DecisionOutcome.PROPOSE.value, DecisionOutcome.REVIEW.value)


class DutyKind(StrEnum):
    """What is to be done in time."""

    REGISTER = "register"
    ANSWER = "answer"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things may take.

    Attributes:
        answer_hours: Hours until an answer is late (policy: 48).
        forward_days: Working days until saklig kritik must have been passed on.
    """

    answer_hours: int = 48
    forward_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that is late, or falls due soon.

    Attributes:
        beteckning: The handling, if it is registered.
        message: The message, if there is one.
        account: The account it came by, if any, and who answers for that.
        since: From when the time is counted.
        waited_hours: Whole hours since then; ``waited_working_days`` the Swedish working days.
        due: The moment from which it is late.
        hours: Hours over the time when late, else left; ``working_days`` the working days.
        command: What to do next.
    """

    kind: DutyKind
    namnd: str
    beteckning: str | None
    message: int | None
    account: str | None
    ansvarig: str | None
    since: datetime
    waited_hours: int
    waited_working_days: int
    due: datetime
    late: bool
    hours: int
    working_days: int
    command: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A duty as the register has it, whether late or not."""

    kind: DutyKind
    row: Row[Any]
    since: datetime
    due: datetime
    command: str


def list_overdue(
    session: Session, terms: Terms, namnd: str | None, now: datetime, *, coming: bool = False
) -> list[Duty]:
    """Return what is late, the latest first.

    Args:
        session: A session.
        terms: How long things may take.
        namnd: Only what is this nämnd's.
        now: The present moment.
        coming: Also what falls due within 24 hours.

    Raises:
        UsageError: There is no such nämnd.
    """
    code = read_namnd(session, namnd).code if namnd else None
    ansvarig = {each.account: each.ansvarig for each in list_accounts(session)}
    until = now + COMING if coming else now
    found = [each for finder in _FINDERS for each in finder(session, terms, code)]
    due = sorted((each for each in found if each.due <= until), key=lambda each: each.due)
    return [_duty(each, ansvarig, now) for each in due]


def _find_unregistered(session: Session, terms: Terms, namnd: str | None) -> Iterator[_Found]:
    """Yield the messages that wait for a person: to be registered, or found to need none."""
    del terms
    newer = aliased(DECISION)
    stands = (
        ~select(newer.c.id)
        .where(newer.c.message_id == DECISION.c.message_id, newer.c.id > DECISION.c.id)
        .exists()
    )
    query = (
        select(
            MESSAGE.c.id.label("message_id"), MESSAGE.c.namnd, MESSAGE.c.account,
            MESSAGE.c.made_available_at, DECISION.c.outcome,
        )
        .join(DECISION, DECISION.c.message_id == MESSAGE.c.id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .where(DECISION.c.outcome.in_(_WAITING), stands)
        .order_by(MESSAGE.c.id)
    )  # fmt: skip
    wanted: Select[Any] = query.where(MESSAGE.c.namnd == namnd) if namnd else query
    for row in session.execute(wanted):
        proposed = row.outcome == DecisionOutcome.PROPOSE
        command = "archiver register" if proposed else "archiver inbox show"
        since = row.made_available_at
        due = registration_due(since)
        yield _Found(DutyKind.REGISTER, row, since, due, f"{command} {row.message_id}")


def _find_unanswered(session: Session, terms: Terms, namnd: str | None) -> Iterator[_Found]:
    for row in session.execute(_handlingar(waits_for_answer(), namnd)):
        since = row.made_available_at
        due = answer_due(since, terms.answer_hours)
        yield _Found(DutyKind.ANSWER, row, since, due, f"archiver answer {_beteckning(row)}")


def _find_unforwarded(session: Session, terms: Terms, namnd: str | None) -> Iterator[_Found]:
    """Yield saklig kritik never passed on; it can be as soon as it is registered."""
    for row in session.execute(_handlingar(waits_for_forward(), namnd)):
        since = row.registered_at
        due = working_days_after(since, terms.forward_days)
        command = f"archiver forward {_beteckning(row)} --to INSTANS"
        yield _Found(DutyKind.FORWARD, row, since, due, command)


_FINDERS: tuple[Callable[[Session, Terms, str | None], Iterator[_Found]], ...] = (
    _find_unregistered,
    _find_unanswered,
    _find_unforwarded,
)


def _handlingar(where: ColumnElement[bool], namnd: str | None) -> Select[Any]:
    query: Select[Any] = (
        select(
            ARENDE.c.namnd, ARENDE.c.diarienummer, HANDLING.c.lopnummer, HANDLING.c.message_id,
            HANDLING.c.made_available_at, HANDLING.c.registered_at, MESSAGE.c.account,
        )
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .outerjoin(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
        .where(where)
        .order_by(HANDLING.c.id)
    )  # fmt: skip
    return query.where(ARENDE.c.namnd == namnd) if namnd else query


def _beteckning(row: Row[Any]) -> str:
    return f"{row.diarienummer}-{row.lopnummer}"


def _duty(found: _Found, ansvarig: dict[str, str], now: datetime) -> Duty:
    row, margin = found.row, measure(found.due, now)
    hours, days = elapsed(found.since, now)
    return Duty(
        kind=found.kind,
        namnd=row.namnd,
        beteckning=None if found.kind is DutyKind.REGISTER else _beteckning(row),
        message=row.message_id,
        account=row.account,
        ansvarig=ansvarig.get(row.account),
        since=found.since,
        waited_hours=hours,
        waited_working_days=days,
        due=found.due,
        late=margin.late,
        hours=margin.hours,
        working_days=margin.working_days,
        command=found.command,
    )
