"""One thing that a webhook of Meta tells of, and what is common to all of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from diarium.intake.json_fields import Fields, epoch, identifier, text
from diarium.intake.raw import RawAttachment, RawDeletion, RawMessage, display_name
from diarium.message_records import Channel

ONLY_ADDRESS = "Meta lämnade bara en adress till filen, och den hämtas inte"
NOTHING = "Meta lämnade varken filen eller någon adress till den"
UNKNOWN_MEDIA = "application/octet-stream"
_SHOWN_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that a webhook tells of.

    Attributes:
        file: The file's path in what was handed in.
        place: Its number in the file, from 1.
        start: The first byte of its own JSON object in the file.
        length: Number of bytes of that object.
        source: The platform.
        entry: The page or account it happened at and when it was told, with ``id`` and ``time``.
        fields: The object.
        now: The present moment.
    """

    file: str
    place: int
    start: int
    length: int
    source: str
    entry: Fields
    fields: Fields
    now: datetime

    @property
    def page(self) -> str | None:
        """The id of the page or account that the webhook belongs to."""
        return identifier(self.entry, "id", "entry.id")

    def told_at(self) -> datetime | None:
        """Return when the platform told of it, if it says."""
        return epoch(self.entry, "time", self.now, "entry.time")

    def message(self, channel: Channel, words: str) -> RawMessage:
        """Return a message that says the words, the rest to be filled in."""
        return RawMessage(
            place=self.place,
            start=self.start,
            length=self.length,
            file=self.file,
            source=self.source,
            channel=channel,
            text=words,
            made_available_at=None,
        )

    def deletion(self, external_id: str, deleted_at: datetime | None) -> RawDeletion:
        """Return a note that what has the id was deleted at its source."""
        return RawDeletion(
            place=self.place,
            start=self.start,
            length=self.length,
            file=self.file,
            account=None,
            source=self.source,
            external_id=external_id,
            deleted_at=deleted_at,
        )


def linked(url: str | None, name: str = "") -> RawAttachment:
    """Return an attachment that is known by its address, which is never fetched here."""
    return RawAttachment(
        name=display_name(name or _last_part(url or "")),
        media_type=UNKNOWN_MEDIA,
        reference=url,
        missing=ONLY_ADDRESS if url else NOTHING,
    )


def links(value: Fields, *keys: str) -> tuple[RawAttachment, ...]:
    """Return the attachments whose addresses stand in the fields of a change's value."""
    addresses = (text(value, key, f"value.{key}") for key in keys)
    return tuple(linked(url) for url in addresses if url)


def shown(external_id: str | None) -> str:
    """Return an id to be read in a text, or a question mark for what is no id of Meta's."""
    return external_id if external_id and _SHOWN_ID.fullmatch(external_id) else "?"


def _last_part(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return url
