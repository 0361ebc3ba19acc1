"""Fetches from live sources: what came of each, and from where the next goes on.

A fetch is noted after its batches are visible, so a place that is noted has all before it taken in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_rows
from diarium.tables import BATCH, BATCH_FILE, BATCH_VISIBLE, SOURCE_FETCH

Cursor = Mapping[str, str | int]
"""Where a source stands, in its own words."""


class FetchOutcome(StrEnum):
    """What came of a fetch."""

    DONE = "done"
    MORE = "more"
    PAUSED = "paused"
    FAILED = "failed"


WENT_WELL = (FetchOutcome.DONE.value, FetchOutcome.MORE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of a fetch.

    Attributes:
        cursor: From where the next goes on; empty when from the beginning.
        outcome: ``more``: a limit of the settings was reached, and the next run goes on.
        reason: Why it was paused or failed, as a code; never the server's own words.
        wait_until: Before this moment the server wants to be left alone.
    """

    cursor: Cursor
    outcome: FetchOutcome
    reason: str | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with a source that was fetched from at least once.

    Attributes:
        count: How many rows tell of it.
        first_at: When it was first tried.
        last_at: When it was last tried, and ``last`` what came of that.
        done_at: When a fetch last went well, if one ever did.
    """

    source: str
    count: int
    first_at: datetime
    last_at: datetime
    last: Fetched
    done_at: datetime | None


def record_fetch(
    session: Session,
    source: str,
    fetched: Fetched,
    batches: Sequence[int],
    by: str,
    now: datetime,
) -> None:
    """Note what came of a fetch: a row for each batch it gave, or one without.

    Args:
        session: A session that holds the write lock.
        source: The source's id in the settings.
        fetched: What came of it.
        batches: The numbers of the batches, visible already.
        by: Who fetched.
        now: When.
    """
    told = {
        "source": source,
        "cursor": json.dumps(dict(fetched.cursor), sort_keys=True),
        "outcome": fetched.outcome.value,
        "reason": fetched.reason,
        "wait_until": fetched.wait_until,
        "at": now,
        "by": by,
    }
    wanted = [{**told, "batch_id": each} for each in batches or (None,)]
    rows = insert_rows(session, SOURCE_FETCH, wanted)
    append_event(session, f"fetch.{fetched.outcome.value}", f"source {source}", rows, by, now)


def read_standings(session: Session) -> dict[str, Standing]:
    """Return how it stands with each source that was ever fetched from, by its id."""
    newest = select(func.max(SOURCE_FETCH.c.id)).group_by(SOURCE_FETCH.c.source)
    counted = select(
        SOURCE_FETCH.c.source,
        func.count().label("rows"),
        func.min(SOURCE_FETCH.c.at).label("first_at"),
    ).group_by(SOURCE_FETCH.c.source)
    went_well = (
        select(SOURCE_FETCH.c.source, func.max(SOURCE_FETCH.c.at).label("at"))
        .where(SOURCE_FETCH.c.outcome.in_(WENT_WELL))
        .group_by(SOURCE_FETCH.c.source)
    )
    done = {row.source: row.at for row in session.execute(went_well)}
    tried = {row.source: row for row in session.execute(counted)}
    return {
        row.source: Standing(
            source=row.source,
            count=tried[row.source].rows,
            first_at=tried[row.source].first_at,
            last_at=row.at,
            last=Fetched(
                cursor=json.loads(row.cursor),
                outcome=FetchOutcome(row.outcome),
                reason=row.reason,
                wait_until=row.wait_until,
            ),
            done_at=done.get(row.source),
        )
        for row in session.execute(select(SOURCE_FETCH).where(SOURCE_FETCH.c.id.in_(newest)))
    }


def find_taken_in(session: Session, name: str) -> dict[tuple[str, str], int]:
    """Return what is visible of a delivery: its batches by path and checksum of their files.

    Args:
        session: A session.
        name: What the delivery is called in its batches.
    """
    query = (
        select(BATCH_FILE.c.path, BATCH_FILE.c.sha256, BATCH.c.id)
        .join(BATCH, BATCH.c.id == BATCH_FILE.c.batch_id)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == BATCH.c.id)
        .where(BATCH.c.source_name == name)
        .order_by(BATCH.c.id)
    )
    return {(row.path, row.sha256): row.id for row in session.execute(query)}
