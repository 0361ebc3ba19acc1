"""What a person notes of an improper post: seen, removed, the writer told, the police.

Evidence and decision come first (policy, "Gallra olämpliga inlägg"; arkivlagen 10 §): a post is
removed when there is a copy of it, or a gallringsbeslut, or the law itself demands that it goes
(lag (1998:112) 5 §). Each step is a row, and none is ever changed.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from diarium.account_kinds import read_captured
from diarium.accounts import read_account
from diarium.errors import RefusedError, UsageError
from diarium.incoming import check_moment
from diarium.journal import append_event, insert_row
from diarium.plain_text import clean_line
from diarium.policy_tables import REMOVAL, REMOVAL_STEP
from diarium.removal_records import Category, Removal, RemovalStep
from diarium.removals import is_copied, list_removals, read_removal
from diarium.web_address import check_web_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An improper post that a person has seen.

    Attributes:
        account: Id of the account it stands at.
        address: Where it stands.
        seen_at: When it was seen.
        posted_at: When it was written, if that is known.
        words: A description of it without its picture.
        another: It is another post than one at the same address that waits to be removed.
    """

    account: str
    category: Category
    address: str
    seen_at: datetime
    posted_at: datetime | None = None
    words: str | None = None
    another: bool = False


def check_sighting(session: Session, sighting: Sighting, now: datetime) -> Sighting:
    """Return what was seen, fit to be noted.

    Raises:
        UsageError: There is no such account, or address, moments or words cannot be meant.
        RefusedError: A post at that address waits to be removed already, or the account is not
            the municipality's own.
    """
    account = read_captured(session, sighting.account)
    words = clean_line("--words", sighting.words or "", optional=True)
    if sighting.category is Category.CHILD_ABUSE and not words:
        raise UsageError(
            "no picture of child abuse is copied; describe the post without it by --words"
        )
    if sighting.posted_at is not None:
        check_moment(sighting.seen_at, sighting.posted_at, "--seen", now)
    elif sighting.seen_at > now:
        raise UsageError("the moment given by {option} has not come; correct it", option="--seen")
    checked = Sighting(
        account=account.account, category=sighting.category,
        address=check_web_address(sighting.address), seen_at=sighting.seen_at,
        posted_at=sighting.posted_at, words=words or None, another=sighting.another,
    )  # fmt: skip
    _refuse_noted(session, checked)
    return checked


def note_removal(session: Session, sighting: Sighting, by: str, now: datetime) -> Removal:
    """Note that an improper post was seen; it is to be removed.

    Args:
        session: A session that holds the write lock.
        sighting: What was seen, and where.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such account, or address, moments or words cannot be meant.
        RefusedError: A post at that address waits to be removed already.
    """
    seen = check_sighting(session, sighting, now)
    row = insert_row(
        session, REMOVAL, account=seen.account, namnd=read_account(session, seen.account).namnd,
        category=seen.category.value, address=seen.address, words=seen.words,
        posted_at=seen.posted_at, seen_at=seen.seen_at, at=now, by=by,
    )  # fmt: skip
    append_event(session, "removal.noted", str(row.row_id), [row], by, now)
    return read_removal(session, row.row_id)


def record_removed(
    session: Session, number: int, done: tuple[datetime, str | None], by: str, now: datetime
) -> Removal:
    """Note that a post was removed.

    A post that the law demands be removed is never refused for want of a copy or a decision.

    Args:
        session: A session that holds the write lock.
        number: The removal.
        done: When, and the reference of the gallringsbeslut, if there is one.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such removal, or moment or reference cannot be meant.
        RefusedError: It was removed or left already, or there is neither a copy that was made
            before nor a gallringsbeslut.
    """
    removal, (moment, said) = read_removal(session, number), done
    decision = _line("--decision", said)
    _refuse_over(removal)
    check_moment(moment, removal.seen_at, "--when", now)
    if not removal.statutory and not (decision or removal.decision):
        _refuse_bare(removal, moment)
    return _write(session, removal, (RemovalStep.REMOVED, decision, moment), by, now)


def record_decision(
    session: Session, number: int, decision: str, by: str, now: datetime
) -> Removal:
    """Note the gallringsbeslut that a removal rests on.

    Raises:
        UsageError: There is no such removal, or the reference is empty or too long.
        RefusedError: It has a gallringsbeslut already, or was left standing.
    """
    removal, said = read_removal(session, number), clean_line("--decision", decision)
    _refuse_left(removal)
    if removal.decision:
        raise RefusedError(
            "removal {number} rests on {decision} already; nothing was changed",
            number=number,
            decision=removal.decision,
        )
    return _write(session, removal, (RemovalStep.DECIDED, said, now), by, now)


