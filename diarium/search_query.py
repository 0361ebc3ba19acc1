"""The questions that a search puts to the database's own index of words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    column,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from diarium.answers import is_reply_to, is_same_place
from diarium.arende_records import Direction
from diarium.decisions import MAY_BE_SECRET
from diarium.guards import is_sqlite
from diarium.message_records import BY_PERSON
from diarium.postlista import start_of
from diarium.search_index import HANDLING_INDEX, MESSAGE_INDEX
from diarium.standing import STANDING
from diarium.tables import ARENDE, BATCH_VISIBLE, DECISION, HANDLING, MESSAGE

PREFIX = 3
"""A word of so many letters may be the beginning of a longer one."""
NEAR = 20_000
"""So many of the newest rows are read on PostgreSQL before the index is asked."""
MUCH = 50_000
"""So many rows after a first day are too many to be worth looking for where they begin."""
_NOT_BY_NUMBER = ("enable_hashjoin", "enable_mergejoin", "jit")
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


def go_by_number(session: Session) -> None:
    """Have PostgreSQL look up each hit by its number, for the rest of the transaction.

    It takes a rare word for a common one, and then reads a whole table beside the few hits.
    """
    if not is_sqlite(session):
        off = (func.set_config(name, "off", True) for name in _NOT_BY_NUMBER)
        session.execute(select(*off))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one index.

    Attributes:
        hits: The numbers of the rows that hold the words, within the days that are asked for.
        number: The column of those numbers in the index.
        span: The lowest and the highest number that a hit may have.
        ask: Returns the question, the newest first, that is put to what lies in ``hits``.
    """

    hits: Select[Any]
    number: ColumnElement[int]
    span: tuple[int, int]
    ask: Callable[[FromClause], Select[Any]]


def ask_handlingar(session: Session, wish: Wish, words: Sequence[str]) -> Asked | None:
    """Ask for handlingar by number; None where there can be none."""
    if wish.registered is False:
        return None
    rows = (HANDLING, HANDLING_INDEX)
    return _ask(session, wish, words, rows, lambda hits: _of_handlingar(wish, hits))


def ask_messages(session: Session, wish: Wish, words: Sequence[str]) -> Asked | None:
    """Ask for messages that are not registered; None where there can be none."""
    if wish.registered or wish.direction is not None:
        return None
    rows = (MESSAGE, MESSAGE_INDEX)
    return _ask(session, wish, words, rows, lambda hits: _of_messages(wish, hits))


def fetch_rows(
    session: Session, asked: Asked | None, start: int, wanted: int
) -> Sequence[Row[Any]]:
    """Return some rows of a question, if it is asked.

    SQLite gives what holds a word from the newest row on and stops when there is enough.
    PostgreSQL gathers all rows that hold it before it sorts them, which takes long for a common
    word. So the newest rows are read first, and the index is asked when too few of them hold it.
    """
    if asked is None:
        return []
    if is_sqlite(session):
        return _page(session, asked.ask(asked.hits.subquery()), start, wanted)
    oldest, newest = asked.span
    near = asked.hits.where(asked.number > newest - NEAR).subquery()
    rows = _page(session, asked.ask(near), start, wanted)
    if len(rows) == wanted or newest - oldest < NEAR:
        return rows
    return _page(session, asked.ask(_gathered(asked)), start, wanted)


def count_rows(session: Session, asked: Asked | None, most: int) -> int:
    """Return how many rows a question gives, counted no further than ``most``."""
    if asked is None or not most:
        return 0
    hits = asked.hits.subquery() if is_sqlite(session) else _gathered(asked)
    counted = asked.ask(hits).with_only_columns(literal_column("1")).limit(most).subquery()
    return session.execute(select(func.count()).select_from(counted)).scalar_one()


def fetch_bodies(session: Session, numbers: Sequence[int]) -> dict[int, str]:
    """Return the text of each handling that may be searched; empty where any of it is set apart."""
    query = select(_HANDLING_WORDS).where(_HANDLING_WORDS.c.id.in_(numbers))
    return {row.id: row.body for row in session.execute(query)}


def _ask(
    session: Session,
    wish: Wish,
    words: Sequence[str],
    rows: tuple[Table, str],
    ask: Callable[[FromClause], Select[Any]],
) -> Asked | None:
    held, index = rows
    span = _find_span(session, wish, held)
    if span is None:
        return None
    number, matches = _index(session, index, words)
    hits = select(number.label("id")).where(matches, number.between(*span))
    return Asked(hits, number, span, ask)


def _of_handlingar(wish: Wish, hits: FromClause) -> Select[Any]:
    held = hits.join(HANDLING, HANDLING.c.id == hits.c.id)
    held = held.join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
    if wish.account is not None:
        held = held.join(MESSAGE, MESSAGE.c.id == HANDLING.c.message_id)
    query: Select[Any] = select(HANDLING.c.id, ARENDE.c.namnd).select_from(held)
    if wish.direction is not None:
        query = query.where(HANDLING.c.direction == wish.direction.value)
    return _narrow(query, wish, ARENDE.c.namnd, HANDLING.c.received_at).order_by(hits.c.id.desc())


