"""A person accepts a failed try: what is refused, what then counts, and that nothing is hidden."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.snapshot_records import Acceptance, CaptureOutcome, Snapshot, Why
from diarium.snapshots import (
    SnapshotFacts,
    SnapshotFile,
    accept_snapshot,
    list_snapshots,
    list_taken,
    record_snapshot,
)
from schedules.half_year import HalfYear

WALLED = SnapshotFacts(
    account="blogg", account_version=1, namnd="KS", period="2026-H1", why=Why.HALVARSSKIFTE,
    outcome=CaptureOutcome.FAILED, reason="login", late=False, url_asked="https://example.se/",
    url_reached="https://example.se/", taken_at=datetime.fromisoformat("2026-07-01T02:00:00+02:00"),
)  # fmt: skip
TAKEN = replace(WALLED, outcome=CaptureOutcome.COMPLETE, reason=None)
WHY = "Kontots egen bild; inloggningen gäller bara kommentarer"


def _note(
    engine: Engine, files: FileStore, facts: SnapshotFacts, roles: str, now: datetime
) -> Snapshot:
    kept = [
        SnapshotFile(role=role, name=role, media_type="application/pdf", ref=files.keep_bytes(b"x"))
        for role in roles.split()
    ]
    with writing(engine) as session:
        return record_snapshot(session, facts, kept, "root", now)


def _accept(engine: Engine, number: int, now: datetime, why: str = WHY) -> Snapshot:
    with writing(engine) as session:
        return accept_snapshot(session, number, why, "asa", now)


def test_an_accepted_try_counts_as_taken_in_part_with_its_reason_kept(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    walled = _note(engine, files, WALLED, "unaccepted diagnostics provenance", now)
    with reading(engine) as session:
        assert list_taken(session) == set()
    later = now + timedelta(days=1)

    accepted = _accept(engine, walled.id, later)

    assert accepted == replace(
        walled,
        outcome=CaptureOutcome.PARTIAL,
        files=(replace(walled.files[0], role="pdfa"), *walled.files[1:]),
        accepted=Acceptance(WHY, later, "asa"),
    )
    assert accepted.reason == "login"
    with reading(engine) as session:
        assert list_snapshots(session) == [accepted]
        assert list_taken(session) == {("blogg", HalfYear(2026, 1))}
        assert list(read_events(session))[-1].kind == "snapshot.accepted"
        assert not list(check_chain(session))
        assert not list(check_rows(session))


def test_a_failure_accepted_or_not_leaves_an_earlier_picture_as_it_is(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    good = _note(engine, files, TAKEN, "pdfa provenance", now)
    walled = _note(engine, files, WALLED, "unaccepted provenance", now)
    with reading(engine) as session:
        assert list_snapshots(session) == [good, walled]

    accepted = _accept(engine, walled.id, now)

    with reading(engine) as session:
        assert list_snapshots(session) == [good, accepted]
        assert list_taken(session) == {("blogg", HalfYear(2026, 1))}


def test_only_a_failed_try_with_a_picture_is_accepted_and_only_once(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    good = _note(engine, files, TAKEN, "pdfa provenance", now)
    bare = _note(engine, files, replace(WALLED, reason="timeout"), "diagnostics provenance", now)
    walled = _note(engine, files, WALLED, "unaccepted provenance", now)

    with pytest.raises(RefusedError, match="did not fail"):
        _accept(engine, good.id, now)
    with pytest.raises(RefusedError, match="no picture to accept"):
        _accept(engine, bare.id, now)
    with pytest.raises(UsageError, match="no snapshot"):
        _accept(engine, 99, now)
    with pytest.raises(UsageError, match="--why"):
        _accept(engine, walled.id, now, " ")
    _accept(engine, walled.id, now)
    with pytest.raises(RefusedError, match="accepted already"):
        _accept(engine, walled.id, now)
