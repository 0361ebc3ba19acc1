"""The samlingsärende of a year: each kept ögonblicksbild is an upprättad handling in it, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.arende_records import Arende, ArendeStatus, Direction, Handling
from diarium.arenden import list_arenden, read_arende
from diarium.closing import Lack, list_remaining
from diarium.database import reading, writing
from diarium.duties import Terms
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.makulering import makulera_handling
from diarium.overdue import list_overdue
from diarium.postlista import read_postlista
from diarium.readable_forms import list_missing
from diarium.samlingsarende import register_snapshot
from diarium.snapshot_records import CaptureOutcome, Snapshot, Why
from diarium.snapshots import (
    SnapshotFacts,
    SnapshotFile,
    accept_snapshot,
    list_snapshots,
    record_snapshot,
)
from diarium.statuses import classify_arende, close_arende, hold_arende
from diarium.tables import HANDLING
from diarium.verify import check_archive
from tests.diarium.taken_in import add_forum

TAKEN = SnapshotFacts(
    account="ks-facebook", account_version=1, namnd="KS", period="2026-H1",
    why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.COMPLETE, reason=None, late=False,
    url_asked="https://example.org/", url_reached="https://example.org/",
    taken_at=datetime.fromisoformat("2026-07-01T00:30:00+02:00"),
)  # fmt: skip
WALLED = replace(TAKEN, outcome=CaptureOutcome.FAILED, reason="login")
PICTURE = "pdfa wacz provenance"
Note = Callable[..., Snapshot]


@pytest.fixture
def note(engine: Engine, files: FileStore, now: datetime) -> Note:
    """Return a way to note a snapshot and register it, as a run does."""
    add_forum(engine, now)
    add_forum(engine, now, "sbn-facebook", "SBN")

    def call(facts: SnapshotFacts = TAKEN, roles: str = PICTURE) -> Snapshot:
        kept = [
            SnapshotFile(
                role=role, name=f"bild.{role}", media_type="application/pdf",
                ref=files.keep_bytes(f"{role} {facts.account}".encode()),
            )
            for role in roles.split()
        ]  # fmt: skip
        with writing(engine) as session:
            noted = record_snapshot(session, facts, kept, "cron", now)
            register_snapshot(session, noted, "cron", now)
            (read,) = [each for each in list_snapshots(session) if each.id == noted.id]
        return read

    return call


def _arenden(engine: Engine) -> list[Arende]:
    with reading(engine) as session:
        return list_arenden(session)


def _handlingar(engine: Engine) -> list[Handling]:
    return [handling for arende in _arenden(engine) for handling in arende.handlingar]


def test_the_first_snapshot_opens_the_arende_of_the_year_and_is_registered_in_it(
    engine: Engine, files: FileStore, note: Note, now: datetime
) -> None:
    snapshot = note()
    (arende,) = _arenden(engine)
    assert arende.mening_public == "Ögonblicksbilder av sociala medier 2026"
    assert (arende.status, arende.opened_by) == (ArendeStatus.OPEN, "cron")
    (handling,) = arende.handlingar
    assert snapshot.beteckning == handling.beteckning == "KS/2026:1-1"
    assert (handling.direction, handling.kind) == (Direction.INTERNAL, "ögonblicksbild")
    assert (handling.message, handling.sekretess) == (None, None)
    assert handling.sender_public == "Kommunstyrelsen"
    told = "Ögonblicksbild av Exempelstad (facebook), 2026-H1, tagen 2026-07-01"
    assert handling.subject_public == told
    assert handling.made_available_at == handling.received_at == snapshot.taken_at
    assert (handling.registered_at, handling.registered_by) == (now, "cron")
    assert {f.role: f.sha256 for f in handling.files} == {f.role: f.sha256 for f in snapshot.files}
    with reading(engine) as session:
        told_last = [(e.kind, e.subject) for e in read_events(session)][-2:]
    assert told_last == [
        ("snapshot.taken", "ks-facebook 2026-H1"),
        ("handling.registered", "KS/2026:1-1"),
    ]
    assert list(check_archive(engine, files)) == []


def test_the_snapshots_of_a_namnd_and_year_lie_in_one_arende(engine: Engine, note: Note) -> None:
    note()
    note(replace(TAKEN, period="2026-H2", taken_at=datetime(2027, 1, 2, tzinfo=UTC)))
    note(replace(TAKEN, why=Why.MANUAL))
    note(replace(TAKEN, account="sbn-facebook", namnd="SBN"))
    note(replace(TAKEN, period="2025-H2", late=True))
    told = [(a.diarienummer, a.mening_public[-4:], len(a.handlingar)) for a in _arenden(engine)]
    assert told == [("KS/2026:1", "2026", 3), ("KS/2026:2", "2025", 1), ("SBN/2026:1", "2026", 1)]


def test_one_in_part_says_so(engine: Engine, note: Note) -> None:
    note(replace(TAKEN, outcome=CaptureOutcome.PARTIAL, reason="slow"))
    (handling,) = _handlingar(engine)
    assert handling.subject_public.endswith("2026-07-01, inte hela sidan")


def test_a_failed_try_is_registered_when_a_person_accepts_it_and_not_before(
    engine: Engine, note: Note, now: datetime
) -> None:
    walled = note(WALLED, "unaccepted diagnostics provenance")
    assert walled.beteckning is None
    assert _arenden(engine) == []
    with writing(engine) as session:
        accepted = accept_snapshot(session, walled.id, "Bilden är kontots", "asa", now)
        handling = register_snapshot(session, accepted, "asa", now)
    assert handling is not None
    assert handling.registered_by == "asa"
    assert handling.subject_public.endswith(", godtagen av en person")
    assert [file.role for file in handling.files] == ["pdfa", "provenance"]


def test_a_snapshot_is_never_registered_twice(engine: Engine, note: Note, now: datetime) -> None:
    snapshot = note()
    with writing(engine) as session:
        again = register_snapshot(session, snapshot, "bo", now + timedelta(days=1))
    assert again is not None
    assert (again.beteckning, again.registered_by) == ("KS/2026:1-1", "cron")
    assert len(_handlingar(engine)) == 1


def test_a_snapshot_whose_handling_was_made_void_is_not_registered_anew(
    engine: Engine, note: Note, now: datetime
) -> None:
    snapshot = note()
    with writing(engine) as session:
        makulera_handling(session, "KS/2026:1-1", "Fel konto", "anna", now)
        register_snapshot(session, snapshot, "bo", now)
    assert len(_handlingar(engine)) == 1


def test_nothing_is_asked_of_it_but_what_every_arende_is_asked(
    engine: Engine, files: FileStore, note: Note, now: datetime
) -> None:
    note(roles="original pdfa provenance")  # made by hand: the picture is its readable form
    note()
    later = now + timedelta(days=30)
    with reading(engine) as session:
        arende = read_arende(session, "KS/2026:1")
        assert [each.lack for each in list_remaining(session, arende)] == [Lack.CLASSIFICATION]
        assert list_overdue(session, Terms(), None, later, coming=True) == []
        assert list_missing(session) == []
    with writing(engine) as session:
        classify_arende(session, "KS/2026:1", "1.4.2", "anna", later)
        assert close_arende(session, "KS/2026:1", "anna", later).is_closed
    assert list(check_archive(engine, files)) == []


def test_after_the_arende_is_closed_a_late_snapshot_opens_another_and_nothing_is_lost(
    engine: Engine, files: FileStore, note: Note, now: datetime
) -> None:
    note()
    with writing(engine) as session:
        classify_arende(session, "KS/2026:1", "1.4.2", "anna", now)
        close_arende(session, "KS/2026:1", "anna", now)
    assert note().beteckning == "KS/2026:2-1"
    assert note().beteckning == "KS/2026:2-2"
    first, second = _arenden(engine)
    assert (first.is_closed, len(first.handlingar)) == (True, 1)
    assert (second.is_closed, second.mening_public) == (False, first.mening_public)
    assert list(check_archive(engine, files)) == []


def test_on_hold_it_still_takes_snapshots(engine: Engine, note: Note, now: datetime) -> None:
    note()
    with writing(engine) as session:
        hold_arende(session, "KS/2026:1", "Väntar på arkivet", "anna", now)
    assert note().beteckning == "KS/2026:1-2"


def test_the_public_lists_tell_of_it(engine: Engine, note: Note, now: datetime) -> None:
    note()
    day = now.date()
    with reading(engine) as session:
        (diarium,) = read_postlista(session, "KS", day, day, now).diarier
    (row,) = diarium.handlingar
    assert row.beteckning == "KS/2026:1-1"
    assert row.subject.startswith("Ögonblicksbild av Exempelstad")


def test_a_stop_in_the_middle_leaves_neither_snapshot_nor_handling(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now)
    picture = SnapshotFile(
        role="pdfa", name="bild.pdf", media_type="application/pdf", ref=files.keep_bytes(b"x")
    )

    def stopped() -> None:
        with writing(engine) as session:
            noted = record_snapshot(session, TAKEN, [picture], "cron", now)
            register_snapshot(session, noted, "cron", now)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    with reading(engine) as session:
        assert list_snapshots(session) == []
        assert session.execute(select(func.count()).select_from(HANDLING)).scalar_one() == 0
