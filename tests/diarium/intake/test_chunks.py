"""Reading ahead: the same chunks from a process of its own, which ends however the reading does."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from diarium.errors import StorageError
from diarium.files import FileStore
from diarium.intake import chunks
from diarium.intake.chunks import Chunk, Task, read_chunks
from diarium.intake.kinds import Export, KeptFile
from diarium.intake.prepared import Place
from tests.conftest import NOW
from tests.diarium.desk import line, write

COUNT = 25


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any file be large."""
    monkeypatch.setattr(chunks, "LARGE", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def task(files: FileStore, tmp_path: Path) -> Task:
    return make_task(files, tmp_path, COUNT)


def make_task(files: FileStore, folder: Path, count: int) -> Task:
    path = write(folder / "in.jsonl", [line(n) for n in range(count)])
    ref = files.keep_file(path)
    kept = KeptFile("in.jsonl", files.path_of(ref.sha256), ref)
    export = Export(messages={"in.jsonl": kept}, now=NOW)
    return Task("jsonl", export, Place(None, "KS", {}, "jsonl"), files.root, 0)


def said(found: Iterator[Chunk]) -> list[str]:
    return [message.raw.text for chunk in found for message in chunk.messages]


def test_what_is_read_ahead_is_what_is_read_here(
    task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = list(read_chunks(task))
    monkeypatch.setattr(chunks, "LARGE", 1 << 40)
    here = list(read_chunks(task))
    assert said(iter(ahead)) == said(iter(here)) == [f"Fråga nummer {n}" for n in range(COUNT)]
    assert sum(each.read for each in ahead) == sum(each.read for each in here) > 0
    assert here[-1].taken == ahead[-1].taken == COUNT


def test_no_process_is_left_when_the_reading_is_left(task: Task) -> None:
    found = read_chunks(task)
    next(found)
    assert len(multiprocessing.active_children()) == 1
    found.close()  # type: ignore[attr-defined]  # it is a generator
    assert multiprocessing.active_children() == []


def test_a_file_that_is_gone_is_told_as_one_that_is_read_here(task: Task) -> None:
    task.export.messages["in.jsonl"].stored.unlink()
    with pytest.raises(StorageError, match="No such file"):
        said(read_chunks(task))


def test_a_process_that_is_killed_is_told_and_nothing_hangs(
    files: FileStore, tmp_path: Path
) -> None:
    found = read_chunks(make_task(files, tmp_path, 6_000))  # more than a pipe holds
    next(found)
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
    with pytest.raises(StorageError, match="goes on from there"):
        said(found)
