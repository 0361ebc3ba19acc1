"""Ending a process with its family, and what becomes of a worker that is killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archiver.capture.processes import kill_tree, list_family
from archiver.capture.run import Workers
from diarium.snapshot_records import CaptureOutcome
from tests.archiver.snapshot_runs import wait_for
from tests.capture.jobs import make_job
from tests.site_server import Answer, Page, serve_pages

FAMILY = (
    "import os, subprocess, sys, time\n"
    "n = int(sys.argv[1])\n"
    "if n: subprocess.Popen([sys.executable, '-c', sys.argv[2], str(n - 1), sys.argv[2]],"
    " start_new_session=True)\n"
    "time.sleep(60)\n"
)


def test_a_family_is_killed_whatever_session_its_members_moved_to() -> None:
    with subprocess.Popen([sys.executable, "-c", FAMILY, "2", FAMILY]) as first:
        wait_for(lambda: len(list(list_family(first.pid))) == 2, 20)
        members = list(list_family(first.pid))
        kill_tree(first.pid)

        assert first.wait(10) == -signal.SIGKILL
        wait_for(lambda: not any(_is_alive(member) for member in members), 10)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.browser
def test_a_worker_that_is_killed_is_told_and_its_browser_ends(
    tmp_path: Path, chromium: Path
) -> None:
    del chromium
    with serve_pages({"/": Answer("", wait=60)}) as site, Workers(1) as workers:
        begun = workers.submit(make_job(site.url()), tmp_path / "job")
        wait_for(lambda: "/" in site.asked)
        (worker,) = [pid for pid in list_family(os.getpid()) if _is_worker(pid)]
        family = list(list_family(worker))
        os.kill(worker, signal.SIGKILL)
        result = begun.result(30).result

    assert (result.outcome, result.reason) == (CaptureOutcome.FAILED, "worker-died")
    assert len(family) > 3
    wait_for(lambda: not any(_is_alive(member) for member in family), 20)
    scratch = Path((tmp_path / "job" / "scratch.txt").read_text())
    assert not scratch.exists()
    record = json.loads((tmp_path / "job" / "provenance.json").read_text("utf-8"))
    assert record["reason"] == "worker-died"


@pytest.mark.browser
def test_a_page_whose_process_dies_is_a_failure(tmp_path: Path, chromium: Path) -> None:
    del chromium
    pages: dict[str, Page] = {"/": Answer("<p>Hej<img src=/never>"), "/never": Answer("", wait=60)}
    with serve_pages(pages) as site, Workers(1) as workers:
        begun = workers.submit(make_job(site.url()), tmp_path / "job")
        wait_for(lambda: "/never" in site.asked)
        for pid in list_family(os.getpid()):
            if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
        result = begun.result(60).result

    assert (result.outcome, result.reason) == (CaptureOutcome.FAILED, "crash")
    assert not {"pdfa", "unaccepted"} & {each.role for each in result.files}


def _is_worker(pid: int) -> bool:
    return b"archiver.capture\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
