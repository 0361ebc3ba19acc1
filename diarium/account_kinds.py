"""Which rows of the förteckning stand for pages of the municipality's own."""

from sqlalchemy.orm import Session

from diarium.accounts import read_account
from diarium.errors import RefusedError
from diarium.records import Account, AccountKind


def read_captured(session: Session, name: str) -> Account:
    """Return an account whose page is captured.

    Raises:
        UsageError: There is no such account.
        RefusedError: It is not the municipality's own, and its page is never captured.
    """
    account = read_account(session, name)
    if not account.captured:
        raise RefusedError(
            "{account} is not an account of the municipality's own, and its page is never "
            "captured; a message there that concerns the municipality is taken in by archiver "
            "inbox add {account}",
            account=account.account,
        )
    return account


def refuse_others_page(account: Account) -> None:
    """Refuse to take in what somebody else's page holds, but for what a person typed.

    Raises:
        RefusedError: The page is not the municipality's.
    """
    if account.kind is AccountKind.NOT_OFFICIAL:
        raise RefusedError(
            "{account} is not the municipality's page, and nothing is fetched from it; a message "
            "there that concerns the municipality is taken in by archiver inbox add {account}",
            account=account.account,
        )


def read_administered(session: Session, name: str) -> Account:
    """Return an account that people of the municipality can be set to administer.

    Raises:
        UsageError: There is no such account.
        RefusedError: The page is somebody else's.
    """
    account = read_account(session, name)
    if account.kind is AccountKind.NOT_OFFICIAL:
        raise RefusedError(
            "{account} is not the municipality's page, and nobody here administers it",
            account=account.account,
        )
    return account
