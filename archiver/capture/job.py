"""What a capture is asked to do and what came of it, as the files that pass between processes.

The capture runs in a process of its own. Its folder holds ``job.json`` from the start, then
``progress.json`` after every step, and at the end the picture, the provenance record and
``result.json``, or ``failure.json`` if the machine rather than the page was at fault.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.capture_settings import CaptureSettings
from archiver.policy_settings import PolicySettings, read_policy
from diarium.snapshot_records import CaptureOutcome

JOB, PROGRESS, RESULT, FAILURE = "job.json", "progress.json", "result.json", "failure.json"
SCRATCH, SCRATCH_PREFIX = "scratch.txt", "archiver-"
PROVENANCE = "provenance.json"
DIAGNOSTICS = "diagnostics.png"
PICTURES = {"2b": "snapshot.pdf", "2u": "snapshot-2u.pdf", "3b": "snapshot-3b.pdf"}
"""The picture's name, by its flavour of PDF/A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The account, as the försättsblad of its picture tells of it.

    Attributes:
        account: Its id in the archive.
        period: The half-year whose end the picture belongs to, such as ``2026-H1``.
        why: Why the picture is taken, a code of ``diarium.snapshot_records.Why``.
    """

    account: str
    account_version: int
    name: str
    platform: str
    handle: str
    kommun: str
    namnd_code: str
    namnd: str
    forvaltning: str
    ansvarig: str
    syfte: str
    period: str
    why: str
    by: str


class KeptLogin:
    """A login to capture a page with. It shows itself to nobody and cannot be written as JSON.

    Attributes:
        state: What the browser knew when a person had logged in, as JSON.
    """

    def __init__(self, state: str) -> None:
        self.state = state

    def __repr__(self) -> str:
        """Say nothing of what it holds."""
        return "KeptLogin(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A page to capture: its address, whose it is, and how to go about it.

    Attributes:
        earlier_attempts: The tries of the same run that failed before this one.
        policy: What the policy asks of the page.
        login: What the browser is let in with; it passes to the worker by a pipe, never by a file.
    """

    url: str
    subject: Subject
    late_days: int
    settings: CaptureSettings
    earlier_attempts: tuple[dict[str, Any], ...] = ()
    policy: PolicySettings = field(default_factory=PolicySettings)
    login: KeptLogin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file the capture made, with the checksum taken when it was made.

    Attributes:
        role: Its role, see `diarium.snapshots.SnapshotFile`.
        name: Its name in the job's folder.
    """

    role: str
    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How the capture ended.

    Attributes:
        reason: Reason code of a partial or failed outcome.
        url_reached: The address the browser ended at, if it got anywhere.
        taken_at: When the browser asked for the page.
        pages: Pages that show the start page, the försättsblad not counted.
        files: The provenance record, and the pictures if there was a page.
        retry_after: Seconds that the server asked to be left alone.
    """

    outcome: CaptureOutcome
    reason: str | None
    url_reached: str | None
    taken_at: datetime
    pages: int = 0
    files: tuple[MadeFile, ...] = field(default=())
    retry_after: float | None = None


def describe_file(path: Path, role: str, media_type: str) -> MadeFile:
    """Take the checksum of a file that was just made."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return MadeFile(
        role=role,
        name=path.name,
        media_type=media_type,
        sha256=digest,
        size=path.stat().st_size,
    )


def write_job(folder: Path, job: Job) -> None:
    """Write the job where the worker looks for it, without its login."""
    write_json(folder / JOB, asdict(replace(job, login=None)))


def read_job(folder: Path) -> Job:
    """Read the job that the worker was started for."""
    written = _read_json(folder / JOB)
    capture = dict(written["settings"])
    for each in ("browser", "profiles"):
        capture[each] = Path(capture[each]) if capture[each] else None
    for listed in ("allow_private_addresses", "backoff_seconds"):
        capture[listed] = tuple(capture[listed])
    return Job(
        url=written["url"],
        subject=Subject(**written["subject"]),
        late_days=written["late_days"],
        settings=CaptureSettings(**capture),
        earlier_attempts=tuple(written["earlier_attempts"]),
        policy=read_policy(written["policy"]),
    )


def write_result(folder: Path, result: Result) -> None:
    """Write the result as the worker's last deed."""
    write_json(folder / RESULT, asdict(result))


def read_result(folder: Path) -> Result | None:
    """Read the result, if the worker came so far."""
    if not (folder / RESULT).exists():
        return None
    written = _read_json(folder / RESULT)
    return Result(
        outcome=CaptureOutcome(written["outcome"]),
        reason=written["reason"],
        url_reached=written["url_reached"],
        taken_at=datetime.fromisoformat(written["taken_at"]),
        pages=written["pages"],
        files=tuple(MadeFile(**each) for each in written["files"]),
        retry_after=written["retry_after"],
    )


def read_failure(folder: Path) -> dict[str, Any] | None:
    """Read why the machine could not do the job, if that is how it ended."""
    return _read_json(folder / FAILURE) if (folder / FAILURE).exists() else None


def read_progress(folder: Path) -> dict[str, Any]:
    """Read how far a worker came that did not reach its end."""
    return _read_json(folder / PROGRESS) if (folder / PROGRESS).exists() else {}


def write_json(path: Path, value: object) -> None:
    """Write JSON beside its place and rename it, so that a reader sees the whole or nothing."""
    staged = path.with_suffix(".part")
    staged.write_text(json_text(value), encoding="utf-8")
    staged.replace(path)


def json_text(value: object) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _read_json(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case Path():
            return str(value)
        case _ if hasattr(value, "__slots__"):
            return {each.name: getattr(value, each.name) for each in fields(value)}  # type: ignore[arg-type]
    message = f"no JSON for {type(value).__name__}"
    raise TypeError(message)
