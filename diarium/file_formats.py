"""What kept files are by PRONOM, the register of formats that archives share.

A file is identified by its bytes and never by its name, after it was taken in; one row tells what
one version of the tool with its signatures said. Whoever sent it may have called it something else,
and that stands too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, exists, select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_rows
from diarium.records import FileFormat, KeptFile
from diarium.tables import ATTACHMENT, FILE_FORMAT, HANDLING, HANDLING_FILE, READABLE_FORM

QUESTION = 500
"""How many checksums one question to the database names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What a file was found to be.

    Attributes:
        format: What it is.
        sha256: Which file.
    """

    sha256: str
    format: FileFormat


def list_unidentified(
    session: Session, tool: str | None, after: str, most: int = QUESTION
) -> list[str]:
    """Return files that came with messages or as handlingar and are not identified, in order.

    The originals of messages are told apart when they are read, and not asked for here.

    Args:
        session: A session.
        tool: The version that is to have identified them; none means any.
        after: Only checksums after this one.
        most: How many at most.
    """
    made = exists().where(READABLE_FORM.c.form_id == HANDLING_FILE.c.id)
    attached = select(ATTACHMENT.c.sha256)
    sent = (
        select(HANDLING_FILE.c.sha256)
        .join(HANDLING, HANDLING.c.id == HANDLING_FILE.c.handling_id)
        .where(HANDLING.c.message_id.is_(None), ~made)
    )
    found = _ask(session, attached, ATTACHMENT.c.sha256, tool, after, most)
    found |= _ask(session, sent, HANDLING_FILE.c.sha256, tool, after, most)
    return sorted(found)[:most]


def _ask(
    session: Session,
    files: Select[Any],
    column: Column[str],
    tool: str | None,
    after: str,
    most: int,
) -> set[str]:
    """Return the first of some files that are not identified; each question walks an index."""
    known = FILE_FORMAT.c.sha256 == column
    known = known if tool is None else known & (FILE_FORMAT.c.tool == tool)
    query = files.where(column > after, ~exists().where(known)).distinct()
    return set(session.execute(query.order_by(column).limit(most)).scalars())


def record_formats(session: Session, found: Sequence[Identified], by: str, now: datetime) -> None:
    """Note what files were found to be; what was noted meanwhile is left as it is.

    Args:
        session: A session that holds the write lock (``database.writing``).
        found: What they are.
        by: Who had them identified.
        now: When.
    """
    if not found:
        return
    known = _find_known(session, found)
    rows = [_row(each, by, now) for each in found if _key(each) not in known]
    if rows:
        digests = insert_rows(session, FILE_FORMAT, rows)
        append_event(session, "files.identified", f"files {len(rows)}", digests, by, now)


def read_formats(session: Session, checksums: Select[Any]) -> dict[str, FileFormat]:
    """Return what files are as they were identified last, by SHA-256; others are left out.

    Args:
        session: A session.
        checksums: The question which files.
    """
    query = select(FILE_FORMAT).where(FILE_FORMAT.c.sha256.in_(checksums))
    return {
        row.sha256: FileFormat(
            puid=row.puid, name=row.name, media_type=row.media_type, warning=row.warning,
            tool=row.tool, signature=row.signature,
        )
        for row in session.execute(query.order_by(FILE_FORMAT.c.id))
    }  # fmt: skip


def name_formats(session: Session, kept: Mapping[str, KeptFile]) -> dict[str, KeptFile]:
    """Return kept files with the PRONOM identifier of each that has been identified as one."""
    told = dict[str, str]()
    for part in _divide(kept):
        query = select(FILE_FORMAT.c.sha256, FILE_FORMAT.c.puid)
        wanted = query.where(FILE_FORMAT.c.sha256.in_(part)).order_by(FILE_FORMAT.c.id)
        told |= {row.sha256: row.puid for row in session.execute(wanted)}
    return {key: replace(file, puid=told.get(key)) for key, file in kept.items()}


def list_unknown(session: Session, checksums: Collection[str]) -> list[str]:
    """Return which files no tool has looked at, in order."""
    known = set[str]()
    for part in _divide(checksums):
        query = select(FILE_FORMAT.c.sha256).where(FILE_FORMAT.c.sha256.in_(part))
        known.update(session.execute(query).scalars())
    return sorted(set(checksums) - known)


def _divide(checksums: Collection[str]) -> Iterator[list[str]]:
    wanted = sorted(checksums)
    for start in range(0, len(wanted), QUESTION):
        yield wanted[start : start + QUESTION]


def _find_known(session: Session, found: Sequence[Identified]) -> set[tuple[str, str, str]]:
    columns = (FILE_FORMAT.c.sha256, FILE_FORMAT.c.tool, FILE_FORMAT.c.signature)
    asked = columns[0].in_([each.sha256 for each in found])
    return {(row[0], row[1], row[2]) for row in session.execute(select(*columns).where(asked))}


def _key(found: Identified) -> tuple[str, str, str]:
    return found.sha256, found.format.tool, found.format.signature


def _row(found: Identified, by: str, now: datetime) -> dict[str, object]:
    told = found.format
    return {
        "sha256": found.sha256,
        "puid": told.puid,
        "name": told.name,
        "media_type": told.media_type,
        "warning": told.warning,
        "tool": told.tool,
        "signature": told.signature,
        "at": now,
        "by": by,
    }
