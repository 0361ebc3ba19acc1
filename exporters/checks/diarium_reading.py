"""The ärenden and handlingar that a package names, read from its ERMS from beginning to end.

CITS ERMS 2.1.2 and 3.0.2 and FGS Ärendehantering 1.0 say the same with other names.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from lxml import etree

from exporters.checks.package_sources import UNREADABLE
from exporters.checks.package_tree import PackageTree
from exporters.checks.references import resolve
from exporters.namespaces import ERMS, FGS_ERMS
from exporters.safe_xml import UnreadableXmlError, forget, stream_xml
from schedules.clock import STOCKHOLM


@dataclass(frozen=True, slots=True)
class _Names:
    """What a format calls things.

    Attributes:
        from_root: Addresses are seen from the package's root, not from the file's folder.
        masked: How a relation says that its handling is another's masked version.
        closed: The element that says when an ärende was closed.
        dates: The elements that say when something was.
    """

    namespace: str
    root: str
    arende: str
    handling: str
    number: str
    relation: str
    file: str
    href: str
    from_root: bool
    masked: tuple[str, str]
    closed: str
    dates: frozenset[str]


_FORMATS = (
    _Names(
        ERMS, "erms", "aggregation", "record", "objectId", "relation", "appendix", "path",
        from_root=False, masked=("relationType", "is_redacted_version_of"), closed="closed",
        dates=frozenset({"date"}),
    ),
    _Names(
        FGS_ERMS, "Leveransobjekt", "ArkivobjektArende", "ArkivobjektHandling", "ArkivobjektID",
        "HandlingRelation", "Bilaga", "Lank",
        from_root=True, masked=("Typ", "Är maskad version av"), closed="Avslutat",
        dates=frozenset({"Avslutat", "Skapad", "Inkommen", "Upprattad", "Expedierad"}),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a handling: where it lies, and what stands beside it of its bytes."""

    href: str
    path: str | None
    size: str | None
    checksum: str | None


@dataclass(slots=True)
class Diarium:
    """What an ERMS says.

    Attributes:
        arenden: Diarienummer, in its order.
        handlingar: Beteckningar of the handlingar, in its order.
        masked: Beteckningar of the masked versions.
        files: The files of the handlingar.
        identifiers: How often each number and each system identifier is given.
        related: The numbers that relations lead to.
        closed: The day each ärende was closed, in Sweden.
        latest: The latest moment that is told.
        empty: Elements that say nothing, with their lines.
    """

    arenden: list[str] = field(default_factory=list)
    handlingar: list[str] = field(default_factory=list)
    masked: list[str] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)
    identifiers: Counter[str] = field(default_factory=Counter)
    related: list[str] = field(default_factory=list)
    closed: dict[str, date] = field(default_factory=dict)
    latest: datetime | None = None
    empty: list[str] = field(default_factory=list)


def read_diarium(tree: PackageTree, place: str) -> Diarium:
    """Read an ERMS.

    Raises:
        UnreadableXmlError: It is no ERMS, or no XML that can be trusted.
    """
    try:
        with tree.open(place) as stream:
            return _read(stream_xml(stream), posixpath.dirname(place))
    except UNREADABLE as error:
        raise UnreadableXmlError(str(error)) from error


def _is_empty(element: etree._Element) -> bool:
    """Say whether an element holds neither text, nor elements, nor attributes."""
    return not len(element) and not element.attrib and not (element.text or "").strip()


def _read(elements: Iterator[etree._Element], folder: str) -> Diarium:
    reader = None
    for element in elements:
        if reader is None:
            reader = _Reader(_names_of(element), folder)
        reader.take(element)
    if reader is None:
        message = "it holds nothing"
        raise UnreadableXmlError(message)
    return reader.diarium


def _names_of(element: etree._Element) -> _Names:
    """Return the names of the format that an element's document has."""
    root = element.getroottree().getroot()
    for names in _FORMATS:
        if root.tag == f"{{{names.namespace}}}{names.root}":
            return names
    message = "it is neither CITS ERMS nor FGS Ärendehantering"
    raise UnreadableXmlError(message)


class _Reader:
    """Reads the elements of an ERMS as they come, and lets go of what has been read."""

    def __init__(self, names: _Names, folder: str) -> None:
        self.diarium = Diarium()
        self._names = names
        self._folder = "" if names.from_root else folder
        self._number = ""
        self._is_masked = False

    def take(self, element: etree._Element) -> None:
        """Take what an element says, when it has been read whole."""
        if _is_empty(element):
            self.diarium.empty.append(f"{etree.QName(element).localname}:{element.sourceline}")
            return
        name, names = etree.QName(element).localname, self._names
        if name == names.number:
            self._take_number(element)
        elif name == names.relation:
            self._take_relation(element)
        elif name == names.file:
            self._take_file(element)
        elif name in names.dates:
            self._take_date(element, name)
        elif name in {names.arende, names.handling}:
            self._close(element, name)

    def _take_number(self, element: etree._Element) -> None:
        """Take the number of an ärende or a handling, which stands before what is within it."""
        self._number = (element.text or "").strip()
        parent = element.getparent()
        if parent is not None and etree.QName(parent).localname == self._names.arende:
            self.diarium.arenden.append(self._number)
        self.diarium.identifiers[self._number] += 1

    def _take_relation(self, element: etree._Element) -> None:
        kind, masked = self._names.masked
        self._is_masked = self._is_masked or element.get(kind) == masked
        self.diarium.related.append((element.text or "").strip())

    def _take_file(self, element: etree._Element) -> None:
        href = element.get(self._names.href) or ""
        self.diarium.files.append(
            Attached(
                href, resolve(href, self._folder), element.get("Storlek"), element.get("Checksumma")
            )
        )

    def _take_date(self, element: etree._Element, name: str) -> None:
        try:
            told = datetime.fromisoformat((element.text or "").strip())
            at = told.astimezone(STOCKHOLM) if told.tzinfo else told.replace(tzinfo=STOCKHOLM)
        except (ValueError, OverflowError):
            return
        latest = self.diarium.latest
        self.diarium.latest = at if latest is None else max(latest, at)
        if self._names.closed in {name, element.get("dateType")} and self._is_of_arende(element):
            self.diarium.closed[self._number] = at.date()

    def _is_of_arende(self, element: etree._Element) -> bool:
        """Say whether the nearest ärende or handling around an element is an ärende."""
        around = (etree.QName(each).localname for each in element.iterancestors())
        both = {self._names.arende, self._names.handling}
        return next((each for each in around if each in both), None) == self._names.arende

    def _close(self, element: etree._Element, name: str) -> None:
        """Take leave of an ärende or a handling that has been read."""
        self.diarium.identifiers[_system_identifier(element)] += 1
        if name == self._names.handling:
            kept = self.diarium.masked if self._is_masked else self.diarium.handlingar
            kept.append(self._number)
            self._is_masked = False
        forget(element)


def _system_identifier(element: etree._Element) -> str:
    return element.get("systemIdentifier") or element.get("Systemidentifierare") or ""
