"""PREMIS 3.0 (E-ARK CITS Preservation Metadata 1.0): the files, what happened to them, by whom.

The checksums are those taken when the files were kept. Only where a file is cut from a kept one
(a message out of a mailbox) is there a new one, and an event says so. The document is written
piece by piece: a package may hold a hundred thousand files.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from exporters.namespaces import EVENT_TYPES, PREMIS, XSI
from exporters.packages.containers import Container
from exporters.packages.contents import Software
from exporters.packages.mets import NAMESPACE
from exporters.packages.package_files import PackageFile
from exporters.packages.parts import Part
from exporters.packages.pronom_keys import XML
from exporters.safe_xml import utc
from exporters.xml_stream import XmlStream, write_stream

CAPTURE = "capture"
DIGEST = "message digest calculation"
FIXITY = "fixity check"
CREATION = "information package creation"
REGISTRATION = "registration"
MAKING = "creation"
REDACTION = "redaction"
_VOCABULARY = {CAPTURE, DIGEST, FIXITY, CREATION, MAKING, REDACTION}


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
        files: Their paths within the package; none for the package as a whole.
        detail: What happened, in Swedish; nothing that is protected.
        outcome: ``success``, ``partial`` or ``pass``.
    """

    kind: str
    at: datetime
    agents: tuple[Agent, ...]
    files: tuple[str, ...]
    detail: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Premis:
    """What a PREMIS file tells.

    Attributes:
        package: The name of the package or representation, an object of its own.
        files: The files, their paths relative to the package.
        events: What happened, in the order to be written; their paths as those of the files. That
            kept files' checksums were taken and compared is told besides.
        software: The program that makes the package.
        created: When the package is made.
        holds: Names of what the package holds that has a PREMIS file of its own.
        provisions: The provisions of OSL that protect something in it.
    """

    package: str
    files: Sequence[PackageFile]
    events: Sequence[PremisEvent]
    software: Software
    created: datetime
    holds: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()


def software_agent(software: Software) -> Agent:
    """Return the program as an agent."""
    return Agent("software", software.name, software.version)


def write_premis(container: Container, path: str, premis: Premis) -> PackageFile:
    """Write a PREMIS file into a package."""
    place = container.work / "PREMIS.xml"
    _stream(place, premis)
    written = container.add(path, place, "application/xml", premis.created)
    place.unlink()
    return written


def pronom_key(file: PackageFile) -> str | None:
    """Return a file's PRONOM identifier, where we made the file or its bytes were read."""
    if file.part is not None:
        return file.part.puid
    return file.puid or (XML if file.media_type == "application/xml" else None)


def _stream(place: Path, premis: Premis) -> None:
    told = [(_event_identifier(premis, event), event) for event in _list_events(premis)]
    by_file = defaultdict[str, list[str]](list)
    for identifier, event in told:
        for path in event.files:
            by_file[path].append(identifier)
    root, prefixes = f"{{{PREMIS}}}premis", {None: PREMIS, "xsi": XSI}
    with write_stream(place, root, prefixes, {"version": "3.0"}) as xml:
        for file in premis.files:
            _add_file(xml, premis, file, by_file[file.path])
        _add_whole(xml, premis)
        for identifier, event in told:
            _add_event(xml, premis, event, identifier)
        for agent in _list_agents(premis):
            _add_agent(xml, agent)
        if premis.provisions:
            _add_rights(xml, premis)


def _list_events(premis: Premis) -> Iterator[PremisEvent]:
    """Yield what is told of the files, and that their checksums were taken and compared."""
    yield from premis.events
    taken = defaultdict[tuple[datetime, str], list[str]](list)
    for file in premis.files:
        if file.part:
            taken[_tell_checksum(premis, file, file.part)].append(file.path)
    for (at, detail), paths in taken.items():
        yield _checksum_event(premis, DIGEST, at, detail, paths)
    copied = [path for paths in taken.values() for path in paths]
    if copied:
        detail = "Kontrollsummorna i diariet jämfördes med de kopierade bytena (SHA-256)."
        yield _checksum_event(premis, FIXITY, premis.created, detail, copied)


def _tell_checksum(premis: Premis, file: PackageFile, part: Part) -> tuple[datetime, str]:
    """Tell whose checksum the file has: the kept file's, or its own when it is cut from one."""
    if part.source == file.sha256:
        return file.created, "Kontrollsumman (SHA-256) togs när filen togs om hand."
    return premis.created, (
        f"Filen är {part.length} byte från byte {part.start} av den mottagna filen med SHA-256 "
        f"{part.source}; dess egen kontrollsumma togs när paketet gjordes."
    )


def _checksum_event(
    premis: Premis, kind: str, at: datetime, detail: str, files: Sequence[str]
) -> PremisEvent:
    return PremisEvent(
        kind=kind, at=at, agents=(software_agent(premis.software),), files=tuple(files),
        detail=detail, outcome="pass" if kind == FIXITY else "success",
    )  # fmt: skip


