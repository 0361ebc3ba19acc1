"""Accounts as a file has them: a line each, with its plans, its roster and its credentials' place.

The kinds of values are looked at here; what the words may be, where they are taken in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from diarium.errors import Error, UsageError
from diarium.plan_records import Approver
from diarium.records import AccountKind
from diarium.roster_records import RosterRole, same_person

Code = TypeVar("Code", bound=StrEnum)
TEXTS = (
    "namnd", "platform", "url", "handle", "name", "forvaltning", "ansvarig", "syfte", "malgrupp",
)  # fmt: skip
FLAGS = ("official", "open", "chronological")
_KEYS = ("id", *TEXTS, *FLAGS, "kind", "opened", "credentials", "roster", "plan")
_ROSTER_KEYS = ("name", "role", "from", "to", "for")
_PLAN_KEYS = (
    "goals", "channels", "malgrupp", "from", "to", "monitoring_only", "limited", "approval",
)  # fmt: skip
_APPROVAL_KEYS = ("as", "name", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """Somebody in a roster, as of ``RosterFacts``; without a first day since before or today."""

    name: str
    role: RosterRole
    first_day: date | None
    last_day: date | None
    stands_in_for: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """An approval of a plan."""

    approver: Approver
    name: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A plan, as of ``PlanFacts``; without a målgrupp it is for that of the account."""

    goals: tuple[str, ...]
    channels: tuple[str, ...]
    malgrupp: str | None
    first_day: date
    last_day: date
    monitoring_only: bool
    limited: bool
    approvals: tuple[ApprovalLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account of a file.

    Attributes:
        line: Which it is: the line of a list, or the number of the ``[[account]]``.
        fields: What is said of it, by field of ``AccountFacts``; what is left out stays as it is.
        credentials: Where its credentials are kept, if that is said.
    """

    line: int
    account: str
    fields: Mapping[str, Any]
    credentials: str | None
    roster: tuple[RosterLine, ...]
    plans: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line that cannot be taken in, the account it names, if it does, and why."""

    line: int
    account: str
    error: Error


@dataclass(frozen=True, slots=True)
class AccountFile:
    """A file as read: its lines, and those that cannot be meant."""

    lines: tuple[AccountLine, ...]
    faults: tuple[LineFault, ...]


def read_lines(said: Iterable[tuple[int, Mapping[str, Any] | Error]]) -> AccountFile:
    """Return what a file says, every line tried.

    Args:
        said: Each line's number and its values by key, or why it has none.
    """
    lines, faults, first = [], [], dict[str, int]()
    for number, values in said:
        try:
            line = _read_line(number, values)
            if line.account in first:
                raise UsageError(
                    "{account} stands on line {first} too; an account has one line",
                    account=line.account,
                    first=first[line.account],
                )
            first[line.account] = number
            lines.append(line)
        except Error as error:
            faults.append(LineFault(number, _shown(values), error))
    return AccountFile(tuple(lines), tuple(faults))


def _read_line(number: int, values: Mapping[str, Any] | Error) -> AccountLine:
    if isinstance(values, Error):
        raise values
    _refuse_unknown(values, _KEYS)
    said: dict[str, Any] = {key: _text(values, key) for key in TEXTS if key in values}
    said |= {key: _flag(values, key) for key in FLAGS if key in values}
    if "kind" in values:
        said["kind"] = _choice(values, "kind", AccountKind)
    if "opened" in values:
        said["opened"] = _day(values, "opened")
    roster = tuple(_read_roster(each) for each in _tables(values, "roster"))
    _refuse_repeated(roster)
    return AccountLine(
        line=number,
        account=_text(values, "id").strip().lower(),
        fields=said,
        credentials=_text(values, "credentials") if "credentials" in values else None,
        roster=roster,
        plans=tuple(_read_plan(each) for each in _tables(values, "plan")),
    )


def _read_roster(values: Mapping[str, Any]) -> RosterLine:
    _refuse_unknown(values, _ROSTER_KEYS)
    return RosterLine(
        name=_text(values, "name"),
        role=_choice(values, "role", RosterRole),
        first_day=_day(values, "from") if "from" in values else None,
        last_day=_day(values, "to") if "to" in values else None,
        stands_in_for=_text(values, "for") if "for" in values else None,
    )


def _refuse_repeated(roster: Sequence[RosterLine]) -> None:
    """Refuse the same person twice as the same from the same day, whoever it is for."""
    for place, each in enumerate(roster):
        if any(_is_same(each, other) for other in roster[:place]):
            raise UsageError(
                "{name} stands more than once in the roster as {role}; say it once",
                name=each.name[:80],
                role=each.role.value,
            )


def _is_same(one: RosterLine, other: RosterLine) -> bool:
    alike = (one.role, one.first_day) == (other.role, other.first_day)
    whom = same_person(one.stands_in_for or "", other.stands_in_for or "")
    return alike and whom and same_person(one.name, other.name)


def _read_plan(values: Mapping[str, Any]) -> PlanLine:
    _refuse_unknown(values, _PLAN_KEYS)
    return PlanLine(
        goals=_texts(values, "goals"),
        channels=_texts(values, "channels"),
        malgrupp=_text(values, "malgrupp") if "malgrupp" in values else None,
        first_day=_day(values, "from"),
        last_day=_day(values, "to"),
        monitoring_only="monitoring_only" in values and _flag(values, "monitoring_only"),
        limited="limited" in values and _flag(values, "limited"),
        approvals=tuple(_read_approval(each) for each in _tables(values, "approval")),
    )


def _read_approval(values: Mapping[str, Any]) -> ApprovalLine:
    _refuse_unknown(values, _APPROVAL_KEYS)
    approver = _choice(values, "as", Approver)
    return ApprovalLine(approver=approver, name=_text(values, "name"), day=_day(values, "date"))


def _refuse_unknown(values: Mapping[str, Any], known: Sequence[str]) -> None:
    strange = next((key for key in values if key not in known), None)
    if strange is not None:
        raise UsageError(
            "{key} is not a key here; there are: {known}", key=strange, known=", ".join(known)
        )


def _text(values: Mapping[str, Any], key: str) -> str:
    said = values.get(key)
    if said is None:
        raise UsageError("{key} is missing; say what it is", key=key)
    if not isinstance(said, str):
        raise UsageError("{key} is no text; write it within quotes", key=key)
    return said


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    said = values.get(key, [])
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise UsageError("{key} is no list of texts; write it as such", key=key)
    return tuple(said)


def _tables(values: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    said = values.get(key, [])
    if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
        raise UsageError("{key} is no list of tables; write each as one of its own", key=key)
    return said


def _flag(values: Mapping[str, Any], key: str) -> bool:
    said = values[key]
    if not isinstance(said, bool):
        raise UsageError("{key} is neither true nor false; write one of them", key=key)
    return said


def _day(values: Mapping[str, Any], key: str) -> date:
    said = values.get(key)
    if said is None:
        raise UsageError("{key} is missing; say what it is", key=key)
    if isinstance(said, date) and not isinstance(said, datetime):
        return said
    raise UsageError("{key} is no day; write it as 2026-07-01", key=key)


def _choice(values: Mapping[str, Any], key: str, codes: type[Code]) -> Code:
    said = _text(values, key)
    if said not in list(codes):
        raise UsageError(
            "{said} is no {key}; there are: {known}",
            said=said[:40],
            key=key,
            known=", ".join(each.value for each in codes),
        )
    return codes(said)


def _shown(values: Mapping[str, Any] | Error) -> str:
    said = values.get("id") if isinstance(values, Mapping) else None
    return said[:40] if isinstance(said, str) else ""
