"""Entries of RSS feeds: 2.0 and what came before it, and RSS 1.0, which is RDF.

Published specifications: rssboard.org/rss-specification and web.resource.org/rss/1.0.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from diarium.intake.feed_entries import (
    NEVER_HOLDS,
    Enclosed,
    Entry,
    Feed,
    Place,
    make_message,
    read_line,
    read_words,
)
from diarium.intake.feed_xml import (
    Found,
    Names,
    XmlFeed,
    child,
    children,
    is_address,
    read_feeds,
    text_of,
)
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import Piece, PieceError, RawMessage, Reason, Unreadable
from diarium.intake.xml_pieces import Bytes, read_root

SOURCE = "rss"
_RDF = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?RDF\s")
_RDF_SPACES = (b"http://purl.org/rss/1.0/", b"http://my.netscape.com/rdf/simple/0.9/")
_OWN = frozenset({"", *(space.decode() for space in _RDF_SPACES)})
_DC = frozenset({"dc", "http://purl.org/dc/elements/1.1/"})
_CONTENT = frozenset({"content", "http://purl.org/rss/1.0/modules/content/"})
_NAMES = Names("channel", "item", _OWN)
_MAIL_AND_NAME = re.compile(r"(\S+@\S+)\s*\(([^()]*)\)")


def is_rss(head: bytes) -> bool:
    """Tell whether a file is a feed in RSS, by its first bytes."""
    root = read_root(head)
    if re.match(rb"<rss[\s>]", root):
        return b"wordpress.org/export/" not in root
    return bool(_RDF.match(root)) and any(space in root for space in _RDF_SPACES)


def open_rss(content: Bytes) -> XmlFeed:
    """Return a feed in RSS to be searched.

    Raises:
        PieceError: It is in an encoding that is not read.
    """
    return XmlFeed(content, _NAMES)


def claim(tree: Tree) -> Claimed:
    """Claim the files that are feeds in RSS."""
    return Claimed(tuple(path for path in tree.paths if is_rss(tree.head(path))))


def read(export: Export) -> Iterator[Piece]:
    """Return every entry, and what cannot be read."""
    return read_feeds(export, open_rss, _read_feed)


def _read_feed(rss: XmlFeed, kept: KeptFile, now: datetime) -> Iterator[Piece]:
    feed = _read_head(rss.read_head())
    for found in rss.entries():
        try:
            yield _read_item(found, feed, kept.path, now)
        except PieceError as error:
            yield Unreadable(found.number, error.reason, error.field, kept.path)
    if not rss.ends_with(b"rss", b"rdf:RDF", b"RDF"):
        yield Unreadable(0, Reason.NOT_XML, file=kept.path)


def _read_head(channel: Element | None) -> Feed:
    if channel is None:
        return Feed()
    title, link = (text_of(child(channel, name, _OWN)) for name in ("title", "link"))
    return Feed(read_line(title), link)


def _read_item(found: Found, feed: Feed, file: str, now: datetime) -> RawMessage:
    if isinstance(found.parsed, PieceError):
        raise found.parsed
    item, inner = found.parsed.element, found.inner
    place = Place(
        number=found.number, start=inner.start, length=inner.end - inner.start, file=file,
        source=SOURCE,
    )  # fmt: skip
    return make_message(_read_entry(item), feed, place, now, repaired=found.parsed.repaired)


def _read_entry(item: Element) -> Entry:
    author, address = _read_author(item)
    content = text_of(child(item, "encoded", _CONTENT)) or _own(item, "description")
    return Entry(
        id=_own(item, "guid"),
        title=read_line(_own(item, "title")),
        text=read_words(content),
        link=_read_link(item),
        author=author,
        address=address,
        published=_own(item, "pubDate") or text_of(child(item, "date", _DC)),
        files=tuple(_read_files(item)),
    )


def _read_link(item: Element) -> str:
    """Return where an entry leads; a guid is a link too, unless it says that it is none."""
    if link := _own(item, "link"):
        return link
    guid = child(item, "guid", _OWN)
    told = text_of(guid)
    permanent = guid is not None and guid.get("isPermaLink", "true").strip().lower() == "true"
    return told if permanent and is_address(told) else ""


def _read_author(item: Element) -> tuple[str, str]:
    """Return the name and the address of who wrote; RSS 2.0 writes ``a@b.se (Anna)``."""
    name = read_line(text_of(child(item, "creator", _DC)))
    said = _own(item, "author")
    both = _MAIL_AND_NAME.fullmatch(said)
    if both:
        return name or both[2].strip(), both[1]
    return name or ("" if "@" in said else read_line(said)), said if "@" in said else ""


def _read_files(item: Element) -> Iterator[Enclosed]:
    for each in children(item, "enclosure", _OWN):
        if url := each.get("url", "").strip():
            yield Enclosed(url, each.get("type", ""))


def _own(item: Element, name: str) -> str:
    return text_of(child(item, name, _OWN))


KIND = Kind(format=Format.RSS, source=SOURCE, claim=claim, read=read, never_holds=NEVER_HOLDS)
