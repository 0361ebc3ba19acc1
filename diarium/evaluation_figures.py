"""The figures of an account and some days, counted from the register.

They are counted by the same notions as the lists of what is late, so that a report and a list
never say two things. Messages that are gallrade still count as received, but what replied to them
can no longer be found.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from diarium.answers import is_reply_to
from diarium.arende_records import Direction
from diarium.duties import Terms
from diarium.evaluation_records import (
    AccountFigures,
    AnswerFigures,
    MonthFigures,
    RemovalFigures,
    ReplyFigures,
    Span,
    TurnFigure,
    TurnState,
)
from diarium.forwards import is_kritik, is_passed_on
from diarium.handlingar import is_makulerad
from diarium.installation import read_installation
from diarium.message_records import ChangeKind, Channel, DecisionOutcome
from diarium.records import Account
from diarium.removals import list_removals
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import list_snapshots
from diarium.supervision import list_rounds
from diarium.tables import ANSWER, BATCH_VISIBLE, DECISION, HANDLING, MESSAGE, SOURCE_CHANGE
from schedules.clock import STOCKHOLM
from schedules.deadlines import answer_due
from schedules.due import is_expected
from schedules.half_year import HalfYear

COMING = tuple(each for each in Channel if each is not Channel.OMVARLD)
"""The channels by which something comes to an account; what is watched elsewhere is not its own."""


@dataclass(slots=True)
class _Counted:
    """What of an account's messages is told apart, as they are gone through."""

    received: Counter[Channel] = field(default_factory=Counter)
    outcomes: Counter[DecisionOutcome] = field(default_factory=Counter)
    months: Counter[tuple[date, bool]] = field(default_factory=Counter)
    own_posts: int = 0
    own_replies: int = 0


def read_figures(
    session: Session, account: Account, span: Span, terms: Terms, now: datetime
) -> AccountFigures:
    """Return what the register knows of an account and the days of a span.

    Args:
        session: A session.
        account: The account, as it now stands.
        span: The days.
        terms: Within how many hours there should be an answer, or a removal.
        now: The present moment, by which what waits is in time or late.
    """
    counted = _count_messages(session, account, span)
    kritik, forwarded = _count_kritik(session, account, span)
    return AccountFigures(
        received={each: counted.received[each] for each in COMING},
        own_posts=counted.own_posts,
        own_replies=counted.own_replies,
        registered=counted.outcomes[DecisionOutcome.REGISTER],
        kept=counted.outcomes[DecisionOutcome.SKIP],
        undecided=counted.outcomes[DecisionOutcome.PROPOSE]
        + counted.outcomes[DecisionOutcome.REVIEW],
        answers=_count_answers(session, account, span, terms, now),
        replies=_count_replies(session, account, span, terms),
        kritik=kritik,
        kritik_forwarded=forwarded,
        months=tuple(
            MonthFigures(
                month=each,
                received=counted.months[each, False],
                own=counted.months[each, True],
            )
            for each in _months(span)
        ),
        removals=_count_removals(session, account, span, terms),
        turns=tuple(_list_turns(session, account, span, now)),
    )


def bounds_of(span: Span) -> tuple[datetime, datetime]:
    """Return the moment a span begins and the moment it has ended."""
    after = span.last + timedelta(days=1)
    return (
        datetime.combine(span.first, time.min, STOCKHOLM),
        datetime.combine(after, time.min, STOCKHOLM),
    )


def _within(moment: ColumnElement[datetime], span: Span) -> ColumnElement[bool]:
    first, after = bounds_of(span)
    return and_(moment >= first, moment < after)


def _count_messages(session: Session, account: Account, span: Span) -> _Counted:
    counted = _Counted()
    for row in session.execute(_messages(account, span)):
        month = row.made_available_at.astimezone(STOCKHOLM).date().replace(day=1)
        counted.months[month, row.own] += 1
        if row.own:
            counted.own_posts += row.in_reply_to is None
            counted.own_replies += row.in_reply_to is not None
        else:
            counted.received[Channel(row.channel)] += 1
            counted.outcomes[DecisionOutcome(row.outcome)] += 1
    return counted


