"""Improper posts as they are read: what was seen, copied and removed, and when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from diarium.accounts import narrow_to
from diarium.errors import UsageError
from diarium.handlingar import is_makulerad
from diarium.incoming import whole_minute
from diarium.policy_tables import REMOVAL, REMOVAL_COPY, REMOVAL_STEP
from diarium.postlista import start_of
from diarium.removal_records import (
    STATUTORY,
    Category,
    Copy,
    CopyWay,
    Removal,
    RemovalStep,
    Step,
)
from diarium.tables import ARENDE, HANDLING

Rows = Mapping[int, Sequence[Row[Any]]]
"""Rows of a table by the number of the removal that they belong to."""


def read_removal(session: Session, number: int) -> Removal:
    """Return an improper post as it now stands.

    Raises:
        UsageError: There is none by that number.
    """
    found = _read(session, [REMOVAL.c.id == number])
    if not found:
        raise UsageError(
            "there is no removal {number}; archiver remove-post list shows those there are",
            number=number,
        )
    return found[0]


def list_removals(
    session: Session,
    account: str | None = None,
    first: date | None = None,
    last: date | None = None,
    *,
    namnd: str | None = None,
) -> list[Removal]:
    """Return improper posts in the order they were noted, removed or not.

    Args:
        session: A session.
        account: Only those of the account with this id.
        first: Only those seen on this day or later, in Swedish time.
        last: Only those seen on this day or earlier.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such account or nämnd.
    """
    where = narrow_to(session, REMOVAL, account, namnd)
    if first is not None:
        where.append(REMOVAL.c.seen_at >= start_of(first))
    if last is not None:
        where.append(REMOVAL.c.seen_at < start_of(last + timedelta(days=1)))
    return _read(session, where)


def _read(session: Session, where: Sequence[ColumnElement[bool]]) -> list[Removal]:
    copies = _by_removal(session, _copies().where(*where))
    steps = _by_removal(session, select(REMOVAL_STEP).join(REMOVAL).where(*where))
    rows = session.execute(select(REMOVAL).where(*where).order_by(REMOVAL.c.id)).all()
    return [_removal(row, copies.get(row.id, ()), steps.get(row.id, ())) for row in rows]


def _copies() -> Select[Any]:
    return (
        select(REMOVAL_COPY, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(REMOVAL)
        .join(HANDLING, HANDLING.c.id == REMOVAL_COPY.c.handling_id)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(~is_makulerad(HANDLING.c.id))
    )


def _by_removal(session: Session, query: Select[Any]) -> Rows:
    found = defaultdict[int, list[Row[Any]]](list)
    for row in sorted(session.execute(query), key=lambda each: each.id):
        found[row.removal_id].append(row)
    return found


def _removal(row: Row[Any], copies: Sequence[Row[Any]], steps: Sequence[Row[Any]]) -> Removal:
    noted = tuple(map(_step, steps))
    made = tuple(map(_copy, copies))
    newest = {each.kind: each for each in noted}
    removed, left = newest.get(RemovalStep.REMOVED), newest.get(RemovalStep.LEFT)
    told = [each.kind for each in noted if each.kind in _TELLING]
    police = newest.get(RemovalStep.POLICE)
    category = Category(row.category)
    return Removal(
        id=row.id,
        account=row.account,
        namnd=row.namnd,
        category=category,
        statutory=category in STATUTORY,
        address=row.address,
        words=row.words,
        posted_at=row.posted_at,
        seen_at=row.seen_at,
        copies=made,
        steps=noted,
        removed_at=removed.happened_at if removed else None,
        removed_by=removed.by if removed else None,
        decision=_decision(noted),
        copied=is_copied(made, removed.happened_at if removed else None),
        left=left.said if left else None,
        writer_told=told[-1] is RemovalStep.WRITER_TOLD if told else None,
        police=police.said if police else None,
        at=row.at,
        by=row.by,
    )


_TELLING = (RemovalStep.WRITER_TOLD, RemovalStep.WRITER_NOT_TOLD)
_DECIDING = (RemovalStep.REMOVED, RemovalStep.DECIDED)


def _decision(steps: Sequence[Step]) -> str | None:
    said = [each.said for each in steps if each.kind in _DECIDING and each.said]
    return said[-1] if said else None


def is_copied(copies: Sequence[Copy], removed_at: datetime | None) -> bool:
    """Tell whether one of the copies was made before the post was removed.

    People write when something was done in minutes: the same minute is before.

    Args:
        copies: The copies.
        removed_at: When the post was removed; None where it still stands.
    """
    return any(removed_at is None or whole_minute(c.copied_at) <= removed_at for c in copies)


def _step(row: Row[Any]) -> Step:
    return Step(
        kind=RemovalStep(row.kind), said=row.said, happened_at=row.happened_at, at=row.at, by=row.by
    )


def _copy(row: Row[Any]) -> Copy:
    return Copy(
        beteckning=f"{row.diarienummer}-{row.lopnummer}", way=CopyWay(row.way),
        copied_at=row.copied_at, at=row.at, by=row.by,
    )  # fmt: skip
