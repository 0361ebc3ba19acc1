"""An ärende and its handlingar in words, for the screen."""

from collections.abc import Iterable, Iterator
from gettext import gettext as _

from archiver.cli.diarium_words import direction_name, status_name
from archiver.cli.format_words import kind_text
from archiver.cli.gallra_words import gallrad_text
from archiver.cli.inbox_words import change_text
from archiver.cli.output import show
from diarium.arende_records import Arende, Cause, Correction, Handling, Marking, Note, StatusChange
from diarium.closing import Lack, Remaining

Lines = Iterator[tuple[str, object]]
"""A label and a value each."""


def arende_lines(found: Arende, remaining: Iterable[Remaining]) -> Lines:
    """Yield what is known of an ärende, and what remains before it can be closed."""
    yield _("Diarienummer"), found.diarienummer
    yield _("Nämnd"), found.namnd
    yield _("Ärendemening"), found.mening_public
    yield _("Ärendemening, protected"), found.mening_protected
    yield _("Classification"), found.classification or _("none yet")
    yield _("Status"), status_name(found.status)
    yield _("Opened"), found.opened_at
    yield _("Closed"), found.closed_at
    yield _("Gallrat"), gallrad_text(found.gallrat)
    for each in found.history:
        yield _("History"), _change(each)
    for correction in found.corrections:
        yield _cause(correction.cause), _correction(correction)
    for lack in remaining:
        yield _("Remains"), remaining_text(lack)


def handling_lines(handling: Handling) -> Lines:
    """Yield what is known of a handling."""
    marking = handling.sekretess
    yield _("Handling"), handling.beteckning
    if handling.makulerad:
        yield _("Makulerad"), _note(handling.makulerad)
    yield _("Gallrad"), gallrad_text(handling.gallrad)
    yield _("Direction"), f"{direction_name(handling.direction)} ({handling.kind})"
    yield _("Made available"), handling.made_available_at
    yield _("Received"), handling.received_at
    yield _("Registered"), f"{show(handling.registered_at)} ({handling.registered_by})"
    yield _("Sender or recipient"), handling.sender_public
    yield _("Sender or recipient, protected"), handling.sender_protected
    yield _("Subject"), handling.subject_public
    yield _("Subject, protected"), handling.subject_protected
    if marking is not None:
        yield _("Sekretess"), f"{marking.provision}, {marking.date}, {marking.authority}"
    for put in handling.markings:
        yield (_("Lifted") if put.sekretess is None else _("Marked")), _marking(put)
    for each in handling.files:
        yield _("File"), f"{each.name} ({kind_text(each.media_type, each.format)}) {each.sha256}"
    if handling.no_attachment:
        yield _("Missing attachment"), _note(handling.no_attachment)
    for change in handling.source_changes:
        yield _("At the source"), change_text(change, handling.message)
    for correction in handling.corrections:
        yield _cause(correction.cause), _correction(correction)


def remaining_text(remaining: Remaining) -> str:
    """Return in words what remains before an ärende can be closed, and what to do about it."""
    words = {
        Lack.ON_HOLD: _("it is on hold (archiver arende resume)"),
        Lack.CLASSIFICATION: _("it has no classification (archiver arende classify)"),
        Lack.UNDECIDED: _("messages wait for a decision: {about} (archiver register or skip)"),
        Lack.ANSWER: _("unanswered: {about} (archiver answer, or answer --no-answer)"),
        Lack.FORWARD: _("kritik not passed on: {about} (archiver forward)"),
        Lack.ATTACHMENT: _("attachments missing: {about} (archiver arende no-attachment)"),
        Lack.READABLE: _("readable form missing: {about} (archiver readable make)"),
    }[remaining.lack]
    return words.format(about=", ".join(remaining.about))


def _change(change: StatusChange) -> str:
    why = f": {change.why}" if change.why else ""
    return f"{show(change.at)} {status_name(change.status)} ({change.by}){why}"


def _note(note: Note) -> str:
    return f"{show(note.at)} ({note.by}): {note.why}"


def _marking(marking: Marking) -> str:
    put = marking.sekretess
    said = f"{put.provision}, {put.date}, {put.authority}" if put else ""
    signed = f"{show(marking.at)} ({marking.by})"
    return ": ".join(filter(None, (signed, said, marking.why)))


def _cause(cause: Cause) -> str:
    return {
        Cause.RATTELSE: _("Corrected"),
        Cause.MARKING: _("Set apart"),
        Cause.MASKING: _("Masked"),
        Cause.LIFTING: _("No longer set apart"),
    }[cause]


def _correction(correction: Correction) -> str:
    return (
        _("{when} {field} ({by}): from {old} to {new}. {why}")
        .format(
            when=show(correction.at),
            field=_field(correction.field),
            by=correction.by,
            old=_both(correction.old_public, correction.old_protected),
            new=_both(correction.new_public, correction.new_protected),
            why=correction.why,
        )
        .rstrip()
    )


def _field(field: str) -> str:
    return {
        "sender": _("sender or recipient"),
        "subject": _("subject"),
        "kind": _("kind"),
        "mening": _("ärendemening"),
    }[field]


def _both(public: str, protected: str | None) -> str:
    """Return the public form, and the protected one in brackets where there is one."""
    return f'"{public}"' if protected is None else f'"{public}" ["{protected}"]'
