"""What was changed in a record after its registration, told in Swedish: makulering and rättelse."""

from collections.abc import Sequence

from diarium.records import Correction, Handling, Note
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
    told = [(_correction(each, shown=shown), "rattelse") for each in corrections]
    if makulerad:
        why = f" Skäl: {makulerad.why}" if shown else ""
        day = makulerad.at.astimezone(STOCKHOLM).date()
        told.append((f"Makulerad {day} av {makulerad.by}.{why}", "makulering"))
    return told


def list_source_changes(handling: Handling) -> list[tuple[str, str]]:
    """Return how a handling was edited or deleted where it came from: a text and its kind each."""
    return [
        (f"{tell_change(each, handling.message)}.", "kalla") for each in handling.source_changes
    ]


def _correction(correction: Correction, *, shown: bool) -> str:
    day = correction.at.astimezone(STOCKHOLM).date()
    old = (correction.old_protected if shown else None) or correction.old_public
    new = (correction.new_protected if shown else None) or correction.new_public
    text = (
        f"Rättad {day} av {correction.by}: {FIELDS[correction.field]}, från ”{old}” till ”{new}”."
    )
    return f"{text} Skäl: {correction.why}" if shown else text
