"""Numbers without gap or double under many writers, aborts and kills."""

import logging
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from diarium.arenden import list_arenden
from diarium.database import open_database, reading, writing
from diarium.files import FileStore
from diarium.register import Registration, register_message
from diarium.tables import ARENDE, HANDLING
from diarium.verify import check_archive
from tests.diarium.taken_in import take_in

LOG = logging.getLogger(__name__)
PROCESSES = 8
ABORTED = 0.2


class Abort(Exception):  # noqa: N818  a stop in the middle, on purpose
    pass


def register_all(url: str, messages: list[int], now: datetime, seed: int) -> int:
    """Register messages in a process of its own; some tries are aborted, and tried again."""
    engine, chance, aborts = open_database(url), random.Random(seed), 0  # noqa: S311  a test
    for message in messages:
        wish = Registration(arende="KS/2026:1" if chance.random() < 0.25 else None)
        while True:
            try:
                with writing(engine) as session:
                    register_message(session, message, wish, f"p{seed}", now)
                    _abort(chance)
                break
            except Abort:
                aborts += 1
    return aborts


def _abort(chance: random.Random) -> None:
    if chance.random() < ABORTED:
        raise Abort


@pytest.mark.parametrize("each", [100, pytest.param(250, marks=pytest.mark.soak)])
def test_eight_processes_give_numbers_without_gap_or_double(
    engine: Engine, files: FileStore, now: datetime, each: int
) -> None:
    first, *ids = take_in(engine, files, [{}] * (PROCESSES * each + 1), now)
    with writing(engine) as session:
        register_message(session, first, Registration(), "anna", now)
    url = engine.url.render_as_string(hide_password=False)
    started = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        work = [
            pool.submit(register_all, url, ids[seed::PROCESSES], now, seed)
            for seed in range(PROCESSES)
        ]
        aborts = sum(done.result() for done in work)
    seconds = time.monotonic() - started
    LOG.info("%s: %.0f registrations/s", engine.dialect.name, len(ids) / seconds)
    assert aborts > 0
    with reading(engine) as session:
        arenden = list_arenden(session)
    assert [a.diarienummer for a in arenden] == [f"KS/2026:{n + 1}" for n in range(len(arenden))]
    for arende in arenden:
        lopnummer = [h.lopnummer for h in arende.handlingar]
        assert lopnummer == list(range(1, len(lopnummer) + 1))
    assert len(arenden[0].handlingar) > PROCESSES
    handled = sorted(h.message or 0 for a in arenden for h in a.handlingar)
    assert handled == [first, *ids]
    assert list(check_archive(engine, files)) == []


WORKER = """
import sys
from datetime import datetime
from diarium.database import open_database, writing
from diarium.register import Registration, register_message

engine, now = open_database(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
for message in map(int, sys.argv[3:]):
    with writing(engine) as session:
        wish = Registration(key=f"key-{message}")
        done = register_message(session, message, wish, "anna", now)
    print(message, done.beteckning, flush=True)
"""


@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_kills_lose_no_acknowledged_registration_and_double_none(
    engine: Engine, files: FileStore, now: datetime, rounds: int
) -> None:
    """The worker is killed at a random moment and run again with the same keys from the start."""
    ids = take_in(engine, files, [{}] * (40 * rounds), now)
    url = engine.url.render_as_string(hide_password=False)
    chance, acknowledged, kills = random.Random(7), dict[int, str](), 0  # noqa: S311  a test
    for number in range(rounds):
        waiting = [i for i in ids if i not in acknowledged]
        kills += _kill_while_registering(url, now, waiting, acknowledged, chance)
        with reading(engine) as session:
            handlingar = {h.message: h for a in list_arenden(session) for h in a.handlingar}
            count = session.execute(select(func.count()).select_from(HANDLING)).scalar_one()
            highest = session.execute(select(func.max(ARENDE.c.number))).scalar() or 0
        assert count == len(handlingar) == highest, number
        for message, beteckning in acknowledged.items():
            assert handlingar[message].beteckning == beteckning
    assert kills > rounds // 2
    assert acknowledged
    assert list(check_archive(engine, files)) == []


def _kill_while_registering(
    url: str, now: datetime, waiting: list[int], acknowledged: dict[int, str], chance: random.Random
) -> bool:
    """Start a worker, kill it some time after its first acknowledgement, and read what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, url, now.isoformat(), *map(str, waiting)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
    ) as worker:  # fmt: skip
        assert worker.stdout is not None
        lines = [worker.stdout.readline()]
        time.sleep(chance.uniform(0.0, 0.15))
        worker.send_signal(signal.SIGKILL)
        lines += worker.stdout.readlines()
    for line in lines:
        if line.endswith("\n"):  # a half line acknowledges nothing
            message, beteckning = line.split()
            acknowledged[int(message)] = beteckning
    return worker.returncode == -signal.SIGKILL
