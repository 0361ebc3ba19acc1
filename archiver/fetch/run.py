"""A fetch from one live source, from its first question to the row that tells of it.

The steps come in such an order that a kill between any two loses nothing and doubles nothing:
what the source answers is laid down whole, taken in by the same intake as files, noted in the
register together with the place it reached, and only then taken from the spool and thrown away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.fetch import staging
from archiver.fetch.feeds import pull_feed
from archiver.fetch.mailbox import pull_mailbox
from archiver.fetch.mastodon import pull_mastodon
from archiver.fetch.pulling import NO_TOKEN, Budget, Pull
from archiver.fetch.spool import clear_spool, pull_spool
from archiver.fetch.staging import Staged
from archiver.fetch.tags import pull_tag
from archiver.fetch_settings import SourceKind, SourceSettings
from archiver.network.addresses import read_networks
from archiver.settings import Settings
from archiver.tokens import KeptToken, open_token
from archiver.work_folder import alone
from diarium.database import reading, writing
from diarium.errors import AlteredError, UsageError
from diarium.fetches import (
    Fetched,
    FetchOutcome,
    Standing,
    find_taken_in,
    read_standings,
    record_fetch,
)
from diarium.files import FileStore, flush_folder, storage_errors
from diarium.inbox import Source, Taken, import_all, read_owner
from diarium.intake.handed_in import open_tree
from diarium.intake.recognise import list_unclaimed, recognise

if TYPE_CHECKING:
    from sqlalchemy import Engine

TOKEN_EXPIRED, TOKEN_UNREADABLE = "token-expired", "token-unreadable"
NOT_RECOGNISED = "not-recognised"
UNREAD = "unread"
"""Folder of the archive where lies what was fetched and is none of the kinds taken in."""
_PULLS: Mapping[SourceKind, Callable[[Pull], Fetched]] = {
    SourceKind.MASTODON: pull_mastodon,
    SourceKind.IMAP: pull_mailbox,
    SourceKind.SPOOL: pull_spool,
    SourceKind.FEED: pull_feed,
    SourceKind.MASTODON_TAG: pull_tag,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReport:
    """What came of a fetch.

    Attributes:
        source: The source's id.
        fetched: What the pull came to.
        waited: It was not asked, for it is not to be asked again yet.
        pieces: How many pages, mails or payloads came.
        unread: Where those lie that are none of the kinds taken in.
        taken: What was taken in.
    """

    source: str
    fetched: Fetched
    waited: bool = False
    pieces: int = 0
    unread: Sequence[Path] = ()
    taken: Sequence[Taken] = ()


class Fetching:
    """Fetches from the live sources of an archive."""

    def __init__(self, engine: "Engine", files: FileStore, settings: Settings, by: str) -> None:
        self._engine, self._files, self._settings, self._by = engine, files, settings, by

    def fetch(self, source: SourceSettings, now: datetime) -> list[FetchReport]:
        """Fetch what is new from a source, after what an interrupted run left.

        Raises:
            UsageError: The account or the nämnd of the source is unknown, or they do not belong
                together.
            RefusedError: Another run fetches from it now.
            StorageError: The disk is full, or the database cannot be reached.
        """
        with reading(self._engine) as session:
            read_owner(session, source.account, source.namnd)
        root = self._settings.work / "fetch" / source.id
        with alone(self._settings.work, f"fetch-{source.id}"):
            reports = list[FetchReport]()
            if left := staging.find_left(root):
                reports.append(self._bring_in(source, left, now))
            standing = self._standing(source.id)
            if standing and _asked_to_wait(standing, now):
                waiting = FetchReport(source=source.id, fetched=standing.last, waited=True)
                return [*reports, waiting]
            count = standing.count if standing else 0
            folder = staging.new_folder(root, f"{source.id}-{count + 1}")
            staged = staging.seal(folder, self._pull(source, folder, standing, now), count)
            return [*reports, self._bring_in(source, staged, now)]

    def _standing(self, source: str) -> Standing | None:
        with reading(self._engine) as session:
            return read_standings(session).get(source)

    def _pull(
        self, source: SourceSettings, folder: Path, standing: Standing | None, now: datetime
    ) -> Fetched:
        limits = self._settings.fetch
        token = self._open_token(source, now)
        cursor = standing.last.cursor if standing else {}
        if isinstance(token, str):
            return Fetched(cursor=cursor, outcome=FetchOutcome.FAILED, reason=token)
        pull = Pull(
            source=source, folder=folder, cursor=cursor, token=token.token if token else "",
            budget=Budget(limits), allowed=read_networks(limits.allow_private_addresses),
            contact=self._settings.capture.contact, now=now,
        )  # fmt: skip
        return _PULLS[source.kind](pull)

    def _open_token(self, source: SourceSettings, now: datetime) -> KeptToken | str | None:
        """Return a source's token, nothing where it needs none, or why it cannot be used."""
        if not source.takes_token:
            return None
        try:
            kept = open_token(self._settings, source.id)
        except AlteredError:
            return TOKEN_UNREADABLE
        if kept is None:
            return NO_TOKEN if source.wants_token else None
        return TOKEN_EXPIRED if kept.facts.expired(now) else kept

    def _bring_in(self, source: SourceSettings, staged: Staged, now: datetime) -> FetchReport:
        """Take in what is staged, note it, and clear it away; each unless it is done already."""
        pieces = len(staged.checksums())
        unread = self._set_apart(source, staged, _unclaimed(staged.folder))
        wanted = staged.checksums()
        taken = self._take_in(source, staged, wanted, now)
        visible = self._visible(staged)
        missed = [name for name, sha256 in wanted.items() if (name, sha256) not in visible]
        if missed:
            unread = sorted({*unread, *self._set_apart(source, staged, missed)})
        fetched = staged.fetched
        if unread and fetched.reason is None:
            fetched = replace(fetched, reason=NOT_RECOGNISED)
        self._note(source, replace(staged, fetched=fetched), wanted, visible, now)
        if source.kind is SourceKind.SPOOL and wanted:
            kept = [each for each in wanted.items() if self._is_in(visible, each)]
            clear_spool(Path(source.folder), staged.folder, [name for name, _sha256 in kept])
        staging.remove(staged)
        return FetchReport(
            source=source.id, fetched=fetched, pieces=pieces, unread=unread, taken=taken
        )

    def _take_in(
        self, source: SourceSettings, staged: Staged, wanted: Mapping[str, str], now: datetime
    ) -> list[Taken]:
        if not wanted:
            return []
        taken = import_all(self._engine, self._files, [], self._by, now)  # what was begun
        if not set(wanted.items()) <= set(self._visible(staged)):
            handed = Source((staged.folder,), account=source.account, namnd=source.namnd)
            taken += import_all(self._engine, self._files, [handed], self._by, now)
        return taken

    def _note(
        self,
        source: SourceSettings,
        staged: Staged,
        wanted: Mapping[str, str],
        visible: Mapping[tuple[str, str], int],
        now: datetime,
    ) -> None:
        standing = self._standing(source.id)
        if standing and standing.count > staged.known:  # an interrupted run noted it
            return
        batches = sorted({visible[each] for each in wanted.items() if each in visible})
        with writing(self._engine) as session:
            record_fetch(session, source.id, staged.fetched, batches, self._by, now)

    def _visible(self, staged: Staged) -> dict[tuple[str, str], int]:
        with reading(self._engine) as session:
            return find_taken_in(session, staged.folder.name)

    def _is_in(self, visible: Mapping[tuple[str, str], int], each: tuple[str, str]) -> bool:
        return each in visible and self._files.path_of(each[1]).is_file()

    def _set_apart(
        self, source: SourceSettings, staged: Staged, names: Sequence[str]
    ) -> list[Path]:
        """Move out what was not taken in, and return where it lies; none of it is lost."""
        if source.kind is SourceKind.SPOOL:  # there it stays where it lies
            with storage_errors(staged.folder):
                for name in names:
                    (staged.folder / name).unlink()
            return [Path(source.folder) / name for name in names]
        place = self._settings.folder / UNREAD / staged.folder.name
        with storage_errors(place):
            if names:
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
                for name in names:
                    (staged.folder / name).replace(place / name)
                flush_folder(place)
            # those that an interrupted run moved are told of too
            return sorted(place.iterdir()) if place.is_dir() else []


def _asked_to_wait(standing: Standing, now: datetime) -> bool:
    return standing.last.wait_until is not None and now < standing.last.wait_until


def _unclaimed(folder: Path) -> list[str]:
    """Return the files of a folder that are none of the kinds taken in, or cannot be named."""
    names = sorted(each.name for each in folder.iterdir())
    if not names:
        return []
    with open_tree((folder,)) as tree:
        try:
            claimed = set(tree.paths) - set(list_unclaimed(tree, recognise(tree)))
        except UsageError:
            return names
    return [name for name in names if name not in claimed]
