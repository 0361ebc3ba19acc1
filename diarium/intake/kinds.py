"""What a kind of export is: how it is known, what of it is kept, and how it is read.

A reader's module ends with its ``Kind``; ``diarium.intake.recognise`` lists them all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from diarium.intake.raw import Piece
from diarium.records import FileRef


class Format(StrEnum):
    """The kinds of file that are taken in; each is kept in the batch and never renamed."""

    JSON_LINES = "jsonl"
    EML = "eml"
    MBOX = "mbox"
    MAILDIR = "maildir"
    META_EXPORT = "meta-export"
    META_ENCRYPTED = "meta-encrypted-export"
    META_WEBHOOK = "meta-webhook"
    X_ARCHIVE = "x-archive"
    YOUTUBE_CSV = "youtube-csv"
    YOUTUBE_API = "youtube-api"
    LINKEDIN = "linkedin"
    MASTODON_API = "mastodon-api"
    MASTODON_ARCHIVE = "mastodon-archive"
    WXR = "wordpress-wxr"
    MEDIAWIKI = "mediawiki"
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    MASTODON_TAG = "mastodon-tag"
    TABLE = "table"

    @property
    def media_type(self) -> str:
        """The media type that a kept original gets, as far as the kind of export tells it."""
        return _MEDIA_TYPES.get(self, "application/json")


_MEDIA_TYPES = {
    Format.JSON_LINES: "application/jsonl",
    Format.EML: "message/rfc822",
    Format.MAILDIR: "message/rfc822",
    Format.MBOX: "application/mbox",
    Format.X_ARCHIVE: "text/javascript",
    Format.YOUTUBE_CSV: "text/csv",
    Format.LINKEDIN: "text/csv",
    Format.TABLE: "text/csv",
    Format.WXR: "application/xml",
    Format.MEDIAWIKI: "application/xml",
    Format.RSS: "application/rss+xml",
    Format.ATOM: "application/atom+xml",
    Format.JSON_FEED: "application/feed+json",
}


class Tree(Protocol):
    """Files handed in together: one file, a folder, or several zips seen as one folder.

    Attributes:
        paths: The path of every file, with ``/`` between its parts, in order.
    """

    paths: Sequence[str]

    def head(self, path: str, size: int = 1 << 16) -> bytes:
        """Return the first bytes of a file."""

    def open(self, path: str) -> BinaryIO:
        """Open a file; what is read is bounded by the size that the tree vouches for."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a kind finds to be its own in a tree.

    Attributes:
        messages: Files that hold messages, or tell of them; all are kept as originals.
        media: Files that messages may refer to; kept too.
    """

    messages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a tree, kept.

    Attributes:
        path: Its path in the tree.
        stored: Where its bytes lie.
        ref: Its checksum and size.
    """

    path: str
    stored: Path
    ref: FileRef


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What the account itself is called at its source; empty when no account is said.

    Attributes:
        name: As shown.
        handle: Without ``@``.
        url: The start page.
    """

    name: str = ""
    handle: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What a reader gets.

    Attributes:
        messages: The claimed files of messages by path, in order of path.
        media: The claimed media by path.
        own: What the account itself is called.
        columns: For a table: which column holds which field, from the settings.
        now: The present moment; a message cannot be from tomorrow.
    """

    messages: Mapping[str, KeptFile]
    media: Mapping[str, KeptFile] = field(default_factory=dict)
    own: OwnNames = field(default_factory=OwnNames)
    columns: Mapping[str, str] = field(default_factory=dict)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of export.

    Attributes:
        format: Its name.
        source: The platform or kind of source that its messages get.
        claim: Finds the kind's files in a tree; nothing claimed means that it is another kind.
        read: Reads the kept files: bounded memory, any bytes, and the same order each time.
        never_holds: What an export of this kind never contains, in Swedish, for the report that
            is kept with the batch.
    """

    format: Format
    source: str
    claim: Callable[[Tree], Claimed]
    read: Callable[[Export], Iterator[Piece]]
    never_holds: tuple[str, ...] = ()
