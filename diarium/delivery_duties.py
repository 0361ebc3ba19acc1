"""What is to be handed over to the kommunarkiv, and what it has not answered.

The policy ("Dokumentera") has the ögonblicksbilder of every halvårsskifte sent to the kommunarkiv.
A half-year of a nämnd is handed over when each snapshot of it lies in a delivery that the
kommunarkiv has got and has not refused; copies do not count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.duties import DutyKind, Found, Terms
from diarium.package_records import Package, PackageState
from diarium.packages import list_packages
from diarium.snapshot_records import CaptureOutcome
from diarium.tables import PACKAGE_ITEM, SNAPSHOT, SNAPSHOT_ACCEPTANCE
from schedules.half_year import HalfYear

_HANDED_OVER = frozenset((PackageState.DELIVERED, PackageState.RECEIVED, PackageState.ACCEPTED))
Half = tuple[str, str]
"""A nämnd's code and a half-year, such as ``2026-H1``."""


def find_delivery_duties(session: Session, terms: Terms, namnd: str | None) -> Iterator[Found]:
    """Yield each half-year of a nämnd that is to be delivered, and each delivery unanswered.

    Args:
        session: A session.
        terms: How long things may take.
        namnd: Only those of the nämnd with this very code.
    """
    packages = [each for each in list_packages(session, namnd) if not each.extract]
    yield from _find_undelivered(session, terms, namnd, packages)
    yield from _find_unanswered(terms, packages)


def _find_undelivered(
    session: Session, terms: Terms, namnd: str | None, packages: Sequence[Package]
) -> Iterator[Found]:
    held = _read_held(session)
    over = _held_by(held, (each for each in packages if each.state in _HANDED_OVER))
    ready = [each for each in packages if each.state is PackageState.PREPARED]
    for half, snapshots in _read_snapshots(session, namnd).items():
        left = snapshots - over
        if not left:
            continue
        code, period = half
        turn = HalfYear.parse(period).turn
        made = [each for each in ready if left & held.get(each.id, set())]
        command = (
            f"archiver export deliver {made[-1].delivery} --how HUR"
            if made
            else f"archiver export --namnd {code} --period {period} --output MAPP"
        )
        due = turn + timedelta(days=terms.delivery_days)
        yield Found(DutyKind.DELIVERY, code, period, None, None, turn, due, command)


def _find_unanswered(terms: Terms, packages: Iterable[Package]) -> Iterator[Found]:
    """Yield each delivery that the kommunarkiv has and owes its answer on, once."""
    waiting = {(each.delivery, each.at): each for each in packages if each.waits}
    for each in waiting.values():
        since = each.steps[-1].happened_at
        due = since + timedelta(days=terms.receipt_days)
        about = (each.namnd, each.delivery, None, None)
        command = f"archiver export receipt {each.delivery} FIL"
        yield Found(DutyKind.DELIVERY, *about, since, due, command)


def _read_snapshots(session: Session, namnd: str | None) -> Mapping[Half, set[int]]:
    """Return the snapshots that are there, whole or in part, by nämnd and half-year."""
    query = (
        select(SNAPSHOT.c.id, SNAPSHOT.c.namnd, SNAPSHOT.c.period)
        .outerjoin(SNAPSHOT_ACCEPTANCE)
        .where(
            (SNAPSHOT.c.outcome != CaptureOutcome.FAILED) | SNAPSHOT_ACCEPTANCE.c.id.is_not(None)
        )
        .order_by(SNAPSHOT.c.period, SNAPSHOT.c.namnd)
    )
    found: dict[Half, set[int]] = defaultdict(set)
    for row in session.execute(query.where(SNAPSHOT.c.namnd == namnd) if namnd else query):
        found[row.namnd, row.period].add(row.id)
    return found


def _read_held(session: Session) -> dict[int, set[int]]:
    """Return which snapshots each package holds."""
    item = PACKAGE_ITEM.c
    found: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(
        select(item.package_id, item.snapshot_id).where(item.snapshot_id.is_not(None))
    ):
        found[row.package_id].add(row.snapshot_id)
    return found


def _held_by(held: Mapping[int, set[int]], packages: Iterable[Package]) -> set[int]:
    return set[int]().union(*(held.get(each.id, set()) for each in packages))
