"""The statuses of an ärende: open, on hold, closed, reopened; and its classification.

Each change is a row of its own and an entry of the journal; doing a thing twice is refused.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, ArendeStatus
from diarium.arenden import read_arende, refuse_closed, show_day
from diarium.closing import Remaining, list_remaining
from diarium.errors import RefusedError, UsageError
from diarium.journal import RowDigest, append_event, insert_row
from diarium.klassificering import refuse_unknown_code
from diarium.klassificering_file import CODE
from diarium.plain_text import clean_line
from diarium.tables import ARENDE_STATUS, CLASSIFICATION


class UnfinishedError(RefusedError):
    """An ärende cannot be closed yet.

    Attributes:
        dnr: Its diarienummer.
        remaining: All that remains.
    """

    def __init__(self, dnr: str, remaining: tuple[Remaining, ...]) -> None:
        self.dnr, self.remaining = dnr, remaining
        remains = "; ".join(map(str, remaining))
        super().__init__(
            "{dnr} cannot be closed yet; what remains: {remains}", dnr=dnr, remains=remains
        )


def hold_arende(session: Session, dnr: str, why: str, by: str, now: datetime) -> Arende:
    """Put an ärende on hold (vilande); what comes in is still registered in it.

    Raises:
        UsageError: There is no such ärende, or the reason is not fit to keep.
        RefusedError: It is on hold already, or closed.
    """
    arende = read_arende(session, dnr, handlingar=False)
    refuse_closed(arende)
    if arende.status is ArendeStatus.ON_HOLD:
        raise RefusedError(
            "{dnr} is on hold already, since {day}; archiver arende resume takes it up again",
            dnr=arende.diarienummer,
            day=show_day(arende.history[-1]),
        )
    return _change(session, arende, ArendeStatus.ON_HOLD, clean_line("--why", why), by, now)


def resume_arende(session: Session, dnr: str, by: str, now: datetime) -> Arende:
    """Take up an ärende that is on hold.

    Raises:
        UsageError: There is no such ärende.
        RefusedError: It is not on hold.
    """
    arende = read_arende(session, dnr, handlingar=False)
    refuse_closed(arende)
    if arende.status is not ArendeStatus.ON_HOLD:
        raise RefusedError(
            "{dnr} is open since {day} and not on hold; there is nothing to resume",
            dnr=arende.diarienummer,
            day=show_day(arende.history[-1]),
        )
    return _change(session, arende, ArendeStatus.OPEN, None, by, now)


def close_arende(session: Session, dnr: str, by: str, now: datetime) -> Arende:
    """Close an ärende; nothing can be written in it until it is reopened.

    Raises:
        UsageError: There is no such ärende.
        UnfinishedError: Something remains; all of it is told.
        RefusedError: It is closed already.
    """
    arende = read_arende(session, dnr)
    refuse_closed(arende)
    remains = list_remaining(session, arende)
    if remains:
        raise UnfinishedError(arende.diarienummer, remains)
    return _change(session, arende, ArendeStatus.CLOSED, None, by, now)


def reopen_arende(session: Session, dnr: str, why: str, by: str, now: datetime) -> Arende:
    """Open a closed ärende again, with the reason.

    Raises:
        UsageError: There is no such ärende, or the reason is not fit to keep.
        RefusedError: It is not closed, or makulerat or gallrat for good.
    """
    arende = read_arende(session, dnr, handlingar=False)
    if arende.makulerad:
        refuse_closed(arende)
    if arende.gallrat:
        raise RefusedError(
            "{dnr} is gallrat by the decision {decision} and stays closed; open a new ärende",
            dnr=arende.diarienummer,
            decision=arende.gallrat.decision,
        )
    if arende.status is ArendeStatus.ON_HOLD:
        raise RefusedError(
            "{dnr} is not closed but on hold since {day}; archiver arende resume takes it up again",
            dnr=arende.diarienummer,
            day=show_day(arende.history[-1]),
        )
    if not arende.is_closed:
        raise RefusedError(
            "{dnr} is not closed but open since {day}; there is nothing to reopen",
            dnr=arende.diarienummer,
            day=show_day(arende.history[-1]),
        )
    return _change(session, arende, ArendeStatus.REOPENED, clean_line("--why", why), by, now)


def classify_arende(session: Session, dnr: str, code: str, by: str, now: datetime) -> Arende:
    """Give an ärende its code in the municipality's classification plan; the newest one stands.

    Where the nämnd's informationshanteringsplan has been taken in, only its codes are accepted.

    Raises:
        UsageError: There is no such ärende, or the code is none, or none of the plan's.
        RefusedError: It has that code already, or is closed.
    """
    arende = read_arende(session, dnr, handlingar=False)
    refuse_closed(arende)
    code = code.strip()
    if not CODE.fullmatch(code):
        raise UsageError(
            "{code} is no code of a classification plan; write numbers or letters with dots "
            "between, such as 1.4.2",
            code=ascii(code[:40]) if not code.isprintable() else code[:40] or "''",
        )
    refuse_unknown_code(session, arende.namnd, code)
    if arende.classification == code:
        raise RefusedError(
            "{dnr} has the classification {code} already", dnr=arende.diarienummer, code=code
        )
    row = insert_row(session, CLASSIFICATION, arende_id=arende.id, code=code, at=now, by=by)
    append_event(session, "arende.classified", arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)


def write_status(
    session: Session,
    arende_id: int,
    status: ArendeStatus,
    why: str | None,
    by: str,
    now: datetime,
) -> RowDigest:
    """Write a status of an ärende; name the result in the entry that tells of it."""
    return insert_row(
        session, ARENDE_STATUS, arende_id=arende_id, status=status.value, reason=why, at=now, by=by
    )


def _change(
    session: Session, arende: Arende, status: ArendeStatus, why: str | None, by: str, now: datetime
) -> Arende:
    kind = {
        ArendeStatus.ON_HOLD: "arende.held",
        ArendeStatus.OPEN: "arende.resumed",
        ArendeStatus.CLOSED: "arende.closed",
        ArendeStatus.REOPENED: "arende.reopened",
    }[status]
    row = write_status(session, arende.id, status, why, by, now)
    append_event(session, kind, arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)
