"""Which rows an extract of the journal is about, and which of them may be shown, as data.

A row's digest covers all its values and its salt at once, so a row is shown whole or not at all.
One that is not shown keeps its salt at home as well: without it a short secret cannot be found by
trying. Not shown is, whoever the extract is for, what is or ever was set apart or marked, what is
gallrat, and what names a file of which the package does not hold every byte: the checksum of a
mailbox would let somebody try what the other messages in it say.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, exists, false, or_, select
from sqlalchemy.orm import Session

from diarium.blanks import BLANKS
from diarium.correction_rows import SETS_APART
from diarium.emptying import is_emptied
from diarium.message_records import DecisionOutcome
from diarium.tables import (
    ACCOUNT,
    ANSWER,
    ARENDE,
    ARENDE_STATUS,
    CLASSIFICATION,
    CORRECTION,
    DECISION,
    FORWARD,
    GALLRING,
    GALLRING_PROTOCOL,
    HANDLING,
    HANDLING_FILE,
    HANDLING_NOTE,
    NAMND,
    READABLE_FORM,
    SAMLINGSARENDE,
    SEKRETESS,
    SNAPSHOT,
    SNAPSHOT_ACCEPTANCE,
    SNAPSHOT_FILE,
    SNAPSHOT_HANDLING,
    TIMESTAMP,
    UTLAMNANDE_FILE,
)
from diarium.utlamnande_steps import MASKED

QUESTION = 500
"""How many records one question to the database names."""
Key = int | str


class Owner(StrEnum):
    """What a row is about.

    ``ARENDE_AND_ALL`` counts as set apart as soon as one of its handlingar does; ``MASKED_COPY`` is
    a handling whose masked copy may be shown though the handling itself may not.
    """

    NAMND = "namnd"
    SNAPSHOT = "snapshot"
    ARENDE = "arende"
    ARENDE_AND_ALL = "arende-and-all"
    HANDLING = "handling"
    MASKED_COPY = "masked-copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How the rows of a table are found, and when one may be shown.

    Attributes:
        column: Names the owner; in another table when ``link`` leads there.
        owner: Of which kind it is; what is set apart in it sets the row apart.
        empty: Columns that set the row apart when anything stands in them.
        file: The column that names a file; all of it must be in the package.
        link: Leads to the table of ``column``.
        where: Which of the rows.
        never: No row is ever shown.
    """

    table: Table
    column: Column[Any]
    owner: Owner
    empty: tuple[str, ...] = ()
    file: str | None = None
    link: ColumnElement[bool] | None = None
    where: ColumnElement[bool] | None = None
    never: bool = False


