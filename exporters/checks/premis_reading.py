"""What a PREMIS says of files, and whether its own references hold, read from beginning to end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from lxml import etree

from exporters.checks.package_sources import UNREADABLE
from exporters.checks.package_tree import PackageTree
from exporters.namespaces import PREMIS
from exporters.safe_xml import UnreadableXmlError, forget, stream_xml

_THINGS = tuple(f"{{{PREMIS}}}{each}" for each in ("object", "event", "agent", "rights"))
_LINKS = tuple(
    f"{{{PREMIS}}}{each}Value"
    for each in (
        "linkingObjectIdentifier", "linkingEventIdentifier", "linkingAgentIdentifier",
        "relatedObjectIdentifier",
    )
)  # fmt: skip
_OWN = etree.XPath(
    "(p:objectIdentifier/p:objectIdentifierValue | p:eventIdentifier/p:eventIdentifierValue"
    " | p:agentIdentifier/p:agentIdentifierValue)/text()",
    namespaces={"p": PREMIS},
)
_EMPTY = etree.XPath("descendant-or-self::*[not(@*)][not(*)][not(normalize-space())]")


@dataclass(frozen=True, slots=True)
class Described:
    """A file as PREMIS describes it."""

    path: str
    size: str | None
    checksum: str | None


@dataclass(slots=True)
class Preservation:
    """What a PREMIS says.

    Attributes:
        files: The files that it describes.
        unresolved: Identifiers given twice, or linked to and not given.
        empty: Elements that say nothing, with their lines.
    """

    files: list[Described] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def read_premis(tree: PackageTree, place: str) -> Preservation:
    """Read a PREMIS.

    Raises:
        UnreadableXmlError: It is no XML that can be trusted.
    """
    try:
        with tree.open(place) as stream:
            return _read(stream_xml(stream, _THINGS))
    except UNREADABLE as error:
        raise UnreadableXmlError(str(error)) from error


def _read(things: Iterator[etree._Element]) -> Preservation:
    found, given, linked = Preservation(), set[str](), dict[str, None]()
    for thing in things:
        for own in map(str, _found(_OWN, thing)):
            found.unresolved += [own] if own in given else []
            given.add(own)
        for link in thing.iter(*_LINKS):
            if (name := link.text or "") not in given:
                linked[name] = None
        for empty in _found(_EMPTY, thing):
            found.empty.append(f"{etree.QName(empty).localname}:{empty.sourceline}")
        found.files += _describe(thing)
        forget(thing)
    found.unresolved += [name for name in linked if name not in given]
    return found


def _found(path: etree.XPath, thing: etree._Element) -> Sequence[Any]:
    found: Sequence[Any] = path(thing)
    return found


def _describe(thing: etree._Element) -> Iterator[Described]:
    path = thing.findtext(f".//{{{PREMIS}}}contentLocationValue")
    if path is not None:
        checksum = thing.findtext(f".//{{{PREMIS}}}messageDigest")
        size = thing.findtext(f".//{{{PREMIS}}}size")
        yield Described(intern(path), size, checksum and intern(checksum))
