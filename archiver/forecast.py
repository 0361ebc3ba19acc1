"""How long a run will take, told before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.capture.politeness import estimate_seconds
from archiver.capture_settings import CaptureSettings

LIKELY_SECONDS = 30.0
"""What a visit is reckoned to take; a long page of a platform takes more, a small one less."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run is about to do: visits to so many accounts, and about how long they take."""

    accounts: int
    seconds: float


def foresee(urls: Sequence[str], manners: CaptureSettings, jobs: int) -> Forecast:
    """Return what a run will come to if every first try succeeds.

    Args:
        urls: Addresses of the start pages.
        manners: The settings.
        jobs: Most captures at once.
    """
    return Forecast(len(urls), estimate_seconds(urls, manners, jobs, LIKELY_SECONDS))
