"""An intake that is broken off: nothing of it is seen, and the next, of anything, completes it."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from diarium.database import reading
from diarium.errors import AlteredError, StorageError, UsageError
from diarium.files import FileStore
from diarium.inbox import Taken, import_all
from diarium.intake import chunks, taking
from diarium.intake.completeness import Completeness
from diarium.intake.raw import Reason
from diarium.journal import read_events
from diarium.messages import list_messages, read_message
from diarium.tables import BATCH, BATCH_CHUNK, BATCH_VISIBLE, FILE
from tests.diarium.desk import Desk, line, write
from tests.diarium.kill_steps import MESSAGES

KILLER = Path(__file__).with_name("kill_steps.py")


class _BrokenOffError(BaseException):
    """Breaks off, as a person does; no code catches it."""


@pytest.fixture
def break_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Let one of the steps of an intake be broken off, when it has been done some times."""
    monkeypatch.setattr(chunks, "CHUNK_MESSAGES", 10)

    def arrange(step: str, times: int) -> None:
        real, left = getattr(taking, step), iter(range(times))

        def broken(*given: Any) -> object:  # noqa: ANN401  whatever the step takes
            if next(left, None) is None:
                raise _BrokenOffError
            return real(*given)

        monkeypatch.setattr(taking, step, broken)

    return arrange


def break_off(desk: Desk, monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    with pytest.raises(_BrokenOffError):
        desk.hand_in(*paths)
    monkeypatch.undo()
    monkeypatch.setattr(chunks, "CHUNK_MESSAGES", 10)
    assert desk.messages() == []
    desk.check()


def resume(desk: Desk) -> list[Taken]:
    return import_all(desk.engine, desk.files, [], "bo", desk.now + timedelta(days=1))


def count(desk: Desk, table: Any) -> int:  # noqa: ANN401  a table
    with reading(desk.engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def plain(report: Completeness) -> Completeness:
    return replace(report, batch=0)


@pytest.mark.parametrize("times", [0, 1, 2])
def test_the_next_intake_goes_on_from_the_chunk_that_was_staged_last(
    desk: Desk,
    break_at: Callable[[str, int], None],
    monkeypatch: pytest.MonkeyPatch,
    times: int,
) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(25)])
    break_at("stage", times)
    break_off(desk, monkeypatch, path)
    assert desk.rows() == 10 * times
    with reading(desk.engine) as session, pytest.raises(UsageError, match="no message 1"):
        read_message(session, 1)
    other = write(desk.folder / "other.jsonl", [line(100)])
    first, second = desk.hand_in(other)
    assert (first.resumed, first.report.name, first.report.found) == (True, "in.jsonl", 25)
    assert (second.resumed, second.report.name, second.report.found) == (False, "other.jsonl", 1)
    assert first.report.duplicates == 0
    assert [each.external_id for each in desk.messages()] == [f"c-{n}" for n in (*range(25), 100)]
    assert count(desk, BATCH) == count(desk, BATCH_VISIBLE) == 2
    assert resume(desk) == []
    desk.check()


def test_what_is_handed_in_again_is_completed_and_not_doubled(
    desk: Desk, break_at: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(25)])
    break_at("stage", 2)
    break_off(desk, monkeypatch, path)
    (taken,) = desk.hand_in(path)
    assert (taken.resumed, taken.report.new, taken.report.duplicates) == (True, 25, 0)
    (again,) = desk.hand_in(path)
    assert (again.resumed, again.report.new, again.report.duplicates) == (False, 0, 25)


def test_a_completed_batch_is_reported_as_one_that_was_never_interrupted(
    desk: Desk, break_at: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(n, attachments=[{"path": "finns-inte"}]) for n in range(25)]
    lines[4]["text"] = None
    lines[15] = line(3, text="Ändrad", edited_at="2026-06-30T15:05:00+02:00")
    lines[17]["account"] = "nobody"
    lines += [{"id": f"c-{n}", "deleted": True} for n in (1, 2, 99)]
    path = write(desk.folder / "in.jsonl", lines)
    for step, times in (("stage", 1), ("stage", 1), ("stage_deletions", 0), ("complete", 0)):
        break_at(step, times)
        with pytest.raises(_BrokenOffError):
            desk.hand_in(path)
        monkeypatch.undo()
        monkeypatch.setattr(chunks, "CHUNK_MESSAGES", 10)
    (taken,) = resume(desk)
    report = taken.report
    assert [each.reason for each in report.unreadable] == [
        Reason.FIELD_MISSING, Reason.ACCOUNT_UNKNOWN,
    ]  # fmt: skip
    assert (report.found, report.changed, report.deleted, report.missing_count) == (23, 1, 2, 22)
    assert [each.place for each in report.unknown_deletions] == [28]
    assert desk.messages()[0].received_at == desk.now
    desk.check()


