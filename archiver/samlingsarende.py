"""Where the settings ask for it, each ögonblicksbild is registered as it is noted."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from archiver.settings import Settings
from diarium.samlingsarende import register_snapshot
from diarium.snapshot_records import Snapshot

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def register_taken(
    session: "Session", snapshot: Snapshot, settings: Settings, by: str, now: datetime
) -> Snapshot:
    """Register a snapshot in the samlingsärende of its year, if the settings want one.

    Args:
        session: The session that notes the snapshot, and holds the write lock.
        snapshot: The snapshot, or a failed try, which is never registered.
        settings: The settings of the archive.
        by: Who had it taken, or accepted it.
        now: When.

    Returns:
        The snapshot as it is noted then.
    """
    if not settings.samlingsarende:
        return snapshot
    handling = register_snapshot(session, snapshot, by, now, settings.number)
    return replace(snapshot, beteckning=handling.beteckning) if handling else snapshot
