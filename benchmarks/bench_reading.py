"""Registering and reading in an archive of many messages, beside the same in one of a tenth.

What one person does in a day should cost the same whatever lies in the archive, and what lists all
of it no more than ten times as much. So the peer of the large archive is the small one; the ratio
tells what grows. An ärende of a thousand handlingar is registered in both, message by message, by
the command's own function, and then shown with what remains to be done in it.

In the archive no answer is noted, so that three in four of its handlingar are late: `overdue` lists
far more than it ever should.

PostgreSQL is left out, aloud, where none is installed.

Usage: bench_reading.py [HANDLINGAR]      (else 100,000: about ten minutes)
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.large_archive import BY, fill_archive, moment_of
from diarium.arenden import list_arenden, read_arende
from diarium.closing import list_remaining
from diarium.database import open_database, reading, writing
from diarium.duties import Terms
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.messages import list_messages
from diarium.overdue import list_overdue
from diarium.register import Registration, register_message
from tests.postgresql import find_postgresql, running_cluster

COUNT = 100_000
IN_ONE = 1_000
"""Handlingar in the large ärende."""
SOME = 100
Figures = dict[str, float]
"""Milliseconds by what was done."""


def main() -> None:
    """Measure both archives on each database, and print."""
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    with tempfile.TemporaryDirectory() as folder:
        few, many = (f"sqlite:///{folder}/{each}.db" for each in ("few", "many"))
        _print("SQLite", count, measure(few, count // 10), measure(many, count))
    programs = find_postgresql()
    if programs is None:
        print("PostgreSQL IS NOT INSTALLED and not measured", file=sys.stderr)
        return
    with running_cluster(programs) as cluster:
        with cluster.new_database() as url:
            small = measure(url, count // 10)
        with cluster.new_database() as url:
            _print("PostgreSQL", count, small, measure(url, count))


def measure(url: str, count: int) -> Figures:
    """Fill an empty database and return what each thing costs in it."""
    engine = open_database(url)
    fill_archive(engine, count)
    now = moment_of(count) + timedelta(days=1)
    taken_in, ids = _take_in(engine, now)
    told: Figures = {"take in one message": taken_in}
    dnr, took = _register(engine, ids, now)
    told |= {"register, a new ärende": took[0]}
    told |= {f"register, the first {SOME} in an ärende": median(took[1 : SOME + 1])}
    told |= {f"register, the last {SOME} of {len(ids)}": median(took[-SOME:])}
    for what, read in _readings(dnr, now).items():
        told[what] = _time(engine, read)
    return told


def _take_in(engine: Engine, now: datetime) -> tuple[float, list[int]]:
    """Take in messages, and return the time for each and their numbers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.jsonl"
        path.write_text("".join(_lines(now)), encoding="utf-8")
        files = FileStore(Path(folder) / "files")
        began = time.perf_counter()
        [taken] = import_all(engine, files, [Source((path,), namnd="KS")], BY, now)
        took = time.perf_counter() - began
    with reading(engine) as session:
        ids = [each.id for each in list_messages(session, batch=taken.report.batch)]
    assert len(ids) == IN_ONE
    return 1000 * took / IN_ONE, ids


def _lines(now: datetime) -> Iterator[str]:
    for number in range(IN_ONE):
        line = {"id": str(number), "channel": "direct", "text": f"Fråga nummer {number}",
                "made_available_at": now.isoformat()}  # fmt: skip
        yield json.dumps(line) + "\n"


def _register(engine: Engine, ids: list[int], now: datetime) -> tuple[str, list[float]]:
    """Register all in one ärende, and return its number and the time for each."""
    dnr, took = None, []
    for each in ids:
        began = time.perf_counter()
        with writing(engine) as session:
            wish = Registration(arende=dnr)
            dnr = register_message(session, each, wish, BY, now).diarienummer
        took.append((time.perf_counter() - began) * 1000)
    assert dnr is not None
    return dnr, took


def _readings(dnr: str, now: datetime) -> dict[str, Callable[[Session], object]]:
    return {
        f"arende show, {IN_ONE} handlingar": lambda session: _show(session, dnr),
        "overdue": lambda session: list_overdue(session, Terms(), None, now),
        "inbox list": list_messages,
        "arende list": list_arenden,
    }


def _show(session: Session, dnr: str) -> None:
    arende = read_arende(session, dnr)
    assert len(arende.handlingar) == IN_ONE
    list_remaining(session, arende)


def _time(engine: Engine, read: Callable[[Session], object]) -> float:
    began = time.perf_counter()
    with reading(engine) as session:
        read(session)
    return (time.perf_counter() - began) * 1000


def _print(database: str, count: int, few: Figures, many: Figures) -> None:
    print(f"{database}, milliseconds in an archive of")
    print(f"  {'':36}{count // 10:>12,}{count:>12,}{'ratio':>8}")
    for what, took in many.items():
        print(f"  {what:36}{few[what]:12.1f}{took:12.1f}{took / few[what]:8.1f}", flush=True)


if __name__ == "__main__":
    main()
