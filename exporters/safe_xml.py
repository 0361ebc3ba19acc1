"""Writing XML that is always well-formed, and reading XML that may be hostile."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DOCTYPE = "it holds a document type, which no package needs"


class UnreadableXmlError(Exception):
    """A file is no XML that may be trusted; the text says why."""


def xml_text(text: str) -> str:
    """Return text with each character that XML 1.0 cannot hold replaced by U+FFFD."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def add(
    parent: etree._Element,
    tag: str,
    text: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> etree._Element:
    """Add an element in its parent's namespace, and return it.

    Args:
        parent: The parent.
        tag: Local name.
        text: Its text, if it has any.
        attributes: Its attributes; a name in another namespace is written ``{uri}name``.
    """
    made = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, tag))
    for name, value in (attributes or {}).items():
        made.set(name, xml_text(value))
    made.text = None if text is None else xml_text(text)
    return made


def write_xml(root: etree._Element) -> bytes:
    """Return a document as UTF-8, indented, always the same bytes for the same document."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def stream_xml(stream: BinaryIO, tags: Collection[str] | None = None) -> Iterator[etree._Element]:
    """Yield each element of a document that may be hostile, as soon as it has been read whole.

    Whoever reads takes away what has been read, so that a document of any length fits.

    Args:
        stream: The document.
        tags: Only elements of these names, or all.

    Raises:
        UnreadableXmlError: It is not well-formed, or holds a document type.
    """
    elements = etree.iterparse(
        stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    first = True
    try:
        for _event, element in elements:
            if first and element.getroottree().docinfo.internalDTD is not None:
                raise UnreadableXmlError(_DOCTYPE)
            first = False
            yield element
    except etree.XMLSyntaxError as error:
        raise UnreadableXmlError(error.msg) from error


def forget(element: etree._Element) -> None:
    """Take away an element that has been read, and what is left of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def utc(moment: datetime) -> str:
    """Return a moment as ``2026-07-01T08:00:00+00:00``: with its offset, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
