"""Capturing in processes of their own, several at once, none of which can outlive its owner."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archiver.capture.job import (
    PROVENANCE,
    SCRATCH,
    SCRATCH_PREFIX,
    Job,
    KeptLogin,
    MadeFile,
    Result,
    read_failure,
    read_progress,
    read_result,
    write_job,
    write_json,
)
from archiver.capture.processes import kill_tree, kill_users_of, measure_memory
from archiver.capture_settings import CaptureSettings
from diarium.errors import Error, SettingsError, StorageError, ToolError
from diarium.files import storage_errors
from diarium.snapshot_records import CaptureOutcome
from schedules.clock import read_clock

LOG = "worker.log"
LAST_LINES = 20
DIED = "worker-died"
"""The reason code of a worker that ended by itself without a result."""
WATCH_SECONDS = 0.3
"""How often a worker's time and memory are looked at; a page fills a gigabyte in a second."""
BROWSER_ENDS = 10
"""Longest wait in seconds for a killed browser to be gone."""
_FAILURES: tuple[type[Error], ...] = (ToolError, StorageError, SettingsError)


@dataclass(frozen=True, slots=True)
class Captured:
    """A finished capture: its result and the folder that its files lie in."""

    result: Result
    folder: Path


class Workers:
    """At most so many captures at once, each in a process of its own; use it in ``with``.

    However the block is left, no process of it is alive after it.
    """

    def __init__(self, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, "capture")
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill what still runs and forget what had not begun."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)
        self._pool.shutdown(cancel_futures=True)

    def submit(self, job: Job, folder: Path) -> Future[Captured]:
        """Have a page captured in a folder, which is made.

        The future raises ToolError when there is no browser, StorageError when the disk is full,
        SettingsError when a profile of the site's own cannot be read.
        A page that cannot be captured is a result, not an error.
        """
        return self._pool.submit(self._capture, job, folder)

    def _capture(self, job: Job, folder: Path) -> Captured:
        with storage_errors(folder):
            folder.mkdir(parents=True)
            write_job(folder, job)
            began = read_clock()
            reason = self._run(folder, job.settings, job.login)
            _raise_failure(read_failure(folder))
            result = read_result(folder)
            if result is None or (reason != DIED and result.outcome is CaptureOutcome.FAILED):
                result = _give_up(folder, job, began, reason)  # being killed, it saw a crash
        return Captured(result, folder)

    def _run(self, folder: Path, settings: CaptureSettings, login: KeptLogin | None) -> str:
        """Run the worker to its end, and return the reason if it should have left no result."""
        with (folder / LOG).open("wb") as log, self._start(folder, log) as process:
            try:
                _hand_over(process, login)
                return _watch(process, settings)
            finally:
                with self._lock:
                    _kill(process)
                    self._running.discard(process)
                remove_scratch(folder)

    def _start(self, folder: Path, log: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401  a stream
        with self._lock:
            if self._stopped:
                raise CancelledError
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "archiver.capture", str(folder.absolute())],
                stdin=subprocess.PIPE,  # it ends when we do, and the worker with it
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone
            )
            self._running.add(process)
        return process


def _hand_over(process: "subprocess.Popen[bytes]", login: KeptLogin | None) -> None:
    """Give a worker its login, or tell it that there is none; a dead one has no use for it."""
    assert process.stdin is not None  # noqa: S101  a pipe, as it was started
    with contextlib.suppress(BrokenPipeError):
        left = (login.state if login else "").encode() + b"\n"
        while left:  # past the stream's buffer, which would keep what a dead worker did not take
            left = left[os.write(process.stdin.fileno(), left) :]


def put_off(job: Job, folder: Path, reason: str) -> Captured:
    """Return the capture of a page that is not visited, with a record of why."""
    with storage_errors(folder):
        folder.mkdir(parents=True)
        return Captured(_give_up(folder, job, read_clock(), reason), folder)


def _watch(process: "subprocess.Popen[bytes]", settings: CaptureSettings) -> str:
    """Wait until a worker ends, or takes more time or memory than it may."""
    until = time.monotonic() + settings.total_seconds
    while process.poll() is None:
        if time.monotonic() > until:
            return "timeout"
        if measure_memory(process.pid) > settings.memory_mb * 1_000_000:
            return "memory"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(WATCH_SECONDS)
    return DIED


def remove_scratch(folder: Path) -> None:
    """Remove the browser's temporary files that a killed worker left behind.

    A browser that has lost its worker needs a moment to end, and writes until it has; so it is
    killed first.
    """
    noted = folder / SCRATCH
    if not noted.exists():
        return
    scratch = Path(noted.read_text(encoding="utf-8"))
    if scratch.name.startswith(SCRATCH_PREFIX):
        kill_users_of(scratch)
        until = time.monotonic() + BROWSER_ENDS
        while scratch.exists() and time.monotonic() < until:
            shutil.rmtree(scratch, ignore_errors=True)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        kill_tree(process.pid)


def _raise_failure(failure: dict[str, Any] | None) -> None:
    if failure is None:
        return
    kinds = {kind.exit_code: kind for kind in _FAILURES}
    raise kinds.get(failure["code"], ToolError)(failure["message"], **failure["fields"])


def _last_words(folder: Path) -> list[str]:
    """Return the end of what a worker wrote before it died, if one was started."""
    if not (folder / LOG).exists():
        return []
    return (folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]


def _give_up(folder: Path, job: Job, began: datetime, reason: str) -> Result:
    """Return the result of a worker that did not reach its end, with what it left behind."""
    from archiver.capture.provenance import describe_job, describe_software  # noqa: PLC0415  rare

    record = describe_job(job) | {
        "outcome": CaptureOutcome.FAILED,
        "reason": reason,
        "began": began,
        "last_words": _last_words(folder),
        "steps": read_progress(folder).get("steps", []),
        "software": describe_software(),
        "files": [],
    }
    write_json(folder / PROVENANCE, record)
    content = (folder / PROVENANCE).read_bytes()
    made = MadeFile(
        role="provenance", name=PROVENANCE, media_type="application/json",
        sha256=hashlib.sha256(content).hexdigest(), size=len(content),
    )  # fmt: skip
    return Result(
        outcome=CaptureOutcome.FAILED,
        reason=reason,
        url_reached=None,
        taken_at=began,
        files=(made,),
    )
