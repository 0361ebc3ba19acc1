"""Whether the search finds what the register says: the index is laid beside the rows."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from diarium.guards import is_sqlite
from diarium.journal import append_event
from diarium.records import Fault
from diarium.search_index import HANDLING_INDEX, MESSAGE_INDEX

_WORDS = {
    HANDLING_INDEX: "SELECT id, title || ' ' || body AS said FROM handling_words",
    MESSAGE_INDEX: "SELECT id, concat_ws(' ', sender_name, subject, text) AS said FROM message",
}
"""What each index of PostgreSQL is made of; what is gallrat has no words and no row there."""


def check_search_index(session: Session) -> Iterator[Fault]:
    """Yield each index of words that is not what the rows of the register make it.

    The index is no part of the register; but a handling that it leaves out is one that nobody
    finds, so it is tried as well.
    """
    for index in (HANDLING_INDEX, MESSAGE_INDEX):
        if not (_agrees_sqlite if is_sqlite(session) else _agrees_postgresql)(session, index):
            yield Fault(
                "search-index-altered",
                index,
                "the search does not find what the register says; run archiver search --rebuild",
            )


def _agrees_sqlite(session: Session, index: str) -> bool:
    check = f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608  our own names
    try:
        session.execute(text(check))
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            return False
        raise
    return True


def _agrees_postgresql(session: Session, index: str) -> bool:
    differing = text(
        f"SELECT 1 FROM {index} AS kept FULL JOIN ({_WORDS[index]}) AS made USING (id) "  # noqa: S608  our own names
        "WHERE coalesce(kept.words, '') <> coalesce(search_words(made.said), '') LIMIT 1"
    )
    return session.execute(differing).first() is None


def rebuild_search_index(session: Session, by: str, now: datetime) -> None:
    """Make the indexes of words anew from the rows of the register.

    Args:
        session: A session that holds the write lock; searches wait for it.
        by: Who asked for it.
        now: When.
    """
    for index in (HANDLING_INDEX, MESSAGE_INDEX):
        for statement in _remake(index, sqlite=is_sqlite(session)):
            session.execute(text(statement))
    append_event(session, "search.rebuilt", "search", [], by, now)


def _remake(index: str, *, sqlite: bool) -> tuple[str, ...]:
    if sqlite:
        return (f"INSERT INTO {index}({index}) VALUES ('rebuild')",)  # noqa: S608  our own names
    fill = f"SELECT id, search_words(said) FROM ({_WORDS[index]}) AS made"  # noqa: S608  our own names
    return (f"DELETE FROM {index}", f"INSERT INTO {index} {fill}")  # noqa: S608  our own names
