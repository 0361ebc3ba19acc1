"""METS as E-ARK CSIP and SIP demand it, for a package and for each representation.

Versions, types and agents come from the profile; ``exporters.checks.package_checks`` holds every
package to the requirements. The document is written piece by piece: a package may hold a hundred
thousand files.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exporters.media_types import stated_type
from exporters.namespaces import CSIP, METS, XLINK, XSI
from exporters.packages.containers import Container
from exporters.packages.contents import PackageContents
from exporters.packages.package_files import PackageFile
from exporters.packages.profile_texts import list_agents, list_alt_record_ids
from exporters.packages.profiles import Agent, ContentForm, Profile
from exporters.safe_xml import utc
from exporters.xml_stream import XmlStream, write_stream

NAMESPACE = uuid.UUID("6ff80d52-6b41-5c2c-8d3e-0c5f4a4a7a10")
"""Where this program's name-based identifiers (UUID version 5) begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """Files of one use, such as ``Documentation``, ``Data`` or ``Representations/diarium``."""

    use: str
    files: Sequence[PackageFile]
    form: ContentForm | None = None

    @property
    def is_representation(self) -> bool:
        """It holds a representation's own METS."""
        return self.use.startswith("Representations/")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetsDocument:
    """A METS file: of the package, or of one of its representations.

    Attributes:
        folder: Where in the package it lies, empty or ending in ``/``.
        form: TYPE and content information type.
        contents: What the package is made of.
        profile: Whose agents, identifiers and METS profile it names.
        premis: The PREMIS file beside it.
        schemas: The schemas lie in the package.
    """

    folder: str
    objid: str
    label: str
    form: ContentForm
    contents: PackageContents
    profile: Profile
    premis: PackageFile
    groups: Sequence[FileGroup]
    schemas: bool

    def at(self, file: PackageFile) -> str:
        """Return the path of a file of the package as seen from the METS."""
        return file.path.removeprefix(self.folder)


def write_mets(container: Container, document: MetsDocument) -> PackageFile:
    """Write a METS file into a package.

    Its identifiers come from its OBJID, so they are always the same.
    """
    place = container.work / "METS.xml"
    _stream(place, document)
    created = document.contents.created
    written = container.add(f"{document.folder}METS.xml", place, "application/xml", created)
    place.unlink()
    return written


def identifier(objid: str, *names: str) -> str:
    """Return a name-based identifier that may stand as an xml:id."""
    return f"uuid-{uuid.uuid5(NAMESPACE, '|'.join((objid, *names)))}"


def _stream(place: Path, document: MetsDocument) -> None:
    prefixes = {None: METS, "xlink": XLINK, "xsi": XSI, "csip": CSIP}
    about = {
        "OBJID": document.objid, "LABEL": document.label, "TYPE": document.form.type,
        "PROFILE": document.profile.mets_profile, **_form_attributes(document.form),
    }  # fmt: skip
    if document.schemas:
        about[f"{{{XSI}}}schemaLocation"] = _schema_locations(document.folder)
    with write_stream(place, f"{{{METS}}}mets", prefixes, about) as xml:
        _add_header(xml, document)
        _add_provenance(xml, document)
        _add_files(xml, document)
        _add_structure(xml, document)


def _schema_locations(folder: str) -> str:
    up = "../" * folder.count("/")
    files = {METS: "mets.xsd", CSIP: "DILCISExtensionMETS.xsd", XLINK: "xlink.xsd"}
    return " ".join(f"{namespace} {up}schemas/{file}" for namespace, file in files.items())


def _form_attributes(form: ContentForm) -> dict[str, str]:
    made = {
        "CONTENTINFORMATIONTYPE": form.information_type,
        "OTHERCONTENTINFORMATIONTYPE": form.other_information_type,
    }
    return {f"{{{CSIP}}}{name}": value for name, value in made.items() if value}


