"""The references of a METS: to files of the package, and from one of its elements to another."""

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from exporters.namespaces import METS, XLINK

_INTERNAL = ("FILEID", "ADMID", "DMDID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A file that a METS names.

    Attributes:
        place: The METS.
        href: The address as written.
        path: The file relative to the package, or nothing when the address leads elsewhere.
        declares: It declares the file with size and checksum; a pointer to a METS does not.
    """

    place: str
    href: str
    path: str | None
    declares: bool
    size: str | None
    checksum: str | None
    algorithm: str | None


def list_references(mets: etree._Element, place: str) -> list[Reference]:
    """Return the files that a METS names, in its order.

    Args:
        mets: The METS.
        place: Where it lies, relative to the package.
    """
    found = []
    for element in mets.iter(f"{{{METS}}}mdRef", f"{{{METS}}}FLocat", f"{{{METS}}}mptr"):
        kind = etree.QName(element).localname
        facts = element.getparent() if kind == "FLocat" else element
        href = element.get(f"{{{XLINK}}}href") or ""
        found.append(
            Reference(
                place=place,
                href=href,
                path=_resolve(href, posixpath.dirname(place)),
                declares=kind != "mptr",
                size=None if facts is None else facts.get("SIZE"),
                checksum=None if facts is None else facts.get("CHECKSUM"),
                algorithm=None if facts is None else facts.get("CHECKSUMTYPE"),
            )
        )
    return found


def list_unresolved(mets: etree._Element) -> Iterator[str]:
    """Yield the identifiers that a METS gives twice, or points to and does not give."""
    elements = list(mets.iter(etree.Element))
    given = Counter(filter(None, (each.get("ID") for each in elements)))
    yield from sorted(name for name, times in given.items() if times > 1)
    for element in elements:
        for target in _targets(element):
            if target not in given:
                yield target


def _targets(element: etree._Element) -> Iterator[str]:
    for attribute in _INTERNAL:
        yield from (element.get(attribute) or "").split()
    if etree.QName(element).localname == "mptr":
        yield from (element.get(f"{{{XLINK}}}title") or "").split()


def _resolve(href: str, base: str) -> str | None:
    """Return the file an address means within the package, or nothing if it leads elsewhere."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not path or path.startswith("/") or "\\" in path:
        return None
    resolved = posixpath.normpath(posixpath.join(base, path))
    return None if resolved.startswith("..") else resolved
