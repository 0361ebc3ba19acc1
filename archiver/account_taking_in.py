"""Taking accounts in from a file: new ones added, known ones changed, all of them or none."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from archiver.account_lines import AccountLine, ApprovalLine, LineFault, PlanLine, RosterLine
from diarium.accounts import AccountFacts, add_account, edit_account, list_accounts
from diarium.credentials import keep_credentials_place, read_credentials_place
from diarium.database import writing
from diarium.errors import Error, UsageError
from diarium.namnder import only_namnd
from diarium.plan_records import Aktivitetsplan, NewApproval, PlanFacts, list_newest
from diarium.plans import approve_plan, list_plans, set_plan
from diarium.records import Account
from diarium.roster import add_to_roster, end_roster, list_roster
from diarium.roster_records import Ending, RosterEntry, RosterFacts, same_person
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

_NEEDED = ("platform", "url", "name", "forvaltning", "ansvarig", "syfte", "malgrupp")


class TakenAs(StrEnum):
    """What became of an account of a file."""

    NEW = "new"
    CHANGED = "changed"
    AS_BEFORE = "as-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of an account of a file.

    Attributes:
        changed: The fields of a known account that came to say something else, and
            ``credentials``, ``roster`` and ``plan`` where something was noted there.
    """

    account: str
    namnd: str
    outcome: TakenAs
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakingIn:
    """What a file comes to: its accounts, and the lines for which none of it was taken in."""

    taken: tuple[TakenIn, ...]
    faults: tuple[LineFault, ...]


@dataclass(frozen=True, slots=True)
class Importer:
    """Who takes a file in and when.

    Attributes:
        check_address: Refuses an address that must not be visited.
    """

    by: str
    now: datetime
    check_address: Callable[[str], str]

    @property
    def today(self) -> date:
        """The day, in Swedish time."""
        return self.now.astimezone(STOCKHOLM).date()


class _UndoneError(Exception):
    """Nothing of what was done in this transaction is to stay."""


def take_in_accounts(
    engine: "Engine", lines: Sequence[AccountLine], importer: Importer, *, dry_run: bool
) -> TakingIn:
    """Take accounts in, with their plans, rosters and credentials' places, in one transaction.

    What a line leaves out stays as it is: nobody leaves a roster, and nothing is closed.

    Args:
        engine: The register.
        lines: The accounts.
        importer: Who takes them in and when.
        dry_run: Try all of it and keep nothing.

    Returns:
        What became of each account; with a fault, nothing was taken in.
    """
    taken: list[TakenIn] = []
    faults: list[LineFault] = []
    with contextlib.suppress(_UndoneError), writing(engine) as session:
        known = {each.account: each for each in list_accounts(session)}
        for line in lines:
            try:
                before = known.get(line.account)
                taken.append(_take_in(session, line, before, importer))
            except Error as error:
                faults.append(LineFault(line.line, line.account, error))
        if faults or dry_run:
            raise _UndoneError
    return TakingIn(tuple(taken), tuple(faults))


def _take_in(
    session: "Session", line: AccountLine, before: Account | None, importer: Importer
) -> TakenIn:
    said = dict(line.fields)
    if "url" in said:
        said["url"] = importer.check_address(said["url"])
    if before is None:
        account, changed = _add(session, line.account, said, importer), []
    else:
        edit = edit_account(session, line.account, said, importer.by, importer.now)
        account, changed = edit.account, list(edit.changed)
    if line.credentials is not None and _place(session, line, importer):
        changed.append("credentials")
    if sum(_man(session, account, each, importer) for each in line.roster):
        changed.append("roster")
    if sum(_plan(session, account, each, importer) for each in line.plans):
        changed.append("plan")
    known = TakenAs.CHANGED if changed else TakenAs.AS_BEFORE
    return TakenIn(
        account=account.account, namnd=account.namnd, outcome=known if before else TakenAs.NEW,
        changed=tuple(changed),
    )  # fmt: skip


def _add(session: "Session", name: str, said: dict[str, Any], importer: Importer) -> Account:
    missing = next((key for key in _NEEDED if key not in said), None)
    if missing is not None:
        raise UsageError("{key} is missing; say what it is", key=missing)
    if "namnd" not in said:
        said["namnd"] = only_namnd(session)
    given = {"opened": importer.today} | said
    facts = AccountFacts(account=name, **given)
    return add_account(session, facts, importer.by, importer.now)


def _place(session: "Session", line: AccountLine, importer: Importer) -> bool:
    before = read_credentials_place(session, line.account)
    kept = keep_credentials_place(
        session, line.account, line.credentials or "", importer.by, importer.now
    )
    return kept != before


def _man(session: "Session", account: Account, line: RosterLine, importer: Importer) -> bool:
    """Put somebody into the roster or end the place there; return whether anything was noted."""
    name = account.account
    same = _find_same(list_roster(session, name), line, importer.today)
    if same is None:
        facts = RosterFacts(
            name=line.name, role=line.role, first_day=line.first_day or importer.today,
            last_day=line.last_day, stands_in_for=line.stands_in_for,
        )  # fmt: skip
        add_to_roster(session, name, facts, importer.by, importer.now)
        return True
    if line.last_day is None or line.last_day == same.last_day:
        return False
    ending = Ending(same.name, same.role, line.last_day)
    end_roster(session, name, ending, importer.by, importer.now)
    return True


def _find_same(known: Iterable[RosterEntry], line: RosterLine, today: date) -> RosterEntry | None:
    """Return the entry of the same person, as the same and since the same day, if it is there."""
    for each in known:
        since = each.covers(today) if line.first_day is None else each.first_day == line.first_day
        whom = same_person(each.stands_in_for or "", line.stands_in_for or "")
        if since and whom and each.role is line.role and same_person(each.name, line.name):
            return each
    return None


def _plan(session: "Session", account: Account, line: PlanLine, importer: Importer) -> bool:
    """Write a plan and its approvals; return whether anything was noted."""
    name = account.account
    known = list_newest(list_plans(session, name))
    before = next((each for each in known if each.first_day == line.first_day), None)
    said = {f.name: getattr(line, f.name) for f in fields(PlanLine) if f.name != "approvals"}
    said["malgrupp"] = line.malgrupp or account.malgrupp
    facts = PlanFacts(account=name, number=before.number if before else None, **said)
    plan = set_plan(session, facts, importer.by, importer.now)
    given = [_approve(session, plan, each, importer) for each in line.approvals]
    return plan != before or any(given)


def _approve(
    session: "Session", plan: Aktivitetsplan, line: ApprovalLine, importer: Importer
) -> bool:
    """Note an approval that the plan has not; return whether it was noted."""
    for each in plan.approvals:
        same = each.approver is line.approver and each.day == line.day
        if same and same_person(each.name, line.name):
            return False
    given = NewApproval(
        account=plan.account, number=plan.number, approver=line.approver, name=line.name,
        day=line.day,
    )  # fmt: skip
    approve_plan(session, given, importer.by, importer.now)
    return True
