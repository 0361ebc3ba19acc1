"""The copy of an improper post: a handling that is registered before the post is removed.

Somebody else made the post available (TF 2 kap. 9 §), so the copy is a handling that came in. Its
public forms say what kind of post it is and never what it says. Pictures of child abuse are never
copied: to hold them is a crime (brottsbalken 16 kap. 10 a §).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.accounts import read_account
from diarium.arende_records import Direction, Handling
from diarium.arenden import open_arende, read_arende, refuse_closed
from diarium.diarienummer import DEFAULT_TEMPLATE, next_number
from diarium.errors import RefusedError, UsageError
from diarium.handlingar import read_beteckning, read_handling
from diarium.incoming import check_moment
from diarium.journal import RowDigest, append_event, insert_row
from diarium.kept import note_file
from diarium.messages import read_message
from diarium.plain_text import clean_line
from diarium.policy_tables import REMOVAL_COPY
from diarium.provisions import check_provision
from diarium.records import FileRef
from diarium.register import Registration, register_message
from diarium.registered import find_registered
from diarium.removal_records import CATEGORY_WORDS, Category, CopyWay, Removal
from diarium.removals import read_removal
from diarium.sekretess import marking_of_today, write_marking
from diarium.tables import ANSWER, HANDLING, HANDLING_FILE
from diarium.titles import UNKNOWN_SENDER, Shielded, shield

KIND = "olämpligt inlägg"
SUBJECT = "Olämpligt inlägg på {name} ({platform}): {category}"
NO_ANSWER = "Ett olämpligt inlägg besvaras inte"


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of the copy, kept in the store already."""

    role: str
    name: str
    media_type: str
    ref: FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFacts:
    """How a post was copied.

    Attributes:
        way: How.
        files: The files, kept in the store already.
        copied_at: When.
    """

    way: CopyWay
    files: tuple[CopiedFile, ...]
    copied_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWish:
    """How the copy is registered.

    Attributes:
        writer: Who wrote the post, if that is known.
        sekretess: The provision of a sekretessmarkering, such as ``OSL 21 kap. 7 §``.
        arende: Diarienummer of the ärende it belongs to; None opens a new one.
        template: How a diarienummer is written.
    """

    writer: str | None = None
    sekretess: str | None = None
    arende: str | None = None
    template: str = DEFAULT_TEMPLATE


def check_copy(session: Session, account: str, category: Category, wish: CopyWish) -> None:
    """Refuse what cannot be registered, before anything is copied for it.

    Raises:
        UsageError: There is no such account or ärende, or words or provision cannot be meant.
        RefusedError: It would be a picture of child abuse, or the ärende is closed or another
            nämnd's.
    """
    if category is Category.CHILD_ABUSE:
        raise RefusedError(
            "no picture of child abuse is copied or kept; note its address, describe it by --words "
            "and report it to the police"
        )
    namnd = read_account(session, account).namnd
    _clean(wish)
    if wish.arende is None:
        return
    arende = read_arende(session, wish.arende, handlingar=False)
    if arende.namnd != namnd:
        raise RefusedError(
            "{dnr} is {other}'s and the account is {own}'s; each nämnd has its own diarium",
            dnr=arende.diarienummer,
            other=arende.namnd,
            own=namnd,
        )
    refuse_closed(arende)


def record_copy(
    session: Session, number: int, facts: CopyFacts, wish: CopyWish, by: str, now: datetime
) -> Removal:
    """Register the copy of a post as a handling that came in.

    Args:
        session: A session that holds the write lock.
        number: The removal.
        facts: The copy's files, kept in the store already.
        wish: How it is registered.
        by: Who registers it.
        now: When.

    Raises:
        UsageError: There is no such removal or ärende, or a moment or words cannot be meant.
        RefusedError: It would be a picture of child abuse, the same copy is registered already, or
            the ärende is closed or another nämnd's.
    """
    removal = read_removal(session, number)
    check_copy(session, removal.account, removal.category, wish)
    check_moment(facts.copied_at, removal.posted_at or removal.seen_at, "--copied", now)
    _refuse_repeated(session, removal, facts.files)
    handling, rows = _register(session, removal, facts, _clean(wish), by, now)
    append_event(session, "handling.registered", handling.beteckning, rows, by, now)
    return _note(session, removal, handling, (facts.way, facts.copied_at), by, now)


def record_message_copy(
    session: Session, number: int, message_id: int, wish: CopyWish, by: str, now: datetime
) -> Removal:
    """Let a message of the inbox be the copy of a post; it is registered, if it is not yet.

    Args:
        session: A session that holds the write lock.
        number: The removal.
        message_id: The message.
        wish: How it is registered; nothing of it matters where it is registered already.
        by: Who registers it.
        now: When.

    Raises:
        UsageError: There is no such removal, message or ärende, or the message came by another
            account.
        RefusedError: It would be a picture of child abuse, the message is gallrat or a copy of
            the removal already, or the ärende is closed or another nämnd's.
    """
    removal = read_removal(session, number)
    check_copy(session, removal.account, removal.category, wish)
    message = read_message(session, message_id)
    if message.account != removal.account:
        raise UsageError(
            "message {number} did not come by {account}; archiver inbox show tells by what it came",
            number=message_id,
            account=removal.account,
        )
    handling = find_registered(session, message_id)
    if handling and any(each.beteckning == handling.beteckning for each in removal.copies):
        _refuse_same(removal, handling.beteckning)
    if handling is None:
        handling = _register_message(session, removal, message_id, wish, by, now)
    way = (CopyWay.MESSAGE, message.received_at)
    return _note(session, removal, handling, way, by, now)


