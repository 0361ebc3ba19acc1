"""``sip.xml`` of FGS Paketstruktur 1.2: METS 1.11 as Riksarkivet's schema narrows it.

Its additions (``ext:``) stand in a namespace called ``ExtensionMETS``. Agents, identifiers and the
attributes of the whole are the profile's.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from diarium.records import FileFormat, NamedFile
from exporters.namespaces import EXT, METS, XLINK, XSI
from exporters.packages.contents import PackageContents
from exporters.packages.fgs_records import RecordOfFile, list_records
from exporters.packages.folders_by_kind import Folders
from exporters.packages.mets import describe_file, identifier
from exporters.packages.package_files import PackageFile
from exporters.packages.package_model import ContentKind, PackageModel
from exporters.packages.premis import pronom_key
from exporters.packages.profile_texts import fill_text, list_agents, list_alt_record_ids
from exporters.packages.profiles import Agent, ContentForm
from exporters.safe_xml import utc
from exporters.xml_stream import XmlStream, write_stream

Groups = Mapping[str, Sequence[PackageFile]]
"""The files of the package by the folder they lie in."""

FOLDERS = Folders("Content/", "Content/documentation/", "System/")
SECRECY = "Secrecy"
"""ACCESSRESTRICT of a package that holds what is protected (OSL)."""
_PREFIXES: dict[str | None, str] = {"mets": METS, "xlink": XLINK, "xsi": XSI, "ext": EXT}
_LEADING = (ContentKind.DIARIUM, ContentKind.SNAPSHOTS, ContentKind.WEBARCHIVE)
_SCHEMAS = {METS: "CSPackageMETS.xsd", EXT: "CSPackageExtensionMETS.xsd"}
_PUBLISHED = "http://xml.ra.se/e-arkiv/METS/"


def write_sip(model: PackageModel, groups: Groups, premis: PackageFile, path: Path) -> None:
    """Write ``sip.xml``.

    Args:
        model: What the package says and holds.
        groups: Every file but PREMIS and ``sip.xml`` itself.
        premis: The PREMIS file.
        path: Where it is written.
    """
    with write_stream(path, f"{{{METS}}}mets", _PREFIXES, _describe(model, groups)) as xml:
        _write_header(xml, model)
        _write_provenance(xml, model, premis)
        _write_files(xml, model, groups)
        _write_structure(xml, model, groups)


def form_of(model: PackageModel) -> ContentForm:
    """Return how the package as a whole is declared, by the kinds that lead it.

    A förteckning, gallringsprotokoll and the journal come with others, and lead only where they are
    alone.
    """
    kinds = [each.kind for each in model.inside]
    leading = [kind for kind in kinds if kind in _LEADING] or kinds
    forms = {model.profile.forms[kind.value] for kind in leading}
    return forms.pop() if len(forms) == 1 else ContentForm(type=model.profile.mixed_type)


def _describe(model: PackageModel, groups: Groups) -> dict[str, str]:
    form = form_of(model)
    said = {
        name: fill_text(text, model.contents) for name, text in model.profile.attributes.items()
    }
    said |= {"PACKAGENUMBER": str(model.number)}
    said |= {"CONTENTTYPESPECIFICATION": form.information_type}
    said |= {"ACCESSRESTRICT": SECRECY} if model.contents.holds_protected else {}
    return {
        "OBJID": model.name,
        "LABEL": model.label,
        "TYPE": form.type,
        "PROFILE": model.profile.mets_profile,
        f"{{{XSI}}}schemaLocation": _schema_locations(groups),
    } | _said(said)


def _schema_locations(groups: Groups) -> str:
    """Return where the schemas are: in the package if they were given, else as published."""
    lying = {file.path.rpartition("/")[2]: file.path for files in groups.values() for file in files}
    return " ".join(
        f"{namespace} {lying.get(name, _PUBLISHED + name)}" for namespace, name in _SCHEMAS.items()
    )


def _write_header(xml: XmlStream, model: PackageModel) -> None:
    contents = model.contents
    about = {
        "CREATEDATE": utc(contents.created),
        "RECORDSTATUS": "OTHER" if contents.extract else "NEW",
        _ext("OAISSTATUS"): "SIP",
        _ext("AGREEMENTFORM"): "AGREEMENT" if contents.agreement else "Not specified",
    }
    with xml.within("metsHdr", about):
        for agent in list_agents(model.profile, contents):
            _write_agent(xml, agent)
        for kind, value in list_alt_record_ids(model.profile, contents).items():
            xml.add("altRecordID", value, {"TYPE": kind})
        xml.add("metsDocumentID", "sip.xml")


def _write_agent(xml: XmlStream, agent: Agent) -> None:
    about = {
        "ROLE": agent.role,
        "OTHERROLE": agent.other_role,
        "TYPE": agent.type,
        "OTHERTYPE": agent.other_type,
    }
    with xml.within("agent", {name: value for name, value in about.items() if value}):
        xml.add("name", agent.name)
        if agent.note:
            xml.add("note", agent.note)


def _write_provenance(xml: XmlStream, model: PackageModel, premis: PackageFile) -> None:
    about = {"MDTYPE": "PREMIS", **_link(premis), **describe_file(premis)}
    with (
        xml.within("amdSec", {"ID": identifier(model.name, "amdSec")}),
        xml.within("digiprovMD", {"ID": identifier(model.name, "digiprovMD")}),
    ):
        xml.add("mdRef", None, about)


def _write_files(xml: XmlStream, model: PackageModel, groups: Groups) -> None:
    formats = _formats_of(model.contents)
    records = list_records(model.contents, FOLDERS)
    with (
        xml.within("fileSec", {"ID": identifier(model.name, "fileSec")}),
        xml.within("fileGrp", {"ID": identifier(model.name, "fileGrp"), "USE": "FILES"}),
    ):
        for file in chain.from_iterable(groups.values()):
            extra = _tell_format(file, formats) | _tell_record(records.get(file.path))
            about = {"ID": _file_id(model, file), **describe_file(file), **_said(extra)}
            with xml.within("file", about):
                xml.add("FLocat", None, _link(file))


def _write_structure(xml: XmlStream, model: PackageModel, groups: Groups) -> None:
    with (
        xml.within("structMap", {"LABEL": "Profilestructmap"}),
        xml.within("div", {"LABEL": "Package"}),
    ):
        for folder, files in groups.items():
            with xml.within("div", {"LABEL": folder.rstrip("/")}):
                for file in files:
                    xml.add("fptr", None, {"FILEID": _file_id(model, file)})


def _file_id(model: PackageModel, file: PackageFile) -> str:
    return identifier(model.name, "file", file.path)


def _link(file: PackageFile) -> dict[str, str]:
    address = f"file:///{quote(file.path)}"
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": address}


def _tell_format(file: PackageFile, formats: Mapping[object, FileFormat]) -> dict[str, str | None]:
    """Return the name a file came with, and what its bytes are where that is known."""
    key = pronom_key(file)
    part = file.part
    known = formats.get((part.source, part.start, part.length)) if part else None
    return {
        "ORIGINALFILENAME": file.name,
        "FORMATREGISTRY": "PRONOM" if key else None,
        "FORMATREGISTRYKEY": key,
        "FILEFORMATNAME": known.name if known else None,
    }


def _tell_record(record: RecordOfFile | None) -> dict[str, str | None]:
    if record is None:
        return {}
    return {"ARCHIVALREFERENCECODE": record.code, "ARCHIVALRECORDTYPE": record.kind}


def _said(extra: Mapping[str, str | None]) -> dict[str, str]:
    """Return the additions that say something, by their names in XML."""
    return {_ext(name): value for name, value in extra.items() if value}


def _formats_of(contents: PackageContents) -> dict[object, FileFormat]:
    return {
        (file.sha256, file.start, file.length): file.format
        for file in _named_files(contents)
        if file.format
    }


def _named_files(contents: PackageContents) -> Iterator[NamedFile]:
    for snapshot in contents.snapshots:
        yield from snapshot.files
    for arende in contents.arenden:
        for handling in arende.handlingar:
            yield from handling.files


def _ext(name: str) -> str:
    return f"{{{EXT}}}{name}"
