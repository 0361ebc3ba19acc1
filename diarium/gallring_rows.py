"""Which rows hold the content of an ärende or a message: all of it goes, and nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, Table, exists, select
from sqlalchemy.orm import Session

from diarium.correction_rows import SETS_APART
from diarium.emptying import is_emptied
from diarium.message_records import DecisionOutcome
from diarium.policy_tables import MESSAGE_FORWARD, REMOVAL, REMOVAL_COPY
from diarium.source_changes import same_name
from diarium.standing import STANDING
from diarium.tables import (
    ARENDE,
    ATTACHMENT,
    BATCH_VISIBLE,
    CORRECTION,
    DECISION,
    FORWARD,
    FORWARD_RECEIPT,
    HANDLING,
    HANDLING_FILE,
    MESSAGE,
    MESSAGE_SIGNAL,
    PACKAGE_STATUS,
    READABLE_FORM,
    SEKRETESS,
    SOURCE_CHANGE,
    UTLAMNANDE,
    UTLAMNANDE_FILE,
)

Rows = Iterator[tuple[Table, Sequence[int]]]
"""Tables of ``blanks.BLANKS``, and numbers of rows of theirs."""
_SETS_APART = tuple(each.value for each in SETS_APART)


def list_arende_rows(session: Session, arende: int) -> Rows:
    """Yield the rows of an ärende and its handlingar; their messages are rows of their own."""
    handlingar = _ids(session, select(HANDLING.c.id).where(HANDLING.c.arende_id == arende))
    files = select(HANDLING_FILE.c.id).where(HANDLING_FILE.c.handling_id.in_(handlingar))
    forwards = select(FORWARD.c.id).where(FORWARD.c.handling_id.in_(handlingar))
    yield ARENDE, [arende]
    yield HANDLING, handlingar
    for table, where in (
        (HANDLING_FILE, HANDLING_FILE.c.handling_id.in_(handlingar)),
        (READABLE_FORM, READABLE_FORM.c.handling_file_id.in_(files)),
        (SEKRETESS, SEKRETESS.c.handling_id.in_(handlingar)),
        (CORRECTION, CORRECTION.c.arende_id == arende),
        (FORWARD_RECEIPT, FORWARD_RECEIPT.c.forward_id.in_(forwards)),
        (PACKAGE_STATUS, PACKAGE_STATUS.c.handling_id.in_(handlingar)),
        (UTLAMNANDE, UTLAMNANDE.c.arende_id == arende),
        (UTLAMNANDE_FILE, UTLAMNANDE_FILE.c.handling_id.in_(handlingar)),
        (REMOVAL, _is_copied_here(arende)),
    ):
        yield table, _ids(session, select(table.c.id).where(where))


def _is_copied_here(arende: int) -> ColumnElement[bool]:
    """Return the condition that every copy of an improper post, not gallrad, is in an ärende."""
    copies = select(HANDLING.c.id).join(REMOVAL_COPY, REMOVAL_COPY.c.handling_id == HANDLING.c.id)
    of = copies.where(REMOVAL_COPY.c.removal_id == REMOVAL.c.id).correlate(REMOVAL)
    here = HANDLING.c.arende_id == arende
    return of.where(here).exists() & ~of.where(~here, ~is_emptied(HANDLING)).exists()


def list_once_public(session: Session, arende: int) -> dict[Table, dict[int, list[str]]]:
    """Return the columns that hold what was public once and then was set apart, by table and row.

    It is told as ``correction_rows`` tells it: what a field read before it was set apart is no
    longer public, in the row as it was first written and in each correction up to then.
    """
    found: dict[Table, dict[int, list[str]]] = {
        table: defaultdict(list) for table in (ARENDE, HANDLING, CORRECTION)
    }
    apart = set[tuple[int | None, str]]()
    query = select(CORRECTION).where(CORRECTION.c.arende_id == arende)
    for row in session.execute(query.order_by(CORRECTION.c.id.desc())):
        field = (row.handling_id, row.field)
        columns = ["old_public", "new_public"] if field in apart else ["old_public"]
        if row.cause in _SETS_APART:
            apart.add(field)
            columns.append("why")
        if field in apart:
            found[CORRECTION][row.id] += columns
    for handling, name in sorted(apart, key=str):
        table, number = (ARENDE, arende) if handling is None else (HANDLING, handling)
        found[table][number].append(f"{name}_public")
    return found


def list_message_ids(session: Session, arende: int) -> list[int]:
    """Return the messages of an ärende's handlingar, and those that repeat them.

    A message that is registered in another ärende too (after a makulering) stays until that one is
    gallrat.
    """
    elsewhere = HANDLING.alias("elsewhere")
    living = exists(elsewhere.c.id).where(
        elsewhere.c.message_id == HANDLING.c.message_id,
        elsewhere.c.arende_id != arende,
        ~is_emptied(HANDLING, elsewhere.c.id),
    )
    query = select(HANDLING.c.message_id).where(
        HANDLING.c.arende_id == arende, HANDLING.c.message_id.is_not(None), ~living
    )
    return with_repeats(session, _ids(session, query.distinct()))


def with_repeats(session: Session, messages: Sequence[int]) -> list[int]:
    """Return messages and those that repeat them, and so hold the same content.

    A rule or a person may have found that they do. What a person has decided about by itself is not
    among them; what an interrupted import left behind is, though nobody sees it.
    """
    first = MESSAGE.alias("first")
    unseen = ~exists(BATCH_VISIBLE.c.id).where(BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
    stands = (DECISION.c.message_id == MESSAGE.c.id) & (DECISION.c.id == STANDING)
    repeats = DECISION.c.outcome == DecisionOutcome.DUPLICATE.value
    standing = select(MESSAGE.c.id).join(DECISION, stands).where(repeats)
    left = select(MESSAGE.c.id).join(first, first.c.words_key == MESSAGE.c.words_key)
    queries = (
        standing.where(MESSAGE.c.duplicate_of.in_(messages), DECISION.c.same_as.is_(None)),
        standing.where(DECISION.c.same_as.in_(messages)),
        left.where(first.c.id.in_(messages), first.c.content_key == MESSAGE.c.content_key, unseen),
    )
    return sorted({*messages, *(each for query in queries for each in _ids(session, query))})


def list_message_rows(session: Session, messages: Collection[int]) -> Rows:
    """Yield the rows of messages with all that was taken in with them."""
    yield MESSAGE, sorted(messages)
    for table in (ATTACHMENT, MESSAGE_SIGNAL, MESSAGE_FORWARD):
        yield table, _ids(session, select(table.c.id).where(table.c.message_id.in_(messages)))
    yield SOURCE_CHANGE, _ids(session, _lone_changes(messages))


def _lone_changes(messages: Collection[int]) -> Select[int]:
    """Select what is told of the messages' sources, unless another wording there is kept."""
    other = MESSAGE.alias("other")
    kept = exists(other.c.id).where(
        other.c.external_id == SOURCE_CHANGE.c.external_id,
        other.c.namnd == SOURCE_CHANGE.c.namnd,
        other.c.account.is_not_distinct_from(SOURCE_CHANGE.c.account),
        other.c.source == SOURCE_CHANGE.c.source,
        other.c.id.not_in(messages),
    )
    query = select(SOURCE_CHANGE.c.id).join(MESSAGE, same_name())
    return query.where(MESSAGE.c.id.in_(messages), ~kept).distinct()


def _ids(session: Session, query: Select[int]) -> list[int]:
    return sorted(session.execute(query).scalars())
