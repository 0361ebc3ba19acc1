"""An archive of the tests that fetches: its settings, and what stands in its register."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from archiver.fetch.run import Fetching, FetchReport
from archiver.fetch_settings import FetchSettings, SourceSettings
from archiver.settings import Settings
from archiver.tokens import keep_token
from diarium.database import reading
from diarium.files import FileStore
from diarium.messages import list_messages
from diarium.tables import SOURCE_FETCH
from diarium.verify import check_archive


@dataclass
class Fetcher:
    """An archive with one source."""

    engine: Engine
    files: FileStore
    source: SourceSettings
    folder: Path
    now: datetime
    limits: FetchSettings

    @property
    def settings(self) -> Settings:
        return Settings(
            folder=self.folder, language="sv", kommun="Avallby kommun", orgnr="212000-0001",
            database="", number="", fetch=self.limits, key_file=self.folder.parent / "a.key",
        )  # fmt: skip

    def keep(self, token: str) -> None:
        """Keep the source's token."""
        keep_token(self.settings, self.source.id, token, None, "anna", self.now)

    def fetch(self) -> list[FetchReport]:
        """Fetch from the source."""
        fetching = Fetching(self.engine, self.files, self.settings, "cron")
        return fetching.fetch(self.source, self.now)

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that tell of fetches."""
        with reading(self.engine) as session:
            found = session.execute(select(SOURCE_FETCH).order_by(SOURCE_FETCH.c.id))
            return [dict(row._mapping) for row in found]

    def texts(self) -> list[str]:
        """Return the texts of all messages, in order, and see that the archive is whole."""
        with reading(self.engine) as session:
            texts = [each.text for each in list_messages(session)]
        assert list(check_archive(self.engine, self.files)) == []
        return sorted(texts)

    def left(self) -> list[Path]:
        """Return what lies in the source's working folder."""
        return list((self.settings.work / "fetch" / self.source.id).iterdir())
