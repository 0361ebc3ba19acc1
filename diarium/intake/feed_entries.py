"""What the entries of feeds have in common, whatever the feed is written in.

What others write elsewhere is found by feeds; it was not sent to the municipality, and is taken in
as of the omvärld (policy, "Mediebevakning").
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from diarium.intake.html_words import read_html
from diarium.intake.raw import (
    PieceError,
    RawAttachment,
    RawMessage,
    Reason,
    display_name,
    is_possible,
    make_storable,
    media_type,
)
from diarium.message_records import Channel

ONLY_ADDRESS = "Flödet lämnade bara en adress till filen, och den hämtas inte"
NEVER_HOLDS = (
    "poster som flödet har slutat visa innan det hämtades",
    "hela texten, där flödet bara visar början",
    "filerna själva: bilder, ljud och video finns bara som adresser",
    "det som skrivs där inget flöde söker",
)
_UNIQUE = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
"""What an id looks like that is an address or a URN, and so nobody else's."""
_W3C = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*([Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself; empty where it says nothing."""

    title: str = ""
    link: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that an entry refers to."""

    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry of a feed says; empty where it says nothing.

    Attributes:
        id: What the feed calls it.
        text: Its words, HTML read already.
        author: Who wrote it; ``address`` how that person is reached or known.
        published: When, as the feed writes it; ``updated`` when this wording was written.
        files: The files it refers to.
    """

    id: str
    title: str
    text: str
    link: str
    author: str
    address: str
    published: str
    updated: str = ""
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an entry stands.

    Attributes:
        number: From 1.
        start: Its first byte in the file.
        length: Its number of bytes.
        file: The file's path.
        source: The kind of feed.
    """

    number: int
    start: int
    length: int
    file: str
    source: str


def make_message(
    entry: Entry, feed: Feed, place: Place, now: datetime, *, repaired: bool = False
) -> RawMessage:
    """Return an entry as a message of the omvärld.

    Args:
        entry: What it says.
        feed: The feed it stands in.
        place: Where.
        now: The present moment; a date that cannot be true is taken as not given.
        repaired: Some of its characters were replaced.

    Raises:
        PieceError: It says nothing at all, or refers to more files than anybody means.
    """
    if not (entry.title or entry.text or entry.link):
        raise PieceError(Reason.FIELD_MISSING, "title")
    published = read_moment(entry.published, now)
    updated = read_moment(entry.updated, now)
    edited = updated if updated and published and updated > published else None
    link = urljoin(feed.link, entry.link.strip()) if _is_joinable(feed, entry) else entry.link
    return make_storable(
        RawMessage(
            place=place.number, start=place.start, length=place.length, file=place.file,
            source=place.source, channel=Channel.OMVARLD,
            external_id=_identify(entry, feed, link),
            thread=feed.link or None,
            sender_name=entry.author or feed.author or feed.title or None,
            sender_address=entry.address or None,
            subject=entry.title or None, text=entry.text, permalink=link.strip() or None,
            made_available_at=published or updated, edited_at=edited,
            repaired=repaired, attachments=tuple(map(_attach, entry.files)),
        )
    )  # fmt: skip


def read_words(content: str) -> str:
    """Return the words of a text that may be HTML, as feeds write it."""
    if "<" in content or "&" in content:
        return read_html(content)
    return "\n".join(" ".join(line.split()) for line in content.strip().splitlines())


def read_line(content: str) -> str:
    """Return a title or a name that may be HTML, on one line."""
    return " ".join(read_words(content).split())


def read_moment(written: str, now: datetime) -> datetime | None:
    """Return a moment as feeds write them (RFC 822, RFC 3339, W3C-DTF), in UTC.

    Nothing where it cannot be read or cannot be true: then the feed has not said when, and the
    moment of the fetch counts. A time without a zone is taken as UTC.
    """
    try:
        found = _read_w3c(written.strip()) or parsedate_to_datetime(written.strip())
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC) if is_possible(aware, now) else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _read_w3c(written: str) -> datetime | None:
    parts = _W3C.fullmatch(written)
    if parts is None:
        return None
    day, clock, seconds, zone = parts.groups()
    return datetime.fromisoformat(
        f"{day}T{clock or '00:00'}{seconds or ':00'}{(zone or '+00:00').upper()}"
    )


def _is_joinable(feed: Feed, entry: Entry) -> bool:
    """Tell whether an address is one beneath the feed's own."""
    if not entry.link or "://" in entry.link:
        return False
    try:
        urljoin(feed.link, entry.link.strip())
    except ValueError:
        return False
    return bool(feed.link)


def _identify(entry: Entry, feed: Feed, link: str) -> str | None:
    """Return an id that no other feed gives to something else."""
    said = entry.id.strip()
    if not said:
        return link.strip() or None
    return said if _UNIQUE.match(said) or not feed.link else f"{feed.link}#{said}"


def _attach(file: Enclosed) -> RawAttachment:
    return RawAttachment(
        name=display_name(file.url.partition("?")[0]),
        media_type=media_type(file.media_type),
        reference=file.url,
        missing=ONLY_ADDRESS,
    )