_FORMS = ("old_protected", "new_protected")
SHOWN: tuple[Shown, ...] = (
    Shown(table=NAMND, column=NAMND.c.code, owner=Owner.NAMND),
    Shown(table=ACCOUNT, column=ACCOUNT.c.namnd, owner=Owner.NAMND),
    Shown(
        table=GALLRING_PROTOCOL, column=GALLRING.c.namnd, owner=Owner.NAMND, file="sha256",
        link=GALLRING.c.id == GALLRING_PROTOCOL.c.gallring_id,
    ),
    Shown(table=SNAPSHOT, column=SNAPSHOT.c.id, owner=Owner.SNAPSHOT),
    Shown(
        table=SNAPSHOT_FILE, column=SNAPSHOT_FILE.c.snapshot_id, owner=Owner.SNAPSHOT,
        file="sha256",
    ),
    Shown(
        table=SNAPSHOT_ACCEPTANCE, column=SNAPSHOT_ACCEPTANCE.c.snapshot_id, owner=Owner.SNAPSHOT
    ),
    Shown(table=TIMESTAMP, column=TIMESTAMP.c.snapshot_id, owner=Owner.SNAPSHOT),
    Shown(table=ARENDE, column=ARENDE.c.id, owner=Owner.ARENDE, empty=("mening_protected",)),
    Shown(table=SAMLINGSARENDE, column=SAMLINGSARENDE.c.arende_id, owner=Owner.ARENDE),
    Shown(table=CLASSIFICATION, column=CLASSIFICATION.c.arende_id, owner=Owner.ARENDE),
    Shown(table=ARENDE_STATUS, column=ARENDE_STATUS.c.arende_id, owner=Owner.ARENDE_AND_ALL),
    Shown(
        table=CORRECTION, column=CORRECTION.c.arende_id, owner=Owner.ARENDE_AND_ALL, empty=_FORMS,
        where=CORRECTION.c.handling_id.is_(None),
    ),
    Shown(
        table=CORRECTION, column=CORRECTION.c.handling_id, owner=Owner.HANDLING, empty=_FORMS
    ),
    Shown(
        table=HANDLING, column=HANDLING.c.id, owner=Owner.HANDLING,
        empty=("sender_protected", "subject_protected"),
    ),
    Shown(
        table=SNAPSHOT_HANDLING, column=SNAPSHOT_HANDLING.c.handling_id, owner=Owner.HANDLING
    ),
    Shown(table=HANDLING_NOTE, column=HANDLING_NOTE.c.handling_id, owner=Owner.HANDLING),
    Shown(table=SEKRETESS, column=SEKRETESS.c.handling_id, owner=Owner.HANDLING, never=True),
    Shown(
        table=HANDLING_FILE, column=HANDLING_FILE.c.handling_id, owner=Owner.HANDLING,
        file="sha256",
    ),
    Shown(
        table=READABLE_FORM, column=HANDLING_FILE.c.handling_id, owner=Owner.HANDLING,
        link=HANDLING_FILE.c.id == READABLE_FORM.c.handling_file_id,
    ),
    Shown(table=ANSWER, column=ANSWER.c.handling_id, owner=Owner.HANDLING),
    Shown(table=FORWARD, column=FORWARD.c.handling_id, owner=Owner.HANDLING),
    Shown(
        table=DECISION, column=HANDLING.c.id, owner=Owner.HANDLING,
        link=HANDLING.c.message_id == DECISION.c.message_id,
        where=DECISION.c.outcome == DecisionOutcome.REGISTER.value,
    ),
    Shown(
        table=UTLAMNANDE_FILE, column=UTLAMNANDE_FILE.c.handling_id, owner=Owner.MASKED_COPY,
        file="sha256", where=UTLAMNANDE_FILE.c.role == MASKED,
    ),
)  # fmt: skip
"""The rule, table by table. What is not named here is in no extract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractScope:
    """What an extract of the journal is to vouch for.

    Attributes:
        namnd: Code of the nämnd whose package it is; the others' rows are never in it.
        snapshots: Numbers of its snapshots.
        arenden: Numbers of its ärenden.
        handlingar: Numbers of their handlingar.
        files: Kept files that are in the package with every byte, by SHA-256.
        created: When the package is said to be made; entries from then on stay out, unless they
            vouch for a row of the package.
    """

    namnd: str
    snapshots: Sequence[int]
    arenden: Sequence[int]
    handlingar: Sequence[int]
    files: Collection[str]
    created: datetime

    def keys(self, owner: Owner) -> Sequence[Key]:
        """Return the records of one kind that rows may be about."""
        match owner:
            case Owner.NAMND:
                return [self.namnd]
            case Owner.SNAPSHOT:
                return self.snapshots
            case Owner.ARENDE | Owner.ARENDE_AND_ALL:
                return self.arenden
            case Owner.HANDLING | Owner.MASKED_COPY:
                return self.handlingar


Apart = Mapping[Owner, Collection[Key]]
"""The records, by kind, whose rows are not shown."""


def find_apart(session: Session, scope: ExtractScope) -> Apart:
    """Return the ärenden and handlingar of an extract that are, or ever were, set apart."""
    handlingar = dict(_ask(session, _apart_handlingar(), HANDLING.c.id, scope.handlingar))
    arenden = {key for key, _ in _ask(session, _apart_arenden(), ARENDE.c.id, scope.arenden)}
    return {
        Owner.HANDLING: handlingar.keys(),
        Owner.ARENDE: arenden,
        Owner.ARENDE_AND_ALL: arenden | set(handlingar.values()),
    }


def find_rows(session: Session, scope: ExtractScope, apart: Apart, rule: Shown) -> dict[int, bool]:
    """Return the rows of a table that an extract is about, each with whether it may be shown.

    A row that names a file that is not in the package is none of them, nor is one that tells of
    the nämnd itself and was written after the package is said to be made.
    """
    table = rule.table
    emptied = is_emptied(table) if table in BLANKS else false()
    named = table.c[rule.file] if rule.file else table.c.id
    empty = [table.c[name].is_not(None) for name in rule.empty]
    query = select(table.c.id, rule.column, named, or_(false(), emptied, *empty))
    if rule.link is not None:
        query = query.join(rule.column.table, rule.link)
    if rule.where is not None:
        query = query.where(rule.where)
    if rule.owner is Owner.NAMND:
        query = query.where(table.c.at < scope.created)
    closed, found = apart.get(rule.owner, ()), dict[int, bool]()
    for number, key, file, secret in _ask(session, query, rule.column, scope.keys(rule.owner)):
        if rule.file is None or file in scope.files:
            shown = not (secret or rule.never or key in closed)
            found[number] = found.get(number, True) and shown
    return found


def _apart_handlingar() -> Select[Any]:
    own = CORRECTION.c.handling_id == HANDLING.c.id
    marked = exists().where(SEKRETESS.c.handling_id == HANDLING.c.id)
    secret = [HANDLING.c.sender_protected.is_not(None), HANDLING.c.subject_protected.is_not(None)]
    apart = or_(*secret, marked, exists().where(own, _sets_apart()), is_emptied(HANDLING))
    return select(HANDLING.c.id, HANDLING.c.arende_id).where(apart)


def _apart_arenden() -> Select[Any]:
    own = (CORRECTION.c.arende_id == ARENDE.c.id) & CORRECTION.c.handling_id.is_(None)
    secret = ARENDE.c.mening_protected.is_not(None)
    apart = or_(secret, exists().where(own, _sets_apart()), is_emptied(ARENDE))
    return select(ARENDE.c.id, ARENDE.c.id).where(apart)


def _sets_apart() -> ColumnElement[bool]:
    causes = [each.value for each in SETS_APART]
    forms = [CORRECTION.c[name].is_not(None) for name in _FORMS]
    return or_(CORRECTION.c.cause.in_(causes), *forms)


def _ask(
    session: Session, query: Select[Any], column: Column[Any], keys: Sequence[Key]
) -> Iterator[Any]:
    for start in range(0, len(keys), QUESTION):
        part = query.where(column.in_(keys[start : start + QUESTION]))
        yield from session.execute(part)
