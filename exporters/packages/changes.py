"""What was changed in a record after its registration, told in Swedish.

Makulering, rättelse, and what was set apart or made public again.
"""

from collections.abc import Sequence

from diarium.arende_records import Arende, Cause, Correction, Handling, Note
from diarium.records import Gallrad
from diarium.source_changes import tell_change
from exporters.packages.contents import PackageContents
from schedules.clock import STOCKHOLM

EXTRACT_NOTE = "Utdrag: kopia av ett öppet ärende. Ärendet finns kvar i diariet och kan ändras."
WITHHELD_NOTE = "Filerna ingår inte i paketet, eftersom uppgifter i handlingen är skyddade."
FIELDS = {
    "sender": "avsändare eller mottagare",
    "subject": "ämne",
    "kind": "slag",
    "mening": "ärendemening",
}


def list_arende_notes(contents: PackageContents, arende: Arende) -> list[tuple[str, str]]:
    """Return all that a package notes about an ärende: a text and its kind each."""
    notes = [] if arende.is_closed else [(EXTRACT_NOTE, "utdrag")]
    notes += list_gallring(arende.gallrat)
    shown = contents.include_protected
    return [*notes, *list_changes(arende.makulerad, arende.corrections, shown=shown)]


def list_notes(contents: PackageContents, handling: Handling) -> list[tuple[str, str]]:
    """Return all that a package notes about a handling: a text and its kind each."""
    shown = contents.include_protected
    notes = list_changes(handling.makulerad, handling.corrections, shown=shown)
    notes += list_markings(handling, shown=shown)
    notes += list_gallring(handling.gallrad)
    notes += list_source_changes(handling)
    if contents.withholds(handling) and handling.files:
        notes.append((WITHHELD_NOTE, "skyddad"))
    return notes


def list_changes(
    makulerad: Note | None, corrections: Sequence[Correction], *, shown: bool
) -> list[tuple[str, str]]:
    """Return what was changed in a record: a text and its kind each, oldest first.

    Args:
        makulerad: Why it was voided, if it was.
        corrections: How it was corrected.
        shown: What is protected is shown too; without it neither protected forms nor the reasons,
            which may tell of them, are named.
    """
    told = [(_correction(each, shown=shown), each.cause.value) for each in corrections]
    if makulerad:
        why = f" Skäl: {makulerad.why}" if shown else ""
        day = makulerad.at.astimezone(STOCKHOLM).date()
        told.append((f"Makulerad {day} av {makulerad.by}.{why}", "makulering"))
    return told


def list_gallring(gallrad: Gallrad | None) -> list[tuple[str, str]]:
    """Return that a record is gallrad, if it is: a text and its kind."""
    if gallrad is None:
        return []
    day = gallrad.at.astimezone(STOCKHOLM).date()
    text = (
        f"Gallrad {day} enligt beslut {gallrad.decision} (gallring {gallrad.number}). "
        "Innehåll och filer är förstörda; registrets uppgifter bevaras."
    )
    return [(text, "gallring")]


def list_markings(handling: Handling, *, shown: bool) -> list[tuple[str, str]]:
    """Return each sekretessmarkering that was put or lifted: a text and its kind each.

    Args:
        handling: The handling.
        shown: What is protected is shown too; else the reasons, which may tell of it, are not.
    """
    told = []
    for each in handling.markings:
        day, put = each.at.astimezone(STOCKHOLM).date(), each.sekretess
        text = f"Sekretessmarkeringen hävd {day} av {each.by}."
        if put:
            text = f"Sekretessmarkerad {put.date} enligt {put.provision} av {put.authority}."
        why = f" Skäl: {each.why}" if shown and each.why else ""
        told.append((f"{text}{why}", "sekretess"))
    return told


def list_source_changes(handling: Handling) -> list[tuple[str, str]]:
    """Return how a handling was edited or deleted where it came from: a text and its kind each."""
    return [
        (f"{tell_change(each, handling.message)}.", "kalla") for each in handling.source_changes
    ]


_CAUSES = {
    Cause.RATTELSE: "Rättad",
    Cause.MARKING: "Avskild genom sekretessmarkering",
    Cause.MASKING: "Maskerad",
    Cause.LIFTING: "Inte längre avskild",
}


def _correction(correction: Correction, *, shown: bool) -> str:
    day = correction.at.astimezone(STOCKHOLM).date()
    old = (correction.old_protected if shown else None) or correction.old_public
    new = (correction.new_protected if shown else None) or correction.new_public
    what = f"{_CAUSES[correction.cause]} {day} av {correction.by}: {FIELDS[correction.field]}"
    text = f"{what}, från ”{old}” till ”{new}”."
    return f"{text} Skäl: {correction.why}" if shown else text
