"""The named steps of a capture, each timed."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from schedules.clock import read_clock


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was begun: its name, when it began, and how many seconds it took."""

    name: str
    began: datetime
    seconds: float


@dataclass(slots=True)
class Steps:
    """The steps done so far, in order; a step that raised is among them.

    Attributes:
        done: The steps.
        on_step: Called after every step, for instance to leave a trace of it on disk.
    """

    on_step: Callable[["Steps"], None] = lambda _: None
    done: list[Step] = field(default_factory=list)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Do a step."""
        began, start = read_clock(), time.monotonic()
        try:
            yield
        finally:
            self.done.append(Step(name, began, round(time.monotonic() - start, 3)))
            self.on_step(self)

    def as_list(self) -> list[dict[str, Any]]:
        """Return the steps as they are written down."""
        return [asdict(each) for each in self.done]
