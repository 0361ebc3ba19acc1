"""Search and the postlista of a day in a large archive, on both databases, beside plain SQL.

Each query is put through `archiver`'s own function, which opens the database anew each time as the
command does. All are asked once cold, when the machine holds nothing of the database's files in
its memory (on PostgreSQL but for what lies in its own 128 MB), and once more warm. The peer in the
same run is the SQL that one would write by hand against the same index: the twenty best hits by
rank for the same words, with `bm25` or `ts_rank`; and what it is to ask with LIKE instead.

The postlista is read, masked and written as a page and as CSV, as the command does it. PostgreSQL
is left out, aloud, where none is installed. The goal is that of the project: p95 of a warm search
under 50 ms, and the postlista of a day under 0.5 s. The figures are told; nothing fails by
them.

Usage: bench_search.py [HANDLINGAR [sqlite|postgresql]]      (else 1,000,000 on both: an hour, 4 GB)
"""

import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from benchmarks.large_archive import A_DAY, fill_archive, moment_of
from benchmarks.search_queries import Query, list_queries
from diarium.database import open_database, reading
from diarium.postlista import read_postlista
from diarium.search import search
from diarium.search_query import Wish
from exporters.postlista import render_postlista, write_postlista_csv
from tests.postgresql import find_postgresql, running_cluster

COUNT = 1_000_000
GOAL_SEARCH, GOAL_POSTLISTA = 50, 500
"""Milliseconds."""
DAYS = 20
"""So many days, spread over the years, are listed."""
LIKES = 5
"""So few queries are asked with LIKE; each reads the whole archive."""
_BEST = {
    "sqlite": "SELECT rowid FROM handling_search WHERE handling_search MATCH :words "
    "ORDER BY rank LIMIT 20",
    "postgresql": "SELECT id FROM handling_search, plainto_tsquery('swedish', :words) asked "
    "WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 20",
}
_LIKE = (
    "SELECT handling.id FROM handling JOIN message ON message.id = message_id "
    "WHERE lower(subject_public || ' ' || sender_public || ' ' || text) LIKE '%' || :words || '%' "
    "ORDER BY handling.id DESC LIMIT 20"
)
Times = dict[str, list[float]]


def main() -> None:
    """Fill, measure and print on each database."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    asked = sys.argv[2:] or ["sqlite", "postgresql"]
    if "sqlite" in asked:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/archive.db"
            measure_database("SQLite", url, Path(folder), count)
    if "postgresql" in asked:
        _measure_postgresql(count)


def _measure_postgresql(count: int) -> None:
    programs = find_postgresql()
    if programs is None:
        print("PostgreSQL IS NOT INSTALLED and not measured", file=sys.stderr)
        return
    with running_cluster(programs) as cluster, cluster.new_database() as url:
        measure_database("PostgreSQL", url, cluster.folder / "data", count)


def measure_database(name: str, url: str, folder: Path, count: int) -> None:
    """Fill an empty database, measure, and print the figures."""
    engine = open_database(url)
    began = time.perf_counter()
    last = fill_archive(engine, count)
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
    took = time.perf_counter() - began
    print(f"{name}: {count:,} handlingar, {size:,.0f} MB, filled in {took:,.0f} s", flush=True)
    print_measures(engine, folder, count, last)


def print_measures(engine: Engine, folder: Path, count: int, last: date) -> None:
    """Measure what is asked of a filled archive, and print the figures."""
    queries = list(list_queries(count))
    now = datetime(last.year + 1, 1, 1, tzinfo=UTC)
    forget_files(folder)
    cold = _by_kind(queries, lambda wish: _search(engine, wish, now))
    warm = _by_kind(queries, lambda wish: _search(engine, wish, now))
    whole = range(1, count - A_DAY, max(1, count // DAYS))
    days = [moment_of(each).date() for each in whole]
    lists = {"postlista of a day": [_postlista(engine, day, now) for day in days]}
    _print_table("search, ms", warm)
    _print_rows("all, cold", cold)
    _print_rows("all, warm", warm)
    _print_peers(engine, queries)
    _print_table("postlista, ms", lists)
    _print_goal("search, p95", _percentile(_all(warm), 95), GOAL_SEARCH)
    _print_goal("postlista, slowest", max(_all(lists)), GOAL_POSTLISTA)
    print(f"  load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}")


def forget_files(folder: Path) -> None:
    """Have the machine drop what it holds of a folder's files in its memory."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            number = os.open(path, os.O_RDONLY)
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(number)


def _search(engine: Engine, wish: Wish, now: datetime) -> None:
    with reading(engine) as session:
        search(session, wish, now)


def _postlista(engine: Engine, day: date, now: datetime) -> float:
    began = time.perf_counter()
    with reading(engine) as session:
        told = read_postlista(session, None, day, day, now)
    written = render_postlista(told).encode(), write_postlista_csv(told)
    took = (time.perf_counter() - began) * 1000
    assert all(written)
    assert sum(len(each.handlingar) for each in told.diarier) == A_DAY
    return took


def _by_kind(queries: Iterable[Query], ask: Callable[[Wish], None]) -> Times:
    """Return how long each query took, in milliseconds, by its kind."""
    took: Times = defaultdict(list)
    for query in queries:
        began = time.perf_counter()
        ask(query.wish)
        took[query.kind].append((time.perf_counter() - began) * 1000)
    return took


def _print_peers(engine: Engine, queries: Sequence[Query]) -> None:
    """Print what the same words cost in SQL written by hand; what a search narrows is left out."""
    plain = [each for each in queries if each.wish == Wish(text=each.wish.text)]
    words = [each for each in plain if each.wish.text.replace(" ", "").isalnum()]
    best, like = _BEST[engine.dialect.name], _LIKE
    _print_rows("peer, by rank", _by_kind(words, lambda wish: _ask(engine, best, wish.text)))
    few = words[:: max(1, len(words) // LIKES)]
    _print_rows("peer, LIKE", _by_kind(few, lambda wish: _ask(engine, like, wish.text)))


def _ask(engine: Engine, statement: str, words: str) -> None:
    with reading(engine) as session:
        session.execute(text(statement), {"words": words}).all()


def _print_table(title: str, times: Times) -> None:
    print(f"  {title:24}{'queries':>8}{'p50':>9}{'p95':>9}{'most':>9}")
    for kind, took in times.items():
        _print_rows(kind, {kind: took})


def _print_rows(label: str, times: Times) -> None:
    took = _all(times)
    figures = (_percentile(took, 50), _percentile(took, 95), max(took))
    print(f"  {label:24}{len(took):8}" + "".join(f"{each:9.1f}" for each in figures), flush=True)


def _print_goal(what: str, reached: float, goal: int) -> None:
    verdict = "reached" if reached < goal else "NOT REACHED"
    print(f"  goal, {what} under {goal} ms: {verdict} ({reached:.1f} ms)")


def _all(times: Times) -> list[float]:
    return [each for took in times.values() for each in took]


def _percentile(times: Sequence[float], percent: int) -> float:
    """Return the time that so many in a hundred do not exceed."""
    return sorted(times)[max(0, -(-len(times) * percent // 100) - 1)]


if __name__ == "__main__":
    main()
