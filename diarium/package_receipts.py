"""Leveranskvitton: what the kommunarkiv answers is a handling that came in, and is registered.

The file is kept before. One transaction then holds the handling, the ärende if a new one is
opened, what the answer makes of the packages, and the journal's entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Direction, Handling
from diarium.arenden import open_arende, read_arende, refuse_closed
from diarium.diarienummer import DEFAULT_TEMPLATE, next_number
from diarium.errors import RefusedError
from diarium.handlingar import is_makulerad, read_handling
from diarium.incoming import check_moment
from diarium.journal import RowDigest, append_event, insert_row
from diarium.kept import note_file
from diarium.package_records import Package, PackageState
from diarium.package_steps import NewStep, list_ready, take_step
from diarium.packages import list_makings
from diarium.records import FileRef
from diarium.snapshot_records import ORIGINAL
from diarium.tables import ANSWER, ARENDE, HANDLING, HANDLING_FILE, PACKAGE, PACKAGE_STATUS

KIND = "leveranskvitto"
MENING = "Leverans till {archive}: sociala medier {period} ({delivery})"
SUBJECT = "Leveranskvitto: {name} {outcome}"
OUTCOMES = {
    PackageState.RECEIVED: "mottaget",
    PackageState.ACCEPTED: "godkänt",
    PackageState.REFUSED: "avvisat",
}
NO_ANSWER = "Ett leveranskvitto besvaras inte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the kommunarkiv answered, kept in the store already.

    Attributes:
        state: What it says: received, accepted or refused.
        name: What its file is called.
        media_type: Its kind, such as ``application/pdf``.
        ref: The kept file.
        received_at: When it came.
        archive: Who sent it: the archive's name.
        why: Why the packages were refused.
        arende: Diarienummer of the ärende it belongs to; None means that of the delivery.
        template: How a diarienummer is written.
    """

    state: PackageState
    name: str
    media_type: str
    ref: FileRef
    received_at: datetime
    archive: str
    why: str | None = None
    arende: str | None = None
    template: str = DEFAULT_TEMPLATE


def find_awaited(session: Session, name: str, state: PackageState) -> list[Package]:
    """Return the packages that an answer can be about.

    Args:
        session: A session.
        name: A package or a whole delivery.
        state: What the answer says.

    Raises:
        UsageError: There is no such package.
        RefusedError: None of them waits for such an answer.
    """
    makings = list_makings(session, name)
    waiting = [making for making in makings if any(each.waits for each in making)]
    return list_ready((waiting or makings)[-1], state)


def find_receipt_arende(
    session: Session, packages: Sequence[Package], named: str | None
) -> Arende | None:
    """Return the ärende that a leveranskvitto will be registered in, if there is one.

    Args:
        session: A session.
        packages: The packages it is about; of one delivery.
        named: The diarienummer that was asked for.

    Raises:
        UsageError: There is no ärende by that diarienummer.
        RefusedError: It is closed or another nämnd's.
    """
    if named is None:
        return _find_own(session, packages[0])
    arende = read_arende(session, named, handlingar=False)
    if arende.namnd != packages[0].namnd:
        raise RefusedError(
            "{dnr} is {other}'s and the package is {own}'s; each nämnd has its own diarium",
            dnr=arende.diarienummer,
            other=arende.namnd,
            own=packages[0].namnd,
        )
    refuse_closed(arende)
    return arende


def record_receipt(
    session: Session, name: str, receipt: Receipt, by: str, now: datetime
) -> tuple[Handling, list[Package]]:
    """Register a leveranskvitto, and note what it says of the packages.

    The same file a second time, as when it says both that a package came and that it is accepted,
    is not registered twice.

    Args:
        session: A session that holds the write lock.
        name: A package or a whole delivery.
        receipt: The leveranskvitto.
        by: Who notes it.
        now: When.

    Returns:
        The handling, and the packages as they then stand.

    Raises:
        UsageError: There is no such package or ärende, or words or moment cannot be meant.
        RefusedError: No package waits for such an answer, or the ärende is closed or another
            nämnd's.
    """
    packages = find_awaited(session, name, receipt.state)
    for each in packages:
        check_moment(receipt.received_at, each.steps[-1].happened_at, "--when", now)
    before = _find_same(session, packages, receipt)
    handling = before or _register(session, packages, receipt, by, now)
    step = NewStep(
        state=receipt.state, happened_at=receipt.received_at, said=receipt.why,
        handling=handling.id, receipt_sha256=receipt.ref.sha256,
    )  # fmt: skip
    return handling, take_step(session, packages, step, "--why", by, now)


