"""Reading large XML a piece at a time: each piece by where its bytes lie, and parsed alone.

The bytes are searched for the tags that matter, past comments and CDATA; no more than one piece is
in memory. A document type is refused, and with it every entity of a file's own: no export has one.
"""

import contextlib
import mmap
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from diarium.files import storage_errors
from diarium.intake.lines import BOM
from diarium.intake.raw import PieceError, Reason

LONGEST = 20 << 20
"""Most bytes of a piece."""
MOST_TAGS = 100_000
"""Most ``<`` in a piece."""
MOST_PREFIXES = 100
_MAPPED = 16 << 20
"""How many bytes of a file are mapped in before they are let go again."""
_HEAD = 1 << 16
_UTF_8 = frozenset({b"", b"utf-8", b"utf8", b"us-ascii"})
SINGLE_BYTE = {
    b"iso-8859-1": "cp1252",
    b"latin1": "cp1252",
    b"windows-1252": "cp1252",
    b"iso-8859-15": "iso8859-15",
}
"""Encodings in which tags are the same bytes as in UTF-8, and their codecs; by the web's custom
ISO 8859-1 is read as the Windows encoding that holds it."""
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
_PREFIX = re.compile(rb"\sxmlns:([A-Za-z_][A-Za-z0-9_.-]*)\s*=")
_PASSED = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_BEFORE_ROOT = re.compile(
    rb"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)*+", re.DOTALL
)
_ANY_TAG = re.compile(rb"<[^<>]*+>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 does not allow, and that platforms write all the same."""

Bytes = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a file.

    Attributes:
        name: With its prefix.
        opens: It is no end tag.
        start: Its first byte.
        end: The byte after it.
    """

    name: str
    opens: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Inner:
    """An element within another, such as a comment on a post.

    Attributes:
        outer: The first byte of the element around it; -1 when there is none.
        first: The first byte of the first such element within the same.
        start: Its own first byte.
        end: The byte after it; too soon when it is never closed.
    """

    outer: int
    first: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A piece of XML.

    Attributes:
        element: Its element; a prefix of a name is its namespace, as in ``{wp}comment_id``.
        repaired: Characters that XML does not allow were replaced.
    """

    element: Element
    repaired: bool

    def text(self, name: str) -> str:
        """Return the text of a child, or an empty text."""
        return self.element.findtext(name) or ""


def is_xml_of(head: bytes, root: re.Pattern[bytes]) -> bool:
    """Tell whether a file is XML with such a root, by its first bytes.

    In UTF-16 too, which cannot be read and is to be told of.
    """
    plain = head.replace(b"\x00", b"") if b"\x00" in head[:8] else head
    bare = plain.removeprefix(BOM).lstrip(b"\xff\xfe \t\r\n")
    return bare.startswith(b"<") and bool(root.search(plain))


def read_root(head: bytes) -> bytes:
    """Return the tag that a file of XML begins with, in UTF-16 too; nothing when it is no XML."""
    plain = head.replace(b"\x00", b"") if b"\x00" in head[:8] else head
    bare = plain.removeprefix(BOM).lstrip(b"\xff\xfe")
    before = _BEFORE_ROOT.match(bare)
    tag = _ANY_TAG.match(bare, before.end() if before else 0)
    return tag[0] if tag else b""


def find_codec(head: bytes, also: Collection[bytes] = ()) -> str:
    """Return the codec that a file of XML is to be read by.

    Args:
        head: Its first bytes.
        also: The encodings of ``SINGLE_BYTE`` that are read besides UTF-8.

    Raises:
        PieceError: It is declared to be in another encoding, or begins as if it were.
    """
    bare = head.removeprefix(BOM)
    if bare.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in bare[:4]:
        raise PieceError(Reason.NOT_UTF8)
    declared = _DECLARED.match(bare)
    name = declared[1].lower() if declared else b""
    if name in _UTF_8:
        return "utf-8"
    if name not in also:
        raise PieceError(Reason.NOT_UTF8)
    return SINGLE_BYTE[name]


@contextlib.contextmanager
def open_xml(path: Path, also: Collection[bytes] = ()) -> Iterator[Bytes]:
    """Open a file of XML for searching.

    Args:
        path: The file.
        also: As in ``find_codec``.

    Raises:
        PieceError: As for ``find_codec``.
        StorageError: It cannot be read.
    """
    with storage_errors(path), path.open("rb") as stream:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            find_codec(content[:_HEAD], also)
            yield content


def find_tags(content: Bytes, names: Sequence[str]) -> Iterator[Tag]:
    """Yield the tags of these names, in order; an empty element is passed over.

    Raises:
        PieceError: There is a document type, or a comment or the like is never closed.
    """
    alternatives = b"|".join(re.escape(name.encode()) for name in names)
    tokens = re.compile(
        rb"<!--|<!\[CDATA\[|<\?|<!DOCTYPE|<(/?)(" + alternatives + rb")(?:\s[^<>]*+)?>"
    )
    place = released = 0
    while token := tokens.search(content, place):
        start, place = token.span()
        found = token[0]
        if isinstance(content, mmap.mmap) and start - released > _MAPPED:
            released = start - start % mmap.PAGESIZE
            content.madvise(mmap.MADV_DONTNEED)
        if closing := _PASSED.get(found):
            end = content.find(closing, place)
            if end < 0:
                raise PieceError(Reason.NOT_XML)
            place = end + len(closing)
        elif found == b"<!DOCTYPE":
            raise PieceError(Reason.DOCTYPE)
        elif not found.endswith(b"/>"):
            yield Tag(token[2].decode(), not token[1], start, place)


def find_inner(content: Bytes, outer: str, inner: str) -> Iterator[Inner]:
    """Yield every element of one name within those of another; a stray tag of it counts as one.

    Raises:
        PieceError: As for ``find_tags``.
    """
    around = first = begin = -1
    for tag in find_tags(content, (outer, inner)):
        closes = tag.name == inner and not tag.opens
        if begin >= 0 or closes:
            start = begin if begin >= 0 else tag.start
            yield Inner(around, first, start, tag.end if closes else tag.start)
            begin = -1
        if tag.name == outer:
            around, first = tag.start if tag.opens else -1, -1
        elif tag.opens:
            begin, first = tag.start, tag.start if first < 0 else first
    if begin >= 0:
        yield Inner(around, first, begin, len(content))


def cut(content: Bytes, start: int, end: int) -> bytes:
    """Return a piece of a file, or enough of one that is too long to show that it is."""
    return content[start : min(end, start + LONGEST + 1)]


def read_prefixes(content: Bytes) -> tuple[str, ...]:
    """Return the prefixes of namespaces that a file declares at its beginning."""
    found = dict.fromkeys(each.decode() for each in _PREFIX.findall(content[:_HEAD]))
    return tuple(found)[:MOST_PREFIXES]


def parse(piece: bytes, prefixes: Sequence[str] = (), codec: str = "utf-8") -> Parsed:
    """Parse one element.

    Args:
        piece: Its bytes.
        prefixes: The prefixes it may use.
        codec: What its bytes are read by.

    Raises:
        PieceError: It is no well-formed XML so encoded, or larger than any such piece is.
    """
    if len(piece) > LONGEST:
        raise PieceError(Reason.TOO_LONG)
    if piece.count(b"<") > MOST_TAGS:
        raise PieceError(Reason.TOO_COMPLEX)
    try:
        written = piece.decode(codec)
    except UnicodeDecodeError as error:
        raise PieceError(Reason.NOT_UTF8) from error
    text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", written)
    declared = "".join(f' xmlns:{each}="{each}"' for each in prefixes if each != "xml")
    try:
        around = fromstring(f"<piece{declared}>{text}</piece>", forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PieceError(Reason.NOT_XML) from error
    if len(around) != 1:
        raise PieceError(Reason.NOT_XML)
    return Parsed(around[0], text != written)
