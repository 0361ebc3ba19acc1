"""Kinds of account: our own, deltagande without one, and pages that could be taken for ours."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from diarium.account_changes import list_changes
from diarium.account_kinds import read_captured
from diarium.accounts import account_history, edit_account, read_account
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.records import AccountKind
from tests.diarium.test_accounts import LATER, add

UNCAPTURED = (AccountKind.DELTAGANDE, AccountKind.NOT_OFFICIAL)


def test_an_account_is_one_of_our_own_unless_told(engine: Engine, now: datetime) -> None:
    assert add(engine, now).kind is AccountKind.ACCOUNT
    with reading(engine) as session:
        assert read_captured(session, "ks-facebook").captured


@pytest.mark.parametrize("kind", UNCAPTURED)
def test_a_page_that_is_not_our_own_is_listed_and_never_captured(
    engine: Engine, now: datetime, kind: AccountKind
) -> None:
    add(engine, now, kind=kind)
    with reading(engine) as session:
        assert read_account(session, "ks-facebook").kind is kind
        with pytest.raises(RefusedError, match="never captured"):
            read_captured(session, "ks-facebook")


@pytest.mark.parametrize("kind", UNCAPTURED)
def test_a_page_that_is_not_our_own_is_no_official_channel(
    engine: Engine, now: datetime, kind: AccountKind
) -> None:
    with pytest.raises(UsageError, match="cannot be an official channel"):
        add(engine, now, kind=kind, official=True)


def test_a_kind_is_corrected_as_other_fields_are(engine: Engine, now: datetime) -> None:
    add(engine, now, official=True)
    not_official: dict[str, Any] = {"kind": AccountKind.NOT_OFFICIAL}
    with writing(engine) as session, pytest.raises(UsageError, match="leave out --official"):
        edit_account(session, "ks-facebook", not_official, "me", now + LATER)
    with writing(engine) as session:
        changes = not_official | {"official": False}
        edit_account(session, "ks-facebook", changes, "me", now + LATER)
    with reading(engine) as session:
        told = list_changes(account_history(session, "ks-facebook"))
    assert [(each.field, each.after) for each in told] == [
        ("official", False), ("kind", AccountKind.NOT_OFFICIAL),
    ]  # fmt: skip