def _messages(account: Account, span: Span) -> Select[Any]:
    """Return the question for an account's messages of a span, each with what stands about it.

    What repeats another message, and another wording of one, is not asked for.
    """
    return (
        select(
            MESSAGE.c.id, MESSAGE.c.own, MESSAGE.c.channel, MESSAGE.c.in_reply_to,
            MESSAGE.c.made_available_at, DECISION.c.outcome,
        )
        .join(DECISION, DECISION.c.message_id == MESSAGE.c.id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .where(
            MESSAGE.c.account == account.account,
            MESSAGE.c.channel.in_([each.value for each in COMING]),
            _within(MESSAGE.c.made_available_at, span),
            DECISION.c.outcome != DecisionOutcome.DUPLICATE.value,
            _stands(),
            ~_is_other_wording(),
        )
    )  # fmt: skip


def _stands() -> ColumnElement[bool]:
    newer = aliased(DECISION)
    return ~exists(newer.c.id).where(
        newer.c.message_id == DECISION.c.message_id, newer.c.id > DECISION.c.id
    )


def _is_other_wording() -> ColumnElement[bool]:
    wordings = (ChangeKind.EDITED.value, ChangeKind.EARLIER.value)
    return MESSAGE.c.id.in_(  # asked once, not for each message
        select(SOURCE_CHANGE.c.version_id).where(
            SOURCE_CHANGE.c.kind.in_(wordings), SOURCE_CHANGE.c.version_id.is_not(None)
        )
    )


def _count_answers(
    session: Session, account: Account, span: Span, terms: Terms, now: datetime
) -> AnswerFigures:
    counts = Counter(
        _tell_answer(row, answer_due(row.made_available_at, terms.answer_hours), now)
        for row in session.execute(_registered(account, span))
    )
    return AnswerFigures(**counts)


def _registered(account: Account, span: Span) -> Select[Any]:
    """Return the question for an account's registered handlingar, with what answers each."""
    given = aliased(HANDLING)
    return (
        select(
            HANDLING.c.made_available_at,
            func.min(given.c.made_available_at).label("answered_at"),
            func.count(ANSWER.c.id).label("noted"),
        )
        .join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
        .outerjoin(
            ANSWER,
            and_(ANSWER.c.handling_id == HANDLING.c.id, ~is_makulerad(ANSWER.c.answer_id)),
        )
        .outerjoin(given, given.c.id == ANSWER.c.answer_id)
        .where(_of(account, span), ~is_makulerad(HANDLING.c.id))
        .group_by(HANDLING.c.id, HANDLING.c.made_available_at)
    )


def _of(account: Account, span: Span) -> ColumnElement[bool]:
    return and_(
        MESSAGE.c.account == account.account,
        HANDLING.c.direction == Direction.INCOMING.value,
        _within(HANDLING.c.made_available_at, span),
    )


def _tell_answer(row: Row[Any], due: datetime, now: datetime) -> str:
    """Return which of the fields of ``AnswerFigures`` a handling counts in."""
    if row.answered_at is not None:
        return "in_time" if row.answered_at <= due else "late"
    if row.noted:
        return "none_needed"
    return "waiting" if now < due else "overdue"


def _count_replies(session: Session, account: Account, span: Span, terms: Terms) -> ReplyFigures:
    counts = Counter(
        _tell_reply(row, answer_due(row.made_available_at, terms.answer_hours))
        for row in session.execute(_replied(account, span))
    )
    return ReplyFigures(**counts)


def _replied(account: Account, span: Span) -> Select[Any]:
    """Return the question for the messages kept unregistered, with the first own reply to each."""
    kept = _messages(account, span).where(
        ~MESSAGE.c.own, DECISION.c.outcome == DecisionOutcome.SKIP.value
    )
    asked, numbers = aliased(MESSAGE), kept.with_only_columns(MESSAGE.c.id)
    return (
        select(asked.c.made_available_at, func.min(MESSAGE.c.made_available_at).label("replied_at"))
        .outerjoin(MESSAGE, is_reply_to(asked))
        .where(asked.c.id.in_(numbers))
        .group_by(asked.c.id, asked.c.made_available_at)
    )


def _tell_reply(row: Row[Any], due: datetime) -> str:
    if row.replied_at is None:
        return "without"
    return "in_time" if row.replied_at <= due else "late"


def _count_kritik(session: Session, account: Account, span: Span) -> tuple[int, int]:
    """Return how much saklig kritik was registered, and how much of it was passed on."""
    rows = session.execute(
        select(is_passed_on().label("passed_on"))
        .select_from(HANDLING)
        .join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
        .where(_of(account, span), is_kritik())
    ).all()
    return len(rows), sum(bool(row.passed_on) for row in rows)


def _count_removals(session: Session, account: Account, span: Span, terms: Terms) -> RemovalFigures:
    """Count the improper posts by the day they were seen."""
    of = (account.account, span.first, span.last)
    seen = list_removals(session, *of)
    removed = [each for each in seen if each.removed_at is not None]
    allowed = timedelta(hours=terms.removal_hours)
    in_time = sum(each.removed_at - each.seen_at <= allowed for each in removed if each.removed_at)
    left = sum(each.removed_at is None and each.left is not None for each in seen)
    return RemovalFigures(
        by_category=dict(Counter(each.category for each in removed)),
        in_time=in_time,
        late=len(removed) - in_time,
        waiting=len(seen) - len(removed) - left,
        left=left,
        rounds=len(list_rounds(session, *of)),
    )


def _months(span: Span) -> Iterator[date]:
    month = span.first.replace(day=1)
    while month <= span.last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _list_turns(
    session: Session, account: Account, span: Span, now: datetime
) -> Iterator[TurnFigure]:
    """Yield the halvårsskiften within a span that have been, since the archive began."""
    taken = [
        each
        for each in list_snapshots(session, account=account.account)
        if each.why is Why.HALVARSSKIFTE
    ]
    installed = HalfYear.containing(read_installation(session).at)
    half = max(installed, HalfYear.containing(bounds_of(span)[0]))
    while half.last_day <= span.last and half.turn <= now:
        if is_expected(account, half, now):
            outcomes = [each.outcome for each in taken if each.period == str(half)]
            yield TurnFigure(period=str(half), state=_tell_turn(outcomes))
        half = half.next


def _tell_turn(outcomes: Sequence[CaptureOutcome]) -> TurnState:
    if CaptureOutcome.COMPLETE in outcomes:
        return TurnState.COMPLETE
    return TurnState.PARTIAL if CaptureOutcome.PARTIAL in outcomes else TurnState.MISSING
