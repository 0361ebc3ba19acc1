"""Entries of JSON feeds: JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import re
from collections.abc import Iterator
from datetime import datetime

from diarium.intake.feed_entries import (
    NEVER_HOLDS,
    Enclosed,
    Entry,
    Feed,
    Place,
    make_message,
    read_words,
)
from diarium.intake.json_fields import Fields, identifier, mapping, objects, text
from diarium.intake.json_pieces import Element, read_array, read_rest
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import Piece, PieceError, RawMessage, Unreadable

SOURCE = "json-feed"
ITEMS = "items"
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_VERSION = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org\\?/version\\?/')


def is_json_feed(head: bytes) -> bool:
    """Tell whether a file is a JSON Feed, by its first bytes."""
    return bool(_OBJECT.match(head) and _VERSION.search(head))


def claim(tree: Tree) -> Claimed:
    """Claim the files that are JSON feeds."""
    return Claimed(tuple(path for path in tree.paths if is_json_feed(tree.head(path))))


def read(export: Export) -> Iterator[Piece]:
    """Yield every entry, and what cannot be read.

    Raises:
        StorageError: A file cannot be read.
    """
    for kept in export.messages.values():
        feed = _read_head(kept)
        for element in read_array(kept.stored, ITEMS, file=kept.path):
            if isinstance(element, Unreadable):
                yield element
                continue
            try:
                yield _read_item(element, feed, kept.path, export.now)
            except PieceError as error:
                yield Unreadable(element.number, error.reason, error.field, kept.path)


def _read_head(kept: KeptFile) -> Feed:
    """Return what the feed says of itself; nothing where that cannot be read."""
    try:
        said = read_rest(kept.stored, ITEMS)
        title, link = text(said, "title"), text(said, "home_page_url") or text(said, "feed_url")
        name, _url = _read_author(said)
        return Feed(title or "", link or "", name)
    except PieceError:
        return Feed()


def _read_item(element: Element, feed: Feed, file: str, now: datetime) -> RawMessage:
    place = Place(
        number=element.number, start=element.start, length=element.length, file=file, source=SOURCE
    )
    return make_message(_tell(element.fields), feed, place, now)


def _tell(item: Fields) -> Entry:
    author, address = _read_author(item)
    plain = text(item, "content_text")
    return Entry(
        id=identifier(item, "id") or "",
        title=" ".join((text(item, "title") or "").split()),
        text=plain or read_words(text(item, "content_html") or text(item, "summary") or ""),
        link=text(item, "url") or text(item, "external_url") or "",
        author=author,
        address=address,
        published=text(item, "date_published") or "",
        updated=text(item, "date_modified") or "",
        files=tuple(_read_files(item)),
    )


def _read_author(said: Fields) -> tuple[str, str]:
    """Return the name and the address of who wrote: a list in 1.1, one in 1.0."""
    first = next(iter(objects(said, "authors")), None) or mapping(said, "author")
    return text(first, "name", "author.name") or "", text(first, "url", "author.url") or ""


def _read_files(item: Fields) -> Iterator[Enclosed]:
    for each in objects(item, "attachments"):
        if url := text(each, "url", "attachments.url"):
            yield Enclosed(url, text(each, "mime_type", "attachments.mime_type") or "")


KIND = Kind(format=Format.JSON_FEED, source=SOURCE, claim=claim, read=read, never_holds=NEVER_HOLDS)
