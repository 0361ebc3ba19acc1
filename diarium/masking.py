"""Masked words: of a sender, a subject or an ärendemening all is public but those words.

OSL 5 kap. 2 § andra stycket: only what would keep the rest from being public is set apart. The
protected form keeps the whole; the public one is written anew with a mask in place of the words.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Cause, Handling
from diarium.arenden import read_arende
from diarium.errors import UsageError
from diarium.handlingar import read_beteckning, read_handling
from diarium.journal import append_event
from diarium.masked_words import Mask
from diarium.plain_text import clean_line
from diarium.public_line import mask_line
from diarium.sekretess import FIELDS, MENING, form_of, write_form
from diarium.titles import Shielded


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskWish:
    """What is to be masked.

    Attributes:
        field: ``sender`` or ``subject`` of a handling; ``mening`` of an ärende.
        words: The words, or several that follow each other.
        why: Why they are set apart; it may tell of what is secret and is never public.
        whole: Begin with the whole text, so that all of it but the words is public; else only
            what is public now is masked further.
    """

    field: str
    words: tuple[str, ...]
    why: str
    whole: bool = False


def mask_handling(
    session: Session, beteckning: str, wish: MaskWish, by: str, now: datetime
) -> Handling:
    """Mask words in the sender or the subject of a handling, also of one that is closed.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        wish: What is to be masked, and where.
        by: Who masks it.
        now: When.

    Raises:
        UsageError: There is no such handling or field, the words are not there, or they are not
            fit to keep.
    """
    handling = read_beteckning(session, beteckning)
    field = _check_field(wish.field, FIELDS)
    old = form_of(handling, field)
    change = (field, old, _mask(old, wish))
    arende = read_arende(session, handling.diarienummer, handlingar=False)
    signed = (Cause.MASKING, clean_line("--why", wish.why), by, now)
    row = write_form(session, (arende.id, handling.id), change, signed)
    append_event(session, "sekretess.masked", handling.beteckning, [row], by, now)
    return read_handling(session, handling.id)


def mask_arende(session: Session, dnr: str, wish: MaskWish, by: str, now: datetime) -> Arende:
    """Mask words in an ärendemening, also of an ärende that is closed.

    Raises:
        UsageError: There is no such ärende or field, the words are not there, or they are not fit
            to keep.
    """
    arende = read_arende(session, dnr, handlingar=False)
    field = _check_field(wish.field, (MENING,))
    old = form_of(arende, field)
    change = (field, old, _mask(old, wish))
    signed = (Cause.MASKING, clean_line("--why", wish.why), by, now)
    row = write_form(session, (arende.id, None), change, signed)
    append_event(session, "sekretess.masked", arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)


def _check_field(said: str, fields: tuple[str, ...]) -> str:
    if said not in fields:
        raise UsageError(
            "{field} cannot be masked there; name one of: {fields}",
            field=ascii(said[:40]),
            fields=", ".join(fields),
        )
    return said


def _mask(old: Shielded, wish: MaskWish) -> Shielded:
    """Return the form with the words masked in the public one.

    Raises:
        UsageError: A word is not there. The words are not repeated, for they may be secret.
    """
    whole = old.protected or old.public
    public = mask_line(whole)[0] if wish.whole else old.public
    for words in (clean_line("--words", each) for each in wish.words):
        masked = Mask([words]).cover(public)
        if masked == Mask([]).cover(public):
            raise UsageError(
                "the words are not in the public form, which reads: {public}; see how they are "
                "spelt, or take the whole text by --whole",
                public=public,
            )
        public = masked
    return Shielded(public, whole)