def _register_message(
    session: Session, removal: Removal, message_id: int, wish: CopyWish, by: str, now: datetime
) -> Handling:
    """Register a message, its public subject saying what kind of post it is; it needs no answer."""
    asked = Registration(
        sekretess=wish.sekretess, arende=wish.arende, sender=wish.writer,
        subject=_subject(session, removal), template=wish.template,
    )  # fmt: skip
    handling = register_message(session, message_id, asked, by, now)
    if handling.direction is Direction.INCOMING:
        row = _write_off(session, handling.id, by, now)
        append_event(session, "handling.needs_no_answer", handling.beteckning, [row], by, now)
    return handling


def _note(
    session: Session,
    removal: Removal,
    handling: Handling,
    made: tuple[CopyWay, datetime],
    by: str,
    now: datetime,
) -> Removal:
    way, moment = made
    row = insert_row(
        session, REMOVAL_COPY, removal_id=removal.id, handling_id=handling.id, way=way.value,
        copied_at=moment, at=now, by=by,
    )  # fmt: skip
    append_event(session, "removal.copied", str(removal.id), [row], by, now)
    return read_removal(session, removal.id)


def _register(
    session: Session, removal: Removal, facts: CopyFacts, wish: CopyWish, by: str, now: datetime
) -> tuple[Handling, list[RowDigest]]:
    """Write the incoming handling, its files and marking, and that it needs no answer."""
    subject = _subject(session, removal)
    arende_id, rows = _find_arende(session, removal, subject, wish, by, now)
    secret = wish.sekretess is not None
    sender = shield(wish.writer or UNKNOWN_SENDER, None, secret=secret)
    told = shield(subject, subject, secret=False)
    handling = _write(session, arende_id, removal, (sender, told), by, now)
    rows += [handling, _write_off(session, handling.row_id, by, now)]
    if wish.sekretess is not None:
        put = marking_of_today(session, wish.sekretess, removal.namnd, now)
        rows.append(write_marking(session, handling.row_id, put, None, (by, now)))
    for each in facts.files:
        rows += note_file(session, each.ref, each.media_type, now)
        rows.append(
            insert_row(
                session, HANDLING_FILE, handling_id=handling.row_id, role=each.role,
                name=each.name, media_type=each.media_type, sha256=each.ref.sha256, start=0,
                length=each.ref.size,
            )
        )  # fmt: skip
    return read_handling(session, handling.row_id), rows


def _find_arende(
    session: Session, removal: Removal, subject: str, wish: CopyWish, by: str, now: datetime
) -> tuple[int, list[RowDigest]]:
    if wish.arende is not None:
        return read_arende(session, wish.arende, handlingar=False).id, []
    return open_arende(session, removal.namnd, (subject, None), by, now, wish.template)


def _write(
    session: Session,
    arende_id: int,
    removal: Removal,
    forms: tuple[Shielded, Shielded],
    by: str,
    now: datetime,
) -> RowDigest:
    sender, subject = forms
    return insert_row(
        session, HANDLING, arende_id=arende_id,
        lopnummer=next_number(session, f"handling/{arende_id}"),
        direction=Direction.INCOMING.value, kind=KIND,
        made_available_at=removal.posted_at or removal.seen_at, received_at=removal.seen_at,
        registered_at=now, registered_by=by,
        sender_public=sender.public, sender_protected=sender.protected,
        subject_public=subject.public, subject_protected=subject.protected,
    )  # fmt: skip


def _write_off(session: Session, handling_id: int, by: str, now: datetime) -> RowDigest:
    return insert_row(
        session, ANSWER, handling_id=handling_id, answer_id=None, why=NO_ANSWER, at=now, by=by
    )


def _subject(session: Session, removal: Removal) -> str:
    account = read_account(session, removal.account)
    category = CATEGORY_WORDS[removal.category]
    return SUBJECT.format(name=account.name, platform=account.platform, category=category)


def _clean(wish: CopyWish) -> CopyWish:
    """Return the wish with its words fit for one line of the register."""
    said = wish.sekretess
    return CopyWish(
        writer=None if wish.writer is None else clean_line("--writer", wish.writer),
        sekretess=None if said is None else check_provision(clean_line("--sekretess", said)),
        arende=wish.arende,
        template=wish.template,
    )


def _refuse_repeated(session: Session, removal: Removal, files: Sequence[CopiedFile]) -> None:
    """Refuse the same bytes a second time as a copy of the same post."""
    sums = {each.ref.sha256 for each in files}
    for copy in removal.copies:
        handling = read_beteckning(session, copy.beteckning)
        if sums & {each.sha256 for each in handling.files}:
            _refuse_same(removal, copy.beteckning)


def _refuse_same(removal: Removal, beteckning: str) -> None:
    raise RefusedError(
        "the same copy for removal {number} is registered already as {beteckning}; nothing was "
        "changed",
        number=removal.id,
        beteckning=beteckning,
    )
