"""Evaluations as the other packages see them: frozen, and free of the database.

The policy ("Planera och utvärdera din kommunikation") asks for a report at least once a year, or
after a limited activity, that is shared with the förvaltning's kommunikatör. The figures are what
the register itself can vouch for, and say nothing of what it has not seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from diarium.message_records import Channel
from diarium.records import NamedFile
from diarium.removal_records import Category


class ReportRole(StrEnum):
    """Which form of an evaluation's report a file is."""

    PAGE = "html"
    PRINT = "pdfa"
    FIGURES = "json"


class TurnState(StrEnum):
    """How it stands with the ögonblicksbild of one halvårsskifte."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days that are evaluated, the first and the last included, in Swedish time."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """What a calendar month held, as far as it lies within the span.

    Attributes:
        month: Its first day.
        received: Messages from others that were made available in it.
        own: Own messages, posts as well as replies.
    """

    month: date
    received: int
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFigures:
    """How the registered handlingar that came by the account were answered.

    Each handling counts once; what is makulerat does not count.

    Attributes:
        in_time: Answered within the hours that the settings allow (policy: 48).
        late: Answered after that.
        none_needed: A person has found that no written answer is needed.
        waiting: Not answered when the figures were made, and the time has not run out.
        overdue: Not answered, and the time has run out.
    """

    in_time: int = 0
    late: int = 0
    none_needed: int = 0
    waiting: int = 0
    overdue: int = 0

    @property
    def demanded(self) -> int:
        """How many handlingar an answer was to be given to, or still is."""
        return self.in_time + self.late + self.waiting + self.overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFigures:
    """How comments and posts that were not registered were replied to by the account.

    Attributes:
        in_time: The first own reply came within the hours that the settings allow.
        late: It came after that.
        without: There is no own reply; many comments ask for none.
    """

    in_time: int = 0
    late: int = 0
    without: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalFigures:
    """The improper posts that were seen, and how the account was looked through.

    Attributes:
        by_category: How many were removed, by category; only those that occurred.
        in_time: Removed within the hours that the settings allow from when they were seen.
        late: Removed after that.
        waiting: Neither removed nor left standing by a person when the figures were made.
        left: Left standing, as a person found.
        rounds: Rounds of supervision that were noted.
    """

    by_category: Mapping[Category, int]
    in_time: int = 0
    late: int = 0
    waiting: int = 0
    left: int = 0
    rounds: int = 0

    @property
    def removed(self) -> int:
        """How many were removed."""
        return self.in_time + self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFigure:
    """One halvårsskifte within the span when the account was to have its ögonblicksbild.

    Attributes:
        period: The half-year that it ends, such as ``2026-H1``.
    """

    period: str
    state: TurnState


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigures:
    """What the register knows of an account and some days.

    Attributes:
        received: Messages from others by channel; every channel, also those without any. A
            message that repeats another counts once.
        own_posts: Own messages that reply to nothing.
        own_replies: Own messages that reply to another.
        registered: Of those received, registered in the diarium.
        kept: Kept ordered and not registered, by rule or by a person.
        undecided: Waiting for a person.
        kritik: Saklig kritik that was registered.
        kritik_forwarded: Of that, passed on to an instans.
        months: Every calendar month that the span touches.
        turns: Every halvårsskifte within the span; none for an account that takes no pictures.
    """

    received: Mapping[Channel, int]
    own_posts: int
    own_replies: int
    registered: int
    kept: int
    undecided: int
    answers: AnswerFigures
    replies: ReplyFigures
    kritik: int
    kritik_forwarded: int
    removals: RemovalFigures
    months: tuple[MonthFigures, ...]
    turns: tuple[TurnFigure, ...]

    @property
    def received_total(self) -> int:
        """How many messages came from others."""
        return sum(self.received.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """What is noted of an evaluation.

    Attributes:
        namnd: Code of the nämnd whose accounts they are.
        forvaltning: The förvaltning whose kommunikatör the report is for.
        recipient: The kommunikatör's name; empty where no plan and no roster tells it.
        comment: What those who answer for the accounts say of the outcome; empty if nothing.
        accounts: The accounts by id, each with the number of its version then.
    """

    namnd: str
    forvaltning: str
    recipient: str
    span: Span
    comment: str
    accounts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """An evaluation as it was noted, with its report in every form."""

    id: int
    facts: EvaluationFacts
    files: tuple[NamedFile, ...]
    at: datetime
    by: str
