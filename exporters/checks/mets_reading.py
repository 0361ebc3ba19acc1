"""A METS read once, from its beginning to its end, whatever number of files it declares."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from exporters.checks.findings import Finding, breach, finding
from exporters.checks.package_sources import UNREADABLE
from exporters.checks.package_tree import PackageTree
from exporters.checks.references import LINKS, Reference, list_targets, read_reference
from exporters.checks.rules import EVERY, FILES, ROOT, Rule, all_hold, find_breaches
from exporters.namespaces import METS
from exporters.safe_xml import UnreadableXmlError, stream_xml

_FILE, _GROUP, _HEADER = f"{{{METS}}}file", f"{{{METS}}}fileGrp", f"{{{METS}}}metsHdr"


@dataclass(slots=True)
class ReadMets:
    """What a METS says.

    Attributes:
        attributes: Those of its root, by their names.
        created: When its header says that it was made.
        references: The files that it names, in its order.
        findings: What is wrong with it.
    """

    attributes: dict[str, str] = field(default_factory=dict)
    created: str = ""
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_mets(tree: PackageTree, place: str, rules: Sequence[Rule], *, root: bool) -> ReadMets:
    """Read a METS and hold it to rules; one that cannot be read is a finding.

    Args:
        tree: The package.
        place: Where the METS lies.
        rules: The rules of the package's profile.
        root: It is the package's own.
    """
    folder = place.rpartition("/")[0]
    bound = [each for each in rules if _binds(each, tree, folder, root=root)]
    reader = _Reader(place, bound)
    try:
        with tree.open(place) as stream:
            reader.read(stream_xml(stream))
    except (UnreadableXmlError, *UNREADABLE) as error:
        return ReadMets(findings=[finding("XML", place, error)])
    return reader.read_so_far


def read_root(tree: PackageTree, place: str) -> dict[str, str]:
    """Return the attributes of a METS's root, by their names without namespace; none if it is none.

    Only the beginning of the file is read.
    """
    try:
        with tree.open(place) as stream:
            elements = etree.iterparse(
                stream, events=("start",), resolve_entities=False, no_network=True, load_dtd=False
            )
            _event, root = next(elements)
    except (etree.XMLSyntaxError, StopIteration, *UNREADABLE):
        return {}
    return _attributes(root) if root.tag == f"{{{METS}}}mets" else {}


def _binds(rule: Rule, tree: PackageTree, folder: str, *, root: bool) -> bool:
    if rule.where in {EVERY, ROOT}:
        return root or rule.where == EVERY
    return tree.has_folder(f"{folder}/{rule.where}".lstrip("/"))


class _Reader:
    """Reads the elements of a METS as they come, and lets go of its files one by one."""

    def __init__(self, place: str, rules: Sequence[Rule]) -> None:
        self.read_so_far = ReadMets()
        self._place = place
        self._file_rules = [each for each in rules if each.scope == FILES]
        self._rules = [each for each in rules if each.scope != FILES]
        self._given = set[str]()
        self._twice = set[str]()
        self._targets = dict[str, None]()

    def read(self, elements: Iterator[etree._Element]) -> None:
        """Read all elements.

        Raises:
            UnreadableXmlError: It is no METS, or no XML that can be trusted.
        """
        element = None
        for element in elements:
            self._note(element)
            if element.tag == _HEADER:
                self.read_so_far.created = element.get("CREATEDATE") or ""
            elif element.tag == _FILE:
                self._read_file(element)
        if element is None or element.tag != f"{{{METS}}}mets":
            message = "the file is no METS"
            raise UnreadableXmlError(message)
        self.read_so_far.attributes = _attributes(element)
        self._judge(self._rules, element)
        self._judge_references()

    def _note(self, element: etree._Element) -> None:
        """Note what an element is called, what it points to, and the file it names."""
        name = element.get("ID")
        if name is not None:
            (self._twice if name in self._given else self._given).add(name)
        self._targets.update(dict.fromkeys(list_targets(element)))
        if element.tag in LINKS:
            self.read_so_far.references.append(read_reference(element, self._place))

    def _read_file(self, element: etree._Element) -> None:
        """Hold a file to its rules, and let go of those before it in its group."""
        group = element.getparent()
        if group is None or group.tag != _GROUP:
            return
        if not all_hold(self._file_rules, element):
            for rule in self._file_rules:
                if not rule.holds(element):
                    self._add(rule, element)
        before = element.getprevious()
        if before is not None and before.tag == _FILE:
            group.remove(before)

    def _judge(self, rules: Sequence[Rule], mets: etree._Element) -> None:
        for rule, element in find_breaches(rules, mets):
            self._add(rule, element)

    def _add(self, rule: Rule, element: etree._Element) -> None:
        self.read_so_far.findings.append(breach(rule, self._place, element.sourceline))

    def _judge_references(self) -> None:
        lost = [each for each in self._targets if each not in self._given]
        self.read_so_far.findings += [
            finding("REFERENCE", self._place, name) for name in [*sorted(self._twice), *lost]
        ]


def _attributes(element: etree._Element) -> dict[str, str]:
    return {etree.QName(str(name)).localname: str(value) for name, value in element.attrib.items()}
