"""Who works in the register: let in, changed, ended, and refused what the role does not give."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from diarium.accounts import edit_account
from diarium.database import reading, writing
from diarium.errors import RefusedError, UsageError
from diarium.files import FileStore
from diarium.journal import read_events
from diarium.journal_checks import check_chain, check_rows
from diarium.register import Registration, register_message, register_proposed
from diarium.roles import Act, Role
from diarium.tables import USER
from diarium.users import (
    NotAllowedError,
    UserFacts,
    add_user,
    authorize,
    edit_user,
    end_user,
    facts_of,
    find_namnd,
    list_users,
    may_see_protected,
    note_refusal,
    read_user,
)
from tests.diarium.taken_in import add_forum, take_in


def _let_in(
    engine: Engine, now: datetime, login: str, *roles: Role, namnder: tuple[str, ...] = ()
) -> None:
    facts = UserFacts(login=login, roles=frozenset(roles), namnder=namnder)
    with writing(engine) as session:
        add_user(session, facts, "root", now)


def test_a_user_is_what_was_said(engine: Engine, now: datetime) -> None:
    facts = UserFacts(
        login="anna", name="Anna  Ek", namnder=("sbn", "KS", "ks"),
        roles=frozenset({Role.ARKIVARIE, Role.REGISTRATOR}),
    )  # fmt: skip
    with writing(engine) as session:
        added = add_user(session, facts, "root", now)
    assert (added.login, added.name, added.namnder) == ("anna", "Anna Ek", ("KS", "SBN"))
    assert added.roles == (Role.REGISTRATOR, Role.ARKIVARIE)
    assert (added.version, added.ended, added.at, added.by) == (1, None, now, "root")
    with reading(engine) as session:
        assert list_users(session) == [added]
        last = list(read_events(session))[-1]
    assert (last.kind, last.subject, last.by) == ("user.added", "anna", "root")


def test_each_change_is_a_version_and_the_old_stays(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "root", Role.ADMIN)
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    later = now + timedelta(days=1)
    with writing(engine) as session:
        facts = UserFacts(login="anna", roles=frozenset({Role.ARKIVARIE}), namnder=("KS",))
        edited = edit_user(session, facts, "root", later)
        ended = end_user(session, "anna", "Har slutat", "root", later)
    assert (edited.version, edited.roles, edited.namnder) == (2, (Role.ARKIVARIE,), ("KS",))
    assert (ended.version, ended.ended, ended.roles) == (3, "Har slutat", (Role.ARKIVARIE,))
    with reading(engine) as session:
        versions = select(func.count()).select_from(USER).where(USER.c.login == "anna")
        assert session.execute(versions).scalar_one() == 3
        assert not list(check_chain(session))
        assert not list(check_rows(session))


def test_one_who_was_ended_is_taken_back_as_a_new_version(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "root", Role.ADMIN)
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    with writing(engine) as session:
        end_user(session, "anna", "Föräldraledig", "root", now)
    _let_in(engine, now, "anna", Role.KOMMUNIKATOR)
    with reading(engine) as session:
        user = read_user(session, "anna")
    assert user is not None
    assert (user.version, user.ended, user.roles) == (3, None, (Role.KOMMUNIKATOR,))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (UserFacts(login="", roles=frozenset({Role.ADMIN})), "LOGIN is empty"),
        (UserFacts(login="anna ek", roles=frozenset({Role.ADMIN})), "cannot be a login"),
        (UserFacts(login="an\u202ena", roles=frozenset({Role.ADMIN})), "cannot be shown"),
        (UserFacts(login="anna", roles=frozenset({Role.ADMIN}), name="x" * 2001), "longer than"),
        (UserFacts(login="anna", roles=frozenset()), "--role"),
        (UserFacts(login="anna", roles=frozenset({Role.ADMIN}), namnder=("XX",)), "no nämnd XX"),
    ],
)
def test_what_can_be_no_user_is_refused(
    engine: Engine, now: datetime, facts: UserFacts, says: str
) -> None:
    with pytest.raises(UsageError, match=says), writing(engine) as session:
        add_user(session, facts, "root", now)
    with reading(engine) as session:
        assert list_users(session) == []


def test_nothing_is_done_twice(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "root", Role.ADMIN)
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    with pytest.raises(RefusedError, match="a user already, as registrator"):
        _let_in(engine, now, "anna", Role.ARKIVARIE)
    with pytest.raises(RefusedError, match="is so already"), writing(engine) as session:
        edit_user(session, facts_of(session, "anna"), "root", now)
    with writing(engine) as session:
        end_user(session, "anna", "Har slutat", "root", now)
    with pytest.raises(RefusedError, match="no user any more"), writing(engine) as session:
        end_user(session, "anna", "Har slutat", "root", now)
    with pytest.raises(UsageError, match="no user bo"), writing(engine) as session:
        end_user(session, "bo", "Har slutat", "root", now)


def test_the_last_admin_stays(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "root", Role.ADMIN)
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    with pytest.raises(RefusedError, match="the only admin"), writing(engine) as session:
        end_user(session, "root", "Har slutat", "root", now)
    fewer = UserFacts(login="root", roles=frozenset({Role.REGISTRATOR}))
    with pytest.raises(RefusedError, match="the only admin"), writing(engine) as session:
        edit_user(session, fewer, "root", now)
    _let_in(engine, now, "bo", Role.ADMIN)
    with writing(engine) as session:
        end_user(session, "root", "Har slutat", "bo", now)
    with pytest.raises(RefusedError, match="the only admin"), writing(engine) as session:
        end_user(session, "bo", "Har slutat", "bo", now)


def test_a_login_may_do_what_its_role_gives_and_no_more(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    with reading(engine) as session:
        authorize(session, "anna", Act.REGISTER)
        with pytest.raises(NotAllowedError) as refused:
            authorize(session, "anna", Act.GALLRA)
        assert (refused.value.known, refused.value.namnd) == (True, None)
        with pytest.raises(NotAllowedError) as unknown:
            authorize(session, "bo", Act.READ)
        assert not unknown.value.known


def test_roles_add_up(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "anna", Role.KOMMUNIKATOR, Role.ARKIVARIE)
    with reading(engine) as session:
        authorize(session, "anna", Act.ACCOUNT)
        authorize(session, "anna", Act.EXPORT)


def test_one_who_was_ended_may_do_nothing(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "root", Role.ADMIN)
    _let_in(engine, now, "anna", Role.REGISTRATOR)
    with writing(engine) as session:
        end_user(session, "anna", "Har slutat", "root", now)
        with pytest.raises(NotAllowedError):
            authorize(session, "anna", Act.READ)


def test_a_namnd_is_closed_to_those_of_another(engine: Engine, now: datetime) -> None:
    _let_in(engine, now, "anna", Role.REGISTRATOR, namnder=("KS",))
    _let_in(engine, now, "kim", Role.KOMMUNIKATOR)
    with reading(engine) as session:
        authorize(session, "anna", Act.REGISTER, "KS")
        with pytest.raises(NotAllowedError) as refused:
            authorize(session, "anna", Act.REGISTER, "SBN")
        assert refused.value.namnd == "SBN"
        assert may_see_protected(session, "anna", "KS")
        assert not may_see_protected(session, "anna", "SBN")
        assert not may_see_protected(session, "kim", "KS")
        assert not may_see_protected(session, "ingen", "KS")


def test_a_refusal_is_journaled_without_what_it_was_about(engine: Engine, now: datetime) -> None:
    with writing(engine) as session:
        note_refusal(session, NotAllowedError("bo", Act.CORRECT, known=False), now)
        note_refusal(session, NotAllowedError("anna", Act.REGISTER, "SBN", known=True), now)
    with reading(engine) as session:
        told = [(e.kind, e.subject, e.by) for e in read_events(session)][-2:]
        assert not list(check_chain(session))
    assert told == [("act.refused", "correct", "bo"), ("act.refused", "register SBN", "anna")]


def test_what_it_is_about_belongs_to_a_namnd(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    add_forum(engine, now, "sbn-facebook", "SBN")
    (message,) = take_in(engine, files, [{"id": "a"}], now, account="sbn-facebook")
    with writing(engine) as session:
        dnr = register_message(session, message, Registration(), "anna", now).diarienummer
        edit_account(session, "sbn-facebook", {"name": "Samhällsbyggnad"}, "anna", now)
    with reading(engine) as session:
        assert find_namnd(session, {"message": message}) == "SBN"
        for number in (dnr, f"{dnr}-1", f" {dnr.lower()}-1 ", dnr.lower()):
            assert find_namnd(session, {"number": number}) == "SBN"
        for account in ("sbn-facebook", " SBN-Facebook "):
            assert find_namnd(session, {"account": account}) == "SBN"
        assert find_namnd(session, {"message": 99}) is None
        assert find_namnd(session, {"number": "KS/2026:99-1"}) is None
        assert find_namnd(session, {}) is None


def test_the_proposals_of_a_batch_are_registered_for_the_own_namnder_only(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    for namnd in ("KS", "SBN"):
        add_forum(engine, now, f"{namnd.lower()}-fb", namnd)
        take_in(engine, files, [{"id": namnd}], now, account=f"{namnd.lower()}-fb")
    template = "{series}/{year}:{number}"
    own = list(register_proposed(engine, None, template, "anna", now, namnder=("SBN",)))
    assert [each.beteckning for each in own] == ["SBN/2026:1-1"]
    rest = list(register_proposed(engine, None, template, "anna", now))
    assert [each.beteckning for each in rest] == ["KS/2026:1-1"]
