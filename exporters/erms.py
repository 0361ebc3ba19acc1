"""CITS ERMS 2.1.2, which is FGS Ärendehantering 2.0: the ärenden and their handlingar.

What is protected stays out unless the package was asked for it: the public form stands as the
title, and a restriction names the provision (OSL 5 kap. 2 § andra stycket, 5 §).
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from lxml import etree

from diarium.arende_records import Arende, ArendeStatus, Direction, Handling
from exporters.changes import list_changes, list_gallring, list_markings, list_source_changes
from exporters.contents import PROTECTED_GROUND, PackageContents, regulation_of
from exporters.mets import NAMESPACE
from exporters.namespaces import ERMS
from exporters.parts import Part
from exporters.safe_xml import add, utc, write_xml
from schedules.clock import STOCKHOLM

EXTRACT_NOTE = "Utdrag: kopia av ett öppet ärende. Ärendet finns kvar i diariet och kan ändras."
_ARENDE_STATUS = {
    ArendeStatus.OPEN: "open",
    ArendeStatus.REOPENED: "open",
    ArendeStatus.ON_HOLD: "on_hold",
    ArendeStatus.CLOSED: "closed",
    ArendeStatus.MAKULERAT: "obliterated",
}
_STATUS = {
    Direction.INCOMING: "received",
    Direction.OUTGOING: "expedited",
    Direction.INTERNAL: "prepared",
}


def write_erms(contents: PackageContents, parts: Mapping[int, tuple[Part, ...]]) -> bytes:
    """Return the ERMS file of a package.

    Args:
        contents: What the package is made of; it has at least one ärende.
        parts: The files of each handling, by the handling's number in the register.
    """
    root = etree.Element(etree.QName(ERMS, "erms"), nsmap={None: ERMS})
    _add_control(root, contents)
    aggregations = add(root, "aggregations")
    for arende in contents.arenden:
        _add_arende(aggregations, contents, arende, parts)
    return write_xml(root)


def system_identifier(contents: PackageContents, number: str) -> str:
    """Return the same UUID for the same diarienummer or beteckning of a myndighet, always."""
    authority = f"{contents.namnd.orgnr}|{contents.namnd.code}"
    return str(uuid.uuid5(NAMESPACE, f"{authority}|{number}"))


def _add_control(root: etree._Element, contents: PackageContents) -> None:
    control = add(root, "control")
    number = "".join(filter(str.isdigit, contents.namnd.orgnr))
    add(control, "identification", contents.namnd.name, {"identificationType": "arkivbildare"})
    add(control, "identification", number, {"identificationType": "organisationsnummer"})
    upkeep = add(control, "maintenanceInformation")
    add(upkeep, "maintenanceStatus", None, {"value": "derived" if contents.extract else "new"})
    agency = add(upkeep, "maintenanceAgency")
    add(agency, "agencyCode", number, {"type": "organisationsnummer"})
    add(agency, "agencyName", contents.kommun)
    event = add(add(upkeep, "maintenanceHistory"), "maintenanceEvent")
    add(event, "eventType", None, {"value": "derived" if contents.extract else "created"})
    add(event, "eventDateTime", utc(contents.created))
    software = f"{contents.software.name} {contents.software.version}"
    add(add(event, "agent", None, {"agentType": "deliverer"}), "name", software)


def _add_arende(
    parent: etree._Element,
    contents: PackageContents,
    arende: Arende,
    parts: Mapping[int, tuple[Part, ...]],
) -> None:
    about = {"systemIdentifier": system_identifier(contents, arende.diarienummer)}
    made = add(parent, "aggregation", None, {**about, "aggregationType": "caseFile"})
    add(made, "objectId", arende.diarienummer)
    if arende.classification:
        code = {"classificationCode": arende.classification}
        add(made, "classification", arende.classification, code)
    shown = contents.include_protected
    _add_title(made, arende.mening_public, arende.mening_protected if shown else None)
    add(made, "status", None, {"value": _ARENDE_STATUS[arende.status]})
    if arende.mening_protected:
        _add_restriction(made, PROTECTED_GROUND, "Ärendemeningen är delvis skyddad.")
    agents = add(made, "agents")
    _add_agent(agents, "creator", contents.namnd.name)
    _add_agent(agents, "opening_person", arende.opened_by)
    if arende.closed_by:
        _add_agent(agents, "other", arende.closed_by, {"otherAgentType": "closing_person"})
    dates = add(made, "dates")
    add(dates, "date", utc(arende.opened_at), {"dateType": "opened"})
    if arende.closed_at:
        add(dates, "date", utc(arende.closed_at), {"dateType": "closed"})
    notes = [] if arende.is_closed else [(EXTRACT_NOTE, "utdrag")]
    notes += list_gallring(arende.gallrat)
    _add_notes(made, [*notes, *list_changes(arende.makulerad, arende.corrections, shown=shown)])
    for handling in arende.handlingar:
        _add_handling(made, contents, handling, parts.get(handling.id, ()))


def _add_handling(
    parent: etree._Element, contents: PackageContents, handling: Handling, parts: tuple[Part, ...]
) -> None:
    shown = contents.include_protected
    about = {
        "systemIdentifier": system_identifier(contents, handling.beteckning),
        "recordType": handling.kind,
        "recordPhysicalOrDigital": "digitial",
    }
    made = add(parent, "record", None, about)
    add(made, "objectId", handling.beteckning)
    status = "obliterated" if handling.makulerad else _STATUS[handling.direction]
    _add_title(made, handling.subject_public, handling.subject_protected if shown else None)
    add(made, "status", None, {"value": status})
    add(made, "runningNumber", str(handling.lopnummer))
    if handling.is_protected:
        _add_sekretess(made, handling)
    _add_direction(made, handling)
    _add_parties(add(made, "agents"), handling, shown=shown)
    _add_dates(made, handling)
    notes = list_changes(handling.makulerad, handling.corrections, shown=shown)
    notes += list_markings(handling, shown=shown)
    notes += list_gallring(handling.gallrad)
    notes += list_source_changes(handling)
    if contents.withholds(handling) and handling.files:
        text = "Filerna ingår inte i paketet, eftersom uppgifter i handlingen är skyddade."
        notes.append((text, "skyddad"))
    _add_notes(made, notes)
    if parts:
        _add_appendices(made, parts)


def _add_title(made: etree._Element, public: str, protected: str | None) -> None:
    """Add the title, and where the whole title is shown the public one beside it."""
    add(made, "title", protected or public)
    if protected:
        add(made, "otherTitle", public, {"titleType": "public"})


def _add_notes(made: etree._Element, notes: Sequence[tuple[str, str]]) -> None:
    if notes:
        held = add(made, "notes")
        for text, kind in notes:
            add(held, "note", text, {"noteType": kind})


def _add_restriction(
    made: etree._Element, regulation: str, text: str, noted: datetime | None = None
) -> None:
    restriction = add(made, "restriction", None, {"restrictionType": "confidential"})
    add(restriction, "explanatoryText", text)
    add(restriction, "regulation", regulation)
    if noted:
        date = {"dateType": "confidentiality_assessed"}
        add(add(restriction, "dates"), "date", utc(noted), date)


def _add_sekretess(made: etree._Element, handling: Handling) -> None:
    marked = handling.sekretess
    text = "Avsändare eller ärende är delvis skyddat."
    noted = None
    if marked:
        text = f"Sekretessmarkering av {marked.authority}."
        noted = datetime.combine(marked.date, time.min, STOCKHOLM)
    _add_restriction(made, regulation_of(handling), text, noted)


def _add_direction(made: etree._Element, handling: Handling) -> None:
    attributes = {"directionDefinition": handling.direction.value}
    if handling.direction is Direction.INTERNAL:
        attributes = {"directionDefinition": "other", "otherDirectionDefinition": "upprättad"}
    add(made, "direction", None, attributes)


def _add_parties(agents: etree._Element, handling: Handling, *, shown: bool) -> None:
    role = "receiver" if handling.direction is Direction.OUTGOING else "sender"
    name = (handling.sender_protected if shown else None) or handling.sender_public
    _add_agent(agents, role, name)
    _add_agent(agents, "administrator", handling.registered_by)


def _add_agent(
    agents: etree._Element, role: str, name: str, more: Mapping[str, str] | None = None
) -> None:
    add(add(agents, "agent", None, {"agentType": role, **(more or {})}), "name", name)


def _add_dates(made: etree._Element, handling: Handling) -> None:
    dates = add(made, "dates")
    reached = {"dateType": "other", "otherDateType": "tillganglig"}
    add(dates, "date", utc(handling.made_available_at), reached)
    add(dates, "date", utc(handling.received_at), {"dateType": "received"})
    add(dates, "date", utc(handling.registered_at), {"dateType": "created"})


def _add_appendices(made: etree._Element, parts: tuple[Part, ...]) -> None:
    information = add(made, "additionalInformation")
    for part in parts:
        path = part.path.removeprefix("data/")
        about = {"name": part.name, "fileFormat": part.media_type, "path": path}
        add(information, "appendix", None, about)
