"""What is told of a snapshot made by hand: on its försättsblad, and in the record beside it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from archiver.capture.job import Subject
from archiver.capture.provenance import FORMAT, describe_software
from archiver.capture.redact import redact_address
from archiver.pdf.taken_over import TakenOver
from diarium.snapshot_records import CaptureOutcome, Why
from exporters.forsattsblad_by_hand import HandmadeFacts
from schedules.clock import STOCKHOLM
from schedules.half_year import HalfYear

LIBRARIES = ("pikepdf", "pillow", "pypdfium2")
"""What reads somebody else's files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of a file that was put in.

    Attributes:
        address: The account's address.
        name: The file's own name.
        sha256: Its checksum.
        taken_at: When it was made.
        told: The person said when; else it is the time that the file bore.
        added_at: When it was put in.
        note: What the person says of it.
        taken_over: How it became pages.
    """

    subject: Subject
    address: str
    late: bool
    name: str
    size: int
    sha256: str
    taken_at: datetime
    told: bool
    added_at: datetime
    note: str
    flavour: str
    taken_over: TakenOver


def describe_by_hand(evidence: Evidence) -> dict[str, Any]:
    """Return the record of how the snapshot came to be, all but the browser and the files."""
    return {
        "format": FORMAT,
        "made_by_hand": True,
        "subject": asdict(evidence.subject),
        "address_asked": redact_address(evidence.address),
        "outcome": CaptureOutcome.COMPLETE,
        "reason": None,
        "taken_at": evidence.taken_at,
        "taken_at_local": evidence.taken_at.astimezone(STOCKHOLM),
        "taken_at_from": "person" if evidence.told else "file",
        "added_at": evidence.added_at,
        "added_by": evidence.subject.by,
        "note": evidence.note,
        "original": {"name": evidence.name, "size": evidence.size, "sha256": evidence.sha256},
        "taken_over": asdict(evidence.taken_over),
        "settings": {"pdfa": evidence.flavour},
        "software": {**describe_software(), **_libraries()},
    }


def cover_facts(evidence: Evidence) -> HandmadeFacts:
    """Return what the försättsblad tells."""
    subject, made = evidence.subject, evidence.taken_over
    return HandmadeFacts(
        kommun=subject.kommun,
        namnd=subject.namnd,
        namnd_code=subject.namnd_code,
        forvaltning=subject.forvaltning,
        ansvarig=subject.ansvarig,
        syfte=subject.syfte,
        account=subject.account,
        account_name=subject.name,
        platform=subject.platform,
        handle=subject.handle,
        period=HalfYear.parse(subject.period),
        why=Why(subject.why),
        late=evidence.late,
        asked=evidence.address,
        taken_at=evidence.taken_at,
        told=evidence.told,
        added_at=evidence.added_at,
        by=subject.by,
        note=evidence.note,
        file_name=evidence.name,
        file_kind=made.kind,
        file_size=evidence.size,
        file_sha256=evidence.sha256,
        pages=made.pages,
        way=made.way,
        left_out=made.left_out,
        software=(("archiver", version("archiver")), *_libraries().items()),
        flavour=evidence.flavour,
    )


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES}
