"""What the municipality itself wrote in public on its accounts, as far as it has been taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diarium.message_records import Channel
from diarium.tables import BATCH_VISIBLE, MESSAGE
from schedules.clock import STOCKHOLM

PUBLIC = (Channel.POST.value, Channel.COMMENT.value)
"""Where what is written can be read on the page; a private answer keeps no page alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOwn:
    """The last that an account itself is known to have written in public.

    Attributes:
        written: When.
        taken_in: When what the account wrote was last taken in.
    """

    written: datetime
    taken_in: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """A post that an account itself wrote, as it was taken in."""

    message: int
    written: datetime
    text: str


def list_own_posts(session: Session, since: date) -> Mapping[str, Sequence[OwnPost]]:
    """Return the posts that each account itself wrote from a day on, in Swedish time, by account.

    What it answered in a thread is no post, and a repeat is told of once.
    """
    start = datetime.combine(since, time.min, STOCKHOLM)
    query = (
        select(MESSAGE.c.id, MESSAGE.c.account, MESSAGE.c.made_available_at, MESSAGE.c.text)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .where(
            MESSAGE.c.own,
            MESSAGE.c.account.is_not(None),
            MESSAGE.c.channel == Channel.POST.value,
            MESSAGE.c.made_available_at >= start.astimezone(UTC),
            MESSAGE.c.duplicate_of.is_(None),
        )
        .order_by(MESSAGE.c.made_available_at, MESSAGE.c.id)
    )
    found: dict[str, list[OwnPost]] = {}
    for row in session.execute(query):
        post = OwnPost(message=row.id, written=row.made_available_at, text=row.text)
        found.setdefault(row.account, []).append(post)
    return found


def read_last_own(session: Session) -> Mapping[str, LastOwn]:
    """Return the last own words of each account that has any, by account."""
    query = (
        select(
            MESSAGE.c.account,
            func.max(MESSAGE.c.made_available_at).label("written"),
            func.max(MESSAGE.c.received_at).label("taken_in"),
        )
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .where(MESSAGE.c.own, MESSAGE.c.account.is_not(None), MESSAGE.c.channel.in_(PUBLIC))
        .group_by(MESSAGE.c.account)
    )
    return {
        row.account: LastOwn(written=row.written, taken_in=row.taken_in)
        for row in session.execute(query)
    }
