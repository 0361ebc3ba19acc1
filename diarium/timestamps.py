"""Timestamps of the snapshots (RFC 3161): who was asked, what came of it, and the tokens kept.

An authority vouches for the checksum of a snapshot's provenance record, which in its turn names the
checksums of the other files. A timestamp is noted after its snapshot, as a row of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_rows
from diarium.kept import note_file
from diarium.snapshot_records import Snapshot
from diarium.snapshots import SnapshotFile
from diarium.tables import SNAPSHOT, SNAPSHOT_FILE, TIMESTAMP

ROLE, ROOT_ROLE = "timestamp", "timestamp-root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an authority answered.

    Attributes:
        authority: Its address.
        imprint: The SHA-256 it was to vouch for, in hex.
        time: When it saw it; none if it did not vouch.
        token: SHA-256 of its kept answer, if it vouched.
        trouble: A code that says why it did not.
    """

    authority: str
    imprint: str
    time: datetime | None
    token: str | None
    trouble: str | None


def record_timestamps(
    session: Session,
    snapshot: Snapshot,
    stamps: Sequence[Stamp],
    files: Sequence[SnapshotFile],
    by: str,
    now: datetime,
) -> None:
    """Note what the authorities answered about a snapshot, and the files that were kept of it.

    Args:
        session: A session that holds the write lock.
        snapshot: The snapshot, noted before.
        stamps: An answer per authority, those that failed too.
        files: The kept tokens, with role ``timestamp``, and the roots they lead to.
        by: Who had it done.
        now: When it is noted.
    """
    number = snapshot.id
    answers = [
        {
            "snapshot_id": number, "authority": s.authority, "imprint": s.imprint, "time": s.time,
            "token": s.token, "trouble": s.trouble, "at": now, "by": by,
        }
        for s in stamps
    ]  # fmt: skip
    named = [
        {"snapshot_id": number, "role": f.role, "name": f.name, "sha256": f.ref.sha256}
        for f in files
    ]
    rows = insert_rows(session, TIMESTAMP, answers)
    rows += insert_rows(session, SNAPSHOT_FILE, named) if named else []
    for each in files:
        rows += note_file(session, each.ref, each.media_type, now)
    append_event(
        session, "snapshot.timestamped", f"{snapshot.account} {snapshot.period}", rows, by, now
    )


def list_timestamps(session: Session, snapshot: int) -> list[Stamp]:
    """Return what the authorities answered about a snapshot, in the order they were asked."""
    wanted = select(TIMESTAMP).where(TIMESTAMP.c.snapshot_id == snapshot).order_by(TIMESTAMP.c.id)
    return [
        Stamp(
            authority=row.authority, imprint=row.imprint, time=row.time, token=row.token,
            trouble=row.trouble,
        )
        for row in session.execute(wanted)
    ]  # fmt: skip


def list_unstamped(session: Session) -> set[int]:
    """Return the snapshots that nobody was asked about, though somebody was about one before them.

    That is what a run leaves that is ended between noting a snapshot and asking: the authorities
    are asked about each snapshot before the next is noted.
    """
    last = select(func.max(TIMESTAMP.c.snapshot_id)).scalar_subquery()
    return set(session.scalars(select(SNAPSHOT.c.id).where(SNAPSHOT.c.id > last)))
