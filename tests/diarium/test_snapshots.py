"""The register of ögonblicksbilder, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from diarium.snapshots import (
    SnapshotFacts,
    SnapshotFile,
    list_snapshots,
    list_taken,
    record_snapshot,
)
from schedules.half_year import HalfYear

TAKEN = SnapshotFacts(
    account="blogg",
    account_version=2,
    namnd="KS",
    period="2026-H1",
    why=Why.HALVARSSKIFTE,
    outcome=CaptureOutcome.COMPLETE,
    reason=None,
    late=False,
    url_asked="https://example.se/å",
    url_reached="https://www.example.se/å",
    taken_at=datetime.fromisoformat("2026-07-01T02:00:00+02:00"),
)
FAILED = replace(TAKEN, outcome=CaptureOutcome.FAILED, reason="http-404", url_reached=None)


@pytest.fixture
def made(files: FileStore) -> list[SnapshotFile]:
    """Return a picture and a provenance record, kept."""
    picture, record = files.keep_bytes(b"%PDF-1.7"), files.keep_bytes(b"{}")
    return [
        SnapshotFile(role="pdfa", name="a.pdf", media_type="application/pdf", ref=picture),
        SnapshotFile(role="provenance", name="a.json", media_type="application/json", ref=record),
    ]


def _record(
    engine: Engine, facts: SnapshotFacts, files: Sequence[SnapshotFile], now: datetime
) -> Snapshot:
    with writing(engine) as session:
        return record_snapshot(session, facts, files, "root", now)


def test_a_snapshot_is_noted_with_its_files_and_journaled(
    engine: Engine, made: list[SnapshotFile], now: datetime
) -> None:
    noted = _record(engine, TAKEN, made, now)

    with reading(engine) as session:
        assert list_snapshots(session) == [noted]
        event = list(read_events(session))[-1]
        assert not list(check_chain(session))
        assert not list(check_rows(session))
    assert (event.kind, event.subject) == ("snapshot.taken", "blogg 2026-H1")
    assert [(f.role, f.media_type, f.length) for f in noted.files] == [
        ("pdfa", "application/pdf", 8),
        ("provenance", "application/json", 2),
    ]
    assert noted.taken_at == TAKEN.taken_at
    assert noted.url_asked == "https://example.se/å"


def test_a_failed_try_is_noted_and_hides_no_earlier_picture(
    engine: Engine, made: list[SnapshotFile], now: datetime
) -> None:
    good = _record(engine, TAKEN, made, now)
    bad = _record(engine, FAILED, made[1:], now + timedelta(hours=1))

    with reading(engine) as session:
        assert list_snapshots(session, account="blogg") == [good, bad]
        assert list_taken(session) == {("blogg", HalfYear(2026, 1))}
        assert list(read_events(session))[-1].kind == "snapshot.failed"


@pytest.mark.parametrize("facts", [FAILED, replace(FAILED, account="annan")])
def test_a_failed_try_alone_leaves_the_snapshot_due(
    engine: Engine, facts: SnapshotFacts, made: list[SnapshotFile], now: datetime
) -> None:
    _record(engine, facts, made[1:], now)

    with reading(engine) as session:
        assert list_taken(session) == set()


def test_a_picture_for_another_reason_does_not_stand_for_the_halvarsskifte(
    engine: Engine, made: list[SnapshotFile], now: datetime
) -> None:
    _record(engine, replace(TAKEN, why=Why.MANUAL), made, now)

    with reading(engine) as session:
        assert list_taken(session) == set()


def test_a_failed_try_with_a_picture_is_refused(
    engine: Engine, made: list[SnapshotFile], now: datetime
) -> None:
    with pytest.raises(ValueError, match="no picture"):
        _record(engine, FAILED, made, now)
    with pytest.raises(ValueError, match="has one"):
        _record(engine, TAKEN, made[1:], now)

    with reading(engine) as session:
        assert list_snapshots(session) == []


def test_snapshots_are_listed_by_namnd_half_year_and_account(
    engine: Engine, made: list[SnapshotFile], now: datetime
) -> None:
    first = _record(engine, TAKEN, made, now)
    other = _record(engine, replace(TAKEN, namnd="SBN", account="forum"), made, now)
    later = _record(engine, replace(TAKEN, period="2026-H2"), made, now)

    with reading(engine) as session:
        assert list_snapshots(session, namnd="KS") == [first, later]
        assert list_snapshots(session, period="2026-H1") == [first, other]
        assert list_snapshots(session, "SBN", "2026-H1", "forum") == [other]
        assert list_snapshots(session, "SBN", "2026-H2") == []
