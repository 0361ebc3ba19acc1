"""An import that is broken off, by hand or by a kill: nothing is seen, and the next is whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from diarium.database import reading
from diarium.errors import UsageError
from diarium.inbox import Source, import_file, read_message
from diarium.tables import BATCH_VISIBLE
from tests.diarium.desk import Desk, line, write

IMPORTER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from diarium.database import open_database
from diarium.files import FileStore
from diarium.inbox import Source, import_file
url, files, path = sys.argv[1:]
print("ready", flush=True)
import_file(open_database(url), FileStore(Path(files)), Source(Path(path), namnd="KS"), "test",
            datetime(2026, 7, 1, 8, tzinfo=UTC), lambda done: print(done, flush=True))
"""


def test_an_import_that_is_broken_off_is_not_seen_and_the_next_is_whole(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(1_200)])
    source, taken = Source(path, namnd="KS"), iter(range(1_100))

    def break_off(done: int) -> None:
        del done
        if next(taken, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(desk.engine, desk.files, source, "asa", desk.now, break_off)
    assert (desk.rows(), desk.messages()) == (1_000, [])
    report = desk.take_in_file(path)
    assert (report.new, report.duplicates, len(desk.messages())) == (1_200, 0, 1_200)
    desk.check()


def test_a_killed_import_is_not_seen_and_the_next_is_whole(desk: Desk) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(2_000)])
    _kill_importer_at(1_200, desk, path)
    assert 500 <= desk.rows() < 2_000
    assert desk.messages() == []
    with reading(desk.engine) as session:
        assert session.execute(select(BATCH_VISIBLE)).first() is None
        with pytest.raises(UsageError, match="no message 1"):
            read_message(session, 1)
    desk.check()
    report = desk.take_in_file(path)
    assert (report.found, report.new, report.duplicates) == (2_000, 2_000, 0)
    assert [each.external_id for each in desk.messages()] == [f"c-{n}" for n in range(2_000)]
    assert {each.batch for each in desk.messages()} == {report.batch}
    desk.check()


def _kill_importer_at(count: int, desk: Desk, path: Path) -> None:
    """Start an import in a process of its own, and kill it after so many messages."""
    url = desk.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", IMPORTER, url, str(desk.files.root), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as importer:
        assert importer.stdout is not None
        for number, _ in enumerate(importer.stdout):
            if number == count:
                importer.send_signal(signal.SIGKILL)
                break
    assert importer.returncode == -signal.SIGKILL
