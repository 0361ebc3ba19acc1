"""What the inbox's codes are called on the screen."""

from collections.abc import Iterator, Sequence
from gettext import gettext as _
from gettext import ngettext
from itertools import groupby

from archiver.cli.output import show
from diarium.intake.kinds import Format
from diarium.intake.raw import Reason, Unreadable
from diarium.intake.tally import Spot
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


def deletion_lines(kind: str, unknown: Sequence[Spot]) -> Iterator[str]:
    """Yield which notes delete what has not been taken in; neighbours in one line."""
    neighbours = groupby(enumerate(unknown), lambda each: (each[1].place - each[0], each[1].file))
    for (_offset, file), group in neighbours:
        places = [spot.place for _position, spot in group]
        yield _("{file}, {place}: it deletes a message that has not been taken in").format(
            file=file, place=_place(kind, places)
        )


def unreadable_lines(kind: str, pieces: Sequence[Unreadable]) -> Iterator[str]:
    """Yield where files cannot be read, and why; neighbours with the same fault in one line."""
    numbered = enumerate(pieces)
    groups = groupby(
        numbered,
        lambda each: (each[1].place - each[0], each[1].file, each[1].reason, each[1].field),
    )
    for (_offset, file, reason, field), group in groups:
        places = [piece.place for _position, piece in group]
        yield _("{file}, {place}: {reason}").format(
            file=file, place=_place(kind, places), reason=_reason(reason).format(field=field)
        )


def _place(kind: str, places: Sequence[int]) -> str:
    first, last = places[0], places[-1]
    if kind == Format.JSON_LINES:
        text = ngettext("line {first}", "lines {first}–{last}", len(places))
    else:
        text = ngettext("message {first}", "messages {first}–{last}", len(places))
    return text.format(first=first, last=last)


def _reason(reason: Reason) -> str:
    return {
        Reason.NOT_UTF8: _("it is not UTF-8; save the file as UTF-8"),
        Reason.NOT_JSON: _("it is not JSON, or it is cut off"),
        Reason.NOT_OBJECT: _("it is JSON but not an object"),
        Reason.REPEATED_KEY: _("it gives the same field twice"),
        Reason.TOO_LONG: _("it is too large (see docs/jsonl.md); give attachments by path"),
        Reason.TOO_DEEP: _("it is nested too deeply"),
        Reason.TOO_COMPLEX: _("it has too many parts or values"),
        Reason.FIELD_MISSING: _("the field {field} is missing"),
        Reason.FIELD_WRONG: _("the field {field} does not hold what it should"),
        Reason.TIME_WRONG: _("{field} is not a time with offset, like 2026-06-30T14:05:00+02:00"),
        Reason.TIME_IMPOSSIBLE: _("{field} lies before 1990 or after tomorrow"),
        Reason.NOT_MAIL: _("it is not an e-mail"),
        Reason.ACCOUNT_UNKNOWN: _("it names an account that is not in the förteckning"),
        Reason.NAMND_UNKNOWN: _("it names no account; add --account or --namnd"),
    }[reason]
