"""FGS Ärendehantering 1.0 (Riksarkivet): the ärenden and their handlingar, for FGS 1.2 packages.

The schema demands its elements in one fixed order, and moments without a time zone: they are told
in Swedish local time, so that a day in the register is the same day here. What is protected stays
out unless the package was asked for it, as in ``exporters.packages.erms``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from diarium.arende_records import Arende, ArendeStatus, Direction, Handling
from diarium.utlamnande_steps import MASKED
from exporters.namespaces import FGS_ERMS
from exporters.packages.changes import list_arende_notes, list_notes
from exporters.packages.contents import PROTECTED_GROUND, PackageContents, regulation_of
from exporters.packages.erms_records import system_identifier
from exporters.packages.masked_names import masked_number, tell_masked
from exporters.packages.package_files import PackageFile
from exporters.packages.parts import Part, plan_handlingar
from exporters.xml_stream import XmlStream, write_stream
from schedules.clock import STOCKHOLM

Lying = Mapping[str, PackageFile]
"""The files of the handlingar that lie in the package, by the path that was planned for each."""

LARGEST_INT = 2**31 - 1
"""What ``Storlek``, an xs:int, can say; of a larger file the size stands in sip.xml alone."""
_ARENDE_STATUS = {
    ArendeStatus.OPEN: "Öppet",
    ArendeStatus.REOPENED: "Öppet",
    ArendeStatus.ON_HOLD: "Vilande",
    ArendeStatus.CLOSED: "Stängt",
    ArendeStatus.MAKULERAT: "Makulerat",
}
_STATUS = {
    Direction.INCOMING: "Inkommen",
    Direction.OUTGOING: "Expedierad",
    Direction.INTERNAL: "Upprättad",
}


@dataclass(frozen=True, slots=True)
class _Writing:
    """A file under writing, and what it is made of."""

    xml: XmlStream
    contents: PackageContents
    parts: Mapping[int, tuple[Part, ...]]
    lying: Lying

    def add_some(self, tag: str, text: str | None) -> None:
        """Write an element unless it would be empty."""
        if text:
            self.xml.add(tag, text)


def write_fgs_arenden(contents: PackageContents, lying: Lying, path: Path) -> None:
    """Write the file of a package's ärenden.

    Args:
        contents: What the package is made of; it has at least one ärende.
        lying: The files of the handlingar; of a delivery in parts, those in this one.
        path: Where the file is written.
    """
    with (
        write_stream(path, f"{{{FGS_ERMS}}}Leveransobjekt", {None: FGS_ERMS}) as xml,
        xml.within("ArkivobjektListaArenden"),
    ):
        writing = _Writing(xml, contents, plan_handlingar(contents), lying)
        for arende in contents.arenden:
            _write_arende(writing, arende)


def local_time(moment: datetime) -> str:
    """Return a moment as the clock in Sweden showed it, such as ``2026-07-01T00:05:00``."""
    return moment.astimezone(STOCKHOLM).replace(tzinfo=None).isoformat(timespec="seconds")


def _write_arende(to: _Writing, arende: Arende) -> None:
    about = {"Systemidentifierare": system_identifier(to.contents, arende.diarienummer)}
    shown = arende.mening_protected if to.contents.include_protected else None
    with to.xml.within("ArkivobjektArende", about):
        to.xml.add("ArkivobjektID", arende.diarienummer)
        if arende.closed_at:
            to.xml.add("Avslutat", local_time(arende.closed_at))
        _write_clerk(to, "Öppnade ärendet", arende.opened_by)
        if arende.closed_by:
            _write_clerk(to, "Avslutade ärendet", arende.closed_by)
        to.add_some("Klass", arende.classification)
        if arende.mening_protected:
            _write_restriction(to, PROTECTED_GROUND, "Ärendemeningen är delvis skyddad.")
        to.add_some("Notering", _join(list_arende_notes(to.contents, arende)))
        to.xml.add("Skapad", local_time(arende.opened_at))
        _write_beginning(to, arende)
        to.xml.add("StatusArande", _ARENDE_STATUS[arende.status])
        to.xml.add("Arendemening", shown or arende.mening_public)
        _write_own(to, {"Offentlig ärendemening": arende.mening_public if shown else None})
        _write_handlingar(to, arende)


def _write_beginning(to: _Writing, arende: Arende) -> None:
    """Write when the ärende came in, or when it was begun if nothing had come in."""
    first = arende.handlingar[0] if arende.handlingar else None
    if first and first.direction is Direction.INCOMING:
        to.xml.add("Inkommen", local_time(first.received_at))


def _write_handlingar(to: _Writing, arende: Arende) -> None:
    if not arende.handlingar:
        return
    with to.xml.within("ArkivobjektListaHandlingar"):
        for handling in arende.handlingar:
            _write_handling(to, handling)
            _write_masked(to, handling)


def _write_handling(to: _Writing, handling: Handling) -> None:
    shown = to.contents.include_protected
    subject = handling.subject_protected if shown else None
    sender = handling.sender_protected if shown else None
    about = {"Systemidentifierare": system_identifier(to.contents, handling.beteckning)}
    with to.xml.within("ArkivobjektHandling", about):
        to.xml.add("ArkivobjektID", handling.beteckning)
        to.add_some("Handlingstyp", handling.kind)
        _write_facts(to, handling, sender or handling.sender_public)
        to.add_some("Notering", _join(list_notes(to.contents, handling)))
        for number, _version in enumerate(to.contents.masked.get(handling.id, ()), start=1):
            name = masked_number(handling, number)
            to.xml.add("HandlingRelation", name, {"Typ": "Maskad version"})
        to.add_some("Rubrik", subject or handling.subject_public)
        _write_state(to, handling)
        if handling.is_protected:
            _write_sekretess(to, handling)
        _write_bilagor(to, [part for part in to.parts[handling.id] if part.role != MASKED])
        _write_own(
            to,
            {
                "Tillgänglig": local_time(handling.made_available_at),
                "Offentlig rubrik": handling.subject_public if subject else None,
                "Offentlig part": handling.sender_public if sender else None,
            },
        )


def _write_facts(to: _Writing, handling: Handling, party: str) -> None:
    """Write from Avsandare to Mottagare: who, when and in which order."""
    outgoing = handling.direction is Direction.OUTGOING
    if party and not outgoing:
        _write_party(to, "Avsandare", party)
    if outgoing:
        to.xml.add("Expedierad", local_time(handling.received_at))
    _write_clerk(to, "Registrerade handlingen", handling.registered_by)
    if handling.direction is Direction.INCOMING:
        to.xml.add("Inkommen", local_time(handling.received_at))
    to.xml.add("Lopnummer", str(handling.lopnummer))
    if party and outgoing:
        _write_party(to, "Mottagare", party)


def _write_state(to: _Writing, handling: Handling) -> None:
    """Write from Skapad to Upprattad."""
    to.xml.add("Skapad", local_time(handling.registered_at))
    to.xml.add("StatusHandling", _STATUS[handling.direction])
    if handling.direction is Direction.INTERNAL:
        to.xml.add("Upprattad", local_time(handling.received_at))


def _write_masked(to: _Writing, handling: Handling) -> None:
    """Write each masked version as a handling of its own; only public forms stand in it."""
    versions = to.contents.masked.get(handling.id, ())
    files = [part for part in to.parts[handling.id] if part.role == MASKED]
    for number, (version, part) in enumerate(zip(versions, files, strict=True), start=1):
        name = masked_number(handling, number)
        about = {"Systemidentifierare": system_identifier(to.contents, name)}
        with to.xml.within("ArkivobjektHandling", about):
            to.xml.add("ArkivobjektID", name)
            to.add_some("Handlingstyp", handling.kind)
            to.xml.add("Beskrivning", tell_masked(handling, version))
            _write_clerk(to, "Lämnade ut den maskerade versionen", version.by)
            to.xml.add("HandlingRelation", handling.beteckning, {"Typ": "Är maskad version av"})
            to.xml.add("Rubrik", f"{handling.subject_public} (maskerad version)")
            to.xml.add("StatusHandling", _STATUS[Direction.INTERNAL])
            to.xml.add("Upprattad", local_time(version.at))
            _write_bilagor(to, [part])


def _write_clerk(to: _Writing, role: str, login: str) -> None:
    with to.xml.within("Agent"):
        to.xml.add("Roll", role)
        to.xml.add("Namn", login)
        to.xml.add("Organisationsnamn", to.contents.namnd.name)


def _write_party(to: _Writing, tag: str, name: str) -> None:
    with to.xml.within(tag):
        to.xml.add("Namn", name)


def _write_sekretess(to: _Writing, handling: Handling) -> None:
    marked = handling.sekretess
    text = "Avsändare, mottagare eller ämne är delvis skyddat."
    if marked:
        text = f"Sekretessmarkering {marked.date} av {marked.authority}."
    _write_restriction(to, regulation_of(handling), text)


def _write_restriction(to: _Writing, provision: str, text: str) -> None:
    """Write a restriction; when it will end, which RestriktionsDatum is for, nobody knows."""
    with to.xml.within("Restriktion", {"Typ": "Sekretess"}):
        to.xml.add("ForklarandeText", text)
        to.xml.add("Lagrum", provision)


def _write_bilagor(to: _Writing, parts: Sequence[Part]) -> None:
    for file in (to.lying[part.path] for part in parts if part.path in to.lying):
        size = {"Storlek": str(file.size)} if file.size <= LARGEST_INT else {}
        about = {"Namn": file.name or file.path, "Lank": file.path, **size}
        about |= {"Mimetyp": file.media_type, "Checksumma": file.sha256}
        to.xml.add("Bilaga", None, {**about, "ChecksummaMetod": "SHA-256"})


def _write_own(to: _Writing, values: Mapping[str, str | None]) -> None:
    """Write what the format has no element for."""
    told = {name: value for name, value in values.items() if value}
    if not told:
        return
    with to.xml.within("EgnaElement"):
        for name, value in told.items():
            with to.xml.within("EgetElement", {"Namn": name}):
                to.xml.add("Varde", value)


def _join(notes: Sequence[tuple[str, str]]) -> str:
    """Return notes as the one text that the format has room for."""
    return "\n".join(text for text, _kind in notes)
