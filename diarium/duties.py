"""What is to be done in time: the kinds of duty, and what is told of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DutyKind(StrEnum):
    """What is to be done in time."""

    REGISTER = "register"
    ANSWER = "answer"
    FORWARD = "forward"
    DISCLOSURE = "disclosure"
    FETCH = "fetch"
    TOKEN = "token"  # noqa: S105  a kind of duty
    SNAPSHOT = "snapshot"
    LOGIN = "login"
    PLAN = "plan"
    SUPERVISION = "supervision"
    REMOVAL = "removal"
    EVALUATION = "evaluation"
    PASSIVE = "passive"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things may take.

    Attributes:
        answer_hours: Hours until an answer is late (policy: 48).
        removal_hours: Hours until an improper post must have been removed (policy: 48).
        supervision_hours: Hours until an account is to be looked through again (policy: 48); 0
            where no rounds are kept (lag (1998:112) 4 a §).
        forward_days: Working days until saklig kritik must have been passed on.
        disclosure_days: Working days until the next step of a request for a handling.
        plan_warn_days: Days before a plan ends by which the next is to have been written.
        delivery_days: Days after a halvårsskifte until its delivery is late.
        receipt_days: Days until the kommunarkiv should have answered on what it was handed.
        evaluation_days: Days until an account is to be evaluated again (policy: once a year).
        evaluation_after_days: Days until a limited activity that has ended is to be evaluated.
    """

    answer_hours: int = 48
    removal_hours: int = 48
    supervision_hours: int = 48
    forward_days: int = 1
    disclosure_days: int = 1
    plan_warn_days: int = 30
    evaluation_days: int = 365
    evaluation_after_days: int = 30
    delivery_days: int = 90
    receipt_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that is late, or falls due soon.

    Attributes:
        namnd: The nämnd; none where the duty is not one nämnd's.
        beteckning: The handling, if it is registered, or what the request for one is called; for
            a fetch or a token the source's id.
        message: The message, if there is one.
        account: The account it came by or is about, if any; ``forvaltning`` that account's, and
            ``ansvarig`` who answers for it.
        since: From when the time is counted.
        waited_hours: Whole hours since then; ``waited_working_days`` the Swedish working days.
        due: The moment from which it is late.
        hours: Hours over the time when late, else left; ``working_days`` the working days.
        command: What to do next.
    """

    kind: DutyKind
    namnd: str | None
    beteckning: str | None
    message: int | None
    account: str | None
    forvaltning: str | None
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
class Found:
    """A duty as it is found, whether late or not; as of ``Duty``."""

    kind: DutyKind
    namnd: str | None
    beteckning: str | None
    message: int | None
    account: str | None
    since: datetime
    due: datetime
    command: str
