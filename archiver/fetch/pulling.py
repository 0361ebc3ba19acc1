"""What a pull from a live source works with, and what it comes to."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from archiver.fetch_settings import FetchSettings, SourceSettings
from archiver.network.addresses import Network
from diarium.fetches import Cursor, Fetched, FetchOutcome
from diarium.files import storage_errors

NO_TOKEN = "no-token"  # noqa: S105  a reason code


class Budget:
    """How much one source may give in one run.

    Attributes:
        bytes_left: Bytes.
        pieces_left: Pages, mails or payloads.
        ends: When its time is over, on a clock that only goes forward.
    """

    def __init__(self, limits: FetchSettings) -> None:
        self.bytes_left = limits.transfer_mb * 1_000_000
        self.pieces_left = limits.pieces
        self.ends = time.monotonic() + limits.seconds

    @property
    def seconds_left(self) -> float:
        """The time that is left, never below 0."""
        return max(0.0, self.ends - time.monotonic())

    @property
    def spent(self) -> bool:
        """Whether one of the limits is reached."""
        return self.bytes_left <= 0 or self.pieces_left <= 0 or not self.seconds_left

    def spend(self, size: int) -> None:
        """Count a piece of so many bytes."""
        self.bytes_left -= size
        self.pieces_left -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull from one source.

    Attributes:
        folder: Where what the source answers is laid down, byte for byte.
        cursor: From where to go on.
        token: How the source lets us in; empty where it needs none.
        allowed: Networks that are open although they are not public.
        contact: How a server's keeper can reach the municipality.
    """

    source: SourceSettings
    folder: Path
    cursor: Cursor
    token: str = field(repr=False)
    budget: Budget
    allowed: Sequence[Network]
    contact: str
    now: datetime

    def keep(self, name: str, content: bytes) -> None:
        """Lay down a piece as it came, flushed to the disk; the folder is flushed at the end."""
        place = self.folder / name
        with storage_errors(place), place.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        self.budget.spend(len(content))

    def done(self, cursor: Cursor) -> Fetched:
        """Return that all there was is fetched."""
        return Fetched(cursor=cursor, outcome=FetchOutcome.DONE)

    def rested(self, cursor: Cursor, seconds: float) -> Fetched:
        """Return that all is fetched, and that for so long it is not asked for again."""
        until = self.now + timedelta(seconds=seconds)
        return Fetched(cursor=cursor, outcome=FetchOutcome.DONE, wait_until=until)

    def more(self, cursor: Cursor) -> Fetched:
        """Return that a limit was reached, so that the next run goes on."""
        return Fetched(cursor=cursor, outcome=FetchOutcome.MORE)

    def failed(self, cursor: Cursor, reason: str) -> Fetched:
        """Return that it ended before its time; what came until then is kept."""
        return Fetched(cursor=cursor, outcome=FetchOutcome.FAILED, reason=reason)

    def paused(self, cursor: Cursor, reason: str, seconds: float) -> Fetched:
        """Return that the server wants to be left alone for so long."""
        until = self.now + timedelta(seconds=seconds)
        return Fetched(cursor=cursor, outcome=FetchOutcome.PAUSED, reason=reason, wait_until=until)
