"""Entries of Atom feeds (RFC 4287)."""

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
    read_feeds,
    text_of,
    words_of_xhtml,
)
from diarium.intake.kinds import Claimed, Export, Format, KeptFile, Kind, Tree
from diarium.intake.raw import Piece, PieceError, RawMessage, Reason, Unreadable
from diarium.intake.xml_pieces import Bytes, read_root

SOURCE = "atom"
SPACE = "http://www.w3.org/2005/Atom"
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?feed[\s>]")
_HEAD = 1 << 16


def is_atom(head: bytes) -> bool:
    """Tell whether a file is a feed in Atom, by its first bytes."""
    root = read_root(head)
    return bool(_ROOT.match(root)) and SPACE.encode() in root


def open_atom(content: Bytes) -> XmlFeed:
    """Return a feed in Atom to be searched.

    Raises:
        PieceError: It is in an encoding that is not read.
    """
    root = _ROOT.match(read_root(content[:_HEAD]))
    prefix = root[1].decode() if root and root[1] else ""
    before = f"{prefix}:" if prefix else ""
    return XmlFeed(content, Names(f"{before}feed", f"{before}entry", frozenset({prefix, SPACE})))


def claim(tree: Tree) -> Claimed:
    """Claim the files that are feeds in Atom."""
    return Claimed(tuple(path for path in tree.paths if is_atom(tree.head(path))))


def read(export: Export) -> Iterator[Piece]:
    """Return every entry, and what cannot be read."""
    return read_feeds(export, open_atom, _read_feed)


def _read_feed(atom: XmlFeed, kept: KeptFile, now: datetime) -> Iterator[Piece]:
    spaces = atom.names.spaces
    feed = _read_head(atom.read_head(), spaces)
    for found in atom.entries():
        try:
            yield _read_entry(found, feed, spaces, kept.path, now)
        except PieceError as error:
            yield Unreadable(found.number, error.reason, error.field, kept.path)
    if not atom.ends_with(atom.names.feed.encode()):
        yield Unreadable(0, Reason.NOT_XML, file=kept.path)


def _read_head(element: Element | None, spaces: frozenset[str]) -> Feed:
    if element is None:
        return Feed()
    title = read_line(_words(child(element, "title", spaces)))
    name, _address = _read_author(element, spaces)
    return Feed(title, _read_link(element, spaces), name)


def _read_entry(
    found: Found, feed: Feed, spaces: frozenset[str], file: str, now: datetime
) -> RawMessage:
    if isinstance(found.parsed, PieceError):
        raise found.parsed
    element, inner = found.parsed.element, found.inner
    place = Place(
        number=found.number, start=inner.start, length=inner.end - inner.start, file=file,
        source=SOURCE,
    )  # fmt: skip
    entry = _tell(element, spaces)
    return make_message(entry, feed, place, now, repaired=found.parsed.repaired)


def _tell(element: Element, spaces: frozenset[str]) -> Entry:
    author, address = _read_author(element, spaces)
    title, content, summary = (
        _words(child(element, name, spaces)) for name in ("title", "content", "summary")
    )
    return Entry(
        id=text_of(child(element, "id", spaces)),
        title=" ".join(title.split()),
        text=content or summary,
        link=_read_link(element, spaces),
        author=author,
        address=address,
        published=text_of(child(element, "published", spaces)),
        updated=text_of(child(element, "updated", spaces)),
        files=tuple(_read_files(element, spaces)),
    )


def _words(element: Element | None) -> str:
    """Return the words of a text of Atom: as it stands, as HTML, or as XHTML."""
    if element is None or element.get("src"):
        return ""
    kind = element.get("type", "text").strip().lower()
    if kind == "xhtml":
        return words_of_xhtml(element)
    told = text_of(element)
    return read_words(told) if kind in {"html", "text/html"} else told


def _read_link(element: Element, spaces: frozenset[str]) -> str:
    """Return where an entry or a feed leads."""
    links = [
        each.get("href", "").strip()
        for each in children(element, "link", spaces)
        if each.get("rel", "alternate") in {"alternate", f"{SPACE}/alternate"}
    ]
    return next(filter(None, links), "")


def _read_author(element: Element, spaces: frozenset[str]) -> tuple[str, str]:
    author = child(element, "author", spaces)
    if author is None:
        return "", ""
    name, mail, uri = (text_of(child(author, each, spaces)) for each in ("name", "email", "uri"))
    return " ".join(name.split()), mail or uri


def _read_files(element: Element, spaces: frozenset[str]) -> Iterator[Enclosed]:
    for each in children(element, "link", spaces):
        if each.get("rel") == "enclosure" and (url := each.get("href", "").strip()):
            yield Enclosed(url, each.get("type", ""))


KIND = Kind(format=Format.ATOM, source=SOURCE, claim=claim, read=read, never_holds=NEVER_HOLDS)
