"""Utlämnande: a request for a handling is received, examined, and granted or refused.

Whoever asks need not say who they are or why (TF 2 kap. 18 §), so no name is ever demanded. A
person examines (OSL 6 kap. 3 §), and each step is a row that stays. A sekretessmarkering is only
a reminder: what is asked for is tried anew each time.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.arende_records import Handling
from diarium.arenden import read_arende
from diarium.diarienummer import next_number
from diarium.handlingar import read_beteckning
from diarium.incoming import check_moment
from diarium.journal import RowDigest, append_event, insert_row, insert_rows
from diarium.kept import note_file
from diarium.namnder import only_namnd, read_namnd
from diarium.plain_text import clean_line
from diarium.readable_forms import READABLE
from diarium.records import FileRef
from diarium.seen import note_seen
from diarium.tables import (
    ARENDE,
    UTLAMNANDE,
    UTLAMNANDE_FILE,
    UTLAMNANDE_HANDLING,
    UTLAMNANDE_STEP,
)
from diarium.utlamnande_checks import (
    check_grounds,
    refuse_foreign,
    refuse_marked_since,
    refuse_step,
    refuse_unclear,
)
from diarium.utlamnande_reading import list_asked, read_utlamnande, write_number
from diarium.utlamnande_steps import (
    MASKED,
    Asking,
    CopiedFile,
    Examination,
    HandingOut,
    Outcome,
    StepKind,
    Telling,
    Utlamnande,
)

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""No request is older."""


def receive_request(session: Session, asking: Asking, by: str, now: datetime) -> Utlamnande:
    """Note that somebody asks for a handling; a makulerad one can be asked for too.

    Args:
        session: A session that holds the write lock.
        asking: What is asked for.
        by: Who notes it.
        now: When.

    Raises:
        UsageError: There is no such nämnd, handling or ärende, or words or moment cannot be meant.
        RefusedError: A handling or the ärende is another nämnd's.
    """
    found = [read_beteckning(session, each) for each in asking.handlingar]
    namnd = _find_namnd(session, asking, found)
    check_moment(asking.received_at, EARLIEST, "--received", now)
    number = next_number(session, f"utlamnande/{namnd}")
    request = insert_row(
        session, UTLAMNANDE, namnd=namnd, number=number,
        asked=clean_line("--asked", asking.asked), how=asking.how.value,
        requester=clean_line("--requester", asking.requester or "", optional=True) or None,
        arende_id=_find_arende(session, asking.arende, namnd),
        received_at=asking.received_at, at=now, by=by,
    )  # fmt: skip
    rows = [request, *_note_handlingar(session, request.row_id, found)]
    said = {"kind": StepKind.RECEIVED.value, "happened_at": asking.received_at}
    rows.append(write_step(session, request.row_id, said, by, now))
    return tell_step(session, write_number(namnd, number), StepKind.RECEIVED, rows, by, now)


def examine_request(
    session: Session, number: str, found: Examination, by: str, now: datetime
) -> Utlamnande:
    """Note what a person found: all can be handed out, or masked, or nothing.

    Raises:
        UsageError: There is no such request or handling, or masking or refusal names no provision
            and no ground.
        RefusedError: It is too late to examine, no handling is named, one is another nämnd's, or
            one is marked secret and it is not said why the whole is handed out.
    """
    request = read_utlamnande(session, number)
    refuse_step(request, StepKind.EXAMINED)
    check_moment(found.at, request.steps[-1].happened_at, "--when", now)
    provision, ground = check_grounds(found)
    added = _find_added(session, request, found.handlingar)
    asked = [*list_asked(session, request), *added]
    despite = clean_line("--despite-marking", found.despite_marking or "", optional=True) or None
    refuse_unclear(request, found.outcome, asked, despite)
    rows = _note_handlingar(session, request.id, added)
    said = {
        "kind": StepKind.EXAMINED.value, "happened_at": found.at, "outcome": found.outcome.value,
        "provision": provision, "ground": ground, "despite_marking": despite,
    }  # fmt: skip
    rows.append(write_step(session, request.id, said, by, now))
    return tell_step(session, request.number, StepKind.EXAMINED, rows, by, now)


def hand_out(
    session: Session, number: str, given: HandingOut, by: str, now: datetime
) -> Utlamnande:
    """Note that what was asked for was handed out, whole or masked.

    Args:
        session: A session that holds the write lock.
        number: The request.
        given: How, when, and the files, which are kept already.
        by: Who handed it out.
        now: When it is noted.

    Raises:
        UsageError: There is no such request, or the moment cannot be meant.
        RefusedError: It was not found that it can be handed out, or a handling was marked secret
            after that.
    """
    request = read_utlamnande(session, number)
    refuse_step(request, StepKind.HANDED_OUT)
    check_moment(given.at, request.steps[-1].happened_at, "--when", now)
    asked = list_asked(session, request)
    refuse_marked_since(request, asked)
    kind = StepKind.HANDED_OUT
    said = {"kind": kind.value, "happened_at": given.at, "how": given.how.value}
    step = write_step(session, request.id, said, by, now)
    rows = [step, *_note_files(session, step.row_id, given.files, asked, now)]
    done = tell_step(session, request.number, kind, rows, by, now)
    if request.outcome is Outcome.FULL:
        for each in (each for each in asked if each.is_protected):
            note_seen(session, [each.beteckning], "exported", by, now)
    return done


