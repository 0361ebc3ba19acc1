"""Accounts as files: read whole before anything is taken in, and written to be read again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.account_csv import format_csv, parse_csv
from archiver.account_lines import FLAGS, TEXTS, AccountFile, read_lines
from archiver.account_toml import format_toml, parse_toml
from diarium.credentials import list_credentials_places
from diarium.errors import UsageError
from diarium.plan_records import Aktivitetsplan, Plans, list_newest
from diarium.plans import read_plans
from diarium.records import Account
from diarium.roster import list_roster
from diarium.roster_records import RosterEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_BYTES = 5_000_000
TOML, CSV = ".toml", ".csv"
Values = dict[str, Any]


def read_account_file(path: Path) -> AccountFile:
    """Read accounts from a file, all of it.

    Returns:
        The lines that can be meant, and every one that cannot; with such a one none is to be used.

    Raises:
        UsageError: There is no such file, its name tells of neither kind, it is too large, no
            UTF-8, or not what its name says.
    """
    kind = kind_of(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(
                "{path} is too large to be a list of accounts; hand it in as several files",
                path=path,
            )
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            "{path} is not UTF-8; save it as UTF-8, in Excel as CSV UTF-8", path=path
        ) from error
    except OSError as error:
        raise UsageError(
            "cannot read {path} ({cause}); give the path of a list of accounts",
            path=path,
            cause=error.strerror,
        ) from error
    return read_lines(parse_toml(text) if kind == TOML else parse_csv(text))


def kind_of(path: Path) -> str:
    """Return which kind of file a path names, by its ending.

    Raises:
        UsageError: It is neither.
    """
    kind = path.suffix.lower()
    if kind not in {TOML, CSV}:
        raise UsageError("{path} ends in neither .csv nor .toml; name it so", path=path)
    return kind


def gather_accounts(session: "Session", accounts: Sequence[Account], today: date) -> list[Values]:
    """Return what stands of accounts, as a file has it.

    Told are who stands in the rosters today or will, and the plans that are not over; where all
    are, the last one.

    Args:
        session: Any session.
        accounts: The accounts.
        today: The day, in Swedish time.
    """
    plans, places = read_plans(session), list_credentials_places(session)
    roster = [e for e in list_roster(session) if e.last_day is None or e.last_day >= today]
    return [
        {
            **_facts(account),
            "credentials": places[account.account].place if account.account in places else None,
            "roster": [_person(each) for each in roster if each.account == account.account],
            "plan": [_plan(each) for each in _list_plans(plans, account.account, today)],
        }
        for account in accounts
    ]


def write_accounts(gathered: Sequence[Values], kind: str, *, bom: bool) -> bytes:
    """Return accounts as a file.

    Args:
        gathered: As ``gather_accounts`` returns them.
        kind: ``.toml``, or ``.csv``, which has room for the first plan of each account alone.
        bom: Begin a list with a byte order mark, as Excel wants it.

    Raises:
        RefusedError: Somebody's name cannot be told from the rest of a cell.
    """
    return format_toml(gathered).encode() if kind == TOML else format_csv(gathered, bom=bom)


def _facts(account: Account) -> Values:
    said: Values = {"id": account.account, "kind": account.kind.value, "opened": account.opened}
    return said | {key: getattr(account, key) or None for key in TEXTS} | {
        key: getattr(account, key) for key in FLAGS
    }  # fmt: skip


def _person(entry: RosterEntry) -> Values:
    return {
        "name": entry.name, "role": entry.role.value, "for": entry.stands_in_for,
        "from": entry.first_day, "to": entry.last_day,
    }  # fmt: skip


def _list_plans(plans: Plans, account: str, today: date) -> list[Aktivitetsplan]:
    newest = list_newest(plans.by_account.get(account, ()))
    return [each for each in newest if each.last_day >= today] or newest[-1:]


def _plan(plan: Aktivitetsplan) -> Values:
    return {
        "from": plan.first_day, "to": plan.last_day, "goals": list(plan.goals),
        "channels": list(plan.channels), "malgrupp": plan.malgrupp,
        "monitoring_only": plan.monitoring_only, "limited": plan.limited,
        "approval": [
            {"as": each.approver.value, "name": each.name, "date": each.day}
            for each in plan.approvals
        ],
    }  # fmt: skip
