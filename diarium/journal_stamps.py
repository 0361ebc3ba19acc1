"""Timestamps of the journal's head (RFC 3161): who was asked about which entry, and the tokens.

What an authority vouches for is the SHA-256 of ``Head.statement``. Through the chain it vouches for
every entry up to that one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_rows
from diarium.journal_extract import Head
from diarium.kept import note_files
from diarium.records import FileRef
from diarium.tables import JOURNAL, JOURNAL_STAMP
from diarium.timestamps import ROLE, ROOT_ROLE


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadAnswer:
    """What an authority answered about an entry.

    Attributes:
        authority: Its address.
        imprint: The SHA-256 it was to vouch for, in hex.
        time: When it saw it; none if it did not vouch.
        token: Its kept answer, if it vouched.
        root: The kept root certificate that its signature leads to, if that is known.
        trouble: A code that says why it did not vouch.
    """

    authority: str
    imprint: str
    time: datetime | None = None
    token: FileRef | None = None
    root: FileRef | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class HeadFile:
    """A kept token of a head, or the root its signature leads to: ``role`` says which."""

    head: Head
    authority: str
    role: str
    sha256: str


def record_answers(
    session: Session,
    head: Head,
    answers: Sequence[HeadAnswer],
    media_types: tuple[str, str],
    by: str,
    now: datetime,
) -> None:
    """Note what the authorities answered about an entry, and the files that were kept of it.

    Args:
        session: A session that holds the write lock.
        head: The entry.
        answers: One per authority, those that failed too.
        media_types: That of a token, and that of a certificate.
        by: Who had it done.
        now: When it is noted.
    """
    noted, kept = list[dict[str, object]](), list[tuple[FileRef, str]]()
    for each in answers:
        said = {"seq": head.seq, "imprint": each.imprint, "authority": each.authority}
        files = ((ROLE, each.token, media_types[0]), (ROOT_ROLE, each.root, media_types[1]))
        for role, ref, media_type in files:
            if ref is not None or role == ROLE:
                rest = {"role": role, "time": each.time, "trouble": each.trouble}
                sha256 = ref.sha256 if ref else None
                noted.append({**said, **rest, "sha256": sha256, "at": now, "by": by})
            kept += [(ref, media_type)] if ref else []
    rows = insert_rows(session, JOURNAL_STAMP, noted) + note_files(session, kept, now)
    append_event(session, "journal.timestamped", f"journal {head.seq}", rows, by, now)


def list_vouching(session: Session, seq: int) -> Collection[str]:
    """Return the authorities that have vouched for an entry."""
    kept = JOURNAL_STAMP.c.sha256.is_not(None)
    query = select(JOURNAL_STAMP.c.authority).where(JOURNAL_STAMP.c.seq == seq, kept)
    return set(session.execute(query).scalars())


def list_head_files(session: Session, last: int | None = None) -> list[HeadFile]:
    """Return the kept tokens and roots in the order they were noted.

    Args:
        session: A session.
        last: Only those of entries up to this one.
    """
    query = select(JOURNAL_STAMP, JOURNAL.c.hash).where(
        JOURNAL.c.seq == JOURNAL_STAMP.c.seq, JOURNAL_STAMP.c.sha256.is_not(None)
    )
    if last is not None:
        query = query.where(JOURNAL_STAMP.c.seq <= last)
    return [
        HeadFile(Head(row.seq, row.hash), row.authority, row.role, row.sha256)
        for row in session.execute(query.order_by(JOURNAL_STAMP.c.id))
    ]
