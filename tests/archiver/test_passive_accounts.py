"""Accounts that are not kept up: told by what was seen, and nothing told of what was not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.passive_accounts import Activity, Pulse, find_passive_duties, list_activity
from archiver.settings import Settings, read_settings
from diarium.accounts import close_account
from diarium.database import reading, writing
from diarium.duties import DutyKind
from diarium.errors import AlteredError
from diarium.files import FileStore
from diarium.records import AccountKind
from tests.archiver.noted_pages import add_page, note_page, page_with
from tests.diarium.taken_in import take_in

DAYS = 90
OPENED, POSTED = date(2024, 1, 1), date(2026, 3, 1)
LOOKED = datetime(2026, 6, 30, 12, tzinfo=UTC)
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)


def activity(
    engine: Engine, files: FileStore, now: datetime = NOW, days: int = DAYS
) -> dict[str, Activity]:
    with reading(engine) as session:
        return {each.account: each for each in list_activity(session, files, days, now)}


def one(engine: Engine, files: FileStore, now: datetime = NOW) -> Activity:
    [found] = activity(engine, files, now).values()
    return found


def seen(
    engine: Engine, files: FileStore, posts: Sequence[date], unread: int = 0, at: datetime = LOOKED
) -> None:
    note_page(engine, files, "a", page_with(posts, unread), at)


@pytest.fixture
def account(engine: Engine, now: datetime) -> str:
    add_page(engine, "a", OPENED, now)
    return "a"


@pytest.mark.usefixtures("account")
def test_an_account_is_passive_from_the_day_after_the_last_that_is_allowed(
    engine: Engine, files: FileStore
) -> None:
    seen(engine, files, [date(2025, 12, 1), POSTED])
    last_day = datetime(2026, 5, 30, 21, 59, tzinfo=UTC)  # in Swedish time 23.59
    assert one(engine, files, last_day).pulse is Pulse.ACTIVE
    told = one(engine, files, last_day + timedelta(minutes=1))
    assert (told.pulse, told.last, told.days) == (Pulse.PASSIVE, POSTED, 91)


@pytest.mark.usefixtures("account")
def test_an_account_that_nobody_has_looked_at_since_is_to_be_looked_at_first(
    engine: Engine, files: FileStore
) -> None:
    seen(engine, files, [date(2026, 6, 20)])
    told = one(engine, files, datetime(2026, 11, 1, tzinfo=UTC))
    assert (told.pulse, told.looked) == (Pulse.UNSEEN, LOOKED.date())
    assert told.next_command == "archiver snapshot --account a"
    note_page(engine, files, "a", page_with([date(2026, 6, 20)]), datetime(2026, 11, 1, tzinfo=UTC))
    assert one(engine, files, datetime(2026, 11, 2, tzinfo=UTC)).pulse is Pulse.PASSIVE


@pytest.mark.usefixtures("account")
def test_of_a_page_whose_days_cannot_be_read_nothing_is_said(
    engine: Engine, files: FileStore
) -> None:
    assert one(engine, files).pulse is Pulse.UNKNOWN
    seen(engine, files, [], unread=4)
    assert one(engine, files).pulse is Pulse.UNKNOWN
    seen(engine, files, [POSTED], unread=1, at=LOOKED + timedelta(days=1))
    told = one(engine, files)
    assert (told.pulse, told.last, told.unread) == (Pulse.UNKNOWN, POSTED, 1)
    assert told.next_command is None


@pytest.mark.usefixtures("account")
def test_a_picture_made_by_hand_tells_no_days_and_hides_no_older_one(
    engine: Engine, files: FileStore
) -> None:
    seen(engine, files, [POSTED])
    note_page(engine, files, "a", None, LOOKED + timedelta(days=1))
    told = one(engine, files)
    assert (told.last, told.looked) == (POSTED, LOOKED.date())


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("channel", "own", "pulse"),
    [
        ("post", True, Pulse.ACTIVE),
        ("comment", True, Pulse.ACTIVE),
        ("direct", True, Pulse.PASSIVE),
        ("comment", False, Pulse.PASSIVE),
    ],
)
def test_what_the_account_itself_wrote_in_public_is_activity(
    engine: Engine, files: FileStore, channel: str, own: bool, pulse: Pulse
) -> None:
    seen(engine, files, [POSTED])
    message = {
        "channel": channel, "own": own, "made_available_at": "2026-06-10T10:00:00+02:00",
    }  # fmt: skip
    take_in(engine, files, [message], LOOKED, account="a")
    assert one(engine, files).pulse is pulse


def test_posts_older_than_the_account_count_from_its_opening(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_page(engine, "a", date(2026, 5, 1), now)
    seen(engine, files, [POSTED])
    assert (one(engine, files).last, one(engine, files).pulse) == (date(2026, 5, 1), Pulse.ACTIVE)


def test_a_new_account_has_time_to_begin(engine: Engine, files: FileStore, now: datetime) -> None:
    add_page(engine, "a", date(2026, 7, 1), now)
    told = one(engine, files)
    assert (told.pulse, told.last, told.passive_from) == (Pulse.ACTIVE, None, None)
    later = one(engine, files, datetime(2026, 9, 29, 22, tzinfo=UTC))
    assert later.pulse is Pulse.UNKNOWN


def test_only_open_accounts_of_our_own_are_told_of_the_quietest_first(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    for name in ("a", "closed", "quiet"):
        add_page(engine, name, OPENED, now)
        note_page(engine, files, name, page_with([POSTED]), LOOKED)
    note_page(engine, files, "a", page_with([date(2026, 3, 2)]), LOOKED)
    add_page(engine, "ledamot", OPENED, now, AccountKind.NOT_OFFICIAL)
    add_page(engine, "grupp", OPENED, now, AccountKind.DELTAGANDE)
    with writing(engine) as session:
        close_account(session, "closed", (date(2026, 6, 30), "Slut"), "test", NOW)
    assert list(activity(engine, files)) == ["quiet", "a"]
    assert list(activity(engine, files, days=500)) == ["quiet", "a"]


def test_an_altered_record_is_told_of_and_nothing_made_of_it(
    engine: Engine, files: FileStore, account: str
) -> None:
    seen(engine, files, [POSTED])
    for path in files.root.rglob("*"):
        if path.is_file() and b"page" in path.read_bytes():
            path.chmod(0o600)
            path.write_bytes(b"{}")
    with pytest.raises(AlteredError, match=account):
        activity(engine, files)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "archiver.toml"
    file.write_text('[kommun]\nname = "Exempelstad"\norgnr = "212000-2882"\n')
    return read_settings(file)


@pytest.mark.usefixtures("account")
def test_the_reminder_says_from_when_and_what_to_do(
    engine: Engine, files: FileStore, settings: Settings
) -> None:
    seen(engine, files, [POSTED])
    with reading(engine) as session:
        [found] = find_passive_duties(session, files, settings, NOW)
    assert (found.kind, found.account, found.namnd) == (DutyKind.PASSIVE, "a", "KS")
    assert found.due.isoformat() == "2026-05-31T00:00:00+02:00"
    assert found.command == "archiver account close a --reason SKÄL"


def test_nobody_is_reminded_of_what_nobody_has_seen(
    engine: Engine, files: FileStore, settings: Settings, account: str
) -> None:
    note_page(engine, files, account, page_with([date(2026, 6, 20)]), LOOKED)
    with reading(engine) as session:
        later = datetime(2026, 12, 1, tzinfo=UTC)
        assert list(find_passive_duties(session, files, settings, later)) == []


def test_of_what_cannot_be_told_nobody_is_reminded(
    engine: Engine, files: FileStore, settings: Settings, account: str
) -> None:
    note_page(engine, files, account, page_with([POSTED], unread=2), LOOKED)
    with reading(engine) as session:
        assert list(find_passive_duties(session, files, settings, NOW)) == []
