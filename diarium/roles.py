"""What each role may do: one table, and nothing else.

Reading what is public needs no role. Everything that is written does, and so does reading what no
person has found to be public (OSL 2 kap. 1 §).
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a person is trusted with."""

    REGISTRATOR = "registrator"
    ARKIVARIE = "arkivarie"
    KOMMUNIKATOR = "kommunikator"
    ADMIN = "admin"


class Act(StrEnum):
    """A kind of thing that is done; what is refused is journaled by this name."""

    READ = "read"
    SEE_PROTECTED = "see-protected"
    INTAKE = "intake"
    REGISTER = "register"
    SKIP = "skip"
    ANSWER = "answer"
    FORWARD = "forward"
    REMOVE = "remove"
    REMIND = "remind"
    CASE = "case"
    CLASSIFY = "classify"
    CLOSE = "close"
    REOPEN = "reopen"
    CORRECT = "correct"
    MAKULERA = "makulera"
    MARK = "mark"
    DISCLOSE = "disclose"
    READABLE = "readable"
    PLAN = "plan"
    GALLRA = "gallra"
    EXPORT = "export"
    DELIVER = "deliver"
    RECEIPT = "receipt"
    SNAPSHOT = "snapshot"
    ACCOUNT = "account"
    EVALUATE = "evaluate"
    LOGIN = "login"
    NAMND = "namnd"
    REBUILD = "rebuild"
    USER = "user"


def _may(*roles: Role) -> frozenset[Role]:
    return frozenset((*roles, Role.ADMIN))


ROLES_OF: Mapping[Act, frozenset[Role]] = {
    Act.READ: frozenset(Role),
    Act.SEE_PROTECTED: _may(Role.REGISTRATOR, Role.ARKIVARIE),
    Act.INTAKE: _may(Role.REGISTRATOR, Role.KOMMUNIKATOR),
    Act.REGISTER: _may(Role.REGISTRATOR),
    Act.SKIP: _may(Role.REGISTRATOR),
    Act.ANSWER: _may(Role.REGISTRATOR, Role.KOMMUNIKATOR),
    Act.FORWARD: _may(Role.REGISTRATOR, Role.KOMMUNIKATOR),
    Act.REMOVE: _may(Role.REGISTRATOR, Role.KOMMUNIKATOR),
    Act.REMIND: _may(Role.REGISTRATOR, Role.KOMMUNIKATOR),
    Act.CASE: _may(Role.REGISTRATOR),
    Act.CLASSIFY: _may(Role.REGISTRATOR, Role.ARKIVARIE),
    Act.CLOSE: _may(Role.REGISTRATOR, Role.ARKIVARIE),
    Act.REOPEN: _may(Role.REGISTRATOR, Role.ARKIVARIE),
    Act.CORRECT: _may(Role.REGISTRATOR),
    Act.MAKULERA: _may(Role.REGISTRATOR),
    Act.MARK: _may(Role.REGISTRATOR),
    Act.DISCLOSE: _may(Role.REGISTRATOR, Role.ARKIVARIE),
    Act.READABLE: _may(Role.REGISTRATOR, Role.ARKIVARIE, Role.KOMMUNIKATOR),
    Act.PLAN: _may(Role.ARKIVARIE),
    Act.GALLRA: _may(Role.ARKIVARIE),
    Act.EXPORT: _may(Role.ARKIVARIE),
    Act.DELIVER: _may(Role.ARKIVARIE),
    Act.RECEIPT: _may(Role.ARKIVARIE),
    Act.SNAPSHOT: _may(Role.KOMMUNIKATOR, Role.ARKIVARIE),
    Act.ACCOUNT: _may(Role.KOMMUNIKATOR),
    Act.EVALUATE: _may(Role.KOMMUNIKATOR, Role.ARKIVARIE),
    Act.LOGIN: _may(Role.KOMMUNIKATOR),
    Act.NAMND: _may(),
    Act.REBUILD: _may(),
    Act.USER: _may(),
}
"""The roles that may do each act; admin may do everything. docs/users.md shows the same."""
