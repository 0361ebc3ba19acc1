"""Which ärenden stay because the kommunarkiv has not said whether it takes them over.

What lies in a package that is prepared or delivered stays until the kommunarkiv has accepted or
refused the package, or it is withdrawn. A package that was made anew before it was delivered
counts no more. An extract is a copy that no archive takes over, and never counts.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from diarium.handlingar import is_makulerad
from diarium.package_records import UNANSWERED, PackageState
from diarium.tables import PACKAGE, PACKAGE_ITEM, PACKAGE_STATUS

QUESTION = 500
"""How many ärenden one question to the database names."""


def find_packaged(session: Session, arenden: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the packages that ärenden stay for the sake of, by the numbers of the ärendens' rows.

    Args:
        session: A session.
        arenden: The ärenden that are asked for, by the numbers of their rows.
    """
    found = defaultdict[int, set[str]](set)
    for start in range(0, len(arenden), QUESTION):
        part = arenden[start : start + QUESTION]
        query = (
            select(PACKAGE_ITEM.c.arende_id, PACKAGE.c.name)
            .join(PACKAGE, PACKAGE.c.id == PACKAGE_ITEM.c.package_id)
            .join(PACKAGE_STATUS, PACKAGE_STATUS.c.id == _newest())
            .where(PACKAGE_ITEM.c.arende_id.in_(part), ~PACKAGE.c.extract, _waits())
        )
        for row in session.execute(query.distinct()):
            found[row.arende_id].add(row.name)
    return {arende: tuple(sorted(names)) for arende, names in found.items()}


def _newest() -> ColumnElement[int]:
    """Return the newest step of a package that a makulerat leveranskvitto does not take back."""
    step = PACKAGE_STATUS.alias("step")
    stands = step.c.handling_id.is_(None) | ~is_makulerad(step.c.handling_id)
    query = select(func.max(step.c.id)).where(step.c.package_id == PACKAGE.c.id, stands)
    return query.correlate(PACKAGE).scalar_subquery()


def _waits() -> ColumnElement[bool]:
    later = PACKAGE.alias("later")
    remade = exists(later.c.id).where(
        later.c.delivery == PACKAGE.c.delivery, later.c.id > PACKAGE.c.id, later.c.at > PACKAGE.c.at
    )
    prepared = PACKAGE_STATUS.c.status == PackageState.PREPARED.value
    return PACKAGE_STATUS.c.status.in_([each.value for each in UNANSWERED]) | prepared & ~remade