def _find_own(session: Session, package: Package) -> Arende | None:
    """Return the ärende that was opened at the delivery's first receipt, unless it is closed."""
    query = (
        select(ARENDE.c.diarienummer)
        .join(HANDLING, HANDLING.c.arende_id == ARENDE.c.id)
        .join(PACKAGE_STATUS, PACKAGE_STATUS.c.handling_id == HANDLING.c.id)
        .join(PACKAGE, PACKAGE.c.id == PACKAGE_STATUS.c.package_id)
        .where(PACKAGE.c.delivery == package.delivery)
        .order_by(PACKAGE_STATUS.c.id.desc())
        .limit(1)
    )
    dnr = session.execute(query).scalar()
    arende = read_arende(session, dnr, handlingar=False) if dnr is not None else None
    return None if arende is None or arende.is_closed else arende


def _find_same(session: Session, packages: Sequence[Package], receipt: Receipt) -> Handling | None:
    """Return the handling that the same file is registered as for one of the packages."""
    query = select(PACKAGE_STATUS.c.handling_id).where(
        PACKAGE_STATUS.c.package_id.in_([each.id for each in packages]),
        PACKAGE_STATUS.c.receipt_sha256 == receipt.ref.sha256,
        ~is_makulerad(PACKAGE_STATUS.c.handling_id),
    )
    found = session.execute(query.limit(1)).scalar()
    return None if found is None else read_handling(session, found)


def _register(
    session: Session, packages: Sequence[Package], receipt: Receipt, by: str, now: datetime
) -> Handling:
    arende = find_receipt_arende(session, packages, receipt.arende)
    arende_id, rows = (arende.id, []) if arende else _open(session, packages, receipt, by, now)
    called = packages[0].delivery if len(packages) > 1 else packages[0].name
    handling, written = _write(session, arende_id, called, receipt, by, now)
    append_event(session, "handling.registered", handling.beteckning, [*rows, *written], by, now)
    return handling


def _open(
    session: Session, packages: Sequence[Package], receipt: Receipt, by: str, now: datetime
) -> tuple[int, list[RowDigest]]:
    first = packages[0]
    mening = MENING.format(archive=receipt.archive, period=first.period, delivery=first.delivery)
    return open_arende(session, first.namnd, (mening, None), by, now, receipt.template)


def _write(
    session: Session, arende_id: int, called: str, receipt: Receipt, by: str, now: datetime
) -> tuple[Handling, list[RowDigest]]:
    """Write the incoming handling, its file, and that it needs no answer."""
    handling = insert_row(
        session, HANDLING, arende_id=arende_id,
        lopnummer=next_number(session, f"handling/{arende_id}"),
        direction=Direction.INCOMING.value, kind=KIND,
        made_available_at=receipt.received_at, received_at=receipt.received_at,
        registered_at=now, registered_by=by, sender_public=receipt.archive,
        subject_public=SUBJECT.format(name=called, outcome=OUTCOMES[receipt.state]),
    )  # fmt: skip
    file = insert_row(
        session, HANDLING_FILE, handling_id=handling.row_id, role=ORIGINAL, name=receipt.name,
        media_type=receipt.media_type, sha256=receipt.ref.sha256, start=0, length=receipt.ref.size,
    )  # fmt: skip
    answer = insert_row(
        session, ANSWER, handling_id=handling.row_id, answer_id=None, why=NO_ANSWER, at=now, by=by
    )
    kept = note_file(session, receipt.ref, receipt.media_type, now)
    return read_handling(session, handling.row_id), [handling, *kept, file, answer]
