"""The records of ERMS: a handling, and each masked version of it as a record of its own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from diarium.arende_records import Direction, Handling
from diarium.masked_versions import MaskedVersion
from diarium.utlamnande_steps import MASKED
from exporters.packages.changes import list_notes
from exporters.packages.contents import PackageContents, regulation_of
from exporters.packages.masked_names import masked_number, tell_masked
from exporters.packages.mets import NAMESPACE
from exporters.packages.parts import Part
from exporters.safe_xml import utc
from exporters.xml_stream import XmlStream
from schedules.clock import STOCKHOLM

_STATUS = {
    Direction.INCOMING: "received",
    Direction.OUTGOING: "expedited",
    Direction.INTERNAL: "prepared",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ErmsVersion:
    """What one version of CITS ERMS writes otherwise than another.

    Attributes:
        digital: How it writes that a record is digital.
        classification_schema: The id of the classification schema; empty where it knows none.
    """

    digital: str
    classification_schema: str


def system_identifier(contents: PackageContents, number: str) -> str:
    """Return the same UUID for the same diarienummer or beteckning of a myndighet, always."""
    authority = f"{contents.namnd.orgnr}|{contents.namnd.code}"
    return str(uuid.uuid5(NAMESPACE, f"{authority}|{number}"))


def add_handling(
    xml: XmlStream,
    contents: PackageContents,
    form: ErmsVersion,
    handling: Handling,
    parts: Sequence[Part],
) -> None:
    """Write a handling with those of its files that go in.

    Args:
        xml: The file under writing, within the ärende.
        contents: What the package is made of.
        form: The version of ERMS.
        handling: The handling.
        parts: Its files, and its masked versions, which are related to it only.
    """
    shown = contents.include_protected
    about = _about(contents, form, handling, handling.beteckning)
    with xml.within("record", about):
        xml.add("objectId", handling.beteckning)
        add_title(xml, handling.subject_public, handling.subject_protected if shown else None)
        _add_status(xml, handling)
        xml.add("runningNumber", str(handling.lopnummer))
        for number, _ in enumerate(contents.masked.get(handling.id, ()), start=1):
            named = masked_number(handling, number)
            xml.add("relation", named, {"relationType": "has_redacted_version"})
        if handling.is_protected:
            _add_sekretess(xml, handling)
        _add_direction(xml, handling)
        with xml.within("agents"):
            _add_parties(xml, handling, shown=shown)
        with xml.within("dates"):
            _add_dates(xml, handling)
        add_notes(xml, list_notes(contents, handling))
        _add_appendices(xml, [part for part in parts if part.role != MASKED])


def add_masked(
    xml: XmlStream,
    contents: PackageContents,
    form: ErmsVersion,
    handling: Handling,
    parts: Sequence[Part],
) -> None:
    """Write each masked version of a handling, related to it; it holds public forms only."""
    files = [part for part in parts if part.role == MASKED]
    versions = contents.masked.get(handling.id, ())
    for number, (version, part) in enumerate(zip(versions, files, strict=True), start=1):
        named = masked_number(handling, number)
        with xml.within("record", _about(contents, form, handling, named)):
            xml.add("objectId", named)
            xml.add("title", f"{handling.subject_public} (maskerad version)")
            _add_status(xml, handling)
            relation = {"relationType": "is_redacted_version_of"}
            xml.add("relation", handling.beteckning, relation)
            _add_direction(xml, handling)
            _tell_version(xml, handling, version)
            _add_appendices(xml, [part])


def add_title(xml: XmlStream, public: str, protected: str | None) -> None:
    """Write the title, and where the whole title is shown the public one beside it."""
    xml.add("title", protected or public)
    if protected:
        xml.add("otherTitle", public, {"titleType": "public"})


def add_notes(xml: XmlStream, notes: Sequence[tuple[str, str]]) -> None:
    """Write notes, a text and its kind each, if there are any."""
    if notes:
        with xml.within("notes"):
            for text, kind in notes:
                xml.add("note", text, {"noteType": kind})


def add_agent(xml: XmlStream, role: str, name: str, more: Mapping[str, str] | None = None) -> None:
    """Write an agent."""
    with xml.within("agent", {"agentType": role, **(more or {})}):
        xml.add("name", name)


def add_restriction(
    xml: XmlStream, regulation: str, text: str, noted: datetime | None = None
) -> None:
    """Write that something is protected, by which provision, and when that was noted."""
    with xml.within("restriction", {"restrictionType": "confidential"}):
        xml.add("explanatoryText", text)
        xml.add("regulation", regulation)
        if noted:
            with xml.within("dates"):
                xml.add("date", utc(noted), {"dateType": "confidentiality_assessed"})


def _about(
    contents: PackageContents, form: ErmsVersion, handling: Handling, number: str
) -> dict[str, str]:
    return {
        "systemIdentifier": system_identifier(contents, number),
        "recordType": handling.kind,
        "recordPhysicalOrDigital": form.digital,
    }


def _add_status(xml: XmlStream, handling: Handling) -> None:
    status = "obliterated" if handling.makulerad else _STATUS[handling.direction]
    xml.add("status", None, {"value": status})


def _add_sekretess(xml: XmlStream, handling: Handling) -> None:
    marked = handling.sekretess
    text = "Avsändare eller ärende är delvis skyddat."
    noted = None
    if marked:
        text = f"Sekretessmarkering av {marked.authority}."
        noted = datetime.combine(marked.date, time.min, STOCKHOLM)
    add_restriction(xml, regulation_of(handling), text, noted)


def _add_direction(xml: XmlStream, handling: Handling) -> None:
    attributes = {"directionDefinition": handling.direction.value}
    if handling.direction is Direction.INTERNAL:
        attributes = {"directionDefinition": "other", "otherDirectionDefinition": "upprättad"}
    xml.add("direction", None, attributes)


def _add_parties(xml: XmlStream, handling: Handling, *, shown: bool) -> None:
    role = "receiver" if handling.direction is Direction.OUTGOING else "sender"
    name = (handling.sender_protected if shown else None) or handling.sender_public
    add_agent(xml, role, name)
    add_agent(xml, "administrator", handling.registered_by)


def _add_dates(xml: XmlStream, handling: Handling) -> None:
    reached = {"dateType": "other", "otherDateType": "tillganglig"}
    xml.add("date", utc(handling.made_available_at), reached)
    xml.add("date", utc(handling.received_at), {"dateType": "received"})
    xml.add("date", utc(handling.registered_at), {"dateType": "created"})


def _tell_version(xml: XmlStream, handling: Handling, version: MaskedVersion) -> None:
    """Write who handed a masked version out, and when."""
    with xml.within("agents"):
        add_agent(xml, "administrator", version.by)
    with xml.within("dates"):
        xml.add("date", utc(version.at), {"dateType": "expedited"})
    add_notes(xml, [(tell_masked(handling, version), "maskerad")])


def _add_appendices(xml: XmlStream, parts: Sequence[Part]) -> None:
    if parts:
        with xml.within("additionalInformation"):
            for part in parts:
                path = part.path.removeprefix("data/")
                about = {"name": part.name, "fileFormat": part.media_type, "path": path}
                xml.add("appendix", None, about)
