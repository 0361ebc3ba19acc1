"""The questions that a search puts to the database's own index of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    column,
    exists,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from diarium.guards import is_sqlite
from diarium.namnder import read_namnd
from diarium.postlista import start_of
from diarium.records import Direction
from diarium.search_index import HANDLING_INDEX, MESSAGE_INDEX
from diarium.tables import ARENDE, BATCH_VISIBLE, HANDLING, MESSAGE

PREFIX = 3
"""A word of so many letters may be the beginning of a longer one."""
_HANDLING_WORDS = table("handling_words", column("id"), column("body"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is sought.

    Attributes:
        text: Any words; all of them must be there, each at the beginning of a word.
        namnd: Only this nämnd's.
        first: Only what came in, or was drawn up, on this day or later, in Swedish time.
        last: Only what came in, or was drawn up, on this day or earlier.
        account: Only what came by this account.
        direction: Only registered handlingar that went this way.
        registered: Only registered handlingar, or only messages that are not registered.
        page: Which twenty, counted from 1.
    """

    text: str
    namnd: str | None = None
    first: date | None = None
    last: date | None = None
    account: str | None = None
    direction: Direction | None = None
    registered: bool | None = None
    page: int = 1


def ask_handlingar(session: Session, wish: Wish, words: Sequence[str]) -> Select[Any] | None:
    """Select handlingar by number, the newest first; None where they are not asked for."""
    if wish.registered is False:
        return None
    number, index, matches = _index(session, HANDLING_INDEX, words)
    query: Select[Any] = select(HANDLING.c.id, ARENDE.c.namnd).select_from(
        index.join(HANDLING, HANDLING.c.id == number)
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .outerjoin(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
    )
    if wish.direction is not None:
        query = query.where(HANDLING.c.direction == wish.direction.value)
    query = _narrow(session, query, wish, ARENDE.c.namnd, HANDLING.c.received_at)
    return query.where(matches).order_by(number.desc())


def ask_messages(session: Session, wish: Wish, words: Sequence[str]) -> Select[Any] | None:
    """Select messages that are not registered, the newest first; None where not asked for."""
    if wish.registered or wish.direction is not None:
        return None
    number, index, matches = _index(session, MESSAGE_INDEX, words)
    query: Select[Any] = select(
        MESSAGE.c.id, MESSAGE.c.namnd, MESSAGE.c.received_at, MESSAGE.c.sender_name,
        MESSAGE.c.subject, MESSAGE.c.text,
    ).select_from(
        index.join(MESSAGE, MESSAGE.c.id == number)
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
    )  # fmt: skip
    registered = exists(HANDLING.c.id).where(HANDLING.c.message_id == MESSAGE.c.id)
    query = query.where(MESSAGE.c.duplicate_of.is_(None), ~registered)
    query = _narrow(session, query, wish, MESSAGE.c.namnd, MESSAGE.c.received_at)
    return query.where(matches).order_by(number.desc())


def fetch_rows(
    session: Session, query: Select[Any] | None, start: int, wanted: int
) -> Sequence[Row[Any]]:
    """Return some rows of a question, if it is asked."""
    if query is None:
        return []
    return session.execute(query.offset(start).limit(wanted)).all()


def count_rows(session: Session, query: Select[Any] | None, most: int) -> int:
    """Return how many rows a question gives, counted no further than ``most``."""
    if query is None or not most:
        return 0
    counted = query.with_only_columns(literal_column("1")).limit(most).subquery()
    return session.execute(select(func.count()).select_from(counted)).scalar_one()


def fetch_bodies(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """Return the text of each handling that may be searched; empty where any of it is set apart."""
    query = select(_HANDLING_WORDS).where(_HANDLING_WORDS.c.id.in_(numbers))
    return {row.id: row.body for row in session.execute(query)}


def _narrow(
    session: Session,
    query: Select[Any],
    wish: Wish,
    namnd: ColumnElement[str],
    at: ColumnElement[datetime],
) -> Select[Any]:
    if wish.namnd is not None:
        query = query.where(namnd == read_namnd(session, wish.namnd).code)
    if wish.account is not None:
        query = query.where(MESSAGE.c.account == wish.account)
    if wish.first is not None:
        query = query.where(at >= start_of(wish.first))
    if wish.last is not None:
        query = query.where(at < start_of(wish.last + timedelta(days=1)))
    return query


def _index(
    session: Session, name: str, words: Sequence[str]
) -> tuple[ColumnElement[int], FromClause, ColumnElement[bool]]:
    """Return an index, its column of row numbers, and the condition that all words are in it.

    The words hold letters and digits alone, so that nothing in them is part of a query's grammar.
    """
    if is_sqlite(session):
        asked = " ".join(f'"{each}"' + "*" * _may_go_on(each) for each in words)
        index = table(name, column("rowid"))
        return index.c.rowid, index, literal_column(name).op("MATCH")(asked)
    asked = " & ".join(each.replace(" ", " <-> ") + ":*" * _may_go_on(each) for each in words)
    index = table(name, column("id"), column("words"))
    return index.c.id, index, index.c.words.op("@@")(func.to_tsquery("swedish", asked))


def _may_go_on(words: str) -> bool:
    return len(words.rpartition(" ")[2]) >= PREFIX
