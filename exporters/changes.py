"""What was changed in a record after its registration, told in Swedish.

Makulering, rättelse, and what was set apart or made public again.
"""

from collections.abc import Sequence

from diarium.arende_records import Cause, Correction, Handling, Note
from diarium.records import Gallrad
from diarium.source_changes import tell_change
from schedules.clock import STOCKHOLM

FIELDS = {
    "sender": "avsändare eller mottagare",
    "subject": "ämne",
    "kind": "slag",
    "mening": "ärendemening",
}


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
