"""What is to be handed over to the kommunarkiv, and what it has not answered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.database import reading, writing
from diarium.delivery_duties import find_delivery_duties
from diarium.duties import DutyKind, Found, Terms
from diarium.files import FileStore
from diarium.package_receipts import record_receipt
from diarium.package_records import PackageItems, PackageState
from diarium.package_steps import NewStep, withdraw_packages
from diarium.packages import record_packages
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import (
    UNACCEPTED,
    SnapshotFacts,
    SnapshotFile,
    accept_snapshot,
    record_snapshot,
)
from schedules.clock import STOCKHOLM
from tests.diarium.made_packages import NAME, deliver, facts, receipt_of
from tests.diarium.taken_in import add_forum

TURN = datetime(2026, 7, 1, tzinfo=STOCKHOLM)
LATER = timedelta(days=3)


@pytest.fixture
def office(engine: Engine, now: datetime) -> Engine:
    """Return a register with an account and no snapshot."""
    add_forum(engine, now)
    return engine


def take(
    engine: Engine, files: FileStore, now: datetime, outcome: CaptureOutcome, period: str
) -> int:
    """Note a try to take a snapshot, which has a picture even if it failed."""
    noted = SnapshotFacts(
        account="ks-facebook", account_version=1, namnd="KS", period=period, why=Why.HALVARSSKIFTE,
        outcome=outcome, reason=None, late=False, url_asked="https://x.se/", url_reached=None,
        taken_at=now,
    )  # fmt: skip
    role = UNACCEPTED if outcome is CaptureOutcome.FAILED else "pdfa"
    picture = SnapshotFile(
        role=role, name="bild.pdf", media_type="application/pdf", ref=files.keep_bytes(b"%PDF")
    )
    with writing(engine) as session:
        return record_snapshot(session, noted, [picture], "cron", now).id


def pack(engine: Engine, now: datetime, *snapshots: int, **said: object) -> None:
    """Make a package that holds some snapshots."""
    made = facts(**{"items": PackageItems(snapshots=snapshots), **said})  # type: ignore[arg-type]  # fields by name
    with writing(engine) as session:
        record_packages(session, [made], "arkivarie", now)


def found(engine: Engine, namnd: str | None = None) -> list[Found]:
    with reading(engine) as session:
        return list(find_delivery_duties(session, Terms(), namnd))


def commands(engine: Engine) -> list[str]:
    return [each.command for each in found(engine)]


EXPORT = "archiver export --namnd KS --period 2026-H1 --output MAPP"


def test_a_half_year_with_a_snapshot_is_to_be_delivered_after_its_turn(
    office: Engine, files: FileStore, now: datetime
) -> None:
    assert found(office) == []
    take(office, files, now, CaptureOutcome.COMPLETE, "2026-H1")

    [duty] = found(office)

    due = TURN + timedelta(days=90)
    assert duty == Found(DutyKind.DELIVERY, "KS", "2026-H1", None, None, TURN, due, EXPORT)
    assert found(office, "KS") == [duty]
    assert found(office, "SBN") == []


def test_a_failed_try_is_delivered_only_when_it_was_accepted(
    office: Engine, files: FileStore, now: datetime
) -> None:
    number = take(office, files, now, CaptureOutcome.FAILED, "2026-H1")
    assert found(office) == []
    with writing(office) as session:
        accept_snapshot(session, number, "Det är startsidan", "anna", now)
    assert commands(office) == [EXPORT]


def test_each_step_of_a_delivery_has_its_command_and_its_time(
    office: Engine, files: FileStore, now: datetime
) -> None:
    number = take(office, files, now, CaptureOutcome.COMPLETE, "2026-H1")
    pack(office, now, number)
    assert commands(office) == [f"archiver export deliver {NAME} --how HUR"]

    deliver(office, now + LATER)
    [waiting] = found(office)
    assert waiting.command == f"archiver export receipt {NAME} FIL"
    assert (waiting.since, waiting.due) == (now + LATER, now + LATER + timedelta(days=30))

    receive(office, files, now + 2 * LATER, PackageState.ACCEPTED)
    assert found(office) == []


def receive(engine: Engine, files: FileStore, now: datetime, state: PackageState) -> None:
    with writing(engine) as session:
        record_receipt(session, NAME, receipt_of(files, state, now), "arkivarie", now)


def test_what_the_archive_refuses_or_is_taken_back_is_to_be_delivered_again(
    office: Engine, files: FileStore, now: datetime
) -> None:
    number = take(office, files, now, CaptureOutcome.PARTIAL, "2026-H1")
    pack(office, now, number)
    deliver(office, now + LATER)
    receive(office, files, now + 2 * LATER, PackageState.REFUSED)
    assert commands(office) == [EXPORT]

    pack(office, now + 3 * LATER, number, name="ny", delivery="ny")
    assert commands(office) == ["archiver export deliver ny --how HUR"]
    step = NewStep(state=PackageState.WITHDRAWN, happened_at=now + 4 * LATER, said="Fel")
    with writing(office) as session:
        withdraw_packages(session, "ny", step, "arkivarie", now + 4 * LATER)
    assert commands(office) == [EXPORT]


def test_a_copy_is_no_delivery_and_a_snapshot_left_out_is_still_to_be_delivered(
    office: Engine, files: FileStore, now: datetime
) -> None:
    first = take(office, files, now, CaptureOutcome.COMPLETE, "2026-H1")
    pack(office, now, first, name="kopia", delivery="kopia", extract=True)
    assert commands(office) == [EXPORT]

    pack(office, now, first)
    deliver(office, now)
    receive(office, files, now, PackageState.ACCEPTED)
    assert found(office) == []
    take(office, files, now, CaptureOutcome.COMPLETE, "2026-H1")
    take(office, files, now, CaptureOutcome.COMPLETE, "2026-H2")
    assert [each.beteckning for each in found(office)] == ["2026-H1", "2026-H2"]


def test_a_delivery_of_several_packages_waits_for_one_answer(
    office: Engine, files: FileStore, now: datetime
) -> None:
    number = take(office, files, now, CaptureOutcome.COMPLETE, "2026-H1")
    parts = [
        facts(f"{NAME}-{each}", delivery=NAME, number=each, of=2, items=items)
        for each, items in ((1, PackageItems(snapshots=(number,))), (2, PackageItems()))
    ]
    with writing(office) as session:
        record_packages(session, parts, "arkivarie", now)
    deliver(office, now)
    assert commands(office) == [f"archiver export receipt {NAME} FIL"]
