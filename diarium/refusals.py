"""The myndighet's written decision to refuse a handling (OSL 6 kap. 3 §), registered.

Only a written decision can be appealed. It is drawn up when it is sent and registered as an
outgoing handling, in the ärende of the request or in one that is opened for it; it holds nothing
secret, for it is written to whoever asked.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Direction, Handling
from diarium.arenden import open_arende, read_arende, refuse_closed
from diarium.diarienummer import DEFAULT_TEMPLATE, next_number
from diarium.handlingar import read_handling
from diarium.incoming import check_moment
from diarium.journal import RowDigest, append_event, insert_row
from diarium.kept import note_file
from diarium.records import FileRef
from diarium.snapshot_records import ORIGINAL
from diarium.tables import HANDLING, HANDLING_FILE
from diarium.titles import SHIELDED, UNKNOWN_SENDER
from diarium.utlamnande import tell_step, write_step
from diarium.utlamnande_checks import refuse_foreign, refuse_step
from diarium.utlamnande_reading import read_utlamnande
from diarium.utlamnande_steps import Outcome, StepKind, Utlamnande

KIND = "beslut"
MENING = "Begäran om att få ta del av allmän handling ({number})"
SUBJECTS = {
    Outcome.REFUSED: "Beslut: begäran {number} om att få ta del av allmän handling avslås",
    Outcome.MASKED: "Beslut: begäran {number} om att få ta del av allmän handling avslås delvis",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDecision:
    """A written decision, kept in the store already.

    Attributes:
        name: What its file is called.
        media_type: Its kind.
        ref: The kept file.
        at: When it was sent.
        arende: The ärende it belongs to; None means that of the request, or a new one.
        template: How a diarienummer is written.
    """

    name: str
    media_type: str
    ref: FileRef
    at: datetime
    arende: str | None = None
    template: str = DEFAULT_TEMPLATE


def record_decision(
    session: Session, number: str, decision: WrittenDecision, by: str, now: datetime
) -> Utlamnande:
    """Register a written decision to refuse, and note it as a step of the request.

    Args:
        session: A session that holds the write lock.
        number: The request.
        decision: The decision.
        by: Who registers it.
        now: When.

    Raises:
        UsageError: There is no such request or ärende, or the moment cannot be meant.
        RefusedError: Nothing was refused, or the ärende is closed or another nämnd's.
    """
    request = read_utlamnande(session, number)
    refuse_step(request, StepKind.DECIDED)
    check_moment(decision.at, request.steps[-1].happened_at, "--when", now)
    arende_id, rows = _find_arende(session, request, decision, by, now)
    handling, written = _write(session, request, arende_id, decision, by, now)
    append_event(session, "handling.registered", handling.beteckning, [*rows, *written], by, now)
    said = {
        "kind": StepKind.DECIDED.value,
        "happened_at": decision.at,
        "handling_id": handling.id,
    }
    step = write_step(session, request.id, said, by, now)
    return tell_step(session, request.number, StepKind.DECIDED, [step], by, now)


def find_decision_arende(session: Session, request: Utlamnande, named: str | None) -> Arende | None:
    """Return the ärende that a decision about a request will be registered in, if there is one.

    Raises:
        UsageError: There is no ärende by that diarienummer.
        RefusedError: It is closed or another nämnd's.
    """
    dnr = named or request.arende
    if dnr is None:
        return None
    arende = read_arende(session, dnr, handlingar=False)
    refuse_foreign(arende.diarienummer, arende.namnd, request.namnd)
    refuse_closed(arende)
    return arende


def _find_arende(
    session: Session, request: Utlamnande, decision: WrittenDecision, by: str, now: datetime
) -> tuple[int, list[RowDigest]]:
    arende = find_decision_arende(session, request, decision.arende)
    if arende is not None:
        return arende.id, []
    mening = (MENING.format(number=request.number), None)
    return open_arende(session, request.namnd, mening, by, now, decision.template)


def _write(
    session: Session,
    request: Utlamnande,
    arende_id: int,
    decision: WrittenDecision,
    by: str,
    now: datetime,
) -> tuple[Handling, list[RowDigest]]:
    """Write the outgoing handling and its file; who asked stands in the protected form alone."""
    subject = SUBJECTS[request.outcome or Outcome.REFUSED].format(number=request.number)
    handling = insert_row(
        session, HANDLING, arende_id=arende_id,
        lopnummer=next_number(session, f"handling/{arende_id}"),
        direction=Direction.OUTGOING.value, kind=KIND,
        made_available_at=decision.at, received_at=decision.at,
        registered_at=now, registered_by=by,
        sender_public=SHIELDED if request.requester_protected else UNKNOWN_SENDER,
        sender_protected=request.requester_protected,
        subject_public=subject, subject_protected=None,
    )  # fmt: skip
    file = insert_row(
        session, HANDLING_FILE, handling_id=handling.row_id, role=ORIGINAL, name=decision.name,
        media_type=decision.media_type, sha256=decision.ref.sha256, start=0,
        length=decision.ref.size,
    )  # fmt: skip
    kept = note_file(session, decision.ref, decision.media_type, now)
    return read_handling(session, handling.row_id), [handling, *kept, file]
