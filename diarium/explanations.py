"""Why a message stands as it does, told in Swedish so that it can be read many years later."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from diarium.decisions import decision_history
from diarium.handlingar import is_makulerad, read_handling
from diarium.intake.staging import RULES
from diarium.message_records import Decision, DecisionOutcome, Finding, Message, Signal
from diarium.messages import read_message
from diarium.protected_messages import show_messages
from diarium.records import Gallrad
from diarium.source_changes import tell_change
from diarium.tables import HANDLING
from schedules.clock import STOCKHOLM

_OUTCOMES = {
    DecisionOutcome.PROPOSE: "förslag att registrera",
    DecisionOutcome.REVIEW: "ska prövas av en person",
    DecisionOutcome.SKIP: "registreras inte",
    DecisionOutcome.REGISTER: "registrerad",
    DecisionOutcome.DUPLICATE: "dubblett",
}
_SIGNALS = {
    Signal.SECRET: "kan omfattas av sekretess",
    Signal.THREAT: "kan vara hot",
    Signal.REMOVAL: "kan behöva tas bort",
    Signal.KRITIK: "kan vara saklig kritik",
    Signal.FAINT_KRITIK: "kan vara saklig kritik, svaga tecken",
    Signal.QUESTION: "kan vara en fråga",
}


def explain(session: Session, message_id: int) -> str:
    """Return in Swedish what was decided about a message, when, by whom, why and by which words.

    Raises:
        UsageError: There is no such message.
    """
    [message] = show_messages(session, [read_message(session, message_id)])
    history = decision_history(session, message_id)
    return "\n".join(
        [
            f"Meddelande {message_id}, tillgängligt {_moment(message.made_available_at)}",
            *_tell_gallring(message.gallrad),
            *_tell_first(session, message),
            *_tell_changes(session, message),
            *_tell_signals(message.signals),
            *_tell_decisions(history),
        ]
    )


def registered_as(session: Session, message_id: int) -> str | None:
    """Return the beteckning a message is registered by, unless that is makulerat."""
    query = select(HANDLING.c.id).where(
        HANDLING.c.message_id == message_id, ~is_makulerad(HANDLING.c.id)
    )
    found = session.execute(query).scalar()
    return read_handling(session, found).beteckning if found is not None else None


def _tell_gallring(gallrad: Gallrad | None) -> Iterator[str]:
    if gallrad is not None:
        yield (
            f"Gallrat {_moment(gallrad.at)} av {gallrad.by} enligt beslut {gallrad.decision} "
            f"(gallring {gallrad.number}): innehållet är förstört, besluten står kvar"
        )


def _tell_first(session: Session, message: Message) -> Iterator[str]:
    """Yield what it repeats, and what repeats it."""
    same = "Samma" if message.duplicate_of else "Troligen samma"
    if first := message.duplicate_of or message.likely_of:
        dnr = registered_as(session, first)
        told = f"registrerat som {dnr}" if dnr else "inte registrerat"
        yield f"{same} som meddelande {first}, {told}"
    for each in message.repeated_by:
        sure = "Upprepas" if each.sure else "Upprepas troligen"
        files = f", som har {each.brings} filer som saknas här" if each.brings else ""
        yield f"{sure} av meddelande {each.message}{files}"


def _tell_changes(session: Session, message: Message) -> Iterator[str]:
    """Yield what happened at the source, and how the first wording now stands."""
    for change in message.source_changes:
        yield tell_change(change, message.id)
        if change.version == message.id and change.message is not None:
            dnr = registered_as(session, change.message)
            told = f"registrerat som {dnr}" if dnr else "inte registrerat"
            yield f"   Meddelande {change.message} är {told}"


def _tell_signals(signals: Sequence[Finding]) -> Iterator[str]:
    for signal, name in _SIGNALS.items():
        if words := [f"”{each.words}”" for each in signals if each.signal is signal]:
            yield f"Ord som tyder på: {name}: {', '.join(words)}"


def _tell_decisions(history: Sequence[Decision]) -> Iterator[str]:
    for position, decision in enumerate(history, 1):
        who = f"regel {decision.rule}" if decision.by == RULES else decision.by
        stands = " (gäller)" if position == len(history) else ""
        yield f"{position}. {_moment(decision.at)}: {_OUTCOMES[decision.outcome]}, {who}{stands}"
        yield f"   {decision.ground}"
        if position > 1:
            yield f"   Dessförinnan: {_OUTCOMES[history[position - 2].outcome]}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
