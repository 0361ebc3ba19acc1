"""The förteckning's accounts: every change is a new version, and the row it replaced is kept.

The policy ("Redovisa sociala medier") asks who answers for each account, what it aims at and whom
it is for, so that allmänna handlingar can be found.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.orm import Session

from diarium.account_rows import list_newest, list_versions, read_newest, write_account
from diarium.errors import RefusedError, UsageError
from diarium.namnder import read_namnd
from diarium.plain_text import clean_line
from diarium.records import Account, AccountKind
from diarium.tables import ACCOUNT
from diarium.web_address import check_web_address
from schedules.clock import STOCKHOLM


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What is said of an account when it is added; all but ``account`` may be edited later.

    Attributes:
        account: Its id in this archive: a short word of a–z, 0–9 and hyphens.
        namnd: Code of the nämnd it belongs to.
        handle: The user name on the platform, if it has one.
        ansvarig: Who answers for it.
        syfte: What it aims at.
        malgrupp: Whom it is for.
        official: It is meant as an official channel of the municipality.
        open: Anyone can read it.
        chronological: Its comments stand in chronological order.
        opened: The day it was opened, in Swedish time.
        kind: What stands behind the row; only an account of the municipality's own is captured.
    """

    account: str
    namnd: str
    platform: str
    url: str
    handle: str = ""
    name: str
    forvaltning: str
    ansvarig: str
    syfte: str
    malgrupp: str
    official: bool = False
    open: bool = False
    chronological: bool = False
    opened: date
    kind: AccountKind = AccountKind.ACCOUNT


@dataclass(frozen=True, slots=True)
class AccountEdit:
    """An edited account, and the names of the fields that came to say something else."""

    account: Account
    changed: tuple[str, ...]


EDITABLE = tuple(field.name for field in fields(AccountFacts) if field.name != "account")


def add_account(session: Session, facts: AccountFacts, by: str, now: datetime) -> Account:
    """Add an account as version 1 of itself.

    Args:
        session: A session that holds the write lock.
        facts: What is said of it.
        by: Who adds it.
        now: When.

    Raises:
        UsageError: The id, the address or another field cannot be one, or the nämnd is unknown.
        RefusedError: There is an account with that id, closed or not.
    """
    checked = _check(session, facts)
    if read_newest(session, checked.account):
        raise RefusedError(
            "there is an account {account} already; choose another id", account=checked.account
        )
    account = Account(
        **_as_dict(checked), version=1, closed=None, closed_reason=None, at=now, by=by
    )
    return write_account(session, "account.added", account)


def read_account(session: Session, name: str) -> Account:
    """Return an account as it now stands.

    Raises:
        UsageError: There is none by that id.
    """
    account = read_newest(session, name.strip().lower())
    if account is None:
        raise UsageError(
            "there is no account {account}; archiver account list shows those there are",
            account=name,
        )
    return account


def list_accounts(session: Session, namnd: str | None = None) -> list[Account]:
    """Return all accounts as they now stand, the closed too, by id.

    Args:
        session: Any session.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such nämnd.
    """
    wanted = read_namnd(session, namnd).code if namnd else None
    return [each for each in list_newest(session) if wanted in {None, each.namnd}]


def narrow_to(
    session: Session, table: Table, account: str | None, namnd: str | None
) -> list[ColumnElement[bool]]:
    """Return what narrows a question about a table to one account and one nämnd.

    Args:
        session: Any session.
        table: A table with the columns ``account`` and ``namnd``.
        account: The id of the account; None means any.
        namnd: The code of the nämnd; None means any.

    Raises:
        UsageError: There is no such account or nämnd.
    """
    where = []
    if account is not None:
        where.append(table.c.account == read_account(session, account).account)
    if namnd is not None:
        where.append(table.c.namnd == read_namnd(session, namnd).code)
    return where


def list_accounts_as_of(session: Session, namnd: str, moment: datetime) -> list[Account]:
    """Return a nämnd's accounts as they stood just before a moment, the closed too, by id.

    Args:
        session: Any session.
        namnd: The nämnd's code; an account that another nämnd had by then is left out.
        moment: What was noted at this moment or later is not told.
    """
    return [each for each in list_newest(session, ACCOUNT.c.at < moment) if each.namnd == namnd]


