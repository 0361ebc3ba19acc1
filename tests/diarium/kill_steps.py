"""Kills an intake at one step after the other: a program of its own, for what it starts dies.

``kill_steps.py URL FILES FOLDER EVERY``: the folders ``1``, ``2`` … of FOLDER are handed in, each
by a process that kills itself, without a word, at its n-th step, where n grows by EVERY. A step is
a statement or a commit of the database, or a file flushed to the disk or given its name. After
each, another process hands in nothing at all, which completes what was begun. It ends, and tells
the number of kills, when an intake came to its end before its step.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from diarium.database import open_database
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.intake import chunks
from tests.diarium.desk import line, write

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
MESSAGES = 7
chunks.CHUNK_MESSAGES = 3


def mortal(do: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    """Let a process die before it does something, or after."""

    def wrapped(*given: Any, **named: Any) -> Any:  # noqa: ANN401  whatever it takes and gives
        step()
        done = do(*given, **named)
        step()
        return done

    return wrapped


def hand_in(url: str, files: Path, sources: list[Source], kill_at: int) -> None:
    """Hand in, and die at a step."""
    steps = count(1)

    def step(*told: object) -> None:
        del told
        if next(steps) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = open_database(url)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    os.fsync, os.replace = mortal(os.fsync, step), mortal(os.replace, step)
    import_all(engine, FileStore(files), sources, "asa", NOW)


def run(work: Callable[[], None]) -> int:
    """Do some work in a process of its own, and return how that ended."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001  told here, for the process ends without a word
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def make(folder: Path, number: int) -> Source:
    """Make an export of two kinds, with an attachment and a note of deletion."""
    home = folder / str(number)
    home.mkdir()
    messages = [line(n, id=f"{number}-{n}", text=f"{number}-{n}") for n in range(MESSAGES - 1)]
    messages[0] |= {"attachments": [{"path": "bild.txt", "media_type": "text/plain"}]}
    messages.append({"id": f"{number}-1", "deleted": True})
    write(home / "in.jsonl", messages)
    (home / "bild.txt").write_text(f"bild {number}")
    mail = (
        f"From: a@example.se\nMessage-ID: <{number}>\nDate: Tue, 30 Jun 2026 14:05:00 +0200\n\nHej"
    )
    (home / "brev.eml").write_text(mail)
    return Source((home,), namnd="KS")


def main(url: str, files: str, folder: str, every: str) -> None:
    """Kill one intake after the other."""
    for number in count(1):
        source = make(Path(folder), number)
        step = 1 + (number - 1) * int(every)
        ended = run(lambda: hand_in(url, Path(files), [source], step))  # noqa: B023  run at once
        if ended == 0:
            sys.stdout.write(f"{number - 1}\n")
            return
        assert ended == -signal.SIGKILL, ended
        assert run(lambda: hand_in(url, Path(files), [], 0)) == 0


if __name__ == "__main__":
    main(*sys.argv[1:])
