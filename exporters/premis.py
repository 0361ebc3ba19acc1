"""PREMIS 3.0 (E-ARK CITS Preservation Metadata 1.0): the files, what happened to them, by whom.

The checksums are those taken when the files were kept. Only where a file is cut from a kept one
(a message out of a mailbox) is there a new one, and an event says so.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from diarium.readable_forms import READABLE
from exporters.contents import Software
from exporters.mets import NAMESPACE
from exporters.namespaces import EVENT_TYPES, PREMIS, XSI
from exporters.package_files import PackageFile
from exporters.safe_xml import add, utc, write_xml

CAPTURE = "capture"
DIGEST = "message digest calculation"
FIXITY = "fixity check"
CREATION = "information package creation"
REGISTRATION = "registration"
MAKING = "creation"
PRONOM = {
    "pdfa": "fmt/477",
    READABLE: "fmt/477",
    "provenance": "fmt/817",
    "application/xml": "fmt/101",
}
"""PRONOM keys of what the program itself makes: PDF/A-2b, JSON and XML."""
PRONOM_OF_PICTURES = {"snapshot-2u.pdf": "fmt/478", "snapshot-3b.pdf": "fmt/480"}
"""PRONOM keys of pictures in another flavour of PDF/A, by their names."""
_VOCABULARY = {CAPTURE, DIGEST, FIXITY, CREATION, MAKING}


@dataclass(frozen=True, slots=True)
class Agent:
    """Who or what did something: ``software``, ``person`` or ``organization``."""

    kind: str
    name: str
    version: str | None = None

    @property
    def identifier(self) -> str:
        """Its identifier: the same for the same agent."""
        return _name_based("agent", self.kind, self.name, self.version or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PremisEvent:
    """Something that happened to files of the package.

    Attributes:
        agents: Who and what did it.
        files: Their paths within the package.
        detail: What happened, in Swedish; nothing that is protected.
        outcome: ``success``, ``partial`` or ``pass``.
    """

    kind: str
    at: datetime
    agents: tuple[Agent, ...]
    files: tuple[str, ...]
    detail: str
    outcome: str


def software_agent(software: Software) -> Agent:
    """Return the program as an agent."""
    return Agent("software", software.name, software.version)


def write_premis(
    package: str, files: Sequence[PackageFile], events: Sequence[PremisEvent]
) -> bytes:
    """Return a PREMIS file.

    Args:
        package: The OBJID of the package or representation, an object of its own.
        files: The files, their paths relative to the package.
        events: What happened, in the order to be written.
    """
    prefixes = {None: PREMIS, "xsi": XSI}
    root = etree.Element(etree.QName(PREMIS, "premis"), nsmap=prefixes, version="3.0")
    named = [(_event_identifier(package, event), event) for event in events]
    by_file = defaultdict[str, list[str]](list)
    for identifier, event in named:
        for path in event.files:
            by_file[path].append(identifier)
    for file in files:
        _add_file(root, package, file, by_file[file.path])
    _add_whole(root, package, files)
    for identifier, event in named:
        _add_event(root, package, event, identifier)
    agents = {agent.identifier: agent for event in events for agent in event.agents}
    for _identifier, agent in sorted(agents.items()):
        _add_agent(root, agent)
    return write_xml(root)


def _add_file(root: etree._Element, package: str, file: PackageFile, events: Iterable[str]) -> None:
    made = _add_object(root, "file", _file_identifier(package, file.path))
    facts = add(made, "objectCharacteristics")
    fixity = add(facts, "fixity")
    add(fixity, "messageDigestAlgorithm", "SHA-256")
    add(fixity, "messageDigest", file.sha256)
    add(facts, "size", str(file.size))
    _add_format(facts, file)
    if file.name:
        add(made, "originalName", file.name)
    place = add(add(made, "storage"), "contentLocation")
    add(place, "contentLocationType", "package path")
    add(place, "contentLocationValue", file.path)
    for identifier in events:
        _add_link(made, "linkingEventIdentifier", identifier)


def _add_format(facts: etree._Element, file: PackageFile) -> None:
    """Tell the format as it was said; its PRONOM key where we made the file or read its bytes."""
    made = add(facts, "format")
    add(add(made, "formatDesignation"), "formatName", file.media_type)
    if key := _pronom_key(file):
        registry = add(made, "formatRegistry")
        add(registry, "formatRegistryName", "PRONOM")
        add(registry, "formatRegistryKey", key)


def _pronom_key(file: PackageFile) -> str | None:
    part = file.part
    if part and part.role == "pdfa" and part.name in PRONOM_OF_PICTURES:
        return PRONOM_OF_PICTURES[part.name]
    made = PRONOM.get(part.role if part else file.media_type)
    return made or (part.puid if part else None)


def _add_whole(root: etree._Element, package: str, files: Sequence[PackageFile]) -> None:
    whole = _add_object(root, "representation", _name_based("whole", package))
    add(whole, "originalName", package)
    if not files:
        return
    relation = add(whole, "relationship")
    add(relation, "relationshipType", "structural")
    add(relation, "relationshipSubType", "has part")
    for file in files:
        _add_link(relation, "relatedObjectIdentifier", _file_identifier(package, file.path))


def _add_object(root: etree._Element, kind: str, identifier: str) -> etree._Element:
    made = add(root, "object", None, {f"{{{XSI}}}type": kind})
    _add_link(made, "objectIdentifier", identifier)
    return made


def _add_event(root: etree._Element, package: str, event: PremisEvent, identifier: str) -> None:
    made = add(root, "event")
    _add_link(made, "eventIdentifier", identifier)
    source = {"authority": "eventType", "authorityURI": EVENT_TYPES}
    add(made, "eventType", event.kind, source if event.kind in _VOCABULARY else None)
    add(made, "eventDateTime", utc(event.at))
    add(add(made, "eventDetailInformation"), "eventDetail", event.detail)
    add(add(made, "eventOutcomeInformation"), "eventOutcome", event.outcome)
    for agent in event.agents:
        _add_link(made, "linkingAgentIdentifier", agent.identifier)
    for path in event.files:
        _add_link(made, "linkingObjectIdentifier", _file_identifier(package, path))
    if not event.files:
        _add_link(made, "linkingObjectIdentifier", _name_based("whole", package))


def _add_agent(root: etree._Element, agent: Agent) -> None:
    made = add(root, "agent")
    _add_link(made, "agentIdentifier", agent.identifier)
    add(made, "agentName", agent.name)
    add(made, "agentType", agent.kind)
    if agent.version:
        add(made, "agentVersion", agent.version)


def _add_link(parent: etree._Element, tag: str, identifier: str) -> None:
    made = add(parent, tag)
    add(made, f"{tag}Type", "UUID")
    add(made, f"{tag}Value", identifier)


def _file_identifier(package: str, path: str) -> str:
    return _name_based("file", package, path)


def _event_identifier(package: str, event: PremisEvent) -> str:
    about = (event.kind, utc(event.at), event.detail, *event.files)
    return _name_based("event", package, *about)


def _name_based(*names: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "|".join(names)))
