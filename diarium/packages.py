"""The register of packages made for the kommunarkiv."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_row
from diarium.records import Package
from diarium.tables import PACKAGE

_COLUMNS = [column for column in PACKAGE.c if column.name != "salt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What is noted of a package; the fields are those of `records.Package`."""

    namnd: str
    period: str
    profile: str
    name: str
    manifest_sha256: str
    extract: bool


def record_package(session: Session, facts: PackageFacts, by: str, now: datetime) -> Package:
    """Note a package, before it is put in its place.

    So there is never a package outside that the register does not know; one that is noted but was
    never put in place is simply made again.

    Args:
        session: A session that holds the write lock.
        facts: What is noted.
        by: Who made it.
        now: When.
    """
    row = insert_row(session, PACKAGE, **asdict(facts), at=now, by=by)
    append_event(session, "package.made", facts.name, [row], by, now)
    return Package(id=row.row_id, **asdict(facts), at=now, by=by)


def list_packages(
    session: Session, namnd: str | None = None, period: str | None = None
) -> list[Package]:
    """Return the packages in the order they were made.

    Args:
        session: A session.
        namnd: Only those of the nämnd with this code.
        period: Only those of this half-year, such as ``2026-H1``.
    """
    wanted = select(*_COLUMNS).order_by(PACKAGE.c.id)
    if namnd is not None:
        wanted = wanted.where(PACKAGE.c.namnd == namnd)
    if period is not None:
        wanted = wanted.where(PACKAGE.c.period == period)
    rows = session.execute(wanted)
    return [Package(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name
