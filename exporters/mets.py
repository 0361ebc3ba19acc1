"""METS as E-ARK CSIP and SIP 2.2.0 demand it, for a package and for each representation.

The requirements are named in ``csip-2.2.toml``; ``exporters.checks`` holds every package to them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from exporters.contents import Software
from exporters.media_types import stated_type
from exporters.namespaces import CSIP, METS, SIP_PROFILE, XLINK, XSI
from exporters.package_files import PackageFile
from exporters.safe_xml import add, utc, write_xml

NAMESPACE = uuid.UUID("6ff80d52-6b41-5c2c-8d3e-0c5f4a4a7a10")
"""Where this program's name-based identifiers (UUID version 5) begin."""


@dataclass(frozen=True, slots=True)
class ContentType:
    """CONTENTINFORMATIONTYPE, with the other type when it is ``OTHER``."""

    name: str
    other: str | None = None

    def attributes(self) -> dict[str, str]:
        """Return it as METS attributes."""
        made = {f"{{{CSIP}}}CONTENTINFORMATIONTYPE": self.name}
        if self.other:
            made[f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE"] = self.other
        return made


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that a package names, with its organisationsnummer."""

    name: str
    orgnr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is said of the package as a whole, alike in each of its METS files.

    Attributes:
        status: RECORDSTATUS: ``NEW``, or ``OTHER`` for a copy that is no delivery.
        archivist: The arkivbildare.
        creator: Who delivers.
        preservation: Who takes it in.
        agreement: The leveransöverenskommelse, if there is one.
    """

    created: datetime
    status: str
    software: Software
    archivist: Organisation
    creator: Organisation
    preservation: Organisation
    agreement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """Files of one use, such as ``Documentation``, ``Data`` or ``Representations/diarium``."""

    use: str
    files: Sequence[PackageFile]
    content_type: ContentType | None = None

    @property
    def is_representation(self) -> bool:
        """It holds a representation's own METS."""
        return self.use.startswith("Representations/")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetsDocument:
    """A METS file: of the package, or of one of its representations.

    Attributes:
        category: TYPE, from the vocabulary of content categories.
        premis: The PREMIS file beside it.
        schemas: Where the schemas lie as seen from it, or nothing if there are none.
    """

    objid: str
    label: str
    category: str
    content_type: ContentType
    header: Header
    premis: PackageFile
    groups: Sequence[FileGroup]
    schemas: str | None


def write_mets(document: MetsDocument) -> bytes:
    """Return the METS file; its identifiers come from its OBJID, so they are always the same."""
    prefixes = {None: METS, "xlink": XLINK, "xsi": XSI, "csip": CSIP}
    root = etree.Element(etree.QName(METS, "mets"), nsmap=prefixes)
    if document.schemas is not None:
        root.set(f"{{{XSI}}}schemaLocation", _schema_locations(document.schemas))
    named = {"OBJID": document.objid, "LABEL": document.label, "TYPE": document.category}
    for name, value in {**named, "PROFILE": SIP_PROFILE}.items():
        root.set(name, value)
    for name, value in document.content_type.attributes().items():
        root.set(name, value)
    _add_header(root, document.header)
    _add_provenance(root, document)
    _add_files(root, document)
    _add_structure(root, document)
    return write_xml(root)


def identifier(objid: str, *names: str) -> str:
    """Return a name-based identifier that may stand as an xml:id."""
    return f"uuid-{uuid.uuid5(NAMESPACE, '|'.join((objid, *names)))}"


def orgnr_code(orgnr: str) -> str:
    """Return an organisationsnummer as Swedish packages write it, such as ``ORG:2120000001``."""
    return "ORG:" + "".join(filter(str.isdigit, orgnr))


def _schema_locations(folder: str) -> str:
    files = {METS: "mets.xsd", CSIP: "DILCISExtensionMETS.xsd", XLINK: "xlink.xsd"}
    return " ".join(f"{namespace} {folder}{file}" for namespace, file in files.items())


def _add_header(root: etree._Element, header: Header) -> None:
    about = {"CREATEDATE": utc(header.created), "RECORDSTATUS": header.status}
    made = add(root, "metsHdr", None, {**about, f"{{{CSIP}}}OAISPACKAGETYPE": "SIP"})
    software = add(
        made, "agent", None, {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
    )
    _name_agent(software, header.software.name, "SOFTWARE VERSION", header.software.version)
    bodies = {
        "ARCHIVIST": header.archivist,
        "CREATOR": header.creator,
        "PRESERVATION": header.preservation,
    }
    for role, body in bodies.items():
        agent = add(made, "agent", None, {"ROLE": role, "TYPE": "ORGANIZATION"})
        _name_agent(agent, body.name, "IDENTIFICATIONCODE", orgnr_code(body.orgnr))
    if header.agreement:
        add(made, "altRecordID", header.agreement, {"TYPE": "SUBMISSIONAGREEMENT"})


def _name_agent(agent: etree._Element, name: str, kind: str, note: str) -> None:
    add(agent, "name", name)
    add(agent, "note", note, {f"{{{CSIP}}}NOTETYPE": kind})


def _add_provenance(root: etree._Element, document: MetsDocument) -> None:
    section = add(root, "amdSec", None, {"ID": identifier(document.objid, "amdSec")})
    created = utc(document.premis.created)
    about = {"ID": _provenance_id(document), "CREATED": created, "STATUS": "CURRENT"}
    provenance = add(section, "digiprovMD", None, about)
    link = _link(document.premis.path)
    add(provenance, "mdRef", None, {**link, "MDTYPE": "PREMIS", **_facts(document.premis)})


def _add_files(root: etree._Element, document: MetsDocument) -> None:
    section = add(root, "fileSec", None, {"ID": identifier(document.objid, "fileSec")})
    for group in document.groups:
        about = {"ID": _group_id(document, group), "USE": group.use}
        extra = group.content_type.attributes() if group.content_type else {}
        made = add(section, "fileGrp", None, {**about, **extra})
        for file in group.files:
            named = {"OWNERID": file.name} if file.name else {}
            about = {"ID": identifier(document.objid, "file", file.path), **_facts(file)}
            entry = add(made, "file", None, {**about, **named})
            add(entry, "FLocat", None, _link(file.path))


def _add_structure(root: etree._Element, document: MetsDocument) -> None:
    about = {"ID": identifier(document.objid, "structMap"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}
    structure = add(root, "structMap", None, about)
    whole = _division(structure, document, document.objid)
    _division(whole, document, "Metadata").set("ADMID", _provenance_id(document))
    for group in document.groups:
        division = _division(whole, document, group.use)
        if group.is_representation:
            link = _link(group.files[0].path)
            title = {f"{{{XLINK}}}title": _group_id(document, group)}
            add(division, "mptr", None, {**link, **title})
        else:
            add(division, "fptr", None, {"FILEID": _group_id(document, group)})


def _division(parent: etree._Element, document: MetsDocument, label: str) -> etree._Element:
    about = {"ID": identifier(document.objid, "div", label), "LABEL": label}
    return add(parent, "div", None, about)


def _group_id(document: MetsDocument, group: FileGroup) -> str:
    return identifier(document.objid, "fileGrp", group.use)


def _provenance_id(document: MetsDocument) -> str:
    return identifier(document.objid, "digiprovMD")


def _link(path: str) -> dict[str, str]:
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": path}


def _facts(file: PackageFile) -> dict[str, str]:
    return {
        "MIMETYPE": stated_type(file.media_type),
        "SIZE": str(file.size),
        "CREATED": utc(file.created),
        "CHECKSUM": file.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }
