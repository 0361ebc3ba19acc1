"""Where the credentials of an account are kept, never what they are.

The policy ("Administrera konto") wants them in a central place that several people reach.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.account_kinds import read_administered
from diarium.accounts import read_account
from diarium.errors import RefusedError
from diarium.journal import append_event, insert_row
from diarium.plain_text import clean_line
from diarium.policy_tables import CREDENTIALS_PLACE
from diarium.roster_records import CredentialsPlace

_COLUMNS = tuple(column for column in CREDENTIALS_PLACE.c if column.name not in {"id", "salt"})
SHORTEST = 8
"""Hardly any platform takes a shorter password."""
_SAID = re.compile(
    r"\b(lösen(ord(et)?)?|losenord|password|passwd|passphrase|pwd|pw|pin(-?kod(en)?)?)\b\s*"
    r"([:=]\s*\S|\b(är|is)\b\s*\S|\d{4})",
    re.IGNORECASE,
)
_ALONE = re.compile(r"[A-Za-zÅÄÖåäö]+\d{2,}|\d{4,}[A-Za-zÅÄÖåäö]*")
"""A word and figures, or a code, and nothing that says where."""
_PLACE = re.compile(r"(https?://|smb://|file://|\\\\|/|[A-Za-zÅÄÖåäö]:\\)\S*", re.IGNORECASE)
_SIGNS = frozenset("!#$%^&*?+=~<>{}[]|@€£¤§")
_KNOWN = frozenset(("1password", "office365", "microsoft365"))
"""Names of places that look like passwords themselves."""


def keep_credentials_place(
    session: Session, account: str, place: str, by: str, now: datetime
) -> CredentialsPlace:
    """Note where the credentials of an account are kept; the place noted before is kept too.

    Args:
        session: A session that holds the write lock.
        account: The account's id.
        place: Where, such as "Valvet Sociala medier i lösenordshanteraren".
        by: Who notes it.
        now: When.

    Raises:
        UsageError: There is no such account, or the words are not fit to keep.
        RefusedError: They look like a password, and the message does not repeat them, or the page
            is somebody else's.
    """
    name = read_administered(session, account).account
    line = clean_line("place", place)
    refuse_password(line)
    before = read_credentials_place(session, name)
    if before is not None and before.place == line:
        return before
    version = before.version + 1 if before else 1
    kept = CredentialsPlace(account=name, version=version, place=line, at=now, by=by)
    values = {column.name: getattr(kept, column.name) for column in _COLUMNS}
    row = insert_row(session, CREDENTIALS_PLACE, **values)
    append_event(session, "credentials.placed", name, [row], by, now)
    return kept


def read_credentials_place(session: Session, account: str) -> CredentialsPlace | None:
    """Return where an account's credentials are kept, if that was ever noted.

    Raises:
        UsageError: There is no such account.
    """
    name = read_account(session, account).account
    newest = select(*_COLUMNS).where(CREDENTIALS_PLACE.c.account == name)
    row = session.execute(newest.order_by(CREDENTIALS_PLACE.c.version.desc()).limit(1)).first()
    return CredentialsPlace(**row._mapping) if row else None  # noqa: SLF001  SQLAlchemy's public name


def list_credentials_places(session: Session) -> dict[str, CredentialsPlace]:
    """Return where the credentials of each account are kept, by its id."""
    rows = session.execute(select(*_COLUMNS).order_by(CREDENTIALS_PLACE.c.version))
    return {row.account: CredentialsPlace(**row._mapping) for row in rows}  # noqa: SLF001  SQLAlchemy's public name


def refuse_password(words: str) -> None:
    """Refuse words that look like a password: a help against a slip, no proof that none is there.

    Raises:
        RefusedError: They do; the message does not repeat them.
    """
    alone = _ALONE.fullmatch(words) and not words.isalpha() and words.casefold() not in _KNOWN
    if alone or _SAID.search(words) or any(map(_looks_secret, words.split())):
        raise RefusedError(
            "that looks like a password, and none is ever kept here; write in words where the "
            "credentials are kept, such as the name of the vault or the room"
        )


def _looks_secret(written: str) -> bool:
    """Whether a word mixes letters, figures and signs as passwords do, and is no path or address.

    An address that holds a password, ``https://anna:hemligt@…``, counts as one.
    """
    word = written.strip(".,;:()\"'”")
    if _PLACE.fullmatch(word):
        return "@" in urlsplit(word).netloc
    if len(word) < SHORTEST or word.casefold() in _KNOWN:
        return False
    figures = any(c.isdigit() for c in word)
    mixed = any(c.islower() for c in word) and any(c.isupper() for c in word)
    return (figures and mixed) or (figures and not _SIGNS.isdisjoint(word))
