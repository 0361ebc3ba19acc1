"""The roster of an account: who may administer it, who is away and who stands in for whom.

The policy ("Administrera konto", "Gallra olämpliga inlägg") asks for at least two administrators
and the förvaltning's kommunikatör, and for a substitute for whoever is away. An end that is noted
is a new version; the row it replaced is kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from diarium.account_kinds import read_administered
from diarium.accounts import read_account
from diarium.errors import RefusedError, UsageError
from diarium.journal import append_event, insert_row
from diarium.plain_text import clean_line
from diarium.policy_tables import ROSTER
from diarium.records import Account
from diarium.roster_records import Ending, RosterEntry, RosterFacts, RosterRole, same_person

_COLUMNS = tuple(column for column in ROSTER.c if column.name not in {"id", "salt"})
_TOGETHER = frozenset((RosterRole.ERSATTARE, RosterRole.FRANVARANDE))
"""What a person may be besides something else: an administrator stands in, or is away."""


def add_to_roster(
    session: Session, account: str, facts: RosterFacts, by: str, now: datetime
) -> RosterEntry:
    """Put somebody into the roster of an account.

    Args:
        session: A session that holds the write lock.
        account: The account's id.
        facts: Who, as what, and for which days.
        by: Who notes it.
        now: When.

    Raises:
        UsageError: There is no such account, a name cannot be one, the days run backwards, or it
            is not said rightly whom an ersättare stands in for.
        RefusedError: The account is closed or somebody else's, or the person stands there already
            on one of the days.
    """
    read = read_administered(session, account)
    if read.closed:
        raise RefusedError(
            "account {account} was closed {closed}; nobody is put into its roster any more",
            account=read.account,
            closed=read.closed,
        )
    checked = _check(facts)
    known = list_roster(session, read.account)
    _refuse_repeated(known, checked)
    _refuse_stranger(read, known, checked)
    number = max((each.entry for each in known), default=0) + 1
    entry = RosterEntry(
        account=read.account, entry=number, version=1, name=checked.name, role=checked.role,
        stands_in_for=checked.stands_in_for, first_day=checked.first_day,
        last_day=checked.last_day, at=now, by=by,
    )  # fmt: skip
    return _write(session, "roster.added", entry)


def end_roster(
    session: Session, account: str, ending: Ending, by: str, now: datetime
) -> RosterEntry:
    """Note the last day that somebody stands in the roster of an account.

    Args:
        session: A session that holds the write lock.
        account: The account's id.
        ending: Whose place ends, and its last day, which may lie ahead.
        by: Who notes it.
        now: When.

    Raises:
        UsageError: There is no such account, the person does not stand in its roster then, it is
            not said in which of several roles, or the day lies before the first.
    """
    read = read_account(session, account)
    before = _find_open(list_roster(session, read.account), ending, read.account)
    if ending.last_day < before.first_day:
        raise UsageError(
            "{day} lies before the first day of {name}, {first}; give a later last day",
            day=ending.last_day,
            name=before.name,
            first=before.first_day,
        )
    after = replace(before, version=before.version + 1, last_day=ending.last_day, at=now, by=by)
    return _write(session, "roster.ended", after)


def list_roster(
    session: Session, account: str | None = None, day: date | None = None
) -> list[RosterEntry]:
    """Return who stands in the rosters, as the newest versions tell, by account and entry.

    Args:
        session: Any session.
        account: Only of the account with this id.
        day: Only who stands there on this day; else all who ever did or will.

    Raises:
        UsageError: There is no such account.
    """
    query = select(*_COLUMNS).order_by(ROSTER.c.account, ROSTER.c.entry, ROSTER.c.version)
    if account is not None:
        query = query.where(ROSTER.c.account == read_account(session, account).account)
    newest = {(row.account, row.entry): _entry(row) for row in session.execute(query)}
    return [each for each in newest.values() if day is None or each.covers(day)]


def kommunikator_of(session: Session, account: str, day: date) -> str | None:
    """Return the name of the förvaltning's kommunikatör of an account on a day, if there is one.

    Raises:
        UsageError: There is no such account.
    """
    entries = list_roster(session, account, day)
    return next((each.name for each in entries if each.role is RosterRole.KOMMUNIKATOR), None)


def _check(facts: RosterFacts) -> RosterFacts:
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise UsageError(
            "the last day {last} lies before the first, {first}; turn them round",
            last=facts.last_day,
            first=facts.first_day,
        )
    stands_in = facts.role is RosterRole.ERSATTARE
    if stands_in != (facts.stands_in_for is not None):
        raise UsageError("say whom an ersattare stands in for, and only of an ersattare")
    name = clean_line("name", facts.name)
    whom = clean_line("name", facts.stands_in_for) if facts.stands_in_for is not None else None
    if whom and same_person(whom, name):
        raise UsageError("{name} cannot stand in for herself or himself; name another", name=name)
    return replace(facts, name=name, stands_in_for=whom)


def _refuse_repeated(known: Sequence[RosterEntry], facts: RosterFacts) -> None:
    """Refuse somebody who stands there already, so that nobody is counted twice."""
    for each in known:
        if same_person(each.name, facts.name) and _overlap(each, facts) and _collide(each, facts):
            raise RefusedError(
                "{name} stands in the roster of {account} as {role} since {day} already; end that "
                "first, or name another person",
                name=each.name,
                account=each.account,
                role=each.role.value,
                day=each.first_day,
            )


def _collide(entry: RosterEntry, facts: RosterFacts) -> bool:
    """Whether one person cannot be both at once."""
    if RosterRole.ERSATTARE is entry.role is facts.role:
        return same_person(entry.stands_in_for or "", facts.stands_in_for or "")
    if {entry.role, facts.role} == _TOGETHER:
        return True
    return entry.role is facts.role or _TOGETHER.isdisjoint({entry.role, facts.role})


def _refuse_stranger(account: Account, known: Sequence[RosterEntry], facts: RosterFacts) -> None:
    """Refuse that somebody is away, or is stood in for, whom the account knows nothing of."""
    away = facts.name if facts.role is RosterRole.FRANVARANDE else facts.stands_in_for
    people = [account.ansvarig, *(each.name for each in known if _overlap(each, facts))]
    if away is not None and not any(same_person(away, each) for each in people):
        raise UsageError(
            "{name} neither answers for {account} nor stands in its roster then; archiver roster "
            "list {account} shows who does",
            name=away,
            account=account.account,
        )


def _overlap(entry: RosterEntry, facts: RosterFacts) -> bool:
    ends = entry.last_day or date.max, facts.last_day or date.max
    return entry.first_day <= ends[1] and facts.first_day <= ends[0]


def _find_open(known: Sequence[RosterEntry], ending: Ending, account: str) -> RosterEntry:
    """Return the one entry that is to end: of that person and role, not ended by then."""
    found = [
        each
        for each in known
        if same_person(each.name, ending.name)
        and ending.role in {None, each.role}
        and (each.last_day is None or each.last_day > ending.last_day)
    ]
    if not found:
        raise UsageError(
            "{name} does not stand in the roster of {account} after {day}; archiver roster list "
            "{account} shows who does",
            name=ending.name,
            account=account,
            day=ending.last_day,
        )
    if len(found) > 1:
        roles = ", ".join(sorted(each.role.value for each in found))
        raise UsageError(
            "{name} stands there more than once ({roles}); say which by --role and --date",
            name=ending.name,
            roles=roles,
        )
    return found[0]


def _write(session: Session, kind: str, entry: RosterEntry) -> RosterEntry:
    values = {column.name: getattr(entry, column.name) for column in _COLUMNS}
    row = insert_row(session, ROSTER, **values | {"role": entry.role.value})
    append_event(session, kind, entry.account, [row], entry.by, entry.at)
    return entry


def _entry(row: Row[Any]) -> RosterEntry:
    return RosterEntry(**{**row._mapping, "role": RosterRole(row.role)})  # noqa: SLF001  SQLAlchemy's public name
