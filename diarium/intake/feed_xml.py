"""Feeds in XML: where their entries lie, what the feed says of itself, and words of elements."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, tostring

from diarium.intake.feed_entries import read_words
from diarium.intake.kinds import Export, KeptFile
from diarium.intake.raw import Piece, PieceError, Unreadable
from diarium.intake.xml_pieces import (
    SINGLE_BYTE,
    Bytes,
    Inner,
    Parsed,
    cut,
    find_codec,
    find_inner,
    find_tags,
    open_xml,
    parse,
    read_prefixes,
)

_HEAD = 1 << 16
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """What the elements of a kind of feed are called.

    Attributes:
        feed: The element that says what the feed is, with its prefix.
        entry: An entry, with its prefix.
        spaces: The namespaces, and the prefixes that stand for them, of the feed's own elements.
    """

    feed: str
    entry: str
    spaces: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that was found in a file: where it lies, and what it holds or why not."""

    number: int
    inner: Inner
    parsed: Parsed | PieceError


class XmlFeed:
    """A feed in XML.

    Attributes:
        names: What its elements are called.
    """

    def __init__(self, content: Bytes, names: Names) -> None:
        self.names = names
        self._content = content
        self._codec = find_codec(content[:_HEAD], SINGLE_BYTE)
        self._prefixes = read_prefixes(content)

    def entries(self) -> Iterator[Found]:
        """Yield the entries in order, and where each lies.

        Raises:
            PieceError: There is a document type, or a comment or the like is never closed; what
                was yielded before holds.
        """
        for number, inner in enumerate(self.spans(), 1):
            yield Found(number, inner, self._parse(inner))

    def spans(self) -> Iterator[Inner]:
        """Yield where the entries lie, as ``entries`` does, without reading them."""
        return find_inner(self._content, self.names.feed, self.names.entry)

    def read_head(self) -> Element | None:
        """Return the element that says what the feed is, as far as its first entry."""
        begin = -1
        try:
            for tag in find_tags(self._content, (self.names.feed, self.names.entry)):
                if tag.name == self.names.feed and tag.opens:
                    begin = tag.start
                elif begin >= 0:
                    ends = tag.name == self.names.feed
                    piece = cut(self._content, begin, tag.end if ends else tag.start)
                    closing = b"" if ends else f"</{self.names.feed}>".encode()
                    return parse(piece + closing, self._prefixes, self._codec).element
        except PieceError:
            pass
        return None

    def ends_with(self, *names: bytes) -> bool:
        """Tell whether one of these elements is closed near the file's end."""
        tail = self._content[-_HEAD:]
        return any(b"</" + name in tail for name in names)

    def _parse(self, inner: Inner) -> Parsed | PieceError:
        try:
            return parse(cut(self._content, inner.start, inner.end), self._prefixes, self._codec)
        except PieceError as error:
            return error


def read_feeds(
    export: Export,
    open_feed: Callable[[Bytes], XmlFeed],
    read_feed: Callable[[XmlFeed, KeptFile, datetime], Iterator[Piece]],
) -> Iterator[Piece]:
    """Yield what each file of a batch holds, and which cannot be read.

    Args:
        export: The batch.
        open_feed: Gives a file's content as a feed to be searched.
        read_feed: Yields the entries of one feed, and what of it cannot be read.
    """
    for kept in export.messages.values():
        try:
            with open_xml(kept.stored, SINGLE_BYTE) as content:
                yield from read_feed(open_feed(content), kept, export.now)
        except PieceError as error:
            yield Unreadable(0, error.reason, error.field, kept.path)


def children(element: Element, name: str, spaces: Collection[str]) -> Iterator[Element]:
    """Yield the children of a name in some namespaces; a prefix counts as its namespace."""
    for child in element:
        space, _brace, local = child.tag.rpartition("}")
        if local == name and space.removeprefix("{") in spaces:
            yield child


def child(element: Element, name: str, spaces: Collection[str]) -> Element | None:
    """Return the first such child, if there is one."""
    return next(children(element, name, spaces), None)


def text_of(element: Element | None) -> str:
    """Return the text of an element with all it holds, without blanks around; or nothing."""
    return "".join(element.itertext()).strip() if element is not None else ""


def words_of_xhtml(element: Element) -> str:
    """Return the words of an element that holds HTML as elements of its own."""
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
        each.attrib.clear()
    return read_words(tostring(element, encoding="unicode"))


def is_address(written: str) -> bool:
    """Tell whether a text is an address of the web."""
    return bool(_SCHEME.match(written.strip()))
