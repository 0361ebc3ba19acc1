"""What stands about a message: by rule or by a person, and why. A new decision keeps the old."""

import random
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from diarium.emptying import is_emptied
from diarium.errors import RefusedError, UsageError
from diarium.gallrade import refuse_gallrad
from diarium.journal import RowDigest, append_event, insert_row
from diarium.message_records import BY_PERSON, Decision, DecisionOutcome, Message
from diarium.messages import read_message
from diarium.registered import find_registered
from diarium.standing import STANDING
from diarium.tables import BATCH_VISIBLE, DECISION, MESSAGE

MAY_BE_SECRET = "R30-may-be-secret"  # noqa: S105  a rule's id, no password


class DecidedMeanwhileError(RefusedError):
    """Somebody else decided about a message while a person looked at it."""


class SkipGround(StrEnum):
    """The grounds on which a person may leave a message unregistered."""

    KEPT_ORDERED = "kept-ordered"
    LITTLE_IMPORTANCE = "little-importance"


_GROUNDS = {
    SkipGround.KEPT_ORDERED: (
        "Hålls ordnad så att det utan svårighet kan fastställas att den kommit in "
        "(OSL 5 kap. 1 § tredje stycket)."
    ),
    SkipGround.LITTLE_IMPORTANCE: (
        "Uppenbart av liten betydelse för myndighetens verksamhet (OSL 5 kap. 1 § fjärde stycket)."
    ),
}
_NO_SEKRETESS = " Prövad: innehåller ingen uppgift som omfattas av sekretess."


def is_skipped_as(ground: SkipGround) -> ColumnElement[bool]:
    """Return the condition that a decision leaves a message unregistered on a ground.

    A rule only ever leaves what is kept ordered; a person alone finds little importance.
    """
    little = (DECISION.c.rule == BY_PERSON) & DECISION.c.ground.startswith(
        _GROUNDS[SkipGround.LITTLE_IMPORTANCE], autoescape=True
    )
    skipped = DECISION.c.outcome == DecisionOutcome.SKIP.value
    return skipped & (little if ground is SkipGround.LITTLE_IMPORTANCE else ~little)


def skip_message(
    session: Session,
    message_id: int,
    ground: SkipGround,
    by: str,
    now: datetime,
    *,
    no_sekretess: bool = False,
) -> Decision:
    """Decide, as a person, not to register a message.

    Args:
        session: A session that holds the write lock.
        message_id: The message.
        ground: Why it need not be registered.
        by: Who decides.
        now: When.
        no_sekretess: The person has tried it and found nothing that is secret.

    Raises:
        UsageError: There is no such message.
        RefusedError: It is registered, or it may hold secret data and is to be kept ordered:
            only what is not secret may be (OSL 5 kap. 1 § third paragraph).
    """
    refuse_gallrad(read_message(session, message_id))
    registered = find_registered(session, message_id)
    if registered is not None:
        raise RefusedError(
            "message {id} is registered as {dnr}, by {by}, and stays so",
            id=message_id,
            dnr=registered.beteckning,
            by=registered.registered_by,
        )
    if (
        ground is SkipGround.KEPT_ORDERED
        and not no_sekretess
        and _may_be_secret(session, message_id)
    ):
        raise RefusedError(
            "message {id} may hold secret data, and what is secret must be registered; register "
            "it, or say --no-sekretess when you have found that it holds none",
            id=message_id,
        )
    said = _GROUNDS[ground] + (_NO_SEKRETESS if no_sekretess else "")
    row = write_decision(session, message_id, DecisionOutcome.SKIP, said, by, now)
    append_event(session, "message.skipped", f"message {message_id}", [row], by, now)
    return decision_history(session, message_id)[-1]


def refuse_decided(session: Session, seen: Message) -> None:
    """Refuse to decide about a message on a view of it that no longer stands.

    Args:
        session: A session; one that holds the write lock, if something is written then.
        seen: The message as the person saw it.

    Raises:
        DecidedMeanwhileError: Another decision stands about it by now.
    """
    stands = read_message(session, seen.id).decision
    if stands.id != seen.decision.id:
        raise DecidedMeanwhileError(
            "message {id} was decided in the meantime by {by}: {ground}",
            id=seen.id,
            by=stands.by,
            ground=stands.ground,
        )


def write_decision(
    session: Session,
    message_id: int,
    outcome: DecisionOutcome,
    ground: str,
    by: str,
    now: datetime,
) -> RowDigest:
    """Write a person's decision; name the result in the entry that tells of it."""
    return insert_row(
        session, DECISION, message_id=message_id, outcome=outcome.value, rule=BY_PERSON,
        ground=ground, at=now, by=by,
    )  # fmt: skip


def decision_history(session: Session, message_id: int) -> list[Decision]:
    """Return every decision about a message, oldest first."""
    query = select(DECISION).where(DECISION.c.message_id == message_id).order_by(DECISION.c.id)
    return [
        Decision(
            id=row.id,
            message=row.message_id,
            outcome=DecisionOutcome(row.outcome),
            rule=row.rule,
            ground=row.ground,
            at=row.at,
            by=row.by,
            same_as=row.same_as,
        )
        for row in session.execute(query)
    ]


def sample_skipped(
    session: Session, count: int, seed: int, namnder: Collection[str] = ()
) -> list[Message]:
    """Return some messages that a rule alone left unregistered, for a person to try.

    What a person has tried is left out, whatever was found, and what is gallrat. The same seed
    gives the same messages while the register stands as it does.

    Args:
        session: Any session.
        count: How many; fewer are returned where there are not so many.
        seed: What decides which.
        namnder: Only what is these nämnder's; none means all.

    Raises:
        UsageError: Fewer than one is asked for.
    """
    if count < 1:
        raise UsageError("a sample holds at least one message; --sample {count} asks for fewer",
                         count=count)  # fmt: skip
    by_person = select(DECISION.c.message_id).where(DECISION.c.rule == BY_PERSON)
    query = (
        select(MESSAGE.c.id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .join(DECISION, DECISION.c.id == STANDING)
        .where(DECISION.c.outcome == DecisionOutcome.SKIP.value, MESSAGE.c.id.not_in(by_person))
        .where(~is_emptied(MESSAGE))
        .order_by(MESSAGE.c.id)
    )
    wanted = query.where(MESSAGE.c.namnd.in_(namnder)) if namnder else query
    found = session.execute(wanted).scalars().all()
    chosen = random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311  no secret
    return [read_message(session, each) for each in sorted(chosen)]


def _may_be_secret(session: Session, message_id: int) -> bool:
    """Tell whether the newest decision by rule says that the message may hold secret data."""
    by_rule = [d for d in decision_history(session, message_id) if d.rule != BY_PERSON]
    return bool(by_rule) and by_rule[-1].rule == MAY_BE_SECRET


def count_outcomes(session: Session) -> dict[DecisionOutcome, int]:
    """Return how many visible messages stand at each outcome."""
    newest = select(func.max(DECISION.c.id)).group_by(DECISION.c.message_id).scalar_subquery()
    query = (
        select(DECISION.c.outcome, func.count())
        .join(MESSAGE, MESSAGE.c.id == DECISION.c.message_id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .where(DECISION.c.id.in_(newest))
        .group_by(DECISION.c.outcome)
    )
    return {DecisionOutcome(outcome): n for outcome, n in session.execute(query)}
