"""Pulls of the tests: a source, a folder and limits."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archiver.fetch.pulling import Budget, Pull
from archiver.fetch_settings import FetchSettings, SourceKind, SourceSettings
from archiver.network.addresses import read_networks
from diarium.fetches import Cursor

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
LIMITS = FetchSettings(transfer_mb=5, pieces=100, seconds=20)


def new_pull(
    folder: Path,
    source: SourceSettings,
    token: str = "",
    *,
    cursor: Cursor | None = None,
    allowed: tuple[str, ...] = ("127.0.0.1",),
    limits: FetchSettings = LIMITS,
) -> Pull:
    """Return a pull into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Pull(
        source=source, folder=folder, cursor=cursor or {}, token=token, budget=Budget(limits),
        allowed=read_networks(allowed), contact="arkiv@avallby.se", now=NOW,
    )  # fmt: skip


def few(pieces: int) -> FetchSettings:
    """Return the limits with so many pieces."""
    return replace(LIMITS, pieces=pieces)


def mastodon(url: str) -> SourceSettings:
    """Return a source on Mastodon."""
    return SourceSettings(id="ks-m", kind=SourceKind.MASTODON, account="ks-m", server=url)
