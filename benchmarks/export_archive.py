"""An archive of a half-year's snapshots, large files that no program can make smaller."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from archiver.cli.workplace import login_of
from archiver.demo.municipality import list_demo_accounts
from archiver.settings import read_settings
from benchmarks.archives import BY, begin_archive
from diarium.database import writing
from diarium.files import FileStore
from diarium.installation import open_register
from diarium.records import FileRef
from diarium.roles import Role
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from diarium.users import UserFacts, add_user
from schedules.clock import read_clock

NAMND, PERIOD = "KS", "2026-H1"
TAKEN = datetime(2026, 6, 30, 12, tzinfo=UTC)
SITE = "http://127.0.0.1"
MEGABYTE = 1 << 20


def fill_with_snapshots(folder: Path, count: int, megabytes: int) -> Path:
    """Make an archive of so many large files, two of each snapshot.

    Args:
        folder: Where it will lie.
        count: Number of large files.
        megabytes: What they measure together.

    Returns:
        Its settings file; whoever runs this may export from it.
    """
    account = list_demo_accounts(SITE, TAKEN.date())[0]
    config = begin_archive(folder, [account])
    settings = read_settings(config)
    engine, files = open_register(settings.database), FileStore(settings.files)
    me = UserFacts(login=login_of(os.geteuid()), roles=frozenset({Role.ARKIVARIE}))
    with writing(engine) as session:
        add_user(session, me, BY, read_clock())
    size = megabytes * MEGABYTE // count
    for _ in range(count // 2):
        kept = [
            _name("pdfa", "application/pdf", _keep_noise(files, size)),
            _name("wacz", "application/wacz", _keep_noise(files, size)),
            _name("provenance", "application/json", files.keep_bytes(b"{}")),
        ]
        with writing(engine) as session:
            record_snapshot(session, _describe(account.account), kept, BY, read_clock())
    engine.dispose()
    return config


def _name(role: str, media_type: str, ref: FileRef) -> SnapshotFile:
    return SnapshotFile(role=role, name=f"s.{role}", media_type=media_type, ref=ref)


def _keep_noise(files: FileStore, size: int) -> FileRef:
    with tempfile.NamedTemporaryFile(dir=files.root.parent) as noise:
        for first in range(0, size, MEGABYTE):
            noise.write(os.urandom(min(MEGABYTE, size - first)))
        noise.flush()
        return files.keep_file(Path(noise.name))


def _describe(account: str) -> SnapshotFacts:
    return SnapshotFacts(
        account=account, account_version=1, namnd=NAMND, period=PERIOD, why=Why.HALVARSSKIFTE,
        outcome=CaptureOutcome.COMPLETE, reason=None, late=False, url_asked=f"{SITE}/flode",
        url_reached=f"{SITE}/flode", taken_at=TAKEN,
    )  # fmt: skip
