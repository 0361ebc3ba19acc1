"""A gallring that is killed at any moment is completed by the next, and nothing is altered."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from archiver.gallring import carry_out, find_due
from diarium.database import open_database, reading
from diarium.files import FileStore
from diarium.gallringar import list_gallringar
from diarium.messages import list_messages
from diarium.verify import check_archive
from tests.diarium.filled import KARTA
from tests.diarium.gallrat import DECISION, take_in_plan
from tests.diarium.taken_in import add_forum, take_in

LATER = datetime(2029, 7, 1, 8, tzinfo=UTC)
KILLED = 9
RUN = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
import archiver.gallring as run
import diarium.gallring as gallring
import diarium.gallring_files as files
from diarium.database import open_database
from diarium.files import FileStore
url, folder, place, name, turn = sys.argv[1:]
module = {"run": run, "gallring": gallring, "store": FileStore}[place]
real, turns = getattr(module, name), [int(turn)]
def kill(*arguments, **named):
    turns[0] -= 1
    if turns[0] == 0:
        os._exit(9)
    return real(*arguments, **named)
setattr(module, name, kill)
engine, now = open_database(url), datetime(2029, 7, 1, 8, tzinfo=UTC)
store = FileStore(Path(folder))
run.carry_out(engine, store, run.find_due(engine, "KS", "exempelbeslut 1", now), "anna", now)
"""
MOMENTS = [
    ("run", "begin_gallring", 1),
    ("run", "gallra", 1),
    ("gallring", "insert_rows", 2),  # within the transaction: named, not emptied
    ("gallring", "append_event", 2),  # within the transaction: emptied
    ("run", "remove_bytes", 2),  # after the transaction, before the bytes go
    ("run", "remove_bytes", 3),
    ("store", "remove_aside", 1),  # set aside, not removed
    ("run", "gallra", 3),
    ("run", "compact", 1),
    ("run", "render_gallringsprotokoll", 1),
    ("run", "record_protocol", 1),  # the protocol is kept, not noted
]


def prepared(engine: Engine, files: FileStore, now: datetime) -> None:
    """Take in three comments, each with a file of its own, and a plan."""
    add_forum(engine, now)
    comments: list[dict[str, object]] = [
        {
            "id": f"k{n}",
            "channel": "comment",
            "text": f"Hemligt {n}",
            "attachments": [{**KARTA, "content_base64": f"a2Fyd{n}E="}],
        }
        for n in range(3)
    ]
    take_in(engine, files, comments, now, account="ks-facebook")
    take_in_plan(engine, now)


@pytest.mark.parametrize(("place", "name", "turn"), MOMENTS)
def test_a_killed_gallring_is_completed_by_the_next(
    engine: Engine, files: FileStore, now: datetime, place: str, name: str, turn: int
) -> None:
    prepared(engine, files, now)
    url = engine.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", RUN, url, str(files.root), place, name, str(turn)]
    killed = subprocess.run(arguments, check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == KILLED
    again = open_database(url)
    assert list(check_archive(again, files)) == []
    carry_out(again, files, find_due(again, "KS", DECISION, LATER), "anna", LATER)
    with reading(again) as session:
        assert all(each.gallrad for each in list_messages(session))
        done = list_gallringar(session)
    assert all(each.protocol for each in done)
    assert sum(len(each.items) for each in done) == 3
    assert set(files.checksums()) == {each.protocol for each in done}
    assert files.list_aside() == []
    assert list(check_archive(again, files)) == []
