"""A register with snapshots and ärenden to export, filled through the front doors."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Engine

from archiver.export_records import ExportWish
from diarium.database import writing
from diarium.files import FileStore
from diarium.register import Registration, register_message
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from schedules.half_year import HalfYear
from tests.diarium.settled import close_settled
from tests.diarium.taken_in import add_forum, take_in

TAKEN = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
PERIOD = HalfYear(2026, 1)
MADE = datetime(2026, 7, 1, 8, tzinfo=UTC)


def add_snapshot(
    engine: Engine,
    files: FileStore,
    content: bytes | None = b"%PDF-1.7 sidan",
    namnd: str = "KS",
    period: HalfYear = PERIOD,
    extra: Mapping[str, bytes] = MappingProxyType({}),
) -> None:
    """Note a snapshot of an account, with more files by role; without content, a failed try."""
    kept = [
        SnapshotFile(
            role="provenance", name="p.json", media_type="application/json",
            ref=files.keep_bytes(b"{}"),
        )
    ]  # fmt: skip
    if content is not None:
        pdf = files.keep_bytes(content)
        named = {"role": "pdfa", "name": "snapshot.pdf", "media_type": "application/pdf"}
        kept.insert(0, SnapshotFile(**named, ref=pdf))
    for role, more in extra.items():
        ref = files.keep_bytes(more)
        kept.append(SnapshotFile(role=role, name=role, media_type="", ref=ref))
    facts = SnapshotFacts(
        account=f"{namnd.lower()}-facebook", account_version=1, namnd=namnd, period=str(period),
        why=Why.HALVARSSKIFTE,
        outcome=CaptureOutcome.COMPLETE if content else CaptureOutcome.FAILED,
        reason=None if content else "login", late=False, url_asked="https://example.org/",
        url_reached="https://example.org/" if content else None, taken_at=TAKEN,
    )  # fmt: skip
    with writing(engine) as session:
        record_snapshot(session, facts, kept, "test", TAKEN)


def fill(engine: Engine, files: FileStore, now: datetime) -> None:
    """Add one snapshot, one failed try, a closed ärende, a secret closed one and an open one."""
    add_forum(engine, PERIOD.turn - timedelta(days=30))
    add_snapshot(engine, files)
    add_snapshot(engine, files, None)
    closed_at = PERIOD.turn - timedelta(hours=1)
    numbers = take_in(engine, files, [{"text": f"Fråga {n}"} for n in range(3)], now)
    wishes = (Registration(), Registration(sekretess="OSL 26 kap. 1 §"), Registration())
    for number, wish in zip(numbers, wishes, strict=True):
        with writing(engine) as session:
            made = register_message(session, number, wish, "test", now)
            if number != numbers[2]:
                close_settled(session, made.diarienummer, "test", closed_at, files)


def wish_for(folder: object, **changes: object) -> ExportWish:
    """Return a wish for KS's first half of 2026."""
    values: dict[str, object] = {
        "namnd": "ks", "period": PERIOD, "output": folder, "extract": False,
        "include_protected": False, "schemas": None, "created": MADE,
    }  # fmt: skip
    return ExportWish(**{**values, **changes})  # type: ignore[arg-type]
