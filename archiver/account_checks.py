"""Whether accounts are in order as the policy wants them, every lack named.

The policy asks for an anchored plan ("Få ett tydligt uppdrag"), for at least two administrators
and the förvaltning's kommunikatör, for credentials in a central place ("Administrera konto"), for
a substitute for whoever is away ("Gallra olämpliga inlägg"), and for certain words and links on
the page ("Botkyrkas grafiska profil i sociala medier").
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from archiver.page_history import CheckedPage, list_checked
from archiver.policy_checks import CheckResult
from diarium.accounts import list_accounts, read_account
from diarium.credentials import list_credentials_places
from diarium.errors import RefusedError
from diarium.files import FileStore
from diarium.plan_records import Aktivitetsplan, Plans, list_newest
from diarium.plans import read_plans
from diarium.records import Account, AccountKind
from diarium.roster import list_roster
from diarium.roster_records import RosterEntry, RosterRole, same_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEAST_ADMINISTRATORS = 2


class LackCode(StrEnum):
    """What an account lacks."""

    NO_PLAN = "no-plan"
    PLAN_NOT_BEGUN = "plan-not-begun"
    PLAN_LAPSED = "plan-lapsed"
    APPROVAL_MISSING = "approval-missing"
    TOO_FEW_ADMINISTRATORS = "too-few-administrators"
    NO_KOMMUNIKATOR = "no-kommunikator"
    NO_SUBSTITUTE = "no-substitute"
    NO_CREDENTIALS_PLACE = "no-credentials-place"
    ON_PAGE = "on-page"


@dataclass(frozen=True, slots=True)
class Lack:
    """Something an account lacks.

    Attributes:
        what: The approver who has not approved, how many administrators there are, the name of
            whoever is away, the first or last day of the plan, or the rule for the page.
    """

    code: LackCode
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCheck:
    """What came of checking an account.

    Attributes:
        official: It is an official channel on the day.
        period: The half-year of the newest snapshot, which the page was seen in; none where there
            is no snapshot yet, so that the page was not checked.
        lacks: All that it lacks.
    """

    account: str
    namnd: str
    kind: AccountKind
    name: str
    ansvarig: str
    official: bool
    period: str | None
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all accounts, read once."""

    plans: Plans
    roster: Sequence[RosterEntry]
    placed: Collection[str]
    pages: dict[str, CheckedPage]


def check_accounts(
    session: "Session", files: FileStore, accounts: Iterable[Account], day: date
) -> list[AccountCheck]:
    """Return what each account lacks on a day.

    A deltagande without an account of the municipality's own is asked for its plan alone: nobody
    administers anything, and there is no page.

    Args:
        session: Any session.
        files: The kept files, where the newest snapshots tell of the pages.
        accounts: The accounts, as ``choose_accounts`` returns them.
        day: The day, in Swedish time.

    Raises:
        AlteredError: The record of a snapshot is gone or was altered.
    """
    known = _Known(
        plans=read_plans(session),
        roster=list_roster(session, day=day),
        placed=list_credentials_places(session).keys(),
        pages={page.account: page for page in list_checked(session, files, None, None)},
    )
    return [_check(account, known, day) for account in accounts]


def choose_accounts(session: "Session", names: Collection[str], namnd: str | None) -> list[Account]:
    """Return the accounts that are to be in order: by name, or all that are open.

    Args:
        session: Any session.
        names: Their ids; none means all.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such account or nämnd.
        RefusedError: An account named is closed, or is not the municipality's.
    """
    if not names:
        return [each for each in list_accounts(session, namnd) if _is_asked(each)]
    named = [read_account(session, name) for name in names]
    for account in named:
        if not _is_asked(account):
            raise RefusedError(
                "account {account} is closed or not the municipality's, and nothing is asked of "
                "it; see archiver account show {account}",
                account=account.account,
            )
    return named


def _is_asked(account: Account) -> bool:
    return account.closed is None and account.kind is not AccountKind.NOT_OFFICIAL


def _check(account: Account, known: _Known, day: date) -> AccountCheck:
    page = known.pages.get(account.account)
    lacks = [*_plan_lacks(known.plans, account.account, day)]
    if account.kind is AccountKind.ACCOUNT:
        lacks += _roster_lacks([e for e in known.roster if e.account == account.account])
        if account.account not in known.placed:
            lacks.append(Lack(LackCode.NO_CREDENTIALS_PLACE))
        lacks += _page_lacks(page)
    return AccountCheck(
        account=account.account, namnd=account.namnd, kind=account.kind, name=account.name,
        ansvarig=account.ansvarig, official=known.plans.makes_official(account, day),
        period=page.period if page else None, lacks=tuple(lacks),
    )  # fmt: skip


def _plan_lacks(plans: Plans, account: str, day: date) -> Iterator[Lack]:
    if plans.in_force(account, day):
        return
    newest = list_newest(plans.by_account.get(account, ()))
    of_day = next((each for each in newest if each.covers(day)), None)
    if of_day is not None:
        yield from (Lack(LackCode.APPROVAL_MISSING, each.value) for each in of_day.missing)
        return
    yield _out_of_period(newest, day)


def _out_of_period(newest: Sequence[Aktivitetsplan], day: date) -> Lack:
    ahead = min((each.first_day for each in newest if each.first_day > day), default=None)
    if ahead is not None:
        return Lack(LackCode.PLAN_NOT_BEGUN, ahead.isoformat())
    if not newest:
        return Lack(LackCode.NO_PLAN)
    return Lack(LackCode.PLAN_LAPSED, max(each.last_day for each in newest).isoformat())


def _roster_lacks(roster: Sequence[RosterEntry]) -> Iterator[Lack]:
    """Yield what a roster lacks on the day that it stands for."""
    administrators = sum(each.role is RosterRole.ADMINISTRATOR for each in roster)
    if administrators < LEAST_ADMINISTRATORS:
        yield Lack(LackCode.TOO_FEW_ADMINISTRATORS, str(administrators))
    if not any(each.role is RosterRole.KOMMUNIKATOR for each in roster):
        yield Lack(LackCode.NO_KOMMUNIKATOR)
    stood_in_for = [each.stands_in_for for each in roster if each.stands_in_for]
    for each in roster:
        if each.role is RosterRole.FRANVARANDE and not any(
            same_person(each.name, whom) for whom in stood_in_for
        ):
            yield Lack(LackCode.NO_SUBSTITUTE, each.name)


def _page_lacks(page: CheckedPage | None) -> Iterator[Lack]:
    for check in page.checks if page else ():
        if check.result is CheckResult.MISSING:
            yield Lack(LackCode.ON_PAGE, check.rule)
