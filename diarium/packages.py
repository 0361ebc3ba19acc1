"""The register of packages made for the kommunarkiv: what was made, delivered and withdrawn."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.handlingar import is_makulerad
from diarium.journal import append_event, insert_row, insert_rows
from diarium.package_records import (
    Package,
    PackageFacts,
    PackageItems,
    PackageState,
    PackageStep,
)
from diarium.tables import ARENDE, HANDLING, PACKAGE, PACKAGE_ITEM, PACKAGE_STATUS

CONTAINERS = (".zip", ".tar")
"""Endings that the file of a package has besides its name."""
_COLUMNS = [column for column in PACKAGE.c if column.name != "salt"]


def record_packages(
    session: Session, made: Sequence[PackageFacts], by: str, now: datetime
) -> list[Package]:
    """Note the packages of a delivery, before they are put in their place.

    So there is never a package outside that the register does not know; one that is noted but was
    never put in place is simply made again.

    Args:
        session: A session that holds the write lock.
        made: What is noted of each.
        by: Who made them.
        now: When.
    """
    ids = [_record(session, each, by, now) for each in made]
    return list_where(session, PACKAGE.c.id.in_(ids))


def list_packages(
    session: Session, namnd: str | None = None, period: str | None = None
) -> list[Package]:
    """Return the packages in the order they were made.

    Args:
        session: A session.
        namnd: Only those of the nämnd with this code.
        period: Only those of this half-year, such as ``2026-H1``.
    """
    where = [PACKAGE.c.namnd == namnd] if namnd is not None else []
    where += [PACKAGE.c.period == period] if period is not None else []
    return list_where(session, *where)


def list_makings(session: Session, name: str) -> list[list[Package]]:
    """Return the packages of a name, one list for each time they were made, oldest first.

    Args:
        session: A session.
        name: The name of a package or of a whole delivery, or the path of its folder or file.

    Raises:
        UsageError: There is none.
    """
    wanted = plain_name(name)
    found = list_where(session, (PACKAGE.c.name == wanted) | (PACKAGE.c.delivery == wanted))
    if not found:
        raise UsageError(
            "there is no package {name}; archiver export list shows them", name=wanted[:100]
        )
    makings = defaultdict[datetime, list[Package]](list)
    for each in found:
        makings[each.at].append(each)
    return [makings[moment] for moment in sorted(makings)]


def plain_name(name: str) -> str:
    """Return a package's name of what may be the path of its folder or file."""
    last = name.strip().rstrip("/").rpartition("/")[2]
    return next((last.removesuffix(end) for end in CONTAINERS if last.endswith(end)), last)


def find_owner(session: Session, name: str) -> str | None:
    """Return the code of the nämnd whose package or delivery this is, or None if there is none."""
    wanted = plain_name(name)
    query = select(PACKAGE.c.namnd).where(
        (PACKAGE.c.name == wanted) | (PACKAGE.c.delivery == wanted)
    )
    owner: str | None = session.execute(query.limit(1)).scalar()
    return owner


def _record(session: Session, facts: PackageFacts, by: str, now: datetime) -> int:
    names = (each.name for each in fields(PackageFacts) if each.name != "items")
    package = insert_row(
        session, PACKAGE, **{name: getattr(facts, name) for name in names},
        contents_sha256=_digest_items(facts.items), at=now, by=by,
    )  # fmt: skip
    items = [{"package_id": package.row_id, **each} for each in _items(facts.items)]
    rows = [package, *insert_rows(session, PACKAGE_ITEM, items)]
    prepared = {"status": PackageState.PREPARED.value, "happened_at": now, "at": now, "by": by}
    rows.append(insert_row(session, PACKAGE_STATUS, package_id=package.row_id, **prepared))
    append_event(session, "package.made", facts.name, rows, by, now)
    return package.row_id


def _items(items: PackageItems) -> list[Mapping[str, int]]:
    return [
        {column: number}
        for column, numbers in (
            ("snapshot_id", items.snapshots),
            ("arende_id", items.arenden),
            ("handling_id", items.handlingar),
        )
        for number in sorted(numbers)
    ]


def _digest_items(items: PackageItems) -> str:
    lines = (f"{kind} {number}\n" for each in _items(items) for kind, number in each.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def list_where(session: Session, *where: ColumnElement[bool]) -> list[Package]:
    """Return the packages that conditions on the table ``PACKAGE`` hold for, oldest first."""
    steps = _read_steps(session, where)
    rows = session.execute(select(*_COLUMNS).where(*where).order_by(PACKAGE.c.id))
    return [Package(**row._mapping, steps=tuple(steps[row.id])) for row in rows]  # noqa: SLF001  SQLAlchemy's public name


def _read_steps(
    session: Session, where: Sequence[ColumnElement[bool]]
) -> dict[int, list[PackageStep]]:
    """Return the steps of packages; what a makulerat leveranskvitto said does not count."""
    found = defaultdict[int, list[PackageStep]](list)
    of = PACKAGE_STATUS.c.handling_id
    query = (
        select(PACKAGE_STATUS, ARENDE.c.diarienummer, HANDLING.c.lopnummer)
        .join(PACKAGE, PACKAGE.c.id == PACKAGE_STATUS.c.package_id)
        .outerjoin(HANDLING, HANDLING.c.id == of)
        .outerjoin(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .where(*where, of.is_(None) | ~is_makulerad(of))
    )
    for row in session.execute(query.order_by(PACKAGE_STATUS.c.id)):
        found[row.package_id].append(_step(row))
    return found


def _step(row: Row[Any]) -> PackageStep:
    return PackageStep(
        state=PackageState(row.status),
        said=row.said,
        happened_at=row.happened_at,
        receipt=f"{row.diarienummer}-{row.lopnummer}" if row.diarienummer else None,
        receipt_sha256=row.receipt_sha256,
        at=row.at,
        by=row.by,
    )
