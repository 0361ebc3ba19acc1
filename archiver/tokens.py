"""Tokens and passwords by which a live source lets us in, kept locked as logins are.

A token comes from a person by the hidden prompt or standard input, lies locked in a file of its
own, and never enters the register, a setting, an argument, a log or an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from archiver.locked_files import LockedError, LockedFolder
from archiver.settings import Settings
from diarium.errors import AlteredError, UsageError
from schedules.clock import STOCKHOLM

LONGEST = 10_000
_TOKEN = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What may be told of a kept token.

    Attributes:
        expires: The last day it can be used, if whoever kept it said so.
    """

    source: str
    kept_at: datetime
    by: str
    expires: date | None

    def expired(self, now: datetime) -> bool:
        """Tell whether its last day is over, in Swedish time."""
        return self.expires is not None and self.expires < now.astimezone(STOCKHOLM).date()


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token and what may be told of it; the token itself is not shown."""

    facts: TokenFacts
    token: str = field(repr=False)


def keep_token(
    settings: Settings, source: str, token: str, expires: date | None, by: str, now: datetime
) -> TokenFacts:
    """Lock a token and keep it in place of the one kept before.

    Args:
        settings: The archive's settings.
        source: The source's id, one that the settings name.
        token: The token or the password.
        expires: The last day it can be used, if that is known.
        by: Who keeps it.
        now: When.

    Raises:
        UsageError: It is empty or holds characters that no token has, or has expired already.
        SettingsError: The key cannot be used.
        StorageError: It cannot be written.
    """
    facts = TokenFacts(source=source, kept_at=now, by=by, expires=expires)
    if not _TOKEN.fullmatch(token) or len(token) > LONGEST:
        raise UsageError(
            "that is no token or password: it is empty, too long, or holds control characters; "
            "nothing is kept"
        )
    if facts.expired(now):
        raise UsageError("the day {day} of --expires is over; nothing is kept", day=expires)
    ends = expires.isoformat() if expires else None
    told = {"kept_at": now.isoformat(), "by": by, "expires": ends, "token": token}
    _folder(settings).lock(source, told)
    return facts


def open_token(settings: Settings, source: str) -> KeptToken | None:
    """Return a source's kept token, or nothing if none is kept.

    Raises:
        AlteredError: It cannot be opened with the key that is there.
        SettingsError: The key cannot be used.
    """
    folder = _folder(settings)
    if not folder.holds(source):
        return None
    try:
        told = folder.unlock(source)
    except LockedError as error:
        raise AlteredError(
            "the kept token of {source} cannot be opened with the key that is there; put the "
            "right key back, or run archiver token keep {source} again",
            source=source,
        ) from error
    ends = told["expires"]
    facts = TokenFacts(
        source=source,
        kept_at=datetime.fromisoformat(told["kept_at"]),
        by=told["by"],
        expires=date.fromisoformat(ends) if ends else None,
    )
    return KeptToken(facts, told["token"])


def list_tokens(settings: Settings) -> Iterator[TokenFacts]:
    """Yield what may be told of each kept token, by source.

    Raises:
        AlteredError: A kept token cannot be opened with the key that is there.
        SettingsError: The key cannot be used.
    """
    for source in _folder(settings).names():
        kept = open_token(settings, source)
        if kept:
            yield kept.facts


def forget_token(settings: Settings, source: str) -> None:
    """Remove a source's kept token.

    Raises:
        UsageError: None is kept.
    """
    if source not in _folder(settings).names():  # what is no name of a file there is none
        raise UsageError("no token is kept for {source}", source=source)
    _folder(settings).remove(source)


def _folder(settings: Settings) -> LockedFolder:
    return LockedFolder(settings, "tokens")
