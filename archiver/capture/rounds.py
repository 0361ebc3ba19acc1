"""A run: the captures of many pages, each begun when its turn comes, until all are over."""

import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from random import SystemRandom
from typing import Any

from archiver.capture.job import Job, Result
from archiver.capture.politeness import Ended, Turns
from archiver.capture.run import Captured, Workers, put_off
from archiver.capture_settings import CaptureSettings
from diarium.snapshot_records import CaptureOutcome

HOST_BLOCKED = "host-blocked"
"""Reason code of an account that was not tried, since its host turned others away."""


def capture_in_turn(
    jobs: Sequence[Job], manners: CaptureSettings, at_once: int, folder: Path
) -> Iterator[tuple[int, Captured]]:
    """Capture pages, each as often as it is worth, and yield each when it is over.

    Args:
        jobs: The pages.
        manners: How often to try, and how long to wait between.
        at_once: Most captures at once; never two of one host.
        folder: Where each capture gets a folder of its own. The folder of one that is yielded is
            the caller's to remove.

    Yields:
        The job's place in ``jobs`` and its last try.

    Raises:
        ToolError: There is no browser, or it does not start.
        StorageError: The disk is full.
    """
    turns = Turns(manners, SystemRandom().random)
    turns.add(job.url for job in jobs)
    with Workers(at_once) as workers:
        rounds = _Rounds(jobs, turns, workers, folder)
        while not turns.all_over:
            yield from rounds.put_off()
            rounds.begin(at_once)
            yield from rounds.await_any(at_once)


@dataclass(slots=True)
class _Rounds:
    """The captures going on.

    Attributes:
        running: The captures that have begun, and whose they are.
        failed: The last try of each account that will be tried again.
        earlier: What is told of the tries before the next one.
    """

    jobs: Sequence[Job]
    turns: Turns
    workers: Workers
    folder: Path
    running: dict[Future[Captured], int] = field(default_factory=dict)
    failed: dict[int, Captured] = field(default_factory=dict)
    earlier: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    def put_off(self) -> Iterator[tuple[int, Captured]]:
        """Yield the accounts whose host is left alone: their last try, or the fact itself."""
        for number, tries in self.turns.put_off():
            if tries:
                yield number, self.failed.pop(number)
            else:
                place = self.folder / f"{number:04d}-0"
                yield number, put_off(self.jobs[number], place, HOST_BLOCKED)

    def begin(self, at_once: int) -> None:
        """Begin whatever may begin."""
        while len(self.running) < at_once:
            number = self.turns.begin(time.monotonic())
            if number is None:
                return
            earlier = tuple(self.earlier.get(number, ()))
            place = self.folder / f"{number:04d}-{len(earlier) + 1}"
            job = replace(self.jobs[number], earlier_attempts=earlier)
            self.running[self.workers.submit(job, place)] = number

    def await_any(self, at_once: int) -> Iterator[tuple[int, Captured]]:
        """Wait until a capture ends or another may begin; yield those that are over."""
        moment = self.turns.next_moment() if len(self.running) < at_once else inf
        seconds = None if moment == inf else max(0.0, moment - time.monotonic())
        if not self.running:
            time.sleep(seconds or 0.0)
            return
        for future in wait(self.running, seconds, FIRST_COMPLETED).done:
            yield from self._end(self.running.pop(future), future.result())

    def _end(self, number: int, captured: Captured) -> Iterator[tuple[int, Captured]]:
        before = self.failed.pop(number, None)
        if before:
            shutil.rmtree(before.folder, ignore_errors=True)
        if self.turns.end(number, _how_it_ended(captured.result), time.monotonic()):
            self.failed[number] = captured
            self.earlier.setdefault(number, []).append(_describe_earlier(captured.result))
        else:
            yield number, captured


def _how_it_ended(result: Result) -> Ended:
    failed = result.outcome is CaptureOutcome.FAILED
    return Ended(reason=result.reason if failed else None, retry_after=result.retry_after)


def _describe_earlier(result: Result) -> dict[str, Any]:
    """Return what the record of the next try tells of one that failed."""
    return {
        "began": result.taken_at.isoformat(),
        "reason": result.reason,
        "address_reached": result.url_reached,
        "retry_after": result.retry_after,
    }
