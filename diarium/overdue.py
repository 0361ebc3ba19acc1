"""What is late and what falls due soon: registration, answers, forwards and disclosures.

Each kind of duty is found by one question to the database, however many there are. These are the
diarium's own; `archiver.duties` gathers them with all the others.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session, aliased

from diarium.accounts import list_accounts
from diarium.answers import waits_for_answer
from diarium.duties import Duty, DutyKind, Found, Terms
from diarium.forwards import waits_for_forward
from diarium.message_records import DecisionOutcome
from diarium.namnder import read_namnd
from diarium.records import Account
from diarium.tables import ARENDE, BATCH_VISIBLE, DECISION, HANDLING, MESSAGE
from diarium.utlamnande_reading import list_utlamnanden
from diarium.utlamnande_steps import next_command
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


def list_overdue(
    session: Session,
    terms: Terms,
    namnd: str | None,
    now: datetime,
    *,
    coming: bool = False,
    besides: Iterable[Found] = (),
) -> list[Duty]:
    """Return what is late, the latest first.

    Args:
        session: A session.
        terms: How long things may take.
        namnd: Only what is this nämnd's.
        now: The present moment.
        coming: Also what falls due within 24 hours.
        besides: Duties that do not follow from the register alone.

    Raises:
        UsageError: There is no such nämnd.
    """
    code = read_namnd(session, namnd).code if namnd else None
    until = now + COMING if coming else now
    found = [*find_register_duties(session, terms, code), *besides]
    return measure_duties(session, (each for each in found if each.due <= until), code, now)


def find_register_duties(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield the diarium's own duties, late or not.

    Args:
        session: A session.
        terms: How long things may take.
        namnd: Only those of the nämnd with this very code.
    """
    for finder in _FINDERS:
        yield from finder(session, terms, namnd)


def measure_duties(
    session: Session, found: Iterable[Found], namnd: str | None, now: datetime
) -> list[Duty]:
    """Return duties with how long they have waited and how late they are, the latest first.

    Args:
        session: A session.
        found: The duties as they were found.
        namnd: Only those of the nämnd with this very code, and those that are no nämnd's.
        now: The present moment.
    """
    accounts = {each.account: each for each in list_accounts(session)}
    wanted = (each for each in found if namnd is None or each.namnd in {namnd, None})
    due = sorted(wanted, key=lambda each: each.due)
    return [_duty(each, accounts.get(each.account or ""), now) for each in due]


def _find_unregistered(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
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
        about = (row.namnd, None, row.message_id, row.account)
        yield Found(DutyKind.REGISTER, *about, since, due, f"{command} {row.message_id}")


def _find_unanswered(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    for row in session.execute(_handlingar(waits_for_answer(), namnd)):
        since = row.made_available_at
        due = answer_due(since, terms.answer_hours)
        command = f"archiver answer {_beteckning(row)}"
        yield Found(DutyKind.ANSWER, *_about(row), since, due, command)


def _find_unforwarded(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield saklig kritik never passed on; it can be as soon as it is registered."""
    for row in session.execute(_handlingar(waits_for_forward(), namnd)):
        since = row.registered_at
        due = working_days_after(since, terms.forward_days)
        command = f"archiver forward {_beteckning(row)} --to INSTANS"
        yield Found(DutyKind.FORWARD, *_about(row), since, due, command)


def _find_undisclosed(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield the requests for handlingar that wait for a step (TF 2 kap. 15 and 16 §§)."""
    for request in list_utlamnanden(session, namnd, open_only=True):
        since = request.steps[-1].happened_at
        due = working_days_after(since, terms.disclosure_days)
        about = (request.namnd, request.number, None, None)
        yield Found(DutyKind.DISCLOSURE, *about, since, due, next_command(request))


_FINDERS: tuple[Callable[[Session, Terms, str | None], Iterator[Found]], ...] = (
    _find_unregistered,
    _find_unanswered,
    _find_unforwarded,
    _find_undisclosed,
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


def _about(row: Row[Any]) -> tuple[str, str, int | None, str | None]:
    return row.namnd, _beteckning(row), row.message_id, row.account


def _duty(found: Found, account: Account | None, now: datetime) -> Duty:
    margin = measure(found.due, now)
    hours, days = elapsed(found.since, now)
    return Duty(
        kind=found.kind,
        namnd=found.namnd,
        beteckning=found.beteckning,
        message=found.message,
        account=found.account,
        forvaltning=account.forvaltning if account else None,
        ansvarig=account.ansvarig if account else None,
        since=found.since,
        waited_hours=hours,
        waited_working_days=days,
        due=found.due,
        late=margin.late,
        hours=margin.hours,
        working_days=margin.working_days,
        command=found.command,
    )
