"""What repeats a message, as is decided now, and which files each copy brings."""

from collections import defaultdict

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from diarium.message_records import LIKELY_DUPLICATE, DecisionOutcome, RepeatedBy
from diarium.standing import STANDING
from diarium.tables import ATTACHMENT, BATCH_VISIBLE, DECISION, MESSAGE


def read_repeats(session: Session, messages: Select[int]) -> dict[int, tuple[RepeatedBy, ...]]:
    """Return by message what repeats it, as now decided; ``messages`` selects the numbers."""
    found = defaultdict[int, list[RepeatedBy]](list)
    for of, sure, condition in _ways():
        brings = _brings(of)
        query = (
            select(MESSAGE.c.id, of.label("of"), brings.label("brings"))
            .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
            .join(DECISION, (DECISION.c.message_id == MESSAGE.c.id) & (DECISION.c.id == STANDING))
            .where(of.in_(messages), condition)
        )
        for row in session.execute(query):
            found[row.of].append(RepeatedBy(row.id, sure=sure, brings=row.brings))
    return {of: tuple(sorted(each, key=lambda one: one.message)) for of, each in found.items()}


def _ways() -> tuple[tuple[ColumnElement[int], bool, ColumnElement[bool]], ...]:
    """Return how a message may name what it repeats, whether surely, and when that stands."""
    duplicate = DECISION.c.outcome == DecisionOutcome.DUPLICATE.value
    return (
        (MESSAGE.c.duplicate_of, True, duplicate & DECISION.c.same_as.is_(None)),
        (DECISION.c.same_as, True, duplicate),
        (MESSAGE.c.likely_of, False, DECISION.c.rule == LIKELY_DUPLICATE),
    )


def _brings(of: ColumnElement[int]) -> ColumnElement[int]:
    """Return how many kept files a repeat brings that what it repeats lacks."""
    has = ATTACHMENT.alias("has")
    there = exists(has.c.id).where(has.c.message_id == of, has.c.sha256 == ATTACHMENT.c.sha256)
    lacking = (ATTACHMENT.c.message_id == MESSAGE.c.id, ATTACHMENT.c.sha256.is_not(None), ~there)
    return select(func.count()).where(*lacking).scalar_subquery()
