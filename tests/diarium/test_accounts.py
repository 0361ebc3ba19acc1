"""Accounts: every change is a new version, and what it replaced is still there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from diarium.account_changes import list_changes
from diarium.accounts import (
    AccountFacts,
    account_history,
    add_account,
    close_account,
    edit_account,
    list_accounts,
    read_account,
)
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.plain_text import clean_line
from diarium.records import Account
from diarium.web_address import check_web_address

LATER = timedelta(hours=1)


def facts(**changed: Any) -> AccountFacts:  # noqa: ANN401  fields
    said: dict[str, Any] = {
        "account": "ks-facebook",
        "namnd": "ks",
        "platform": "facebook",
        "url": "https://www.facebook.com/exempelstad",
        "name": "Exempelstad",
        "forvaltning": "Kommunledningsförvaltningen",
        "ansvarig": "Anna Åström",
        "syfte": "Dialog med  invånarna",
        "malgrupp": "Invånare",
        "opened": date(2020, 1, 1),
    }
    return AccountFacts(**(said | changed))


def add(engine: Engine, now: datetime, **changed: Any) -> Account:  # noqa: ANN401  fields
    with writing(engine) as session:
        return add_account(session, facts(**changed), "me", now)


def test_an_added_account_is_version_one_and_not_official_unless_said(
    engine: Engine, now: datetime
) -> None:
    added = add(engine, now)
    assert (added.version, added.namnd, added.syfte) == (1, "KS", "Dialog med invånarna")
    assert (added.official, added.open, added.chronological, added.closed) == (
        False, False, False, None,
    )  # fmt: skip
    with reading(engine) as session:
        assert read_account(session, "KS-Facebook") == added
        assert list_accounts(session) == [added]


def test_every_change_keeps_the_row_it_replaced(engine: Engine, now: datetime) -> None:
    first = add(engine, now)
    with writing(engine) as session:
        edited = edit_account(
            session, "ks-facebook", {"ansvarig": "Bo Öberg", "open": True}, "bo", now + LATER
        )
        closed = close_account(
            session, "ks-facebook", (date(2026, 6, 30), "Används inte"), "cilla", now + 2 * LATER
        )
    assert edited.changed == ("ansvarig", "open")
    with reading(engine) as session:
        assert account_history(session, "ks-facebook") == [first, edited.account, closed]
        assert read_account(session, "ks-facebook") == closed
        assert (closed.version, closed.closed, closed.by) == (3, date(2026, 6, 30), "cilla")
        assert closed.ansvarig == "Bo Öberg"
        kinds = [event.kind for event in read_events(session) if event.subject == "ks-facebook"]
        assert kinds == ["account.added", "account.edited", "account.closed"]
        assert [*check_chain(session), *check_rows(session)] == []


def test_the_changes_tell_what_a_field_said_before_and_who_changed_it(
    sqlite_engine: Engine, now: datetime
) -> None:
    add(sqlite_engine, now)
    with writing(sqlite_engine) as session:
        edit_account(session, "ks-facebook", {"ansvarig": "Bo Öberg"}, "bo", now + LATER)
        (change,) = list_changes(account_history(session, "ks-facebook"))
    assert (change.version, change.field, change.before, change.after, change.by, change.at) == (
        2, "ansvarig", "Anna Åström", "Bo Öberg", "bo", now + LATER,
    )  # fmt: skip


def test_many_who_edit_at_once_each_make_a_version_of_their_own(
    engine: Engine, now: datetime
) -> None:
    add(engine, now)

    def edit(number: int) -> None:
        with writing(engine) as session:
            edit_account(session, "ks-facebook", {"ansvarig": f"Person {number}"}, "me", now)

    with ThreadPoolExecutor(8) as workers:
        list(workers.map(edit, range(24)))
    with reading(engine) as session:
        history = account_history(session, "ks-facebook")
        assert [account.version for account in history] == list(range(1, 26))
        assert {account.ansvarig for account in history[1:]} == {f"Person {n}" for n in range(24)}
        assert [*check_chain(session), *check_rows(session)] == []


def test_an_edit_that_says_the_same_writes_nothing(engine: Engine, now: datetime) -> None:
    first = add(engine, now)
    with writing(engine) as session:
        edited = edit_account(session, "ks-facebook", {"ansvarig": " Anna Åström"}, "bo", now)
        assert (edited.account, edited.changed) == (first, ())
        assert len(account_history(session, "ks-facebook")) == 1


def test_an_account_may_be_moved_to_another_namnd(engine: Engine, now: datetime) -> None:
    add(engine, now)
    with writing(engine) as session:
        edit_account(session, "ks-facebook", {"namnd": "sbn"}, "bo", now)
        assert [a.account for a in list_accounts(session, "SBN")] == ["ks-facebook"]
        assert list_accounts(session, "ks") == []


def test_an_id_is_never_used_twice_even_after_closing(engine: Engine, now: datetime) -> None:
    add(engine, now)
    with writing(engine) as session:
        close_account(session, "ks-facebook", (date(2026, 7, 1), "Slut"), "me", now)
    with pytest.raises(RefusedError, match="there is an account ks-facebook already"):
        add(engine, now)


def test_a_closed_account_is_neither_edited_nor_closed_again(engine: Engine, now: datetime) -> None:
    add(engine, now)
    with writing(engine) as session:
        close_account(session, "ks-facebook", (date(2026, 7, 1), "Slut"), "me", now)
    with pytest.raises(RefusedError, match="was closed 2026-07-01"), writing(engine) as session:
        edit_account(session, "ks-facebook", {"name": "Ny"}, "me", now)
    with pytest.raises(RefusedError, match="was closed 2026-07-01"), writing(engine) as session:
        close_account(session, "ks-facebook", (date(2026, 7, 1), "Slut"), "me", now)


@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2019, 12, 31), "Slut"), (date(2026, 7, 2), "Slut"), (date(2026, 7, 1), " ")],
)
def test_a_closing_needs_a_day_that_has_been_and_a_reason(
    sqlite_engine: Engine, now: datetime, day: date, reason: str
) -> None:
    add(sqlite_engine, now)
    with pytest.raises(UsageError), writing(sqlite_engine) as session:
        close_account(session, "ks-facebook", (day, reason), "me", now)


def test_the_day_of_closing_is_counted_in_swedish_time(sqlite_engine: Engine) -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    add(sqlite_engine, late)
    with writing(sqlite_engine) as session:
        closed = close_account(session, "ks-facebook", (date(2026, 7, 1), "Slut"), "me", late)
    assert closed.closed == date(2026, 7, 1)


@pytest.mark.parametrize("name", ["", "KS", "a b", "-a", "a-", "å", "../a", "a" * 41, "a\nb"])
def test_an_id_is_a_short_plain_word(sqlite_engine: Engine, now: datetime, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be an account's id"):
        add(sqlite_engine, now, account=name)


def test_unknown_accounts_and_namnder_are_told(sqlite_engine: Engine, now: datetime) -> None:
    with reading(sqlite_engine) as session:
        with pytest.raises(UsageError, match="no account nix"):
            read_account(session, "nix")
        with pytest.raises(UsageError, match="no account nix"):
            account_history(session, "nix")
        with pytest.raises(UsageError, match="no nämnd X"):
            list_accounts(session, "X")
    with pytest.raises(UsageError, match="no nämnd X"):
        add(sqlite_engine, now, namnd="X")


@pytest.mark.parametrize("field", ["platform", "name", "forvaltning", "ansvarig", "syfte"])
def test_what_the_policy_asks_for_cannot_be_empty(
    sqlite_engine: Engine, now: datetime, field: str
) -> None:
    with pytest.raises(UsageError, match=f"{field} is empty"):
        add(sqlite_engine, now, **{field: " \t"})


def test_a_list_is_in_the_order_of_the_ids(engine: Engine, now: datetime) -> None:
    for name in ("b", "a-b", "ab", "a"):
        add(engine, now, account=name)
    with reading(engine) as session:
        assert [account.account for account in list_accounts(session)] == ["a", "a-b", "ab", "b"]


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31m", "\ud800", "a\x7f"])
def test_text_that_cannot_be_shown_or_stored_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be shown"):
        clean_line("name", text)


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=200))
def test_cleaning_a_clean_line_changes_nothing(text: str) -> None:
    line = clean_line("name", text, optional=True)
    assert clean_line("name", line, optional=True) == line


def test_text_without_end_is_refused() -> None:
    with pytest.raises(UsageError, match="longer than 2000"):
        clean_line("name", "a" * 2001)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.exempelstad.se",
        "http://exempelstad.se:8080/sida?a=1&b=2#del",
        "HTTPS://räksmörgås.se/å",
        "https://xn--rksmrgs-5wao1o.se./",
        "http://127.0.0.1:8000/",
        "http://[2001:db8::1]/",
    ],
)
def test_a_web_address_is_left_as_it_is(url: str) -> None:
    assert check_web_address(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "www.exempelstad.se",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://exempelstad.se/",
        "https://",
        "https:///sida",
        "https:exempelstad.se",
        "https://arkiv:hemligt@exempelstad.se/",
        "https://arkiv@exempelstad.se/",
        "https://exempelstad.se\\@ond.se/",
        "https://exempel stad.se/",
        "https://exempelstad.se/\x00",
        "https://exempelstad.se/\ud800",
        "https://exempelstad.se:99999/",
        "https://[::1/",
        "https://[vg.1]/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://-.se/",
        "https://a..se/",
        "https://a%2eb/",
        f"https://exempelstad.se/{'a' * 2000}",
    ],
)
def test_what_no_browser_should_be_sent_to_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_web_address(url)
    assert "hemligt" not in str(caught.value)
