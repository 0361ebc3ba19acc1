"""What remains before an ärende can be closed.

Each check is one line of a table: it looks at facts that were read before and names what it
finds, so that a check needs no register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session, aliased

from diarium.answers import unanswered
from diarium.arende_records import Arende, ArendeStatus
from diarium.forwards import unforwarded
from diarium.message_records import DecisionOutcome
from diarium.readable_forms import list_missing
from diarium.standing import STANDING
from diarium.tables import ATTACHMENT, BATCH_VISIBLE, DECISION, HANDLING, MESSAGE


class Lack(StrEnum):
    """Why an ärende cannot be closed yet."""

    ON_HOLD = "on-hold"
    CLASSIFICATION = "no-classification"
    UNDECIDED = "undecided-message"
    ANSWER = "unanswered"
    FORWARD = "not-passed-on"
    ATTACHMENT = "missing-attachment"
    READABLE = "no-readable-form"


@dataclass(frozen=True, slots=True)
class Remaining:
    """Something that remains to be done in an ärende.

    Attributes:
        lack: What it is.
        about: The handlingar, by their beteckning, or the messages, by their number.
    """

    lack: Lack
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it in short."""
        return " ".join((self.lack.value, *self.about))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the checks need to know.

    Attributes:
        arende: The ärende with its handlingar.
        undecided: Messages that belong in it and wait for a decision.
        unanswered: Incoming handlingar that are neither answered nor written off.
        unforwarded: Saklig kritik that was not passed on.
        incomplete: Messages in it with an attachment whose bytes are not kept.
        unreadable: Handlingar with a file that has no readable form.
    """

    arende: Arende
    undecided: tuple[int, ...]
    unanswered: tuple[str, ...]
    unforwarded: tuple[str, ...]
    incomplete: frozenset[int]
    unreadable: tuple[str, ...]


def _incomplete(facts: Facts) -> tuple[str, ...]:
    return tuple(
        each.beteckning
        for each in facts.arende.handlingar
        if each.message in facts.incomplete and not each.makulerad and not each.no_attachment
    )


CHECKS: tuple[tuple[Lack, Callable[[Facts], tuple[str, ...] | bool]], ...] = (
    (Lack.ON_HOLD, lambda facts: facts.arende.status is ArendeStatus.ON_HOLD),
    (Lack.CLASSIFICATION, lambda facts: facts.arende.classification is None),
    (Lack.UNDECIDED, lambda facts: tuple(map(str, facts.undecided))),
    (Lack.ANSWER, lambda facts: facts.unanswered),
    (Lack.FORWARD, lambda facts: facts.unforwarded),
    (Lack.ATTACHMENT, _incomplete),
    (Lack.READABLE, lambda facts: facts.unreadable),
)
"""Each lack and how it is found: what it is about, or whether it is there at all."""


def find_remaining(facts: Facts) -> tuple[Remaining, ...]:
    """Return all that remains, in the order of the table."""
    found = ((lack, check(facts)) for lack, check in CHECKS)
    return tuple(
        Remaining(lack, () if isinstance(about, bool) else about) for lack, about in found if about
    )


def list_remaining(session: Session, arende: Arende) -> tuple[Remaining, ...]:
    """Return all that remains in an ärende; nothing where it is closed.

    Args:
        session: A session.
        arende: The ärende with its handlingar.
    """
    if arende.is_closed:
        return ()
    facts = Facts(
        arende=arende,
        undecided=_list_undecided(session, arende.id),
        unanswered=tuple(unanswered(session, arende.id)),
        unforwarded=tuple(unforwarded(session, arende.id)),
        incomplete=list_incomplete(session, arende.id),
        unreadable=tuple(list_missing(session, arende.id)),
    )
    return find_remaining(facts)


def _list_undecided(session: Session, arende_id: int) -> tuple[int, ...]:
    """Return messages that wait: they reply to one in the ärende, change it, or stood there."""
    held = aliased(MESSAGE)
    same_place = (
        (MESSAGE.c.namnd == held.c.namnd)
        & (func.coalesce(MESSAGE.c.account, "") == func.coalesce(held.c.account, ""))
        & (MESSAGE.c.source == held.c.source)
    )
    ways = (
        (MESSAGE.c.in_reply_to == held.c.external_id) & same_place,
        (MESSAGE.c.external_id == held.c.external_id) & same_place,
        MESSAGE.c.id == held.c.id,
    )
    there = select(HANDLING.c.message_id).where(HANDLING.c.arende_id == arende_id)
    found = (select(MESSAGE.c.id).join(held, way).where(held.c.id.in_(there)) for way in ways)
    waiting = (DecisionOutcome.PROPOSE.value, DecisionOutcome.REVIEW.value)
    query = (
        select(MESSAGE.c.id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .join(DECISION, (DECISION.c.message_id == MESSAGE.c.id) & (DECISION.c.id == STANDING))
        .where(MESSAGE.c.id.in_(union(*found)), DECISION.c.outcome.in_(waiting))
    )
    return tuple(session.execute(query.order_by(MESSAGE.c.id)).scalars())


def list_incomplete(session: Session, arende_id: int) -> frozenset[int]:
    """Return the messages registered in an ärende of which an attachment is not kept."""
    query = (
        select(HANDLING.c.message_id)
        .join(ATTACHMENT, ATTACHMENT.c.message_id == HANDLING.c.message_id)
        .where(HANDLING.c.arende_id == arende_id, ATTACHMENT.c.sha256.is_(None))
    )
    return frozenset(session.execute(query).scalars())
