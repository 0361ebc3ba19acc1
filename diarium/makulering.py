"""Makulering: what was registered wrongly is voided; it keeps its number and is shown as void.

Nothing is taken away: the note says why, when and by whom, and the series of numbers runs on. The
message of a makulerad handling waits for a person's decision again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, ArendeStatus, Handling
from diarium.arenden import read_arende, refuse_closed
from diarium.closing import list_incomplete
from diarium.decisions import decision_history
from diarium.errors import RefusedError
from diarium.handlingar import MAKULERAD, NO_ATTACHMENT, read_beteckning, read_handling
from diarium.journal import RowDigest, append_event, insert_row
from diarium.message_records import BY_PERSON, DecisionOutcome
from diarium.plain_text import clean_line
from diarium.statuses import write_status
from diarium.tables import DECISION, HANDLING_NOTE
from schedules.clock import STOCKHOLM

ANEW = (
    "Registreringen {beteckning} är makulerad: en person prövar meddelandet på nytt "
    "(OSL 5 kap. 1 §)."
)


def makulera_handling(
    session: Session, beteckning: str, why: str, by: str, now: datetime
) -> Handling:
    """Void a handling that was registered wrongly.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        why: Why it was wrong.
        by: Who voids it.
        now: When.

    Raises:
        UsageError: There is no such handling, or the reason is not fit to keep.
        RefusedError: It is makulerad already, or its ärende is closed.
    """
    handling = read_beteckning(session, beteckning)
    refuse_makulerad(handling)
    refuse_closed(read_arende(session, handling.diarienummer, handlingar=False))
    rows = [_note(session, handling, MAKULERAD, why, by, now)]
    if handling.message is not None:
        rows.append(_try_anew(session, handling, by, now))
    append_event(session, "handling.makulerad", handling.beteckning, rows, by, now)
    return read_handling(session, handling.id)


def makulera_arende(session: Session, dnr: str, why: str, by: str, now: datetime) -> Arende:
    """Void an ärende that was opened wrongly; all its handlingar are makulerade before.

    Raises:
        UsageError: There is no such ärende, or the reason is not fit to keep.
        RefusedError: It is closed or makulerat, or a handling in it stands.
    """
    arende = read_arende(session, dnr)
    refuse_closed(arende)
    standing = [each.beteckning for each in arende.handlingar if not each.makulerad]
    if standing:
        raise RefusedError(
            "{dnr} holds handlingar that stand: {standing}; makulera them first, if they are wrong",
            dnr=arende.diarienummer,
            standing=", ".join(standing),
        )
    said = clean_line("--why", why)
    row = write_status(session, arende.id, ArendeStatus.MAKULERAT, said, by, now)
    append_event(session, "arende.makulerat", arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)


def accept_missing(session: Session, beteckning: str, why: str, by: str, now: datetime) -> Handling:
    """Note why an attachment that is missing will not come, so that the ärende can be closed.

    Raises:
        UsageError: There is no such handling, or the reason is not fit to keep.
        RefusedError: No attachment is missing, it is noted already, the handling is makulerad, or
            its ärende is closed.
    """
    handling = read_beteckning(session, beteckning)
    refuse_makulerad(handling)
    arende = read_arende(session, handling.diarienummer, handlingar=False)
    refuse_closed(arende)
    if handling.message not in list_incomplete(session, arende.id):
        raise RefusedError(
            "{beteckning} misses no attachment; there is nothing to note",
            beteckning=handling.beteckning,
        )
    if handling.no_attachment:
        raise RefusedError(
            "it is noted already, on {day}, that the attachment of {beteckning} will not come",
            day=str(handling.no_attachment.at.astimezone(STOCKHOLM).date()),
            beteckning=handling.beteckning,
        )
    row = _note(session, handling, NO_ATTACHMENT, why, by, now)
    append_event(session, "handling.attachment-missed", handling.beteckning, [row], by, now)
    return read_handling(session, handling.id)


def refuse_makulerad(handling: Handling) -> None:
    """Refuse to go on with a handling that is makulerad.

    Raises:
        RefusedError: It is makulerad.
    """
    if handling.makulerad:
        raise RefusedError(
            "{beteckning} is makulerad since {day} and stays so; name another handling",
            beteckning=handling.beteckning,
            day=str(handling.makulerad.at.astimezone(STOCKHOLM).date()),
        )


def _note(
    session: Session, handling: Handling, kind: str, why: str, by: str, now: datetime
) -> RowDigest:
    said = clean_line("--why", why)
    return insert_row(
        session, HANDLING_NOTE, handling_id=handling.id, kind=kind, why=said, at=now, by=by
    )


def _try_anew(session: Session, handling: Handling, by: str, now: datetime) -> RowDigest:
    """Let the message wait for a person; what the rules found in it stands as before."""
    history = decision_history(session, handling.message or 0)
    found = next(each for each in reversed(history) if each.rule != BY_PERSON)
    return insert_row(
        session, DECISION, message_id=handling.message, outcome=DecisionOutcome.REVIEW.value,
        rule=found.rule, ground=ANEW.format(beteckning=handling.beteckning), at=now, by=by,
    )  # fmt: skip
