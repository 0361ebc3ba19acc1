"""What each role may do, and that the manual says the same."""

import re
from pathlib import Path

import pytest

from diarium.roles import ROLES_OF, Act, Role

MANUAL = Path(__file__).parents[2] / "docs" / "users.md"


def test_every_act_says_who_may_do_it() -> None:
    assert set(ROLES_OF) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_admin_may_do_everything(act: Act) -> None:
    assert Role.ADMIN in ROLES_OF[act]


def test_only_an_admin_lets_people_in() -> None:
    assert ROLES_OF[Act.USER] == {Role.ADMIN}
    assert ROLES_OF[Act.NAMND] == {Role.ADMIN}


def test_no_other_role_may_do_everything() -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert any(role not in may for may in ROLES_OF.values())


def test_a_kommunikator_sees_nothing_protected_and_registers_nothing() -> None:
    closed = (Act.SEE_PROTECTED, Act.REGISTER, Act.SKIP, Act.CORRECT, Act.GALLRA, Act.EXPORT)
    assert all(Role.KOMMUNIKATOR not in ROLES_OF[act] for act in closed)


def test_the_table_of_the_manual_is_the_table_of_the_program() -> None:
    lines = re.findall(r"^\|.*\| `([a-z-]+)` \|(.*)\|$", MANUAL.read_text("utf-8"), re.MULTILINE)
    order = (Role.REGISTRATOR, Role.ARKIVARIE, Role.KOMMUNIKATOR, Role.ADMIN)
    told = {
        Act(name): {role for role, mark in zip(order, marks.split("|"), strict=True) if "•" in mark}
        for name, marks in lines
    }
    assert told == {act: set(may) for act, may in ROLES_OF.items()}
