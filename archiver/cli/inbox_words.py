"""What the inbox's codes are called on the screen."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _

from archiver.cli.output import show
from diarium.message_records import (
    ChangeKind,
    Channel,
    DecisionOutcome,
    Finding,
    Signal,
    SourceChange,
)


def outcome_name(outcome: DecisionOutcome) -> str:
    """Return what stands about a message, in words."""
    return {
        DecisionOutcome.PROPOSE: _("proposed for registration"),
        DecisionOutcome.REVIEW: _("to be reviewed"),
        DecisionOutcome.SKIP: _("not registered"),
        DecisionOutcome.REGISTER: _("registered"),
        DecisionOutcome.DUPLICATE: _("duplicate"),
    }[outcome]


def channel_name(channel: Channel) -> str:
    """Return a kind of channel, in words."""
    return {
        Channel.DIRECT: _("direct message"),
        Channel.COMMENT: _("comment"),
        Channel.POST: _("post"),
        Channel.MENTION: _("mention"),
        Channel.MAIL: _("e-mail"),
        Channel.OMVARLD: _("omvärld"),
    }[channel]


def signal_name(signal: Signal) -> str:
    """Return what words point at, in words."""
    return {
        Signal.SECRET: _("may be secret"),
        Signal.THREAT: _("may be a threat"),
        Signal.REMOVAL: _("may have to be removed"),
        Signal.KRITIK: _("may be kritik"),
        Signal.FAINT_KRITIK: _("may be kritik, faint signs"),
        Signal.QUESTION: _("may be a question"),
    }[signal]


def signal_lines(signals: Sequence[Finding]) -> Iterator[str]:
    """Yield each signal of a message with the words that led to it, and where they stand."""
    for signal in Signal:
        if found := [each for each in signals if each.signal is signal]:
            words = ", ".join(f"“{each.words}” ({_spot(each)})" for each in found)
            yield f"{signal_name(signal)}: {words}"


def _spot(found: Finding) -> str:
    text = _("subject, character {n}") if found.field == "subject" else _("character {n}")
    return text.format(n=found.start + 1)


def change_text(change: SourceChange, message: int | None) -> str:
    """Return what happened at the source, to be read with the message it is shown at."""
    when = show(change.changed_at) if change.changed_at else _("time unknown")
    noted = _("noted {when} by {by}").format(when=show(change.at), by=change.by)
    text = {
        ChangeKind.EDITED: _("edited by the sender ({when}); the new wording is message {version}"),
        ChangeKind.EARLIER: _("an earlier wording came in afterwards, as message {version}"),
        ChangeKind.DELETED: _("deleted at the source ({when}); what was taken in is kept"),
    }[change.kind]
    if change.version is not None and change.version == message:
        text = {
            ChangeKind.EDITED: _("this is the edited wording of message {first} ({when})"),
            ChangeKind.EARLIER: _("this is an earlier wording of message {first}"),
        }[change.kind]
    said = text.format(when=when, version=change.version, first=change.message)
    return f"{said}; {noted}"
