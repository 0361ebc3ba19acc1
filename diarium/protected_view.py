"""The register as those see it who have not asked for what is protected.

What is set apart is left out of the records before they are shown, so that no screen and no list
shows it by mistake. Who asks for it must be allowed to see it, and it is journaled.
"""

from collections.abc import Iterable
from dataclasses import replace

from diarium.arende_records import Arende, Cause, Correction, Handling
from diarium.message_records import Message
from diarium.personnummer import mask_personnummer
from diarium.titles import ANSWER_SUBJECT, SHIELDED, Shielded, is_set_apart


def hide(value: object) -> object:
    """Return a record without what is protected in it; anything else as it is."""
    match value:
        case Handling():
            return hide_handling(value)
        case Arende():
            return hide_arende(value)
    return value


def hide_arende(arende: Arende) -> Arende:
    """Return an ärende, and the handlingar in it, in the public forms alone."""
    return replace(
        arende,
        mening_protected=None,
        handlingar=tuple(map(hide_handling, arende.handlingar)),
        corrections=tuple(map(_hide_correction, arende.corrections)),
    )


def hide_handling(handling: Handling) -> Handling:
    """Return a handling in the public forms alone; its files go without their names."""
    named = () if not handling.is_protected else handling.files
    return replace(
        handling,
        sender_protected=None,
        subject_protected=None,
        corrections=tuple(map(_hide_correction, handling.corrections)),
        markings=tuple(replace(each, why=None) for each in handling.markings),
        files=tuple(replace(each, name=SHIELDED) for each in named) or handling.files,
    )


def hide_message(message: Message, handling: Handling) -> Message:
    """Return a message as the handling that it is registered as lets it be seen.

    Where nothing but a personnummer is set apart, all but the number is shown.

    Args:
        message: The message, or one that repeats it.
        handling: The handling, in which something is protected; for an own reply that is not
            registered yet, the one it answers.
    """
    if only_numbers(handling):
        return replace(
            message,
            sender_name=message.sender_name and mask_personnummer(message.sender_name),
            sender_address=message.sender_address and mask_personnummer(message.sender_address),
            subject=message.subject and mask_personnummer(message.subject),
            text=mask_personnummer(message.text),
        )
    return replace(
        message,
        sender_name=message.sender_name if message.own else handling.sender_public,
        sender_address=None,
        subject=_subject_of(message, handling),
        text="",
        permalink=None,
        original=replace(message.original, name=SHIELDED),
        attachments=tuple(replace(each, name=SHIELDED) for each in message.attachments),
        signals=tuple(replace(each, words=SHIELDED) for each in message.signals),
    )


def _subject_of(message: Message, handling: Handling) -> str:
    answers = message.own and handling.message != message.id
    public = handling.subject_public
    return ANSWER_SUBJECT.format(subject=public) if answers else public


def only_numbers(handling: Handling) -> bool:
    """Tell whether nothing is set apart in a handling but the digits of personnummer."""
    forms = (
        Shielded(handling.sender_public, handling.sender_protected),
        Shielded(handling.subject_public, handling.subject_protected),
    )
    return handling.sekretess is None and not any(map(is_set_apart, forms))


def list_protected(arenden: Iterable[Arende]) -> list[str]:
    """Return the numbers of what is protected: ärenden by their mening, and handlingar."""
    numbers = list[str]()
    for arende in arenden:
        numbers += [arende.diarienummer] * (arende.mening_protected is not None)
        numbers += [each.beteckning for each in arende.handlingar if each.is_protected]
    return numbers


def _hide_correction(correction: Correction) -> Correction:
    """Return a correction without its protected forms, and without a reason that may tell them."""
    rattelse = correction.cause is Cause.RATTELSE
    apart = correction.old_protected is not None or correction.new_protected is not None
    return replace(
        correction,
        old_protected=None,
        new_protected=None,
        why=correction.why if rattelse and not apart else "",
    )