def tell_refusal(
    session: Session, number: str, told: Telling, by: str, now: datetime
) -> Utlamnande:
    """Note that a refusal was told, and that the myndighet's written decision can be asked for.

    OSL 6 kap. 3 § tredje stycket: whoever is refused is told so, and that a written decision is
    needed to appeal.

    Raises:
        UsageError: There is no such request, or the moment cannot be meant.
        RefusedError: It was not refused, or that was told already.
    """
    request = read_utlamnande(session, number)
    refuse_step(request, StepKind.REFUSED)
    check_moment(told.at, request.steps[-1].happened_at, "--when", now)
    said = {"kind": StepKind.REFUSED.value, "happened_at": told.at, "how": told.how.value}
    step = write_step(session, request.id, said, by, now)
    done = tell_step(session, request.number, StepKind.REFUSED, [step], by, now)
    return ask_decision(session, number, told.at, by, now) if told.decision_asked else done


def ask_decision(session: Session, number: str, at: datetime, by: str, now: datetime) -> Utlamnande:
    """Note that whoever was refused asks for the myndighet's written decision.

    Raises:
        UsageError: There is no such request, or the moment cannot be meant.
        RefusedError: Nothing was refused, or it is asked for already.
    """
    return _simple_step(session, number, StepKind.DECISION_ASKED, at, by, now)


def withdraw_request(
    session: Session, number: str, at: datetime, by: str, now: datetime
) -> Utlamnande:
    """Note that whoever asked wants it no more.

    Raises:
        UsageError: There is no such request, or the moment cannot be meant.
        RefusedError: It is handed out, refused or withdrawn already.
    """
    return _simple_step(session, number, StepKind.WITHDRAWN, at, by, now)


def _simple_step(
    session: Session, number: str, kind: StepKind, at: datetime, by: str, now: datetime
) -> Utlamnande:
    request = read_utlamnande(session, number)
    refuse_step(request, kind)
    check_moment(at, request.steps[-1].happened_at, "--when", now)
    step = write_step(session, request.id, {"kind": kind.value, "happened_at": at}, by, now)
    return tell_step(session, request.number, kind, [step], by, now)


def _find_namnd(session: Session, asking: Asking, handlingar: Iterable[Handling]) -> str:
    """Return the nämnd that is asked: each is a myndighet of its own (TF 2 kap. 17 §)."""
    owners = {each.beteckning: _namnd_of(session, each.diarienummer) for each in handlingar}
    if asking.namnd:
        namnd = read_namnd(session, asking.namnd).code
    else:
        namnd = next(iter(owners.values()), None) or only_namnd(session)
    for beteckning, owner in owners.items():
        refuse_foreign(beteckning, owner, namnd)
    return namnd


def _find_added(session: Session, request: Utlamnande, named: Iterable[str]) -> list[Handling]:
    found = {each.beteckning: each for each in (read_beteckning(session, b) for b in named)}
    for each in found.values():
        refuse_foreign(each.beteckning, _namnd_of(session, each.diarienummer), request.namnd)
    return [each for each in found.values() if each.beteckning not in request.handlingar]


def _namnd_of(session: Session, dnr: str) -> str:
    query = select(ARENDE.c.namnd).where(ARENDE.c.diarienummer == dnr)
    return str(session.execute(query).scalar_one())


def _find_arende(session: Session, dnr: str | None, namnd: str) -> int | None:
    if dnr is None:
        return None
    arende = read_arende(session, dnr, handlingar=False)
    refuse_foreign(arende.diarienummer, arende.namnd, namnd)
    return arende.id


def _note_handlingar(
    session: Session, request_id: int, handlingar: Iterable[Handling]
) -> list[RowDigest]:
    ids = dict.fromkeys(each.id for each in handlingar)
    rows = [{"utlamnande_id": request_id, "handling_id": each} for each in ids]
    return insert_rows(session, UTLAMNANDE_HANDLING, rows)


def _note_files(
    session: Session,
    step_id: int,
    files: Iterable[CopiedFile],
    asked: Iterable[Handling],
    now: datetime,
) -> list[RowDigest]:
    """Note what was handed out; what was printed for it is a new file of the archive."""
    ids = {each.beteckning: each.id for each in asked}
    rows = []
    for each in files:
        file = each.file
        if file.role in (MASKED, READABLE):
            ref = FileRef(file.sha256, file.length)
            rows += note_file(session, ref, file.media_type, now)
        rows.append(
            insert_row(
                session, UTLAMNANDE_FILE, utlamnande_step_id=step_id,
                handling_id=ids[each.beteckning], role=file.role, name=file.name,
                media_type=file.media_type, sha256=file.sha256, start=file.start,
                length=file.length,
            )
        )  # fmt: skip
    return rows


def write_step(
    session: Session, request: int, said: Mapping[str, object], by: str, now: datetime
) -> RowDigest:
    """Write a step of a request; name the result in the entry that tells of it."""
    return insert_row(session, UTLAMNANDE_STEP, utlamnande_id=request, at=now, by=by, **said)


def tell_step(
    session: Session, number: str, kind: StepKind, rows: list[RowDigest], by: str, now: datetime
) -> Utlamnande:
    """Tell the journal of a step and return the request as it then stands."""
    append_event(session, f"utlamnande.{kind.value}", number, rows, by, now)
    return read_utlamnande(session, number)
