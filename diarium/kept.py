"""The register's list of kept files: one row per file, written with the first row that names it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.journal import RowDigest, insert_row
from diarium.records import FileRef
from diarium.tables import FILE


def note_file(session: Session, ref: FileRef, media_type: str, now: datetime) -> list[RowDigest]:
    """Note a kept file in the register, unless it is there already.

    Args:
        session: A session that holds the write lock (``database.writing``).
        ref: The file's checksum and size, as ``FileStore`` gave them when it was kept.
        media_type: Its kind, such as ``application/pdf``; the first one noted stands.
        now: When.

    Returns:
        The digest of the new row, to be named in the entry that tells of it; nothing when the
        file was noted before.
    """
    if session.execute(select(FILE.c.id).where(FILE.c.sha256 == ref.sha256)).first():
        return []
    return [
        insert_row(session, FILE, sha256=ref.sha256, size=ref.size, media_type=media_type, at=now)
    ]
