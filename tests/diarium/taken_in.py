"""Messages taken in through the front door, for tests about what happens to them then."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from diarium.accounts import AccountFacts, add_account
from diarium.database import reading, writing
from diarium.files import FileStore
from diarium.inbox import Source, import_all
from diarium.messages import list_messages
from tests.diarium.planned import put_in_force

FORUM: dict[str, Any] = {"official": True, "open": True, "chronological": True}


def add_forum(
    engine: Engine, now: datetime, account: str = "ks-facebook", namnd: str = "KS"
) -> None:
    """Add an official, open, chronological account, with the plan that makes it official."""
    facts = AccountFacts(
        account=account, namnd=namnd, platform="facebook", url=f"https://example.org/{account}",
        handle="exempelstad", name="Exempelstad", forvaltning="Kommunledningsförvaltningen",
        ansvarig="Anna Ek", syfte="Information", malgrupp="Invånare",
        opened=now.date(), **FORUM,
    )  # fmt: skip
    with writing(engine) as session:
        add_account(session, facts, "test", now)
        put_in_force(session, account, now)


def take_in(
    engine: Engine,
    files: FileStore,
    messages: Sequence[dict[str, object]],
    now: datetime,
    *,
    account: str | None = None,
    namnd: str | None = None,
) -> list[int]:
    """Take in messages by a JSON Lines file and return their numbers, in order."""
    plain = {
        "channel": "direct",
        "made_available_at": "2026-06-30T10:00:00+02:00",
        "sender": {"name": "Bo Berg", "address": "bo"},
    }
    folder = Path(files.root.parent, "incoming")
    folder.mkdir(exist_ok=True)
    path = folder / "messages.jsonl"
    lines = [json.dumps({**plain, "text": f"Fråga {n}", **m}) for n, m in enumerate(messages)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = Source((path,), account=account, namnd=None if account else namnd or "KS")
    [taken] = import_all(engine, files, [source], "test", now)
    report = taken.report
    assert not report.unreadable, report.unreadable
    with reading(engine) as session:
        return [m.id for m in list_messages(session, batch=report.batch)]
