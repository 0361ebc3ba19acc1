"""The rows of the förteckning: one for each version of each account."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from diarium.journal import append_event, insert_row
from diarium.records import Account, AccountKind
from diarium.tables import ACCOUNT

_COLUMNS = tuple(column for column in ACCOUNT.c if column.name not in {"id", "salt"})


def list_newest(session: Session, *where: ColumnElement[bool]) -> list[Account]:
    """Return the newest of those versions of each account that meet the conditions, by id."""
    rows = session.execute(select(*_COLUMNS).where(*where).order_by(ACCOUNT.c.version))
    accounts = (_account(row) for row in rows)
    newest = {account.account: account for account in accounts}
    return [newest[name] for name in sorted(newest)]


def read_newest(session: Session, name: str) -> Account | None:
    """Return an account as it now stands, if there is one by that id."""
    row = session.execute(
        select(*_COLUMNS)
        .where(ACCOUNT.c.account == name)
        .order_by(ACCOUNT.c.version.desc())
        .limit(1)
    ).first()
    return _account(row) if row else None


def _account(row: Row[Any]) -> Account:
    said = row._mapping  # noqa: SLF001  SQLAlchemy's public name
    return Account(**{**said, "kind": AccountKind(row.kind)})


def write_account(session: Session, kind: str, account: Account) -> Account:
    """Write a version of an account, and the journal's entry of it."""
    said = {column.name: getattr(account, column.name) for column in _COLUMNS}
    row = insert_row(session, ACCOUNT, **{**said, "kind": account.kind.value})
    append_event(session, kind, account.account, [row], account.by, account.at)
    return account


def list_versions(session: Session, name: str) -> list[Account]:
    """Return every version of an account, oldest first."""
    rows = session.execute(
        select(*_COLUMNS).where(ACCOUNT.c.account == name).order_by(ACCOUNT.c.version)
    )
    return [_account(row) for row in rows]
