"""Logins that a person made once, kept locked so that a page can be captured as it is let in to.

A kept login is what the browser knew afterwards (cookies and what pages had stored). Whoever has it
can be that user, so it is locked with a key from outside the archive, each account's in a file of
its own, and it never enters the register, a log, a record or a package.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from archiver.capture.job import KeptLogin
from archiver.login_key import PRIVATE, find_key, make_key
from archiver.settings import Settings
from diarium.errors import AlteredError, Error, UsageError
from diarium.files import flush_folder, storage_errors

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
    facts = LoginFacts(account=account, kept_at=now, by=by, expires=find_expiry(state))
    told = {"account": account, "kept_at": now.isoformat(), "by": by, "state": state}
    locked = make_key(settings).encrypt(json.dumps(told).encode())
    _write(_place(settings, account), locked)
    return facts


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
    if not _place(settings, account).exists():
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
    if _folder(settings).exists():
        for each in sorted(_folder(settings).iterdir()):
            if not each.name.startswith("."):
                yield _unlock(settings, each.name)[0]


def forget_login(settings: Settings, account: str) -> None:
    """Remove an account's kept login.

    Raises:
        UsageError: None is kept.
    """
    with storage_errors(_folder(settings)):
        try:
            _place(settings, account).unlink()
        except FileNotFoundError as error:
            raise UsageError("no login is kept for {account}", account=account) from error


def _unlock(settings: Settings, account: str) -> tuple[LoginFacts, dict[str, Any]]:
    place = _place(settings, account)
    with storage_errors(place):
        locked = place.read_bytes()
    key = find_key(settings)
    told = _decrypt(key, locked, account)
    facts = LoginFacts(
        account=account,
        kept_at=datetime.fromisoformat(told["kept_at"]),
        by=told["by"],
        expires=find_expiry(told["state"]),
    )
    return facts, told["state"]


def _decrypt(key: Fernet | None, locked: bytes, account: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(key.decrypt(locked)) if key else {}
    except InvalidToken:
        told = {}
    if told.get("account") != account:  # it may be another account's, put in its place
        raise AlteredError(
            "the kept login of {account} cannot be opened with the key that is there; put the "
            "right key back, or run archiver login {account} again",
            account=account,
        )
    return told


def _write(place: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    staged = place.with_name(f".{place.name}")
    with storage_errors(place):
        place.parent.mkdir(mode=0o700, exist_ok=True)
        staged.unlink(missing_ok=True)
        number = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(number)
        staged.replace(place)
        flush_folder(place.parent)


def _folder(settings: Settings) -> Path:
    return settings.folder / "logins"


def _place(settings: Settings, account: str) -> Path:
    return _folder(settings) / account
