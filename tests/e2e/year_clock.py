"""A clock that a year can be lived by: this process, and the processes it starts, read it.

A page is captured by a process of its own, and what it notes of the time goes into the record; so
the clock is moved there too, by what Python itself runs first in every process it starts.
"""

import os
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest

import schedules.clock
from schedules.clock import STOCKHOLM

VARIABLE = "ARCHIVER_TEST_MOMENT"
FIRST = f"""
import os
from datetime import datetime
import schedules.clock
moment = datetime.fromisoformat(os.environ["{VARIABLE}"])
schedules.clock.read_clock = lambda: moment
"""
"""What each process that is started runs before anything else."""


class MovedClock:
    """A clock on the wall that stands where it was put."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(FIRST, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        self._patch = monkeypatch

    def set(self, written: str) -> None:
        """Put the clock at a moment, in Swedish time."""
        moment = datetime.fromisoformat(written).replace(tzinfo=STOCKHOLM)

        class Standing(datetime):
            """Time, but that it is always the same moment."""

            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(moment.timestamp(), tz)

        self._patch.setattr(schedules.clock, "datetime", Standing)
        self._patch.setenv(VARIABLE, moment.isoformat())
