"""Sekretessmarkering: put on a handling and lifted, each a row of its own; the newest stands.

A marking only reminds: whether something is secret is tried anew at each request. It states by
which provision, when and by which authority it was put (OSL 5 kap. 5 §, TF 2 kap. 20 §), and it
sets sender and subject apart as registration does. It may be put at any time, also on what is
closed or makulerat, for that is still in the public lists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from diarium.arende_records import Arende, Cause, Handling, Sekretess
from diarium.arenden import read_arende
from diarium.errors import RefusedError, UsageError
from diarium.handlingar import list_handlingar, read_beteckning, read_handling
from diarium.journal import RowDigest, append_event, insert_row
from diarium.masked_words import MASK
from diarium.namnder import read_namnd
from diarium.plain_text import clean_line
from diarium.provisions import check_provision
from diarium.tables import ARENDE, CORRECTION, HANDLING, SEKRETESS
from diarium.titles import Shielded, is_set_apart, shield
from schedules.clock import STOCKHOLM

FIELDS = ("sender", "subject")
MENING = "mening"
NO_REASON = "Sekretessmarkering"
"""What stands as the reason where forms are set apart and nothing more was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkingWish:
    """What is asked for when a handling is marked.

    Attributes:
        provision: Such as ``OSL 21 kap. 1 §``.
        day: When it was found to be secret; None means today.
        authority: Who found so; None means the handling's own nämnd.
        why: Why, if that is said; it may tell of what is secret and is never public.
        subject: What it concerns, for the public form; None means that nothing of it is public.
        sender: Sender or recipient, for the public form; None as above.
    """

    provision: str
    day: date | None = None
    authority: str | None = None
    why: str | None = None
    subject: str | None = None
    sender: str | None = None


def mark_handling(
    session: Session, beteckning: str, wish: MarkingWish, by: str, now: datetime
) -> Handling:
    """Put a sekretessmarkering on a handling, and set its sender and subject apart.

    What a person has masked or set apart before stays as it is, unless the wish says otherwise.
    The ärendemening follows where it reads as the subject does.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        wish: What it is marked by.
        by: Who marks it.
        now: When.

    Raises:
        UsageError: There is no such handling, the provision names no paragraph, the date has not
            come or lies before the handling, or the words are not fit to keep.
        RefusedError: That marking stands already.
    """
    handling = read_beteckning(session, beteckning)
    put = _read_marking(session, handling, wish, now)
    if handling.sekretess == put:
        raise RefusedError(
            "{beteckning} carries that sekretessmarkering already; nothing was changed",
            beteckning=handling.beteckning,
        )
    why = None if wish.why is None else clean_line("--why", wish.why)
    said = {field: _line(field, getattr(wish, field)) for field in FIELDS}
    rows = [write_marking(session, handling.id, put, why, (by, now))]
    rows += _change_forms(
        session, handling, (Cause.MARKING, why or NO_REASON, by, now),
        lambda field, old: _set_apart(old, said.get(field)),
    )  # fmt: skip
    append_event(session, "sekretess.marked", handling.beteckning, rows, by, now)
    return read_handling(session, handling.id)


def lift_marking(
    session: Session, beteckning: str, why: str, by: str, now: datetime, keep: tuple[str, ...] = ()
) -> Handling:
    """Lift the sekretessmarkering of a handling; what it set apart is public again.

    A personnummer and words that were masked one by one stay apart.

    Args:
        session: A session that holds the write lock.
        beteckning: The handling.
        why: Why nothing is secret any more.
        by: Who lifts it.
        now: When.
        keep: The fields whose public forms stay as they are all the same.

    Raises:
        UsageError: There is no such handling, or nothing or too much is said of why.
        RefusedError: It carries no sekretessmarkering.
    """
    handling = read_beteckning(session, beteckning)
    said = clean_line("--why", why)
    if handling.sekretess is None:
        raise RefusedError(
            "{beteckning} carries no sekretessmarkering; archiver sekretess list shows what does",
            beteckning=handling.beteckning,
        )
    rows = [write_marking(session, handling.id, None, said, (by, now))]
    rows += _change_forms(
        session, handling, (Cause.LIFTING, said, by, now),
        lambda field, old: old if field in keep else _open(old),
    )  # fmt: skip
    append_event(session, "sekretess.lifted", handling.beteckning, rows, by, now)
    return read_handling(session, handling.id)


def list_marked(session: Session, namnd: str | None = None) -> list[Handling]:
    """Return the handlingar that carry a sekretessmarkering, in the order of their numbers.

    They cannot be asked for by provision: nobody may pick out persons by what is sensitive about
    them (dataskyddslagen 3 kap. 3 § andra stycket).

    Args:
        session: Any session.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such nämnd.
    """
    where: list[ColumnElement[bool]] = [HANDLING.c.id.in_(select(SEKRETESS.c.handling_id))]
    if namnd is not None:
        where.append(ARENDE.c.namnd == read_namnd(session, namnd).code)
    return [each for each in list_handlingar(session, *where) if each.sekretess]


