"""What the municipality itself wrote in public on its accounts, as far as it has been taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diarium.message_records import Channel
from diarium.tables import BATCH_VISIBLE, MESSAGE

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
