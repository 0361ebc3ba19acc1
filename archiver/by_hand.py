"""An ögonblicksbild that a person made: a PDF or a picture, kept as it came and as PDF/A.

For pages that no program is let in to. The original lies untouched beside the PDF/A, and both the
försättsblad and the record of how it came to be say that it was made by hand.
"""

import hashlib
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archiver.by_hand_record import Evidence, cover_facts, describe_by_hand
from archiver.capture.held_files import choose_form
from archiver.capture.job import PICTURES, PROVENANCE, describe_file, write_json
from archiver.capture.print_cover import print_cover
from archiver.pdf.join_pages import join_pages
from archiver.pdf.take_over_apart import take_over_apart
from archiver.samlingsarende import register_taken
from archiver.snapshots import (
    Archive,
    Planned,
    Wish,
    describe_subject,
    keep_made_file,
    plan_snapshots,
)
from archiver.work_folder import own_folder
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import storage_errors
from diarium.snapshot_records import ORIGINAL, CaptureOutcome, Snapshot, Why
from diarium.snapshots import PICTURE, SnapshotFacts, SnapshotFile, record_snapshot
from exporters.forsattsblad_by_hand import render_handmade
from schedules.due import is_late
from schedules.half_year import HalfYear

MOST_BYTES = 200_000_000
"""Larger files are refused unread."""
LONGEST_NOTE = 500
CAME, MADE, PAGES = "came", "made", "pages.pdf"
"""Our own files are made in a folder apart from the original, whose name may be any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handmade:
    """A file that a person made, and what they say of it.

    Attributes:
        period: The half-year it belongs to; else the one that is due, or the present one.
        taken_at: When it was made, aware; else the time the file bears.
        note: What else is to be known of it.
        why: Why it was made; else the halvårsskifte if that is due, or by hand.
    """

    file: Path
    account: str
    period: HalfYear | None = None
    taken_at: datetime | None = None
    note: str = ""
    why: Why | None = None


def add_by_hand(archive: Archive, handmade: Handmade, now: datetime) -> Snapshot:
    """Keep a file that a person made as the snapshot of an account.

    Raises:
        UsageError: The file, account, half-year, moment or note cannot be meant.
        RefusedError: The file is too large, damaged or protected, or no PDF/A can be made of it.
        ToolError: There is no browser to print the försättsblad.
        StorageError: The disk or the database is full or cannot be reached.
    """
    _check(handmade, now)
    with reading(archive.engine) as session:
        wish = Wish(accounts=(handmade.account,), period=handmade.period, why=handmade.why)
        (planned,) = plan_snapshots(session, archive.settings, wish, now)
    with own_folder(archive.settings.work, "snapshot-add") as folder, storage_errors(folder):
        evidence = _take_in(archive, planned, handmade, folder, now)
        kept = _make_files(archive, evidence, folder)
    with writing(archive.engine) as session:
        noted = record_snapshot(session, _facts(planned, evidence), kept, archive.by, now)
        return register_taken(session, noted, archive.settings, archive.by, now)


def _check(handmade: Handmade, now: datetime) -> None:
    file, note = handmade.file, handmade.note
    if not file.is_file():
        raise UsageError("there is no file {file}; give the path of a PDF, PNG or JPEG", file=file)
    if file.stat().st_size > MOST_BYTES:
        raise RefusedError(
            "{file} is larger than {most} MB; save fewer pages, or a picture of less size",
            file=file.name,
            most=MOST_BYTES // 1_000_000,
        )
    if handmade.taken_at and handmade.taken_at > now:
        raise UsageError("the moment given by --taken-at has not come; correct it")
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise UsageError(
            "the note must be plain text on one line of at most {most} characters",
            most=LONGEST_NOTE,
        )


def _take_in(
    archive: Archive, planned: Planned, handmade: Handmade, folder: Path, now: datetime
) -> Evidence:
    """Copy the file, so that what is read is what is kept, and make PDF/A of its pages."""
    settings, name = archive.settings, _plain_name(handmade.file)
    born = datetime.fromtimestamp(handmade.file.stat().st_mtime, UTC)
    taken_at = handmade.taken_at or min(born, now)
    (folder / CAME).mkdir()
    original = Path(shutil.copyfile(handmade.file, folder / CAME / name))
    with original.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    flavour, made = settings.capture.pdfa, folder / MADE
    made.mkdir()
    return Evidence(
        subject=describe_subject(archive, planned),
        address=planned.account.url,
        late=is_late(planned.period, taken_at, settings.late_days),
        name=name,
        size=original.stat().st_size,
        sha256=digest,
        taken_at=taken_at,
        told=handmade.taken_at is not None,
        added_at=now,
        note=handmade.note,
        flavour=flavour,
        taken_over=take_over_apart(original, made / PAGES, flavour, taken_at),
    )


def _plain_name(file: Path) -> str:
    """Return a file's name as it can be kept; bytes that are no text are replaced."""
    name = file.name.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _make_files(archive: Archive, evidence: Evidence, folder: Path) -> list[SnapshotFile]:
    """Make the document and the record that names it, and keep them and the original."""
    made = folder / MADE
    document = made / PICTURES[evidence.flavour]
    cover, browser = print_cover(
        render_handmade(cover_facts(evidence)), archive.settings.capture.browser
    )
    record = describe_by_hand(evidence) | {"browser": {"version": browser}}
    _join(evidence, document, cover, record)
    listed = [
        describe_file(document, PICTURE, "application/pdf"),
        describe_file(folder / CAME / evidence.name, ORIGINAL, evidence.taken_over.kind),
    ]
    write_json(made / PROVENANCE, record | {"files": [asdict(each) for each in listed]})
    listed.append(describe_file(made / PROVENANCE, "provenance", "application/json"))
    return [
        keep_made_file(archive.files, folder / CAME if each.role == ORIGINAL else made, each)
        for each in listed
    ]


def _join(evidence: Evidence, target: Path, cover: bytes, record: dict[str, Any]) -> None:
    subject = evidence.subject
    join_pages(
        target,
        cover,
        target.with_name(PAGES),
        f"{subject.name}, {subject.period}",
        evidence.taken_at,
        choose_form(evidence.flavour, record),
    )


def _facts(planned: Planned, evidence: Evidence) -> SnapshotFacts:
    account = planned.account
    return SnapshotFacts(
        account=account.account,
        account_version=account.version,
        namnd=account.namnd,
        period=str(planned.period),
        why=planned.why,
        outcome=CaptureOutcome.COMPLETE,
        reason=None,
        late=evidence.late,
        url_asked=account.url,
        url_reached=None,
        taken_at=evidence.taken_at,
    )