def record_left(session: Session, number: int, why: str, by: str, now: datetime) -> Removal:
    """Note that a post is left standing, such as one that was found not to be improper.

    Raises:
        UsageError: There is no such removal, or nothing or too much is said of why.
        RefusedError: It was removed or left already.
    """
    removal, said = read_removal(session, number), clean_line("--why", why)
    _refuse_over(removal)
    return _write(session, removal, (RemovalStep.LEFT, said, now), by, now)


def record_told(
    session: Session, number: int, told: tuple[datetime, str | None], by: str, now: datetime
) -> Removal:
    """Note that whoever wrote a post was told that it was removed.

    Args:
        session: A session that holds the write lock.
        number: The removal.
        told: When, and how.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such removal, or moment or words cannot be meant.
        RefusedError: The writer was told already.
    """
    removal, (moment, how) = read_removal(session, number), told
    said = _line("--how", how)
    check_moment(moment, removal.seen_at, "--when", now)
    if removal.writer_told:
        raise RefusedError(
            "who wrote the post of removal {number} was told already; nothing was changed",
            number=number,
        )
    return _write(session, removal, (RemovalStep.WRITER_TOLD, said, moment), by, now)


def record_not_told(session: Session, number: int, why: str, by: str, now: datetime) -> Removal:
    """Note why whoever wrote a post was not told.

    Raises:
        UsageError: There is no such removal, or nothing or too much is said of why.
        RefusedError: That the writer was told, or not, is noted already.
    """
    removal, said = read_removal(session, number), clean_line("--not-told", why)
    if removal.writer_told is not None:
        raise RefusedError(
            "whether the writer of removal {number} was told is noted already; nothing was changed",
            number=number,
        )
    return _write(session, removal, (RemovalStep.WRITER_NOT_TOLD, said, now), by, now)


def record_police(
    session: Session, number: int, report: tuple[datetime, str], by: str, now: datetime
) -> Removal:
    """Note that a post was reported to the police.

    Args:
        session: A session that holds the write lock.
        number: The removal.
        report: When, and the reference of the report.
        by: Who notes it.
        now: When it is noted.

    Raises:
        UsageError: There is no such removal, or moment or reference cannot be meant.
        RefusedError: That report is noted already.
    """
    removal, (moment, reference) = read_removal(session, number), report
    said = clean_line("--report", reference)
    check_moment(moment, removal.seen_at, "--when", now)
    if any(each.kind is RemovalStep.POLICE and each.said == said for each in removal.steps):
        raise RefusedError(
            "the report {report} of removal {number} is noted already; nothing was changed",
            report=said,
            number=number,
        )
    return _write(session, removal, (RemovalStep.POLICE, said, moment), by, now)


def _write(
    session: Session,
    removal: Removal,
    step: tuple[RemovalStep, str | None, datetime],
    by: str,
    now: datetime,
) -> Removal:
    kind, said, moment = step
    row = insert_row(
        session, REMOVAL_STEP, removal_id=removal.id, kind=kind.value, said=said,
        happened_at=moment, at=now, by=by,
    )  # fmt: skip
    append_event(session, f"removal.{kind.value}", str(removal.id), [row], by, now)
    return read_removal(session, removal.id)


def _line(option: str, said: str | None) -> str | None:
    return clean_line(option, said) if said is not None else None


def _refuse_noted(session: Session, seen: Sighting) -> None:
    for each in () if seen.another else list_removals(session, seen.account):
        if each.address == seen.address and each.is_open:
            raise RefusedError(
                "a post at that address waits to be removed already, as removal {number}; say "
                "--another if this is another post",
                number=each.id,
            )


def _refuse_over(removal: Removal) -> None:
    """Refuse to remove, or leave, what was removed or left already."""
    _refuse_left(removal)
    if removal.removed_at is not None:
        raise RefusedError(
            "the post of removal {number} is noted as removed already, by {by}; nothing was "
            "changed",
            number=removal.id,
            by=removal.removed_by,
        )


def _refuse_left(removal: Removal) -> None:
    if removal.left is not None:
        raise RefusedError(
            "the post of removal {number} was left standing; note it anew by archiver remove-post "
            "add",
            number=removal.id,
        )


def _refuse_bare(removal: Removal, moment: datetime) -> None:
    """Refuse a removal without a copy that was made before it."""
    if not removal.copies:
        raise RefusedError(
            "removal {number} has neither a copy nor a gallringsbeslut; copy the post first by "
            "archiver remove-post copy {number}, or name the decision by --decision",
            number=removal.id,
        )
    if not is_copied(removal.copies, moment):
        raise RefusedError(
            "the copy of removal {number} was made after the post was removed and does not show "
            "it; correct --when, or name the gallringsbeslut by --decision",
            number=removal.id,
        )
