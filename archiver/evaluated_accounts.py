"""Which accounts an evaluation is of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from diarium.accounts import list_accounts, read_account
from diarium.errors import RefusedError, UsageError
from diarium.evaluation_records import Span
from diarium.records import Account, AccountKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def choose_accounts(
    session: "Session",
    names: Sequence[str],
    namnd: str | None,
    forvaltning: str | None,
    span: Span,
) -> list[Account]:
    """Return the accounts that are named, or else those that were open in some of the days.

    Args:
        session: A session.
        names: Their ids; each counts once.
        namnd: Where none is named, only those of the nämnd with this code.
        forvaltning: Where none is named, only those of this förvaltning.
        span: The days.

    Raises:
        UsageError: There is no such account or nämnd, or none that was open.
        RefusedError: One that is named is not the municipality's, or was not open in the days.
    """
    if names:
        named = [read_account(session, name) for name in dict.fromkeys(names)]
        for each in named:
            _refuse(each, span)
        return named
    found = [
        each
        for each in list_accounts(session, namnd)
        if each.kind is not AccountKind.NOT_OFFICIAL
        and _was_open(each, span)
        and forvaltning in {None, each.forvaltning}
    ]
    if not found:
        raise UsageError("no account was open in those days; archiver account list shows them all")
    return found


def _refuse(account: Account, span: Span) -> None:
    if account.kind is AccountKind.NOT_OFFICIAL:
        raise RefusedError(
            "{account} is not the municipality's account, and is not evaluated",
            account=account.account,
        )
    if not _was_open(account, span):
        raise RefusedError(
            "{account} was not open on any day from {first} to {last}; choose other days",
            account=account.account,
            first=span.first,
            last=span.last,
        )


def _was_open(account: Account, span: Span) -> bool:
    return account.opened <= span.last and (account.closed is None or account.closed >= span.first)
