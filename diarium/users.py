"""Who works in the register, with which roles and for which nämnder.

A user is a login of the operating system, or a database role; never a free text. Each change is a
version of its own, and the one who leaves stays among those who were here.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.journal import append_event, insert_row
from diarium.namnder import read_namnd
from diarium.packages import find_owner
from diarium.plain_text import clean_line
from diarium.records import User
from diarium.roles import ROLES_OF, Act, Role
from diarium.tables import ACCOUNT, ARENDE, MESSAGE, SNAPSHOT, USER


class About(TypedDict, total=False):
    """What an act is about, by whose nämnd it is judged; one of these, as a person named it.

    Attributes:
        message: The number of a message.
        number: A diarienummer, or the beteckning of a handling.
        account: The id of an account.
        snapshot: The number of a snapshot.
        package: The name of a package or of a delivery, or its path.
    """

    message: int | None
    number: str | None
    account: str | None
    snapshot: int | None
    package: str | None


class NotAllowedError(RefusedError):
    """A login may not do what it asked for.

    Attributes:
        login: Who asked.
        act: What was asked for.
        namnd: The nämnd it does not work for, if that is why.
        known: Whether it is a user at all.
    """

    def __init__(self, login: str, act: Act, namnd: str | None = None, *, known: bool) -> None:
        self.login, self.act, self.namnd, self.known = login, act, namnd, known
        super().__init__("{login} may not do this: {act}", login=login, act=act.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFacts:
    """What is said of a user.

    Attributes:
        namnder: Codes of the nämnder it works for; none means all.
        name: The person's name, or what the login is for.
    """

    login: str
    roles: frozenset[Role]
    namnder: tuple[str, ...] = ()
    name: str = ""


def add_user(session: Session, facts: UserFacts, by: str, now: datetime) -> User:
    """Add a user, or take one back who was ended.

    Args:
        session: A session that holds the write lock.
        facts: What is said of the user.
        by: Who adds it.
        now: When.

    Raises:
        UsageError: The login or the name is not fit to keep, or there is no such nämnd or role.
        RefusedError: It is a user already.
    """
    facts = _check(session, facts)
    before = read_user(session, facts.login)
    if before is not None and before.ended is None:
        raise RefusedError(
            "{login} is a user already, as {roles}; archiver user edit changes that",
            login=before.login,
            roles=role_words(before.roles),
        )
    return _write(session, before, facts, None, ("user.added", by, now))


def edit_user(session: Session, facts: UserFacts, by: str, now: datetime) -> User:
    """Give a user other roles, nämnder or another name; what stood before is kept.

    Raises:
        UsageError: There is no such user or nämnd, or the name is not fit to keep.
        RefusedError: That stands already, or nobody would be admin any more.
    """
    facts = _check(session, facts)
    before = _read_active(session, facts.login)
    if facts == facts_of(session, before.login):
        raise RefusedError("{login} is so already; nothing was changed", login=before.login)
    if Role.ADMIN not in facts.roles:
        _keep_an_admin(session, before)
    return _write(session, before, facts, None, ("user.edited", by, now))


def end_user(session: Session, login: str, why: str, by: str, now: datetime) -> User:
    """End a user: the login may do nothing more, and stays in the list.

    Raises:
        UsageError: There is no such user, or the reason is not fit to keep.
        RefusedError: It is ended already, or nobody would be admin any more.
    """
    before = _read_active(session, login)
    _keep_an_admin(session, before)
    facts, ended = facts_of(session, login), clean_line("--why", why)
    return _write(session, before, facts, ended, ("user.ended", by, now))


def facts_of(session: Session, login: str) -> UserFacts:
    """Return what is said of a user, to be changed.

    Raises:
        UsageError: There is no such user.
        RefusedError: It was ended.
    """
    user = _read_active(session, login)
    return UserFacts(
        login=user.login, roles=frozenset(user.roles), namnder=user.namnder, name=user.name
    )


def read_user(session: Session, login: str) -> User | None:
    """Return what stands of a login, also when it was ended, or None if it never was a user."""
    query = select(USER).where(USER.c.login == login).order_by(USER.c.version.desc()).limit(1)
    row = session.execute(query).first()
    return _user(row) if row else None


def list_users(session: Session) -> list[User]:
    """Return the users as they stand, those who were ended too, by login."""
    newest = select(USER.c.login, func.max(USER.c.version).label("version")).group_by(USER.c.login)
    newest_of = newest.subquery()
    query = select(USER).join(
        newest_of, (USER.c.login == newest_of.c.login) & (USER.c.version == newest_of.c.version)
    )
    return [_user(row) for row in session.execute(query.order_by(USER.c.login))]


def authorize(session: Session, login: str, act: Act, namnd: str | None = None) -> None:
    """See that a login may do something, in the nämnd if one is named.

    Raises:
        NotAllowedError: It may not; nothing is noted here.
    """
    user = read_user(session, login)
    if user is None or user.ended is not None:
        raise NotAllowedError(login, act, known=False)
    if ROLES_OF[act].isdisjoint(user.roles):
        raise NotAllowedError(login, act, known=True)
    if namnd is not None and not user.works_for(namnd):
        raise NotAllowedError(login, act, namnd, known=True)


def may_see_protected(session: Session, login: str, namnd: str) -> bool:
    """Tell whether a login may see what is protected in a nämnd (OSL 8 kap. 1 §)."""
    try:
        authorize(session, login, Act.SEE_PROTECTED, namnd)
    except NotAllowedError:
        return False
    return True


def note_refusal(session: Session, refused: NotAllowedError, now: datetime) -> None:
    """Journal that a login was refused; what it was about is not said, for it may be protected."""
    subject = " ".join(filter(None, (refused.act.value, refused.namnd)))
    append_event(session, "act.refused", subject, [], refused.login, now)


def find_namnd(session: Session, about: About) -> str | None:
    """Return the code of the nämnd that something is about, or None if there is no such thing."""
    message, snapshot, account = (about.get(name) for name in ("message", "snapshot", "account"))
    if message is not None:
        return _first(session, select(MESSAGE.c.namnd).where(MESSAGE.c.id == message))
    if snapshot is not None:
        return _first(session, select(SNAPSHOT.c.namnd).where(SNAPSHOT.c.id == snapshot))
    if account is not None:
        of = select(ACCOUNT.c.namnd).where(ACCOUNT.c.account == str(account).strip().lower())
        return _first(session, of.order_by(ACCOUNT.c.version.desc()))
    if (package := about.get("package")) is not None:
        return find_owner(session, package)
    written = (about.get("number") or "").strip()
    dnr = written.rpartition("-")[0]
    numbers = {each for n in (written, dnr) for each in (n, n.upper())}
    of = select(ARENDE.c.namnd).where(ARENDE.c.diarienummer.in_(numbers))
    return _first(session, of.order_by(func.length(ARENDE.c.diarienummer).desc()))


def role_words(roles: Collection[Role]) -> str:
    """Return roles as they are written, in the order of the table."""
    return ", ".join(role.value for role in Role if role in roles)


def _first(session: Session, of: Select[Any]) -> str | None:
    found: str | None = session.execute(of.limit(1)).scalar()
    return found


def _check(session: Session, facts: UserFacts) -> UserFacts:
    login = clean_line("LOGIN", facts.login)
    if " " in login:
        raise UsageError("{login} cannot be a login; write it as id shows it", login=login)
    if not facts.roles:
        raise UsageError("say which role by --role")
    codes = {read_namnd(session, code).code for code in facts.namnder}
    name = clean_line("--name", facts.name, optional=True)
    return replace(facts, login=login, namnder=tuple(sorted(codes)), name=name)


def _read_active(session: Session, login: str) -> User:
    user = read_user(session, login)
    if user is None:
        raise UsageError("there is no user {login}; archiver user list shows them", login=login)
    if user.ended is not None:
        raise RefusedError(
            "{login} is no user any more; archiver user add takes it back", login=login
        )
    return user


def _keep_an_admin(session: Session, user: User) -> None:
    """Refuse to let the last admin go: nobody could let anyone in again."""
    admins = {
        each.login
        for each in list_users(session)
        if Role.ADMIN in each.roles and each.ended is None
    }
    if admins == {user.login}:
        raise RefusedError(
            "{login} is the only admin; make another one first by archiver user add … --role admin",
            login=user.login,
        )


def _write(
    session: Session,
    before: User | None,
    facts: UserFacts,
    ended: str | None,
    entry: tuple[str, str, datetime],
) -> User:
    kind, by, now = entry
    row = insert_row(
        session, USER, login=facts.login, version=before.version + 1 if before else 1,
        name=facts.name, roles=" ".join(sorted(facts.roles)),
        namnder=" ".join(facts.namnder) or None, ended=ended, at=now, by=by,
    )  # fmt: skip
    append_event(session, kind, facts.login, [row], by, now)
    return _user(session.execute(select(USER).where(USER.c.id == row.row_id)).one())


def _user(row: Row[Any]) -> User:
    return User(
        login=row.login,
        version=row.version,
        name=row.name,
        roles=tuple(role for role in Role if role in row.roles.split()),
        namnder=tuple((row.namnder or "").split()),
        ended=row.ended,
        at=row.at,
        by=row.by,
    )
