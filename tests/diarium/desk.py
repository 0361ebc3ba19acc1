"""One who takes in files of messages, as the tests of the inbox do."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from diarium.database import reading
from diarium.files import FileStore
from diarium.inbox import Source, Taken, import_all
from diarium.intake.completeness import Completeness
from diarium.journal_checks import check_chain, check_rows
from diarium.message_records import DecisionOutcome, Message
from diarium.messages import list_messages
from diarium.tables import MESSAGE


def line(number: int, **fields: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": f"c-{number}",
        "channel": "direct",
        "sender": {"name": "Åsa Öberg"},
        "text": f"Fråga nummer {number}",
        "made_available_at": "2026-06-30T14:05:00+02:00",
    }
    return {**plain, **fields}


def write(path: Path, messages: Sequence[dict[str, object]]) -> Path:
    lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in messages)
    path.write_text("".join(lines), encoding="utf-8")
    return path


class Desk:
    """One who takes in files."""

    def __init__(self, engine: Engine, files: FileStore, now: datetime, folder: Path) -> None:
        self.engine, self.files, self.now, self.folder = engine, files, now, folder

    def take_in(
        self, messages: Sequence[dict[str, object]], account: str | None = None
    ) -> Completeness:
        path = write(self.folder / "in.jsonl", messages)
        return self.take_in_file(path, account)

    def take_in_file(self, path: Path, account: str | None = None) -> Completeness:
        (taken,) = self.hand_in(path, account=account)
        return taken.report

    def hand_in(self, *paths: Path, account: str | None = None) -> list[Taken]:
        """Take in paths that are one source."""
        source = Source(paths, account=account, namnd=None if account else "KS")
        return import_all(self.engine, self.files, [source], "asa", self.now)

    def messages(self, outcome: DecisionOutcome | None = None) -> list[Message]:
        with reading(self.engine) as session:
            return list_messages(session, outcome)

    def rows(self) -> int:
        with reading(self.engine) as session:
            return session.execute(select(func.count()).select_from(MESSAGE)).scalar_one()

    def check(self) -> None:
        with reading(self.engine) as session:
            assert list(check_chain(session)) == []
            assert list(check_rows(session)) == []
