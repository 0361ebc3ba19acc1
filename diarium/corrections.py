"""Rättelse: what was written wrongly is written anew; old and new are both kept and shown.

What the law and the series of numbers rest on is frozen at registration: numbers, direction,
moments, who registered, files. Where those are wrong the handling is makulerad and registered anew.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Cause, Direction, Handling
from diarium.arenden import read_arende, refuse_closed
from diarium.errors import RefusedError, UsageError
from diarium.handlingar import read_beteckning, read_handling
from diarium.journal import RowDigest, append_event, insert_row
from diarium.makulering import refuse_makulerad
from diarium.plain_text import clean_line
from diarium.public_line import mask_line
from diarium.tables import CORRECTION
from diarium.titles import Shielded, is_set_apart, shield

MENING = "mening"
KIND = "kind"
KINDS = ("meddelande", "kritik")
"""What an incoming handling can be; an answer is one because of what it answers."""
FIELDS = ("sender", "subject", KIND)
FROZEN = frozenset(
    (
        "beteckning", "diarienummer", "lopnummer", "löpnummer", "direction", "received_at",
        "made_available_at", "registered_at", "registered_by", "message", "files", "namnd",
        "opened_at", "opened_by",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rattelse:
    """What is to stand instead of what was written.

    Attributes:
        field: ``sender``, ``subject`` or ``kind``; for an ärende ``mening``.
        new: What it shall read; where the handling is protected, in the protected form.
        public: What the public form of a protected one shall read; None leaves it as it is.
        why: Why the old was wrong.
    """

    field: str
    new: str | None
    public: str | None
    why: str


def correct_handling(
    session: Session, beteckning: str, wish: Rattelse, by: str, now: datetime
) -> Handling:
    """Correct a field of a handling.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        wish: What shall stand instead.
        by: Who corrects.
        now: When.

    Raises:
        UsageError: There is no such handling or field, or the words are not fit to keep.
        RefusedError: The field is frozen or reads so already, the handling is makulerad or its
            ärende is closed.
    """
    handling = read_beteckning(session, beteckning)
    field = _check_field(wish.field, FIELDS)
    refuse_makulerad(handling)
    arende = read_arende(session, handling.diarienummer, handlingar=False)
    refuse_closed(arende)
    if field == KIND:
        old, new = Shielded(handling.kind, None), _correct_kind(handling, wish)
    else:
        public, protected = f"{field}_public", f"{field}_protected"
        old = Shielded(getattr(handling, public), getattr(handling, protected))
        new = _correct(old, wish, secret=handling.sekretess is not None)
    row = _write(session, (arende.id, handling.id), (field, old, new), wish.why, (by, now))
    append_event(session, "handling.corrected", handling.beteckning, [row], by, now)
    return read_handling(session, handling.id)


def correct_arende(session: Session, dnr: str, wish: Rattelse, by: str, now: datetime) -> Arende:
    """Correct the ärendemening of an ärende.

    Raises:
        UsageError: There is no such ärende or field, or the words are not fit to keep.
        RefusedError: The field is frozen or reads so already, or the ärende is closed.
    """
    arende = read_arende(session, dnr, handlingar=False)
    field = _check_field(wish.field, (MENING,))
    refuse_closed(arende)
    old = Shielded(arende.mening_public, arende.mening_protected)
    new = _correct(old, wish, secret=False)
    row = _write(session, (arende.id, None), (field, old, new), wish.why, (by, now))
    append_event(session, "arende.corrected", arende.diarienummer, [row], by, now)
    return read_arende(session, arende.diarienummer)


def _check_field(said: str, fields: tuple[str, ...]) -> str:
    field = said.strip().lower().replace("-", "_")
    if field in FROZEN:
        raise RefusedError(
            "{field} is frozen since the registration; if it is wrong, makulera the handling and "
            "register the message anew",
            field=field,
        )
    if field not in fields:
        raise UsageError(
            "{field} cannot be corrected there; name one of: {fields}",
            field=ascii(field[:40]) if not field.isprintable() else field[:40] or "''",
            fields=", ".join(fields),
        )
    return field


def _correct_kind(handling: Handling, wish: Rattelse) -> Shielded:
    if handling.direction is not Direction.INCOMING:
        raise RefusedError(
            "{beteckning} did not come in; only what came in is meddelande or kritik",
            beteckning=handling.beteckning,
        )
    if wish.new not in KINDS or wish.public is not None:
        raise UsageError("say with --new one of: {kinds}", kinds=", ".join(KINDS))
    return Shielded(wish.new, None)


def _correct(old: Shielded, wish: Rattelse, *, secret: bool) -> Shielded:
    """Return the new forms: words for a protected form never reach the public one."""
    if wish.new is None and wish.public is None:
        raise UsageError("say with --new what it shall read")
    new = None if wish.new is None else clean_line("--new", wish.new)
    if not (secret or is_set_apart(old)):
        if wish.public is not None or new is None:
            raise UsageError("it has no protected form; say with --new what it shall read")
        return shield(new, None, secret=False)
    public = old.public
    if wish.public is not None:
        public = mask_line(clean_line("--public", wish.public))[0]
    return Shielded(public, new or old.protected)


def _write(
    session: Session,
    place: tuple[int, int | None],
    change: tuple[str, Shielded, Shielded],
    why: str,
    signed: tuple[str, datetime],
) -> RowDigest:
    field, old, new = change
    if new == old:
        raise RefusedError("{field} reads so already; nothing is corrected", field=field)
    return insert_row(
        session, CORRECTION, arende_id=place[0], handling_id=place[1],
        cause=Cause.RATTELSE.value, field=field,
        old_public=old.public, old_protected=old.protected,
        new_public=new.public, new_protected=new.protected,
        why=clean_line("--why", why), by=signed[0], at=signed[1],
    )  # fmt: skip
