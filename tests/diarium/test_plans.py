"""Aktivitetsplaner: what is in force when, and whom it makes official."""

from datetime import date, datetime

from sqlalchemy import Engine

from diarium.accounts import read_account
from diarium.database import reading
from diarium.plans import is_official, list_official
from tests.diarium.taken_in import add_forum

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_an_account_is_official_on_the_days_of_its_plan(engine: Engine, now: datetime) -> None:
    add_forum(engine, now)
    with reading(engine) as session:
        account = read_account(session, "ks-facebook")
        assert is_official(session, account, now.date())
        assert not is_official(session, account, date(2100, 1, 1))
        assert list_official(session, now.date(), "KS") == {"ks-facebook"}
        assert list_official(session, now.date(), "SBN") == frozenset()
