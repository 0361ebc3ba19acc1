"""Everything that is to be done in time: the register's duties, the policy's and the machinery's.

A kind of duty is a member of ``DutyKind``, and a finder of its own: a function that yields each
duty of that kind, late or not. Those that ask the register alone stand in ``_FINDERS``.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from archiver.fetch.duties import find_fetch_duties
from archiver.logins import LoginFacts, read_login_facts
from archiver.mail_settings import MAIL_TOKEN
from archiver.passive_accounts import find_passive_duties
from archiver.settings import Settings
from archiver.tokens import TokenFacts, open_token
from diarium.accounts import list_accounts
from diarium.delivery_duties import find_delivery_duties
from diarium.duties import Duty, DutyKind, Found, Terms
from diarium.errors import Error
from diarium.evaluation_duties import find_evaluation_duties
from diarium.files import FileStore
from diarium.installation import read_installation
from diarium.namnder import read_namnd
from diarium.overdue import find_register_duties, measure_duties
from diarium.plan_duties import find_plan_duties
from diarium.removal_duties import find_removal_duties
from diarium.snapshots import list_taken
from schedules.clock import STOCKHOLM
from schedules.due import due_from, list_due

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Finder = Callable[["Session", Terms, str | None], Iterator[Found]]
_FINDERS: tuple[Finder, ...] = (
    find_register_duties,
    find_removal_duties,
    find_plan_duties,
    find_evaluation_duties,
    find_delivery_duties,
)
"""Takes a session, how long things may take, and the code of a nämnd; none means all."""


def read_terms(settings: Settings) -> Terms:
    """Return how long things may take; each term is a setting of the same name."""
    return Terms(**{each.name: _term(settings, each.name) for each in fields(Terms)})


def _term(settings: Settings, name: str) -> int:
    said: int = getattr(settings if hasattr(settings, name) else settings.policy, name)
    return said


def list_duties(
    session: "Session", files: FileStore, settings: Settings, namnd: str | None, now: datetime
) -> list[Duty]:
    """Return everything that is to be done, late or not, the latest first.

    Args:
        session: A session.
        files: The kept files.
        settings: The archive's settings.
        namnd: Only what is this nämnd's, or no nämnd's.
        now: The present moment.

    Raises:
        UsageError: There is no such nämnd.
    """
    code = read_namnd(session, namnd).code if namnd else None
    terms = read_terms(settings)
    found = [each for finder in _FINDERS for each in finder(session, terms, code)]
    found += find_fetch_duties(session, settings)
    found += find_snapshot_duties(session, settings, now)
    found += find_login_duties(session, settings)
    found += find_mail_duties(settings)
    found += find_passive_duties(session, files, settings, now)
    return measure_duties(session, found, code, now)


def find_snapshot_duties(session: "Session", settings: Settings, now: datetime) -> Iterator[Found]:
    """Yield each halvårsskifte's ögonblicksbild that has fallen due and was not taken.

    It is late from when the register would mark it so.
    """
    accounts = {each.account: each for each in list_accounts(session)}
    installed, taken = read_installation(session).at, list_taken(session)
    for due in list_due(accounts.values(), taken, installed, now, settings.lead_days):
        late = due.period.turn + timedelta(days=settings.late_days)
        since = min(due_from(due.period, settings.lead_days), late)
        about = (accounts[due.account].namnd, str(due.period), None, due.account)
        command = f"archiver snapshot --account {due.account} --period {due.period}"
        yield Found(DutyKind.SNAPSHOT, *about, since, late, command)


def find_login_duties(session: "Session", settings: Settings) -> Iterator[Found]:
    """Yield when each kept login of an account in use is to be made again, before it expires.

    One that whoever works cannot open yields nothing: where nobody can, its account is paused.
    """
    for account in list_accounts(session):
        kept = None if account.closed else _login_of(settings, account.account)
        if kept and kept.expires:
            due = kept.expires - timedelta(days=settings.login_warn_days)
            about = (account.namnd, account.account, None, account.account)
            command = f"archiver login {account.account}"
            yield Found(DutyKind.LOGIN, *about, min(kept.kept_at, due), due, command)


def find_mail_duties(settings: Settings) -> Iterator[Found]:
    """Yield when the mail server's password is to be renewed, before its last day."""
    kept = _mail_token(settings) if settings.mail.user else None
    if kept and kept.expires:
        first = kept.expires - timedelta(days=settings.fetch.warn_days)
        due = datetime.combine(first, time.min, STOCKHOLM)
        about = (None, MAIL_TOKEN, None, None)
        command = f"archiver token keep {MAIL_TOKEN}"
        yield Found(DutyKind.TOKEN, *about, min(kept.kept_at, due), due, command)


def _mail_token(settings: Settings) -> TokenFacts | None:
    try:
        kept = open_token(settings, MAIL_TOKEN)
    except Error:
        return None
    return kept.facts if kept else None


def _login_of(settings: Settings, account: str) -> LoginFacts | None:
    try:
        return read_login_facts(settings, account)
    except Error:
        return None