def _add_header(xml: XmlStream, document: MetsDocument) -> None:
    contents = document.contents
    status = "OTHER" if contents.extract else "NEW"
    about = {"CREATEDATE": utc(contents.created), "RECORDSTATUS": status}
    with xml.within("metsHdr", {**about, f"{{{CSIP}}}OAISPACKAGETYPE": "SIP"}):
        for agent in list_agents(document.profile, contents):
            _add_agent(xml, agent)
        for kind, text in list_alt_record_ids(document.profile, contents).items():
            xml.add("altRecordID", text, {"TYPE": kind})


def _add_agent(xml: XmlStream, agent: Agent) -> None:
    about = {
        "ROLE": agent.role, "OTHERROLE": agent.other_role,
        "TYPE": agent.type, "OTHERTYPE": agent.other_type,
    }  # fmt: skip
    with xml.within("agent", {name: value for name, value in about.items() if value}):
        xml.add("name", agent.name)
        if agent.note:
            typed = {f"{{{CSIP}}}NOTETYPE": agent.note_type} if agent.note_type else None
            xml.add("note", agent.note, typed)


def _add_provenance(xml: XmlStream, document: MetsDocument) -> None:
    created = utc(document.premis.created)
    about = {"ID": _provenance_id(document), "CREATED": created, "STATUS": "CURRENT"}
    with (
        xml.within("amdSec", {"ID": identifier(document.objid, "amdSec")}),
        xml.within("digiprovMD", about),
    ):
        link = _link(document.at(document.premis))
        xml.add("mdRef", None, {**link, "MDTYPE": "PREMIS", **describe_file(document.premis)})


def _add_files(xml: XmlStream, document: MetsDocument) -> None:
    with xml.within("fileSec", {"ID": identifier(document.objid, "fileSec")}):
        for group in document.groups:
            extra = _form_attributes(group.form) if group.form else {}
            about = {"ID": _group_id(document, group), "USE": group.use, **extra}
            with xml.within("fileGrp", about):
                for file in group.files:
                    _add_file(xml, document, file)


def _add_file(xml: XmlStream, document: MetsDocument, file: PackageFile) -> None:
    path = document.at(file)
    named = {"OWNERID": file.name} if file.name else {}
    about = {"ID": identifier(document.objid, "file", path), **describe_file(file), **named}
    with xml.within("file", about):
        title = {f"{{{XLINK}}}title": file.about} if file.about else {}
        xml.add("FLocat", None, {**_link(path), **title})


def _add_structure(xml: XmlStream, document: MetsDocument) -> None:
    about = {"ID": identifier(document.objid, "structMap"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}
    with (
        xml.within("structMap", about),
        xml.within("div", _division(document, document.objid)),
    ):
        metadata = _division(document, "Metadata")
        xml.add("div", None, {**metadata, "ADMID": _provenance_id(document)})
        for group in document.groups:
            with xml.within("div", _division(document, group.use)):
                _point_to(xml, document, group)


def _point_to(xml: XmlStream, document: MetsDocument, group: FileGroup) -> None:
    if group.is_representation:
        link = _link(document.at(group.files[0]))
        title = {f"{{{XLINK}}}title": _group_id(document, group)}
        xml.add("mptr", None, {**link, **title})
    else:
        xml.add("fptr", None, {"FILEID": _group_id(document, group)})


def _division(document: MetsDocument, label: str) -> dict[str, str]:
    return {"ID": identifier(document.objid, "div", label), "LABEL": label}


def _group_id(document: MetsDocument, group: FileGroup) -> str:
    return identifier(document.objid, "fileGrp", group.use)


def _provenance_id(document: MetsDocument) -> str:
    return identifier(document.objid, "digiprovMD")


def _link(path: str) -> dict[str, str]:
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": path}


def describe_file(file: PackageFile) -> dict[str, str]:
    """Return the attributes by which any METS tells what a file is and how it is checked."""
    return {
        "MIMETYPE": stated_type(file.media_type),
        "SIZE": str(file.size),
        "CREATED": utc(file.created),
        "CHECKSUM": file.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }
