"""What a PREMIS says of files, and whether its own references hold, read from beginning to end."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from exporters.diarium_reading import is_empty
from exporters.namespaces import PREMIS
from exporters.package_sources import UNREADABLE
from exporters.package_tree import PackageTree
from exporters.safe_xml import UnreadableXmlError, forget, stream_xml

_GIVEN = ("objectIdentifier", "eventIdentifier", "agentIdentifier")
_LINKED = (
    "linkingObjectIdentifier", "linkingEventIdentifier", "linkingAgentIdentifier",
    "relatedObjectIdentifier",
)  # fmt: skip
_OWN = tuple(f"{{{PREMIS}}}{each}Value" for each in _GIVEN)
_LINKS = tuple(f"{{{PREMIS}}}{each}Value" for each in _LINKED)


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
            return _read(stream_xml(stream))
    except UNREADABLE as error:
        raise UnreadableXmlError(str(error)) from error


def _read(elements: Iterator[etree._Element]) -> Preservation:
    found, given, linked = Preservation(), set[str](), dict[str, None]()
    for element in elements:
        if is_empty(element):
            found.empty.append(f"{etree.QName(element).localname}:{element.sourceline}")
        elif element.tag in _OWN:
            name = element.text or ""
            found.unresolved += [name] if name in given else []
            given.add(name)
        elif element.tag in _LINKS:
            linked[element.text or ""] = None
        elif element.tag == f"{{{PREMIS}}}object":
            found.files += _describe(element)
            forget(element)
        elif element.tag == f"{{{PREMIS}}}event":
            forget(element)
    found.unresolved += [name for name in linked if name not in given]
    return found


def _describe(element: etree._Element) -> Iterator[Described]:
    path = element.findtext(f".//{{{PREMIS}}}contentLocationValue")
    if path is not None:
        size = element.findtext(f".//{{{PREMIS}}}size")
        yield Described(path, size, element.findtext(f".//{{{PREMIS}}}messageDigest"))
