"""What a plan means for what is taken in: which comments may stand unregistered, and no more."""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from diarium.accounts import AccountFacts, add_account
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.messages import list_messages
from tests.diarium.planned import put_in_force
from tests.diarium.taken_in import FORUM, take_in

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


def add_unplanned(engine: Engine, now: datetime) -> None:
    facts = AccountFacts(
        account="ks-facebook", namnd="KS", platform="facebook", url="https://example.org/ks",
        name="Exempelstad", forvaltning="Kommunledningen", ansvarig="Anna Ek", syfte="Dialog",
        malgrupp="Invånare", opened=date(2020, 1, 1), **FORUM,
    )  # fmt: skip
    with writing(engine) as session:
        add_account(session, facts, "test", now)


def take_in_comments(engine: Engine, files: FileStore, now: datetime, *when: str) -> list[str]:
    """Return how the rules decided of a comment from each moment."""
    comments: list[dict[str, object]] = [
        {"channel": "comment", "id": moment, "text": f"Fint i parken {moment}",
         "made_available_at": moment}
        for moment in when
    ]  # fmt: skip
    ids = take_in(engine, files, comments, now, account="ks-facebook")
    with reading(engine) as session:
        told = {each.id: each.decision.outcome.value for each in list_messages(session)}
    return [told[each] for each in ids]


def test_a_comment_stands_unregistered_if_the_account_was_official_when_it_was_made(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_unplanned(engine, now)
    with writing(engine) as session:
        put_in_force(session, "ks-facebook", now, FIRST, LAST)
    assert take_in_comments(
        engine, files, now, "2026-05-31T23:59:00+02:00", "2026-06-01T00:00:00+02:00",
        "2026-06-30T23:59:00+02:00", "2026-07-01T00:00:00+02:00",
    ) == ["review", "skip", "skip", "review"]  # fmt: skip


def test_an_account_whose_plan_has_lapsed_still_takes_everything_in(
    sqlite_engine: Engine, files: FileStore, now: datetime
) -> None:
    add_unplanned(sqlite_engine, now)
    when = "2026-06-20T10:00:00+02:00"
    assert take_in_comments(sqlite_engine, files, now, when) == ["review"]
    with writing(sqlite_engine) as session:
        put_in_force(session, "ks-facebook", now, FIRST, LAST)
    later = "2026-06-20T10:00:01+02:00"
    assert take_in_comments(sqlite_engine, files, now + DAY, later) == ["skip"]
    with reading(sqlite_engine) as session:
        decided = [each.decision.outcome.value for each in list_messages(session)]
    assert sorted(decided) == ["review", "skip"]  # what was decided before stands
