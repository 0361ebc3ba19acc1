"""What the kept records tell of the accounts' pages, on both databases."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from archiver.page_history import PageChange, list_changes, list_checked
from archiver.page_seen import PageSeen, describe_page, read_page_seen
from archiver.policy_checks import CheckResult, PolicyCheck
from archiver.post_dates import PostDates
from diarium.accounts import AccountFacts, add_account, close_account
from diarium.database import reading, writing
from diarium.errors import AlteredError, UsageError
from diarium.files import FileStore
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from schedules.half_year import HalfYear
from tests.archiver.seen_pages import seen_page

FEED = " ".join(f"ord{n}" for n in range(100))
OLD = seen_page(
    FEED,
    title="Exempelstad",
    posts=PostDates(read=1, first=date(2025, 9, 1), last=date(2025, 12, 1)),
)
NEW = replace(
    OLD, text=f"{FEED} nytt", posts=PostDates(read=1, first=date(2026, 2, 1), last=date(2026, 5, 1))
)
WALL = seen_page("Logga in för att fortsätta " * 5, screen="00ff00ff00ff00ff")
H1 = HalfYear.parse("2026-H1")
CHECK = PolicyCheck(rule="logo", section="Profil", result=CheckResult.NOT_CHECKED, why="picture")
Take = Callable[..., int]


@pytest.fixture
def take(engine: Engine, files: FileStore, now: datetime) -> Take:
    """Return a way to note a snapshot of an account, which is added if it is new."""
    known = set[str]()

    def note(account: str, period: str, page: PageSeen | None, **others: object) -> int:
        if account not in known:
            _add(engine, account, now)
            known.add(account)
        checks = None if page is None else [asdict(CHECK)]
        said = {"page": describe_page(page) if page else None, "policy_checks": checks}
        content = json.dumps(said, ensure_ascii=False).encode()
        kept = (("pdfa", b"%PDF"), ("provenance", content))
        facts = replace(_facts(account, period), **others)  # type: ignore[arg-type]
        made = [
            SnapshotFile(role=role, name=role, media_type="x/y", ref=files.keep_bytes(each))
            for role, each in kept
            if role != "pdfa" or facts.outcome is not CaptureOutcome.FAILED
        ]
        with writing(engine) as session:
            return record_snapshot(session, facts, made, "test", now).id

    return note


def _add(engine: Engine, account: str, now: datetime) -> None:
    with writing(engine) as session:
        facts = AccountFacts(
            account=account, namnd="KS", platform="blogg", url="https://example.se/",
            name=account, forvaltning="KLF", ansvarig="A", syfte="S", malgrupp="M",
            opened=date(2025, 1, 1),
        )  # fmt: skip
        add_account(session, facts, "test", now)


def _facts(account: str, period: str) -> SnapshotFacts:
    return SnapshotFacts(
        account=account,
        account_version=1,
        namnd="KS",
        period=period,
        why=Why.HALVARSSKIFTE,
        outcome=CaptureOutcome.COMPLETE,
        reason=None,
        late=False,
        url_asked="https://example.se/",
        url_reached="https://example.se/",
        taken_at=datetime(2026, 7, 1, tzinfo=UTC),
    )


def changes(engine: Engine, files: FileStore, period: HalfYear | None = H1) -> list[PageChange]:
    """Return the changes."""
    with reading(engine) as session:
        return list_changes(session, files, period, None)


def test_a_page_is_read_back_as_it_was_written() -> None:
    assert read_page_seen(json.loads(json.dumps(describe_page(NEW)))) == NEW
    assert read_page_seen(json.loads(json.dumps(describe_page(WALL)))) == WALL


def test_a_very_long_text_is_cut_and_said_to_be() -> None:
    told = describe_page(replace(NEW, text="a " * 150_000))
    assert (len(told["text"]), told["text_cut"]) == (200_000, True)
    assert describe_page(NEW)["text_cut"] is False


def test_the_new_stands_beside_the_one_of_the_half_year_before(
    engine: Engine, files: FileStore, take: Take
) -> None:
    first = take("a", "2025-H2", OLD)
    take("a", "2026-H1", WALL)
    last = take("a", "2026-H1", NEW)

    (change,) = changes(engine, files)

    assert change.before
    assert change.after
    assert (change.before.snapshot, change.after.snapshot) == (first, last)
    assert change.text_similarity == pytest.approx(200 / 201)
    assert change.picture_similarity == 1
    assert (change.after.first_post, change.after.last_post) == (date(2026, 2, 1), date(2026, 5, 1))
    assert (change.before.words, change.after.words) == (100, 101)
    assert (change.unusual, change.same_as) == ((), ())


def test_a_failed_try_never_stands_for_the_page(
    engine: Engine, files: FileStore, take: Take
) -> None:
    take("a", "2025-H2", OLD)
    good = take("a", "2026-H1", NEW)
    take("a", "2026-H1", None, outcome=CaptureOutcome.FAILED, reason="login")

    (change,) = changes(engine, files)

    assert change.after
    assert change.after.snapshot == good


def test_a_wall_for_three_accounts_comes_first_and_then_the_unusual(
    engine: Engine, files: FileStore, take: Take
) -> None:
    for account, page in (("a", NEW), ("b", WALL), ("c", WALL), ("d", WALL), ("e", OLD)):
        take(account, "2025-H2", OLD)
        take(account, "2026-H1", page)

    found = changes(engine, files)

    assert [each.account for each in found] == ["b", "c", "d", "e", "a"]
    assert found[0].same_as == ("c", "d")
    assert found[3].unusual == ("unchanged",)
    with reading(engine) as session:
        (asked,) = list_changes(session, files, H1, "c")
    assert asked.same_as == ("b", "d")


def test_a_snapshot_without_facts_is_listed_and_not_compared(
    engine: Engine, files: FileStore, take: Take
) -> None:
    take("a", "2025-H2", OLD)
    take("a", "2026-H1", None)
    take("b", "2026-H1", NEW)

    by_hand, alone = changes(engine, files)

    assert (by_hand.after, by_hand.text_similarity, by_hand.unusual) == (None, None, ())
    assert by_hand.before is not None
    assert (alone.before, alone.picture_similarity) == (None, None)
    with reading(engine) as session:
        first, second = list_checked(session, files, H1, None)
    assert first.checks == ()
    assert second.checks == (CHECK,)


def test_without_a_half_year_the_newest_of_each_open_account_is_taken(
    engine: Engine, files: FileStore, take: Take, now: datetime
) -> None:
    take("a", "2025-H2", OLD)
    take("b", "2026-H1", NEW)
    take("closed", "2026-H1", NEW)
    with writing(engine) as session:
        close_account(session, "closed", (date(2026, 6, 30), "slut"), "test", now + timedelta(1))

    with reading(engine) as session:
        newest = list_checked(session, files, None, None)
        of_h1 = list_checked(session, files, H1, None)

    assert [(each.account, each.period) for each in newest] == [("a", "2025-H2"), ("b", "2026-H1")]
    assert [each.account for each in of_h1] == ["b", "closed"]


def test_an_unknown_account_is_told(engine: Engine, files: FileStore) -> None:
    with reading(engine) as session:
        with pytest.raises(UsageError):
            list_checked(session, files, None, "ingen")
        with pytest.raises(UsageError):
            list_changes(session, files, None, "ingen")


def test_an_altered_record_is_told(engine: Engine, files: FileStore, take: Take) -> None:
    take("a", "2026-H1", NEW)
    with reading(engine) as session:
        (page,) = list_checked(session, files, H1, None)
    assert page.checks
    record = next(
        path for path in files.root.rglob("*") if path.is_file() and b"page" in path.read_bytes()
    )
    record.chmod(0o600)
    record.write_bytes(record.read_bytes().replace(b"ord1 ", b"ord2 "))

    with reading(engine) as session, pytest.raises(AlteredError, match="archiver verify"):
        list_checked(session, files, H1, None)
