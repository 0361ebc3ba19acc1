"""What is measured of a search is right: the same queries, in a small archive."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from benchmarks.bench_search import print_measures
from benchmarks.large_archive import A_DAY, BEGIN, SHARES, fill_archive, moment_of
from benchmarks.search_queries import Query, list_queries
from benchmarks.swedish_words import Writer, list_words
from diarium import search_query
from diarium.database import open_database, reading
from diarium.postlista import read_postlista
from diarium.search import PAGE, read_words, search
from diarium.search_query import Wish
from diarium.tables import ARENDE, HANDLING, MESSAGE
from schedules.clock import STOCKHOLM

COUNT = 1_000
NOW = datetime(2017, 1, 1, tzinfo=UTC)
ROUNDS, KINDS = 3, 21
Row = tuple[str, list[str], str, date, str]
"""What a hit is called, its words, its nämnd, its day and its direction."""


@pytest.fixture
def archive(database_url: str) -> Engine:
    engine = open_database(database_url)
    assert fill_archive(engine, COUNT) == moment_of(COUNT).date()
    return engine


def queries() -> Iterator[Query]:
    return islice(list_queries(COUNT), ROUNDS * KINDS)


def ask(engine: Engine, wish: Wish) -> list[str]:
    with reading(engine) as session:
        found = search(session, wish, NOW)
    return [hit.beteckning or f"message {hit.message}" for hit in found.hits]


def test_on_sqlite_each_query_finds_what_one_reads_oneself(archive: Engine) -> None:
    if archive.dialect.name != "sqlite":
        return  # PostgreSQL finds by the stem of a word too
    rows = [*read_handlingar(archive), *read_messages(archive)]
    for query in queries():
        assert ask(archive, query.wish) == find(rows, query.wish), query


@pytest.mark.parametrize("few", [7])
def test_how_many_rows_are_read_first_changes_nothing_that_is_found(
    archive: Engine, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list(queries())
    expected = [ask(archive, each.wish) for each in asked]
    assert sum(map(bool, expected)) > len(asked) / 2
    monkeypatch.setattr(search_query, "NEAR", few)
    monkeypatch.setattr(search_query, "MUCH", few)
    for query, found in zip(asked, expected, strict=True):
        assert ask(archive, query.wish) == found, query


def test_the_archive_is_as_it_is_said_to_be(archive: Engine) -> None:
    with reading(archive) as session:
        day = read_postlista(session, None, BEGIN.date(), BEGIN.date(), NOW)
        answers = session.execute(
            select(HANDLING.c.id).where(HANDLING.c.direction == "outgoing")
        ).all()
        kept = session.execute(select(MESSAGE.c.id)).all()
    assert sum(len(each.handlingar) for each in day.diarier) == A_DAY
    assert {each.namnd.code for each in day.diarier} == set(SHARES)
    assert (len(answers), len(kept)) == (COUNT // 4, COUNT + COUNT // 10)


def test_the_figures_are_printed_beside_their_peers(
    archive: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print_measures(archive, tmp_path, COUNT, date(2016, 1, 6))
    said = capsys.readouterr().out
    for part in (
        "long beginning",
        "all, cold",
        "peer, by rank",
        "peer, LIKE",
        "postlista of a day",
    ):
        assert part in said
    assert said.count("goal, ") == 2


def test_words_are_as_common_as_their_rank() -> None:
    words, writer = list_words(), Writer(1)
    said = [writer.write_text("eget") for _ in range(500)]
    assert len(set(words)) == len(words) > 10_000
    held = [sum(word in each.split() for each in said) for word in (words[1], words[60], words[-1])]
    assert held[0] > 5 * held[1] > 0
    assert held[2] < held[1]
    assert all("eget" in each.split() for each in said)


def read_handlingar(engine: Engine) -> Iterator[Row]:
    query = (
        select(
            ARENDE.c.diarienummer, HANDLING.c.lopnummer, HANDLING.c.received_at,
            HANDLING.c.direction, ARENDE.c.namnd, text("title"), text("body"),
        )
        .join(ARENDE, ARENDE.c.id == HANDLING.c.arende_id)
        .join(text("handling_words"), text("handling_words.id = handling.id"))
        .order_by(HANDLING.c.id.desc())
    )  # fmt: skip
    with reading(engine) as session:
        for row in session.execute(query):
            name = f"{row.diarienummer}-{row.lopnummer}"
            words = split(f"{row.title} {row.body}")
            yield name, words, row.namnd, day_of(row.received_at), row.direction


def read_messages(engine: Engine) -> Iterator[Row]:
    registered = select(HANDLING.c.message_id)
    query = select(MESSAGE).where(MESSAGE.c.id.not_in(registered)).order_by(MESSAGE.c.id.desc())
    with reading(engine) as session:
        for row in session.execute(query):
            words = split(f"{row.sender_name} {row.text}")
            yield f"message {row.id}", words, row.namnd, day_of(row.received_at), ""


def find(rows: Sequence[Row], wish: Wish) -> list[str]:
    """Return a page of what holds the words, found by reading everything."""
    phrases = [each.split() for each in read_words(wish.text)]
    hits = [
        name
        for name, words, namnd, day, direction in rows
        if all(holds(words, phrase) for phrase in phrases)
        and wish.namnd in {None, namnd}
        and (wish.first is None or wish.first <= day)
        and (wish.last is None or day <= wish.last)
        and (wish.direction is None or wish.direction.value == direction)
        and wish.registered in {None, bool(direction)}
    ]
    return hits[(wish.page - 1) * PAGE : wish.page * PAGE]


def holds(words: Sequence[str], phrase: Sequence[str]) -> bool:
    *whole, last = phrase
    for start in range(len(words) - len(phrase) + 1):
        *before, begun = words[start : start + len(phrase)]
        if before == whole and (begun == last or (len(last) > 2 and begun.startswith(last))):
            return True
    return False


def split(said: str) -> list[str]:
    return re.findall(r"[^\W_]+", said.lower())


def day_of(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()