def list_beside(session: Session, handling: Handling) -> list[str]:
    """Return what else of an ärende may tell what a marked handling holds.

    Returns:
        The beteckningar of its handlingar that carry no marking, and its diarienummer where the
        ärendemening is not set apart.
    """
    arende = read_arende(session, handling.diarienummer)
    unmarked = [each.beteckning for each in arende.handlingar if each.sekretess is None]
    return unmarked + [arende.diarienummer] * (arende.mening_protected is None)


def write_marking(
    session: Session,
    handling_id: int,
    put: Sekretess | None,
    why: str | None,
    signed: tuple[str, datetime],
) -> RowDigest:
    """Write a marking, or None to lift it; name the result in the entry that tells of it."""
    return insert_row(
        session, SEKRETESS, handling_id=handling_id,
        provision=put.provision if put else None, date=put.date if put else None,
        authority=put.authority if put else None, why=why, by=signed[0], at=signed[1],
    )  # fmt: skip


def marking_of_today(session: Session, provision: str, namnd: str, now: datetime) -> Sekretess:
    """Return the marking that a nämnd puts today by a provision."""
    day = now.astimezone(STOCKHOLM).date()
    return Sekretess(provision=provision, date=day, authority=read_namnd(session, namnd).name)


def _read_marking(
    session: Session, handling: Handling, wish: MarkingWish, now: datetime
) -> Sekretess:
    namnd = read_arende(session, handling.diarienummer, handlingar=False).namnd
    provision = check_provision(clean_line("--provision", wish.provision))
    today = marking_of_today(session, provision, namnd, now)
    day, first = wish.day or today.date, handling.made_available_at.astimezone(STOCKHOLM).date()
    if day > today.date or day < first:
        raise UsageError(
            "{day} cannot be the date of the marking; it lies between {first} and today",
            day=str(day),
            first=str(first),
        )
    said = today.authority if wish.authority is None else clean_line("--authority", wish.authority)
    return Sekretess(provision=provision, date=day, authority=said)


def _line(field: str, words: str | None) -> str | None:
    return None if words is None else clean_line(f"--{field}", words)


def _set_apart(old: Shielded, said: str | None) -> Shielded:
    """Return a form of which only what was said, or set apart by a person before, is public."""
    if said is None and is_set_apart(old):
        return old
    return shield(old.protected or old.public, said, secret=True)


def _open(old: Shielded) -> Shielded:
    """Return a form that is public but for numbers and masked words."""
    if old.protected is None or MASK in old.public:
        return old
    return shield(old.protected, None, secret=False)


def _change_forms(
    session: Session,
    handling: Handling,
    signed: tuple[Cause, str, str, datetime],
    change: Callable[[str, Shielded], Shielded],
) -> list[RowDigest]:
    """Write what changes of sender, subject and the ärendemening that reads as the subject."""
    arende = read_arende(session, handling.diarienummer)
    changes = list[tuple[int | None, str, Shielded, Shielded]]()
    for field in FIELDS:
        old = form_of(handling, field)
        changes.append((handling.id, field, old, change(field, old)))
    subject, mening = form_of(handling, "subject"), form_of(arende, MENING)
    held = signed[0] is Cause.LIFTING and _is_marked_elsewhere(arende, handling)
    if _whole(subject) == _whole(mening) and not held:
        changes.append((None, MENING, mening, changes[-1][3]))
    return [
        write_form(session, (arende.id, handling_id), (field, old, new), signed)
        for handling_id, field, old, new in changes
        if new != old
    ]


def form_of(record: Handling | Arende, field: str) -> Shielded:
    """Return a field of a record in its public and its protected form."""
    return Shielded(getattr(record, f"{field}_public"), getattr(record, f"{field}_protected"))


def write_form(
    session: Session,
    place: tuple[int, int | None],
    change: tuple[str, Shielded, Shielded],
    signed: tuple[Cause, str, str, datetime],
) -> RowDigest:
    """Write how a field reads from now on; name the result in the entry that tells of it.

    Args:
        session: A session that holds the write lock.
        place: The row numbers of the ärende and of the handling, if it is a handling's.
        change: The field, how it read, and how it shall read.
        signed: For what cause, why, by whom and when.
    """
    (field, old, new), (cause, why, by, now) = change, signed
    return insert_row(
        session, CORRECTION, arende_id=place[0], handling_id=place[1], cause=cause.value,
        field=field, old_public=old.public, old_protected=old.protected,
        new_public=new.public, new_protected=new.protected, why=why, by=by, at=now,
    )  # fmt: skip


def _whole(form: Shielded) -> str:
    return form.protected or form.public


def _is_marked_elsewhere(arende: Arende, handling: Handling) -> bool:
    """Tell whether another marked handling of the ärende reads as this one does."""
    same = _whole(form_of(handling, "subject"))
    return any(
        each.id != handling.id and each.sekretess and _whole(form_of(each, "subject")) == same
        for each in arende.handlingar
    )
