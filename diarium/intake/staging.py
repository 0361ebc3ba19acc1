"""Staging: messages with their attachments, decisions and journal entry, a chunk at a time.

Files are kept before the transaction that names them. What is staged is seen by nobody until the
batch's last transaction makes it visible.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from diarium.intake.changes import change_row, read_registered
from diarium.intake.prepared import Batch, Prepared
from diarium.intake.raw import RawMessage
from diarium.intake.repeats import Known, Repeat
from diarium.journal import RowDigest, append_event, insert_rows, reserve_ids
from diarium.kept import note_file
from diarium.message_records import DecisionOutcome
from diarium.records import AccountKind
from diarium.rules import Facts, Proposal, decide
from diarium.tables import ATTACHMENT, DECISION, MESSAGE, MESSAGE_SIGNAL, SOURCE_CHANGE
from schedules.clock import STOCKHOLM

RULES = "regel"
"""Who decided, when a rule did."""
Values = list[dict[str, object]]


@dataclass(slots=True)
class _Rows:
    """What is written of a chunk."""

    messages: Values = field(default_factory=list)
    attachments: Values = field(default_factory=list)
    signals: Values = field(default_factory=list)
    decisions: Values = field(default_factory=list)
    changes: Values = field(default_factory=list)


@dataclass(slots=True)
class Staged:
    """How many messages of each outcome were staged, and how many of them are something more.

    Attributes:
        changed: They have a known id and other words.
        likely: They repeat another by all signs, but not surely.
        own: The account wrote them itself.
    """

    outcomes: Counter[DecisionOutcome] = field(default_factory=Counter)
    changed: int = 0
    likely: int = 0
    own: int = 0


def stage(session: Session, batch: Batch, chunk: Sequence[Prepared]) -> Staged:
    """Write a chunk of messages with what the rules propose, and the journal's entry of them.

    Args:
        session: A session that holds the write lock (``database.writing``).
        batch: The file they come from.
        chunk: The messages in the order of the file.
    """
    rows, known = _Rows(), Known(session, batch.id, chunk)
    registered = _read_registered(session, chunk)
    staged, ids = Staged(), reserve_ids(session, MESSAGE, len(chunk))
    for message, row in zip(chunk, ids, strict=True):
        repeat = known.find(message)
        before, change = known.find_first(message), known.find_change(message)
        if change is not None:
            rows.changes.append(change_row(batch, message, change, before, row))
        known.add(message, row, repeat)
        proposal = decide(_facts(batch, message, repeat, before, registered))
        rows.messages.append(_row(batch, message, repeat))
        rows.attachments += _attachment_rows(message, row)
        if message.findings:
            rows.signals.append({"message_id": row, "findings": message.findings})
        rows.decisions.append(_decision_row(proposal, row, batch))
        staged.outcomes[proposal.outcome] += 1
        staged.likely += repeat.likely is not None
        staged.own += message.raw.own
    staged.changed = len(rows.changes)
    digests = insert_rows(session, MESSAGE, rows.messages, ids)
    digests += _note_files(session, chunk, batch.now)
    digests += insert_rows(session, ATTACHMENT, rows.attachments)
    digests += insert_rows(session, MESSAGE_SIGNAL, rows.signals)
    digests += insert_rows(session, DECISION, rows.decisions)
    digests += insert_rows(session, SOURCE_CHANGE, rows.changes)
    append_event(session, "messages.staged", f"batch {batch.id}", digests, batch.by, batch.now)
    return staged


def _row(batch: Batch, message: Prepared, repeat: Repeat) -> dict[str, object]:
    raw = message.raw
    received = raw.received_at or batch.received
    return {
        "batch_id": batch.id,
        "account": message.account.account if message.account else None,
        "namnd": message.namnd,
        "source": message.source,
        "external_id": raw.external_id,
        "thread": raw.thread,
        "content_key": message.key,
        "words_key": message.words_key,
        "channel": raw.channel.value,
        "own": message.raw.own,
        "sender_name": raw.sender_name,
        "sender_address": raw.sender_address,
        "subject": raw.subject,
        "text": raw.text,
        "permalink": raw.permalink,
        "in_reply_to": raw.in_reply_to,
        "made_available_at": raw.made_available_at or received,
        "edited_at": raw.edited_at,
        "received_at": received,
        "original_sha256": batch.original(raw),
        "original_start": raw.start,
        "original_length": raw.length,
        "text_repaired": raw.repaired,
        "duplicate_of": repeat.sure,
        "likely_of": repeat.likely,
    }


def _facts(
    batch: Batch,
    message: Prepared,
    repeat: Repeat,
    before: int | None,
    registered: Mapping[tuple[str, ...], Sequence[str]],
) -> Facts:
    """Return what the rules need to know; ``before`` is the first message of the same id."""
    account, raw = message.account, message.raw
    place = (message.namnd, account.account if account else "", message.source)
    answered = registered.get((*place, raw.in_reply_to or ""), ())
    known_as = registered.get(message.named or (), ())
    return Facts(
        duplicate_of=repeat.sure,
        likely_of=repeat.likely,
        own=raw.own,
        answers=answered[-1] if raw.own and answered else None,
        changes=before,
        changes_registered=known_as[0] if known_as else None,
        channel=raw.channel,
        official=account is not None and batch.plans.makes_official(account, _day(batch, raw)),
        open=account is not None and account.open,
        chronological=account is not None and account.chronological,
        signals=message.signals,
        ours=account is None or account.kind is not AccountKind.NOT_OFFICIAL,
    )


def _day(batch: Batch, raw: RawMessage) -> date:
    """Return the day a message was made available, in Swedish time."""
    available = raw.made_available_at or raw.received_at or batch.received
    return available.astimezone(STOCKHOLM).date()


def _read_registered(
    session: Session, chunk: Sequence[Prepared]
) -> Mapping[tuple[str, ...], Sequence[str]]:
    """Return the beteckningar of what the chunk answers as the account's own, or changes."""
    answered = {each.raw.in_reply_to for each in chunk if each.raw.own}
    return read_registered(session, answered | {each.raw.external_id for each in chunk})


def _note_files(session: Session, chunk: Sequence[Prepared], now: datetime) -> list[RowDigest]:
    return [
        digest
        for message in chunk
        for attachment, ref in message.attachments
        if ref is not None
        for digest in note_file(session, ref, attachment.media_type, now)
    ]


def _attachment_rows(message: Prepared, row: int) -> list[dict[str, object]]:
    return [
        {
            "message_id": row,
            "position": position,
            "name": attachment.name,
            "media_type": attachment.media_type,
            "sha256": ref.sha256 if ref else None,
            "missing": attachment.missing,
        }
        for position, (attachment, ref) in enumerate(message.attachments, 1)
    ]


def _decision_row(proposal: Proposal, row: int, batch: Batch) -> dict[str, object]:
    return {
        "message_id": row,
        "outcome": proposal.outcome.value,
        "rule": proposal.rule,
        "ground": proposal.ground,
        "at": batch.now,
        "by": RULES,
    }
