"""The references of a METS: to files of the package, and from one of its elements to another."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern
from urllib.parse import unquote, urlsplit

from lxml import etree

from exporters.namespaces import METS, XLINK

_POINTER, _LOCATION = f"{{{METS}}}mptr", f"{{{METS}}}FLocat"
LINKS = frozenset({f"{{{METS}}}mdRef", _LOCATION, _POINTER})
"""The elements that name a file."""
_INTERNAL = ("FILEID", "ADMID", "DMDID")
_HREF, _TITLE = f"{{{XLINK}}}href", f"{{{XLINK}}}title"
_FROM_ROOT, _FGS = "file:///", "sip.xml"
"""So begin the addresses of FGS Paketstruktur 1.2, seen from the package's root, in its METS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A file that a METS names.

    Attributes:
        place: The METS.
        href: The address as written.
        path: The file relative to the package, or nothing when the address leads elsewhere.
        declares: It declares the file with size and checksum; a pointer to a METS does not.
        checksum: In small letters. Texts that stand in many places are kept once.
    """

    place: str
    href: str
    path: str | None
    declares: bool
    size: str | None
    checksum: str | None
    algorithm: str | None


def read_reference(element: etree._Element, place: str) -> Reference:
    """Return the file that an element of a METS names.

    Args:
        element: One of those whose tags are `LINKS`.
        place: Where the METS lies, relative to the package.
    """
    facts = element.getparent() if element.tag == _LOCATION else element
    href = element.get(_HREF) or ""
    written = href.removeprefix(_FROM_ROOT) if posixpath.basename(place) == _FGS else href
    return Reference(
        place=place,
        href=href,
        path=resolve(written, posixpath.dirname(place)),
        declares=element.tag != _POINTER,
        size=None if facts is None else facts.get("SIZE"),
        checksum=None if facts is None else intern((facts.get("CHECKSUM") or "").lower()),
        algorithm=None if facts is None else intern(facts.get("CHECKSUMTYPE") or ""),
    )


def list_targets(element: etree._Element) -> Iterator[str]:
    """Yield the identifiers of other elements of its METS that an element points to."""
    for attribute in _INTERNAL:
        yield from (element.get(attribute) or "").split()
    if element.tag == _POINTER:
        yield from (element.get(_TITLE) or "").split()


def resolve(href: str, base: str) -> str | None:
    """Return the file an address means within the package, or nothing if it leads elsewhere.

    Args:
        href: The address.
        base: The folder it is seen from.
    """
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not path or path.startswith("/") or "\\" in path:
        return None
    resolved = posixpath.normpath(posixpath.join(base, path))
    return None if resolved.startswith("..") else intern(resolved)
