"""Snapshots noted with what their pages showed, without a browser."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine

from archiver.page_seen import PageSeen, describe_page
from archiver.post_dates import PostDates
from diarium.accounts import AccountFacts, add_account
from diarium.database import writing
from diarium.files import FileStore
from diarium.records import AccountKind
from diarium.snapshot_records import CaptureOutcome, Why
from diarium.snapshots import SnapshotFacts, SnapshotFile, record_snapshot
from schedules.half_year import HalfYear
from tests.archiver.seen_pages import seen_page


def add_page(
    engine: Engine,
    account: str,
    opened: date,
    now: datetime,
    kind: AccountKind = AccountKind.ACCOUNT,
) -> None:
    """Add an account."""
    facts = AccountFacts(
        account=account, namnd="KS", platform="blogg", url=f"https://example.se/{account}",
        name=account, forvaltning="KLF", ansvarig="Anna Ek", syfte="S", malgrupp="M",
        opened=opened, kind=kind,
    )  # fmt: skip
    with writing(engine) as session:
        add_account(session, facts, "test", now)


def page_with(posts: Sequence[date], unread: int = 0) -> PageSeen:
    """Return a page with posts of these days, and some whose day cannot be read."""
    days = {"first": min(posts), "last": max(posts)} if posts else {}
    return seen_page("Ord på sidan", posts=PostDates(read=len(posts), unread=unread, **days))


def note_page(
    engine: Engine, files: FileStore, account: str, page: PageSeen | None, taken_at: datetime
) -> int:
    """Note a snapshot of a page; without a page, as one that a person made."""
    said = {"page": describe_page(page) if page else None, "policy_checks": None}
    made = [
        SnapshotFile(role=role, name=role, media_type="x/y", ref=files.keep_bytes(content))
        for role, content in (("pdfa", b"%PDF"), ("provenance", json.dumps(said).encode()))
    ]
    facts = SnapshotFacts(
        account=account, account_version=1, namnd="KS", period=str(HalfYear.containing(taken_at)),
        why=Why.HALVARSSKIFTE, outcome=CaptureOutcome.COMPLETE, reason=None, late=False,
        url_asked="https://example.se/", url_reached="https://example.se/", taken_at=taken_at,
    )  # fmt: skip
    with writing(engine) as session:
        return record_snapshot(session, facts, made, "test", taken_at).id
