"""Logins that a person made once, kept locked so that a page can be captured as it is let in to.

A kept login is what the browser knew afterwards (cookies and what pages had stored). Whoever has it
can be that user, so it is locked with a key from outside the archive, each account's in a file of
its own, and it never enters the register, a log, a record or a package.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from archiver.capture.job import KeptLogin
from archiver.locked_files import LockedError, LockedFolder
from archiver.settings import Settings
from diarium.errors import AlteredError, Error, UsageError

EXPIRED, UNREADABLE = "login-expired", "login-unreadable"
"""Reason codes of an account that is paused."""
_CARRIES_LOGIN = re.compile(
    r"sess|(?<!c)sid|auth(?!or)|logged_in|^xs$|c_user|^li_at$|remember|^user|identity",
    re.IGNORECASE,
)
"""Names of cookies that a login rests on, at the platforms and in common software."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginFacts:
    """What may be told of a kept login.

    Attributes:
        expires: When the first of the cookies that it rests on ends; none if they do not say.
    """

    account: str
    kept_at: datetime
    by: str
    expires: datetime | None

    def expired(self, now: datetime) -> bool:
        """Tell whether it is known to have ended."""
        return self.expires is not None and self.expires <= now


def keep_login(
    settings: Settings, account: str, state: dict[str, Any], by: str, now: datetime
) -> LoginFacts:
    """Lock a login and keep it in place of the one kept before.

    Args:
        settings: The archive's settings.
        account: The account's id, known to be one.
        state: What the browser knew afterwards, as Playwright's ``storage_state`` gives it.
        by: Who logged in, as the operating system knows them.
        now: When.

    Raises:
        SettingsError: The key cannot be used.
        StorageError: It cannot be written.
    """
    told = {"kept_at": now.isoformat(), "by": by, "state": state}
    _folder(settings).lock(account, told)
    return LoginFacts(account=account, kept_at=now, by=by, expires=find_expiry(state))


def find_expiry(state: dict[str, Any]) -> datetime | None:
    """Return when the first of the cookies that a login rests on ends; none if none says."""
    ends = [
        float(each["expires"])
        for each in state["cookies"]
        if _CARRIES_LOGIN.search(each["name"]) and each.get("expires", -1) > 0
    ]
    return datetime.fromtimestamp(min(ends), UTC) if ends else None


def open_login(settings: Settings, account: str, now: datetime) -> KeptLogin | str | None:
    """Return an account's kept login, or the reason why it cannot be used, or nothing if none is.

    Args:
        settings: The archive's settings.
        account: The account's id.
        now: The present moment.
    """
    if not _folder(settings).holds(account):
        return None
    try:
        facts, state = _unlock(settings, account)
    except Error:
        return UNREADABLE
    return EXPIRED if facts.expired(now) else KeptLogin(json.dumps(state))


def list_logins(settings: Settings) -> Iterator[LoginFacts]:
    """Yield what may be told of each kept login, by account.

    Raises:
        SettingsError: The key cannot be used.
        AlteredError: A kept login is not locked with the key, or was altered.
    """
    for account in _folder(settings).names():
        yield _unlock(settings, account)[0]


def read_login_facts(settings: Settings, account: str) -> LoginFacts | None:
    """Return what may be told of an account's kept login, or nothing if none is kept.

    Raises:
        SettingsError: The key cannot be used.
        AlteredError: It is not locked with the key, or was altered.
        StorageError: It is closed to whoever works.
    """
    return _unlock(settings, account)[0] if _folder(settings).holds(account) else None


def forget_login(settings: Settings, account: str) -> None:
    """Remove an account's kept login.

    Raises:
        UsageError: None is kept.
    """
    if not _folder(settings).remove(account):
        raise UsageError("no login is kept for {account}", account=account)


def _unlock(settings: Settings, account: str) -> tuple[LoginFacts, dict[str, Any]]:
    try:
        told = _folder(settings).unlock(account)
    except LockedError as error:
        raise AlteredError(
            "the kept login of {account} cannot be opened with the key that is there; put the "
            "right key back, or run archiver login {account} again",
            account=account,
        ) from error
    facts = LoginFacts(
        account=account,
        kept_at=datetime.fromisoformat(told["kept_at"]),
        by=told["by"],
        expires=find_expiry(told["state"]),
    )
    return facts, told["state"]


def _folder(settings: Settings) -> LockedFolder:
    return LockedFolder(settings, "logins")