def _may_be_secret() -> ColumnElement[bool]:
    """Return the condition that a message may hold what is secret, and nobody has tried it yet."""
    mine = DECISION.c.message_id == MESSAGE.c.id
    found = exists(DECISION.c.id).where(mine, DECISION.c.rule == MAY_BE_SECRET)
    return found & ~exists(DECISION.c.id).where(mine, DECISION.c.rule == BY_PERSON)


def _is_same_as_another() -> ColumnElement[bool]:
    """Return the condition that a person found a message to be the same as another."""
    return exists(DECISION.c.id).where(DECISION.c.id == STANDING, DECISION.c.same_as.is_not(None))


def _tells_of_apart() -> ColumnElement[bool]:
    """Return the condition that a message tells what is set apart in the text of a handling.

    It is another wording of it, says the same in the same moment, or is an own reply to it.
    """
    other = MESSAGE.alias("other")
    worded = and_(other.c.external_id == MESSAGE.c.external_id, is_same_place(other))
    same = and_(other.c.words_key == MESSAGE.c.words_key, other.c.id != MESSAGE.c.id)
    return exists(other.c.id).where(
        or_(worded, same, is_reply_to(other)),
        HANDLING.c.message_id == other.c.id,
        _HANDLING_WORDS.c.id == HANDLING.c.id,
        _HANDLING_WORDS.c.body == "",
    )


def _of_messages(wish: Wish, hits: FromClause) -> Select[Any]:
    held = hits.join(MESSAGE, MESSAGE.c.id == hits.c.id)
    held = held.join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
    registered = exists(HANDLING.c.id).where(HANDLING.c.message_id == MESSAGE.c.id)
    query: Select[Any] = (
        select(
            MESSAGE.c.id, MESSAGE.c.namnd, MESSAGE.c.received_at, MESSAGE.c.sender_name,
            MESSAGE.c.subject, MESSAGE.c.text,
        )
        .select_from(held)
        .where(MESSAGE.c.duplicate_of.is_(None), ~_is_same_as_another(), ~registered)
        .where(~_may_be_secret(), ~_tells_of_apart())
    )  # fmt: skip
    return _narrow(query, wish, MESSAGE.c.namnd, MESSAGE.c.received_at).order_by(hits.c.id.desc())


def _find_span(session: Session, wish: Wish, table: Table) -> tuple[int, int] | None:
    """Return the lowest and the highest number of the rows of the days asked for, if any.

    Numbers are given in the order of writing, so that a search by days need not look at every
    row that holds the words. Where only the first day is said and much lies after it, what is
    newest is soon found without knowing where it begins.
    """
    if wish.last is None:
        newest = session.execute(select(func.max(table.c.id))).scalar()
        return (_find_oldest(session, wish, table), newest) if newest else None
    number = table.c.id + 0  # of the column itself a database seeks the highest from the end
    lowest = func.min(number) if wish.first is not None else literal(0)
    within = select(lowest, func.max(number)).where(*_days(wish, table.c.received_at))
    oldest, highest = session.execute(within).one()
    return (oldest, highest) if highest else None


def _find_oldest(session: Session, wish: Wish, table: Table) -> int:
    if wish.first is None:
        return 0
    rows = select(table.c.id).where(*_days(wish, table.c.received_at)).limit(MUCH + 1).subquery()
    counted = select(func.min(rows.c.id), func.count())
    oldest, count = session.execute(counted).one()
    return int(oldest) if 0 < count <= MUCH else 0


def _days(wish: Wish, at: ColumnElement[datetime]) -> Iterator[ColumnElement[bool]]:
    if wish.first is not None:
        yield at >= start_of(wish.first)
    if wish.last is not None:
        yield at < start_of(wish.last + timedelta(days=1))


def _narrow(
    query: Select[Any], wish: Wish, namnd: ColumnElement[str], at: ColumnElement[datetime]
) -> Select[Any]:
    if wish.namnd is not None:
        query = query.where(namnd == wish.namnd)
    if wish.account is not None:
        query = query.where(MESSAGE.c.account == wish.account)
    return query.where(*_days(wish, at))


def _page(session: Session, query: Select[Any], start: int, wanted: int) -> Sequence[Row[Any]]:
    return session.execute(query.offset(start).limit(wanted)).all()


def _gathered(asked: Asked) -> FromClause:
    """Return all hits as the index gives them: PostgreSQL guesses badly how rare a word is."""
    return asked.hits.cte("hits").prefix_with("MATERIALIZED")


def _index(
    session: Session, name: str, words: Sequence[str]
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """Return an index's column of row numbers, and the condition that all words are in it.

    The words hold letters and digits alone, so that nothing in them is part of a query's grammar.
    """
    if is_sqlite(session):
        asked = " ".join(f'"{each}"' + "*" * _may_go_on(each) for each in words)
        return table(name, column("rowid")).c.rowid, literal_column(name).op("MATCH")(asked)
    asked = " & ".join(each.replace(" ", " <-> ") + ":*" * _may_go_on(each) for each in words)
    index = table(name, column("id"), column("words"))
    return index.c.id, index.c.words.op("@@")(func.to_tsquery("swedish", asked))


def _may_go_on(words: str) -> bool:
    return len(words.rpartition(" ")[2]) >= PREFIX