def test_notes_of_deletion_are_taken_up_where_they_were_left(
    desk: Desk, break_at: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(n) for n in range(15)]
    lines += [{"id": f"c-{n}", "deleted": True} for n in range(25)]
    path = write(desk.folder / "in.jsonl", lines)
    break_at("stage_deletions", 2)
    break_off(desk, monkeypatch, path)
    (taken,) = resume(desk)
    assert (taken.report.deleted, taken.report.unknown_deletion_count) == (15, 10)
    assert [each.place for each in taken.report.unknown_deletions] == list(range(31, 41))
    assert all(each.source_changes for each in desk.messages())


def test_every_kind_of_a_tree_is_completed_though_one_was_not_begun(
    desk: Desk, break_at: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = desk.folder / "export"
    home.mkdir()
    write(home / "in.jsonl", [line(n) for n in range(5)])
    (home / "brev.eml").write_bytes(b"From: a@example.se\nMessage-ID: <1>\n\nHej")
    break_at("stage", 0)
    break_off(desk, monkeypatch, home)
    taken = resume(desk)
    assert [(each.resumed, each.report.format, each.report.found) for each in taken] == [
        (True, "eml", 1), (True, "jsonl", 5),
    ]  # fmt: skip
    with reading(desk.engine) as session:
        told = [(each.kind, each.by) for each in read_events(session) if "batch" in each.subject]
    assert ("batch.opened", "asa") in told
    assert ("batch.imported", "bo") in told


def test_what_cannot_be_kept_leaves_no_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    home = desk.folder / "export"
    home.mkdir()
    write(home / "a.jsonl", [line(1)])
    write(home / "b.jsonl", [line(2)])
    real = FileStore.keep_stream

    def full(store: FileStore, stream: Any) -> object:  # noqa: ANN401  any stream
        if stream.name.endswith("b.jsonl"):
            message = "the disk is full"
            raise StorageError(message)
        return real(store, stream)

    monkeypatch.setattr(FileStore, "keep_stream", full)
    with pytest.raises(StorageError):
        desk.hand_in(home)
    assert count(desk, BATCH) == count(desk, FILE) == 0
    assert resume(desk) == []


def test_a_batch_whose_file_is_gone_is_told_of_and_never_made_less(
    desk: Desk, break_at: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(desk.folder / "in.jsonl", [line(n) for n in range(25)])
    break_at("stage", 1)
    break_off(desk, monkeypatch, path)
    (kept,) = (each for each in desk.files.root.rglob("*") if each.is_file())
    kept.rename(tmp := kept.with_name("away"))
    with pytest.raises(AlteredError, match="batch 1 cannot be completed"):
        resume(desk)
    tmp.rename(kept)
    assert resume(desk)[0].report.found == 25


def test_memory_stays_bounded_in_the_rows_that_tell_how_far_it_came(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK_MESSAGES", 10)
    desk.take_in([line(n) for n in range(95)])
    with reading(desk.engine) as session:
        rows = session.execute(select(BATCH_CHUNK.c.taken, BATCH_CHUNK.c.counts)).all()
    assert [row.taken for row in rows] == [*range(0, 95, 10), 95]
    assert all(len(row.counts) < 300 for row in rows)


def test_an_intake_killed_at_any_step_loses_and_doubles_nothing(desk: Desk) -> None:
    every = os.environ.get("KILL_EVERY", "23")
    kills = _kill(desk.engine, desk.files, desk.folder, every)
    assert kills >= 100 // int(every)
    found = Counter((each.external_id or "").split("-")[0] for each in desk.messages())
    begun = [found[str(number)] for number in range(1, kills + 2)]
    assert set(begun) <= {0, MESSAGES}
    assert begun[-1] == begun[kills - 1] == MESSAGES
    assert begun[0] == 0
    with reading(desk.engine) as session:
        assert not [each for each in list_messages(session) if each.duplicate_of]
        whole = select(BATCH_VISIBLE.c.batch_id)
        assert session.execute(select(BATCH.c.id).where(BATCH.c.id.not_in(whole))).all() == []
    desk.check()
    for number in range(1, kills + 2):
        reports = [each.report for each in desk.hand_in(desk.folder / "kills" / str(number))]
        before = begun[number - 1]
        assert sum(each.duplicates for each in reports) == before
        assert sum(each.new for each in reports) == MESSAGES - before
    desk.check()


@pytest.mark.soak
def test_an_intake_killed_at_every_single_step_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILL_EVERY", "1")
    test_an_intake_killed_at_any_step_loses_and_doubles_nothing(desk)


def _kill(engine: Engine, files: FileStore, folder: Path, every: str) -> int:
    home = folder / "kills"
    home.mkdir()
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, str(KILLER), url, str(files.root), str(home), every],
        stdout=subprocess.PIPE, check=True, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    return int(done.stdout)
