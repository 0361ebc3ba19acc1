"""A gallring from its beginning to its protocol, so that it can be stopped at any moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from diarium.database import compact, reading, writing
from diarium.files import FileStore, one_at_a_time
from diarium.gallring import (
    begin_gallring,
    find_rows,
    gallra,
    list_unfinished,
    record_protocol,
)
from diarium.gallring_due import list_due
from diarium.gallring_files import list_left, remove_bytes
from diarium.gallring_records import Due
from diarium.gallringar import read_gallring
from diarium.installation import read_installation
from diarium.namnder import read_namnd
from exporters.gallringsprotokoll import Gallringsprotokoll, render_gallringsprotokoll
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy import Engine

Progress = Callable[[int], None]
"""Told how much of what is due has been gallrat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GallringReport:
    """What came of carrying out a decision.

    Attributes:
        number: The gallring, if anything was due.
        done: How many ärenden and messages were gallrade.
        completed: Earlier gallringar that had been stopped, and are completed now.
    """

    number: int | None
    done: int
    completed: tuple[int, ...]


def find_due(engine: "Engine", namnd: str, decision: str, now: datetime) -> list[Due]:
    """Return what a decision lets a nämnd gallra today.

    Raises:
        RefusedError: No row of the plan that gallrar rests on that decision.
    """
    with reading(engine) as session:
        rows = find_rows(session, namnd, decision)
        found = list_due(session, namnd, now.astimezone(STOCKHOLM).date())
    return [each for each in found if each.row in rows and not each.hinders]


def carry_out(
    engine: "Engine",
    files: FileStore,
    due: Sequence[Due],
    by: str,
    now: datetime,
    progress: Progress | None = None,
) -> GallringReport:
    """Gallra what is due by one decision, and complete what was stopped before.

    Args:
        engine: The register.
        files: The kept files.
        due: What was found to be due; what no longer is when its turn comes is left alone.
        by: Who does it.
        now: When.
        progress: Told how many have been done.

    Raises:
        StorageError: The disk is full or cannot be written; run it again to go on.
    """
    with one_at_a_time(files.root):
        completed = _complete_stopped(engine, files, by, now)
        if not due:
            return GallringReport(number=None, done=0, completed=completed)
        with writing(engine) as session:
            number = begin_gallring(session, due[0].row, by, now)
        done = 0
        for count, each in enumerate(due, 1):
            with writing(engine) as session:
                gone = gallra(session, number, each, by, now)
            if gone:
                remove_bytes(engine, files, list(gone))
            done += gone is not None
            if progress is not None:
                progress(count)
        _finish(engine, files, number, by, now)
    return GallringReport(number=number, done=done, completed=completed)


def _complete_stopped(
    engine: "Engine", files: FileStore, by: str, now: datetime
) -> tuple[int, ...]:
    """Remove the bytes that stopped gallringar left, draw up their protocols, name them."""
    remove_bytes(engine, files, list_left(engine, files))
    with reading(engine) as session:
        stopped = list_unfinished(session)
    for number in stopped:
        _finish(engine, files, number, by, now)
    return tuple(stopped)


def _finish(engine: "Engine", files: FileStore, number: int, by: str, now: datetime) -> None:
    """Take the last traces from the database's file, and draw up the protocol."""
    compact(engine)
    with reading(engine) as session:
        gallring = read_gallring(session, number)
        told = Gallringsprotokoll(
            kommun=read_installation(session).kommun,
            namnd=read_namnd(session, gallring.namnd).name,
            gallring=gallring,
            at=now,
        )
    ref = files.keep_bytes(render_gallringsprotokoll(told).encode())
    with writing(engine) as session:
        record_protocol(session, number, ref, by, now)
