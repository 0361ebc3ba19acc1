"""The register's list of kept files: one row per file, written with the first row that names it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.journal import RowDigest, insert_row, insert_rows
from diarium.records import FileRef, KeptFile
from diarium.tables import FILE

QUESTION = 500
"""How many checksums one question to the database names."""


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


def note_files(
    session: Session, kept: Iterable[tuple[FileRef, str]], now: datetime
) -> list[RowDigest]:
    """Note many kept files, each with its media type, as ``note_file`` does one."""
    wanted = dict[str, tuple[FileRef, str]]()
    for ref, media_type in kept:
        wanted.setdefault(ref.sha256, (ref, media_type))
    known = list_kept(session, wanted)
    rows = [
        {"sha256": ref.sha256, "size": ref.size, "media_type": media_type, "at": now}
        for ref, media_type in wanted.values()
        if ref.sha256 not in known
    ]
    return insert_rows(session, FILE, rows)


def list_kept(session: Session, checksums: Iterable[str]) -> dict[str, KeptFile]:
    """Return what the register knows of kept files, by SHA-256; unknown ones are left out."""
    wanted = sorted(set(checksums))
    found = {}
    for start in range(0, len(wanted), QUESTION):
        part = wanted[start : start + QUESTION]
        for row in session.execute(select(FILE).where(FILE.c.sha256.in_(part))):
            found[row.sha256] = KeptFile(
                sha256=row.sha256, size=row.size, media_type=row.media_type, at=row.at
            )
    return found