def account_history(session: Session, name: str) -> list[Account]:
    """Return every version of an account, oldest first.

    Raises:
        UsageError: There is no such account.
    """
    return list_versions(session, read_account(session, name).account)


def edit_account(
    session: Session, name: str, changes: Mapping[str, Any], by: str, now: datetime
) -> AccountEdit:
    """Write a new version of an account; if nothing comes to differ, write nothing.

    Args:
        session: A session that holds the write lock.
        name: Its id.
        changes: New values by field, of ``EDITABLE``.
        by: Who edits it.
        now: When.

    Raises:
        UsageError: There is no such account or nämnd, or a value cannot be one.
        RefusedError: The account is closed.
    """
    before = read_account(session, name)
    _refuse_closed(before)
    facts = AccountFacts(**{f.name: getattr(before, f.name) for f in fields(AccountFacts)})
    checked = _as_dict(_check(session, replace(facts, **changes)))
    changed = tuple(key for key in EDITABLE if checked[key] != getattr(before, key))
    if not changed:
        return AccountEdit(before, ())
    after = replace(before, **checked, version=before.version + 1, at=now, by=by)
    return AccountEdit(write_account(session, "account.edited", after), changed)


def check_closing(session: Session, name: str, closing: tuple[date, str], now: datetime) -> Account:
    """Return an open account that can be closed so.

    Args:
        session: Any session.
        name: Its id.
        closing: The day it was closed on the platform, in Swedish time, and why.
        now: The present moment.

    Raises:
        UsageError: There is no such account, the day lies before its opening or has not come, or
            no reason is given.
        RefusedError: It is closed already.
    """
    account = read_account(session, name)
    _refuse_closed(account)
    day, reason = closing
    if not account.opened <= day <= now.astimezone(STOCKHOLM).date():
        raise UsageError(
            "{day} cannot be the day account {account} was closed; it was opened {opened}, and a "
            "closing is noted when it has taken place",
            day=day,
            account=account.account,
            opened=account.opened,
        )
    clean_line("reason", reason)
    return account


def close_account(
    session: Session,
    name: str,
    closing: tuple[date, str],
    by: str,
    now: datetime,
    *,
    without_snapshot: str | None = None,
) -> Account:
    """Close an account; it stays in the förteckning among the closed.

    Args:
        session: A session that holds the write lock.
        name: Its id.
        closing: As of ``check_closing``.
        by: Who closes it.
        now: When.
        without_snapshot: Why no last snapshot of it was taken, if none was.

    Raises:
        UsageError: As ``check_closing``, or what is said for the missing snapshot is nothing.
        RefusedError: It is closed already.
    """
    before = check_closing(session, name, closing, now)
    day, reason = closing
    why = None if without_snapshot is None else clean_line("without-snapshot", without_snapshot)
    after = replace(
        before, version=before.version + 1, closed=day, closed_reason=clean_line("reason", reason),
        unpictured=why, at=now, by=by,
    )  # fmt: skip
    return write_account(session, "account.closed", after)


def _refuse_closed(account: Account) -> None:
    if account.closed:
        raise RefusedError(
            "account {account} was closed {closed}; add a new account instead",
            account=account.account,
            closed=account.closed,
        )


def _check(session: Session, facts: AccountFacts) -> AccountFacts:
    if facts.official and not facts.kind.captured:
        raise UsageError(
            "{account} is not an account of the municipality's own, and cannot be an official "
            "channel; leave out --official",
            account=facts.account,
        )
    lines = ("platform", "name", "forvaltning", "ansvarig", "syfte", "malgrupp")
    cleaned: dict[str, Any] = {field: clean_line(field, getattr(facts, field)) for field in lines}
    return replace(
        facts,
        **cleaned,
        account=_check_id(facts.account),
        namnd=read_namnd(session, facts.namnd).code,
        url=check_web_address(facts.url),
        handle=clean_line("handle", facts.handle, optional=True),
    )


def _check_id(written: str) -> str:
    name = written.strip()
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", name):
        raise UsageError(
            "{account} cannot be an account's id; use up to 40 of a–z, 0–9 and hyphens, such as "
            "ks-facebook",
            account=written,
        )
    return name


def _as_dict(facts: AccountFacts) -> dict[str, Any]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}
