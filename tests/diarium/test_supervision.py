"""Rounds of supervision: when each account was looked through, and which are late."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from diarium.accounts import AccountFacts, add_account, close_account
from diarium.database import reading, writing
from diarium.duties import DutyKind, Found, Terms
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.records import AccountKind
from diarium.removal_duties import find_removal_duties
from diarium.removal_records import Round
from diarium.supervision import list_rounds, record_round
from diarium.verify import check_archive
from tests.diarium.taken_in import add_forum

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _forum(engine: Engine, now: datetime) -> None:
    add_forum(engine, now)


def look(
    engine: Engine, now: datetime, account: str = "ks-facebook", moment: datetime | None = None
) -> Round:
    with writing(engine) as session:
        return record_round(session, account, (moment or now, None), "bo", now)


def duties(engine: Engine, terms: Terms | None = None) -> list[Found]:
    with reading(engine) as session:
        found = list(find_removal_duties(session, terms or Terms(), None))
    assert all(each.kind is DutyKind.SUPERVISION for each in found)
    return found


def test_a_round_tells_how_long_it_was_since_the_one_before(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    first = look(engine, now + 47 * HOUR)
    second = look(engine, now + 100 * HOUR)
    assert (first.waited_hours, second.waited_hours) == (47, 53)
    between = look(engine, now + 101 * HOUR, moment=now + 60 * HOUR)
    assert between.waited_hours == 13
    with reading(engine) as session:
        assert [each.waited_hours for each in list_rounds(session)] == [47, 13, 40]
        told = [(e.kind, e.subject) for e in read_events(session)][-1]
    assert told == ("supervision.done", "ks-facebook")
    assert list(check_archive(engine, files)) == []


def test_an_account_is_to_be_looked_through_48_hours_after_the_last_time(
    engine: Engine, now: datetime
) -> None:
    [duty] = duties(engine)
    assert (duty.account, duty.since, duty.due) == ("ks-facebook", now, now + 48 * HOUR)
    assert duty.command == "archiver remove-post round ks-facebook"
    look(engine, now + 10 * HOUR)
    [duty] = duties(engine)
    assert (duty.since, duty.due) == (now + 10 * HOUR, now + 58 * HOUR)
    [duty] = duties(engine, Terms(supervision_hours=168))
    assert duty.due == now + 178 * HOUR
    assert duties(engine, Terms(supervision_hours=0)) == []


def test_only_accounts_of_our_own_and_in_use_are_looked_through(
    engine: Engine, now: datetime
) -> None:
    for kind, account in (
        (AccountKind.DELTAGANDE, "grannar"),
        (AccountKind.NOT_OFFICIAL, "politiker"),
    ):
        facts = AccountFacts(
            account=account, namnd="KS", platform="facebook", url="https://example.org/x",
            name="Sidan", forvaltning="F", ansvarig="A", syfte="S", malgrupp="M",
            opened=now.date(), kind=kind,
        )  # fmt: skip
        with writing(engine) as session:
            add_account(session, facts, "bo", now)
        with pytest.raises(RefusedError, match="not an account of the municipality's own"):
            look(engine, now, account)
    assert [each.account for each in duties(engine)] == ["ks-facebook"]
    with writing(engine) as session:
        close_account(session, "ks-facebook", (now.date(), "Används inte"), "bo", now)
    assert duties(engine) == []
    with pytest.raises(RefusedError, match="was closed"):
        look(engine, now)


def test_a_round_that_cannot_be_is_refused(engine: Engine, now: datetime) -> None:
    with pytest.raises(UsageError, match="no account nobody"):
        look(engine, now, "nobody")
    with pytest.raises(UsageError, match="--done has not come"):
        look(engine, now, moment=now + HOUR)
    with pytest.raises(UsageError, match="--done lies before"):
        look(engine, now, moment=now - 24 * HOUR)
    look(engine, now)
    with pytest.raises(RefusedError, match="noted already"):
        look(engine, now)
    with reading(engine) as session:
        assert len(list_rounds(session)) == 1


def test_rounds_are_listed_by_account_namnd_and_swedish_day(engine: Engine, now: datetime) -> None:
    add_forum(engine, now, "ks-instagram")
    look(engine, now)
    look(engine, now + 24 * HOUR, "ks-instagram")
    tomorrow = (now + 24 * HOUR).date()
    with reading(engine) as session:
        assert [each.account for each in list_rounds(session, "ks-instagram")] == ["ks-instagram"]
        assert [each.account for each in list_rounds(session, last=now.date())] == ["ks-facebook"]
        assert [each.account for each in list_rounds(session, first=tomorrow)] == ["ks-instagram"]
        assert len(list_rounds(session, namnd="KS")) == 2
