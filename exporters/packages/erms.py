"""CITS ERMS: the ärenden and their handlingar; 2.1.2 is FGS Ärendehantering 2.0.

What is protected stays out unless the package was asked for it: the public form stands as the
title, and a restriction names the provision (OSL 5 kap. 2 § andra stycket, 5 §).
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files as package_files
from pathlib import Path

from diarium.arende_records import Arende, ArendeStatus
from exporters.namespaces import ERMS
from exporters.packages.changes import list_arende_notes
from exporters.packages.contents import PROTECTED_GROUND, PackageContents
from exporters.packages.erms_records import (
    ErmsVersion,
    add_agent,
    add_handling,
    add_masked,
    add_notes,
    add_restriction,
    add_title,
    system_identifier,
)
from exporters.packages.parts import Part
from exporters.safe_xml import utc
from exporters.xml_stream import XmlStream, write_stream

_ARENDE_STATUS = {
    ArendeStatus.OPEN: "open",
    ArendeStatus.REOPENED: "open",
    ArendeStatus.ON_HOLD: "on_hold",
    ArendeStatus.CLOSED: "closed",
    ArendeStatus.MAKULERAT: "obliterated",
}


def write_erms(
    contents: PackageContents,
    parts: Mapping[int, tuple[Part, ...]],
    path: Path,
    version: str = "2.1.2",
) -> None:
    """Write the ERMS file of a package, an ärende at a time.

    Args:
        contents: What the package is made of; it has at least one ärende.
        parts: The files of each handling, by the handling's number in the register.
        path: Where; a file that lies there is written over.
        version: Which version of CITS ERMS.
    """
    form = _read_version(version)
    with write_stream(path, f"{{{ERMS}}}erms", {None: ERMS}) as xml:
        _add_control(xml, contents, form)
        with xml.within("aggregations"):
            for arende in contents.arenden:
                _add_arende(xml, contents, form, arende, parts)


def _read_version(version: str) -> ErmsVersion:
    told = (
        package_files("exporters.packages")
        .joinpath("erms_versions.toml")
        .read_text(encoding="utf-8")
    )
    return ErmsVersion(**tomllib.loads(told)[version])


def _add_control(xml: XmlStream, contents: PackageContents, form: ErmsVersion) -> None:
    number = "".join(filter(str.isdigit, contents.namnd.orgnr))
    with xml.within("control"):
        xml.add("identification", contents.namnd.name, {"identificationType": "arkivbildare"})
        xml.add("identification", number, {"identificationType": "organisationsnummer"})
        if form.classification_schema and any(each.classification for each in contents.arenden):
            _add_classification_schema(xml, contents, form)
        with xml.within("maintenanceInformation"):
            _add_maintenance(xml, contents, number)


def _add_classification_schema(
    xml: XmlStream, contents: PackageContents, form: ErmsVersion
) -> None:
    about = {
        "classificationSchemaId": form.classification_schema,
        "classificationSchemaStatus": "current",
    }
    with (
        xml.within("classificationSchema", about),
        xml.within("textualDescriptionOfClassificationSchema"),
    ):
        xml.add("p", f"Koderna i informationshanteringsplanen för {contents.namnd.name}.")


def _add_maintenance(xml: XmlStream, contents: PackageContents, number: str) -> None:
    xml.add("maintenanceStatus", None, {"value": "derived" if contents.extract else "new"})
    with xml.within("maintenanceAgency"):
        xml.add("agencyCode", number, {"type": "organisationsnummer"})
        xml.add("agencyName", contents.kommun)
    with xml.within("maintenanceHistory"), xml.within("maintenanceEvent"):
        xml.add("eventType", None, {"value": "derived" if contents.extract else "created"})
        xml.add("eventDateTime", utc(contents.created))
        add_agent(xml, "deliverer", f"{contents.software.name} {contents.software.version}")


def _add_arende(
    xml: XmlStream,
    contents: PackageContents,
    form: ErmsVersion,
    arende: Arende,
    parts: Mapping[int, tuple[Part, ...]],
) -> None:
    about = {
        "systemIdentifier": system_identifier(contents, arende.diarienummer),
        "aggregationType": "caseFile",
    }
    if form.classification_schema and arende.classification:
        about["classificationSchemaUsed"] = form.classification_schema
    with xml.within("aggregation", about):
        _tell_arende(xml, contents, arende)
        for handling in arende.handlingar:
            held = parts.get(handling.id, ())
            add_handling(xml, contents, form, handling, held)
            add_masked(xml, contents, form, handling, held)


def _tell_arende(xml: XmlStream, contents: PackageContents, arende: Arende) -> None:
    shown = contents.include_protected
    xml.add("objectId", arende.diarienummer)
    if arende.classification:
        code = {"classificationCode": arende.classification}
        xml.add("classification", arende.classification, code)
    add_title(xml, arende.mening_public, arende.mening_protected if shown else None)
    xml.add("status", None, {"value": _ARENDE_STATUS[arende.status]})
    if arende.mening_protected:
        add_restriction(xml, PROTECTED_GROUND, "Ärendemeningen är delvis skyddad.")
    with xml.within("agents"):
        add_agent(xml, "creator", contents.namnd.name)
        add_agent(xml, "opening_person", arende.opened_by)
        if arende.closed_by:
            add_agent(xml, "other", arende.closed_by, {"otherAgentType": "closing_person"})
    with xml.within("dates"):
        xml.add("date", utc(arende.opened_at), {"dateType": "opened"})
        if arende.closed_at:
            xml.add("date", utc(arende.closed_at), {"dateType": "closed"})
    add_notes(xml, list_arende_notes(contents, arende))
