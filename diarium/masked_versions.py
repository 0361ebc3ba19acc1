"""The masked versions of handlingar: copies that were handed out with words masked, and kept.

A handling that may not leave may leave so (OSL 6 kap. 4 §), and where it leaves whole, its masked
version goes with it so that the archive need not mask it again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.arende_records import Handling
from diarium.correction_rows import SETS_APART
from diarium.emptying import is_emptied
from diarium.kept import QUESTION
from diarium.records import NamedFile
from diarium.tables import UTLAMNANDE, UTLAMNANDE_FILE, UTLAMNANDE_STEP
from diarium.utlamnande_reading import write_number
from diarium.utlamnande_steps import MASKED, StepKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedVersion:
    """A masked copy of a handling.

    Attributes:
        request: The request it was made for, such as ``KS-U3``.
        provision: By which provision words are masked in it, as the examination before found.
        file: The kept file; its name is our own.
        at: When it was handed out.
        by: Who handed it out.
    """

    request: str
    provision: str | None
    file: NamedFile
    at: datetime
    by: str

    def is_older_than(self, handling: Handling) -> bool:
        """Say whether something was set apart in the handling after this was made of it."""
        changes = [each.at for each in handling.corrections if each.cause in SETS_APART]
        marked = [each.at for each in handling.markings if each.sekretess]
        return any(self.at < at for at in (*changes, *marked))


def list_masked_versions(
    session: Session, handlingar: Collection[int]
) -> dict[int, tuple[MaskedVersion, ...]]:
    """Return the masked versions of handlingar, by the handling's number in the register.

    Each file comes once, as it was first handed out; what is gallrat does not come.

    Args:
        session: A session.
        handlingar: The numbers of the handlingar.
    """
    found: dict[int, dict[str, MaskedVersion]] = defaultdict(dict)
    wanted = sorted(handlingar)
    for start in range(0, len(wanted), QUESTION):
        part = _read(session, wanted[start : start + QUESTION])
        for handling, version in part:
            found[handling].setdefault(version.file.sha256, version)
    return {handling: tuple(versions.values()) for handling, versions in found.items()}


def _read(session: Session, handlingar: Collection[int]) -> list[tuple[int, MaskedVersion]]:
    step, file = UTLAMNANDE_STEP, UTLAMNANDE_FILE
    query = (
        select(
            file, step.c.utlamnande_id, step.c.happened_at, step.c.by, UTLAMNANDE.c.namnd,
            UTLAMNANDE.c.number,
        )
        .join(step, step.c.id == file.c.utlamnande_step_id)
        .join(UTLAMNANDE, UTLAMNANDE.c.id == step.c.utlamnande_id)
        .where(file.c.handling_id.in_(handlingar), file.c.role == MASKED, ~is_emptied(file))
        .order_by(file.c.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    provisions = _read_provisions(session, {row.utlamnande_id for row in rows})
    return [
        (
            row.handling_id,
            MaskedVersion(
                request=write_number(row.namnd, row.number),
                provision=_provision_before(provisions, row.utlamnande_id, row.utlamnande_step_id),
                file=NamedFile(
                    role=row.role, name=row.name, media_type=row.media_type, sha256=row.sha256,
                    start=row.start, length=row.length,
                ),
                at=row.happened_at,
                by=row.by,
            ),
        )
        for row in rows
    ]  # fmt: skip


def _read_provisions(
    session: Session, requests: Collection[int]
) -> dict[int, dict[int, str | None]]:
    """Return what each examination of requests rested on, by request and by step."""
    step = UTLAMNANDE_STEP
    query = select(step.c.utlamnande_id, step.c.id, step.c.provision).where(
        step.c.utlamnande_id.in_(requests), step.c.kind == StepKind.EXAMINED.value
    )
    found: dict[int, dict[int, str | None]] = defaultdict(dict)
    for row in session.execute(query.order_by(step.c.id)):
        found[row.utlamnande_id][row.id] = row.provision
    return found


def _provision_before(
    provisions: Mapping[int, Mapping[int, str | None]], request: int, step: int
) -> str | None:
    before = [number for number in provisions.get(request, {}) if number < step]
    return provisions[request][before[-1]] if before else None
