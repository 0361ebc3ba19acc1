"""How it stands with each account, whatever was tried before and after."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from archiver.coverage import Covered, State, read_coverage
from diarium.accounts import AccountFacts, add_account, close_account
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, accept_snapshot, record_snapshot
from schedules.half_year import HalfYear

H1, H2 = HalfYear(2026, 1), HalfYear(2026, 2)
COMPLETE, PARTIAL, FAILED = CaptureOutcome
LATER = datetime(2026, 11, 22, tzinfo=UTC)


class Office:
    """A register to note accounts and tries in."""

    def __init__(self, engine: Engine, files: FileStore) -> None:
        self.engine, self.files = engine, files

    def add(self, name: str, opened: date = date(2026, 1, 2)) -> None:
        facts = AccountFacts(
            account=name, namnd="KS", platform="blogg", url=f"https://{name}.se/", name=name,
            forvaltning="F", ansvarig="A", syfte="S", malgrupp="M", opened=opened,
        )  # fmt: skip
        with writing(self.engine) as session:
            add_account(session, facts, "me", LATER)

    def note(
        self, name: str, outcome: CaptureOutcome, reason: str | None = None,
        period: HalfYear = H1, why: Why = Why.HALVARSSKIFTE,
    ) -> int:  # fmt: skip
        roles = "provenance unaccepted" if outcome is FAILED else "provenance pdfa"
        kept = [
            SnapshotFile(role=r, name=r, media_type="text/plain", ref=self.files.keep_bytes(b"x"))
            for r in roles.split()
        ]
        facts = SnapshotFacts(
            account=name, account_version=1, namnd="KS", period=str(period), why=why,
            outcome=outcome, reason=reason, late=False, url_asked="https://x.se/",
            url_reached=None, taken_at=LATER,
        )  # fmt: skip
        with writing(self.engine) as session:
            return record_snapshot(session, facts, kept, "me", LATER).id

    def read(self, period: HalfYear = H1) -> dict[str, Covered]:
        with reading(self.engine) as session:
            return {c.account.account: c for c in read_coverage(session, period, LATER)}


@pytest.fixture
def office(engine: Engine, files: FileStore) -> Office:
    return Office(engine, files)


@pytest.mark.parametrize(
    ("tries", "state", "counts"),
    [
        ([], State.UNTRIED, None),
        ([(FAILED, "network")], State.FAILED, 0),
        ([(FAILED, "host-blocked")], State.PAUSED, 0),
        ([(FAILED, "login-expired")], State.PAUSED, 0),
        ([(FAILED, "login-expired"), (FAILED, "network")], State.FAILED, 1),
        ([(PARTIAL, "slow")], State.PARTIAL, 0),
        ([(COMPLETE, None), (FAILED, "http-404")], State.CAPTURED, 0),
        ([(COMPLETE, None), (PARTIAL, "slow")], State.CAPTURED, 0),
        ([(PARTIAL, "slow"), (FAILED, "login"), (PARTIAL, "slow")], State.PARTIAL, 2),
        ([(COMPLETE, None), (COMPLETE, None)], State.CAPTURED, 1),
    ],
)
def test_a_good_picture_counts_whatever_failed(
    office: Office,
    tries: list[tuple[CaptureOutcome, str | None]],
    state: State,
    counts: int | None,
) -> None:
    office.add("a")
    numbers = [office.note("a", outcome, reason) for outcome, reason in tries]

    covered = office.read()["a"]

    assert (covered.state, covered.tries) == (state, len(tries))
    assert (covered.snapshot.id if covered.snapshot else None) == (
        None if counts is None else numbers[counts]
    )
    assert covered.missing is (state in {State.FAILED, State.PAUSED, State.UNTRIED})


def test_a_picture_for_another_reason_or_another_turn_is_none_of_this_one(office: Office) -> None:
    office.add("a")
    office.note("a", COMPLETE, why=Why.MANUAL)
    office.note("a", COMPLETE, period=H2)
    assert office.read()["a"].state is State.UNTRIED
    assert office.read(H2)["a"].state is State.CAPTURED


def test_an_accepted_try_is_there_in_part(office: Office, now: datetime) -> None:
    office.add("a")
    number = office.note("a", FAILED, "login")
    with writing(office.engine) as session:
        accept_snapshot(session, number, "rätt sida", "asa", now)
    assert office.read()["a"].state is State.PARTIAL


def test_only_accounts_that_were_open_at_the_turn_should_have_one(office: Office) -> None:
    office.add("open")
    office.add("new", opened=date(2026, 7, 1))
    office.add("closed")
    with writing(office.engine) as session:
        close_account(session, "closed", (date(2026, 3, 1), "slut"), "me", LATER)
    assert set(office.read()) == {"open"}
    assert set(office.read(H2)) == {"open", "new"}