def _list_agents(premis: Premis) -> list[Agent]:
    named = {agent for event in premis.events for agent in event.agents}
    return sorted(named | {software_agent(premis.software)}, key=lambda each: each.identifier)


def _add_file(xml: XmlStream, premis: Premis, file: PackageFile, events: Iterable[str]) -> None:
    with _object(xml, "file", _file_identifier(premis, file.path)):
        with xml.within("objectCharacteristics"):
            with xml.within("fixity"):
                xml.add("messageDigestAlgorithm", "SHA-256")
                xml.add("messageDigest", file.sha256)
            xml.add("size", str(file.size))
            _add_format(xml, file)
        if file.name:
            xml.add("originalName", file.name)
        with xml.within("storage"), xml.within("contentLocation"):
            xml.add("contentLocationType", "package path")
            xml.add("contentLocationValue", file.path)
        for identifier in events:
            _add_link(xml, "linkingEventIdentifier", identifier)


def _add_format(xml: XmlStream, file: PackageFile) -> None:
    """Tell the format as it was said; its PRONOM key where we made the file or read its bytes."""
    with xml.within("format"):
        with xml.within("formatDesignation"):
            xml.add("formatName", file.media_type)
        if key := pronom_key(file):
            with xml.within("formatRegistry"):
                xml.add("formatRegistryName", "PRONOM")
                xml.add("formatRegistryKey", key)


def _add_whole(xml: XmlStream, premis: Premis) -> None:
    """Tell of the package itself, and of what it holds."""
    inner = {_name_based("whole", name): name for name in premis.holds}
    with _object(xml, "representation", _name_based("whole", premis.package)):
        xml.add("originalName", premis.package)
        if premis.files or inner:
            with xml.within("relationship"):
                xml.add("relationshipType", "structural")
                xml.add("relationshipSubType", "has part")
                for file in premis.files:
                    identifier = _file_identifier(premis, file.path)
                    _add_link(xml, "relatedObjectIdentifier", identifier)
                for identifier in inner:
                    _add_link(xml, "relatedObjectIdentifier", identifier)
    for identifier, name in inner.items():
        with _object(xml, "representation", identifier):
            xml.add("originalName", name)


@contextmanager
def _object(xml: XmlStream, kind: str, identifier: str) -> Iterator[None]:
    with xml.within("object", {f"{{{XSI}}}type": kind}):
        _add_link(xml, "objectIdentifier", identifier)
        yield


def _add_event(xml: XmlStream, premis: Premis, event: PremisEvent, identifier: str) -> None:
    source = {"authority": "eventType", "authorityURI": EVENT_TYPES}
    with xml.within("event"):
        _add_link(xml, "eventIdentifier", identifier)
        xml.add("eventType", event.kind, source if event.kind in _VOCABULARY else None)
        xml.add("eventDateTime", utc(event.at))
        with xml.within("eventDetailInformation"):
            xml.add("eventDetail", event.detail)
        with xml.within("eventOutcomeInformation"):
            xml.add("eventOutcome", event.outcome)
        for agent in event.agents:
            _add_link(xml, "linkingAgentIdentifier", agent.identifier)
        for path in event.files:
            _add_link(xml, "linkingObjectIdentifier", _file_identifier(premis, path))
        if not event.files:
            whole = _name_based("whole", premis.package)
            _add_link(xml, "linkingObjectIdentifier", whole)


def _add_agent(xml: XmlStream, agent: Agent) -> None:
    with xml.within("agent"):
        _add_link(xml, "agentIdentifier", agent.identifier)
        xml.add("agentName", agent.name)
        xml.add("agentType", agent.kind)
        if agent.version:
            xml.add("agentVersion", agent.version)


def _add_rights(xml: XmlStream, premis: Premis) -> None:
    """Tell which provisions keep something in the package from being handed out freely."""
    with xml.within("rights"), xml.within("rightsStatement"):
        identifier = _name_based("rights", premis.package, *premis.provisions)
        _add_link(xml, "rightsStatementIdentifier", identifier)
        xml.add("rightsBasis", "statute")
        for provision in premis.provisions:
            with xml.within("statuteInformation"):
                xml.add("statuteJurisdiction", "se")
                xml.add("statuteCitation", provision)
                xml.add("statuteNote", "Innehåller uppgifter som skyddas av bestämmelsen.")
        whole = _name_based("whole", premis.package)
        _add_link(xml, "linkingObjectIdentifier", whole)


def _add_link(xml: XmlStream, tag: str, identifier: str) -> None:
    with xml.within(tag):
        xml.add(f"{tag}Type", "UUID")
        xml.add(f"{tag}Value", identifier)


def _file_identifier(premis: Premis, path: str) -> str:
    return _name_based("file", premis.package, path)


def _event_identifier(premis: Premis, event: PremisEvent) -> str:
    about = (event.kind, utc(event.at), event.detail, *event.files)
    return _name_based("event", premis.package, *about)


def _name_based(*names: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "|".join(names)))
