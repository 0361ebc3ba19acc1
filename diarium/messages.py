"""The messages that have been taken in, as people and other packages see them.

Only the messages of visible batches are ever seen.
"""

from collections import defaultdict
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.file_formats import read_formats
from diarium.gallrade import read_gallrade
from diarium.intake.kinds import Format
from diarium.message_records import (
    Attachment,
    Channel,
    Decision,
    DecisionOutcome,
    Message,
    SourceChange,
)
from diarium.records import NamedFile
from diarium.repeated import read_repeats
from diarium.signals import recall_findings
from diarium.source_changes import read_of_messages
from diarium.standing import STANDING
from diarium.tables import (
    ATTACHMENT,
    BATCH,
    BATCH_FILE,
    BATCH_VISIBLE,
    DECISION,
    MESSAGE,
    MESSAGE_SIGNAL,
)

_PLAIN = [
    f.name for f in fields(Message) if f.name in {*MESSAGE.c.keys()} - {"channel", "duplicate_of"}
]
_ORIGINAL_PATH = (
    select(BATCH_FILE.c.path)
    .where(
        BATCH_FILE.c.sha256 == MESSAGE.c.original_sha256,
        BATCH_FILE.c.batch_id == MESSAGE.c.batch_id,
    )
    .order_by(BATCH_FILE.c.id)
    .limit(1)
    .correlate(MESSAGE)
    .scalar_subquery()
)
"""What the file is called that a message stands in."""


def list_messages(
    session: Session,
    outcome: DecisionOutcome | None = None,
    batch: int | None = None,
    namnd: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Message]:
    """Return messages with their attachments and standing decisions, in the order of intake.

    Args:
        session: Any session.
        outcome: Only those about which this stands.
        batch: Only those of this batch.
        namnd: Only those of the nämnd with this code.
        since: Only those made available at this moment or later.
        until: Only those made available before this moment.
    """
    query = _narrow(_seen(), namnd, since, until)
    if outcome is not None:
        query = query.where(DECISION.c.outcome == outcome.value)
    if batch is not None:
        query = query.where(MESSAGE.c.batch_id == batch)
    return _read(session, query)


def list_omvarld(
    session: Session, namnd: str | None, since: datetime | None, until: datetime | None
) -> list[Message]:
    """Return what others wrote elsewhere, each once, in the order of intake.

    Args:
        session: Any session.
        namnd: As in ``list_messages``.
        since: As in ``list_messages``.
        until: As in ``list_messages``.
    """
    query = _narrow(_seen(), namnd, since, until).where(
        MESSAGE.c.channel == Channel.OMVARLD.value,
        DECISION.c.outcome != DecisionOutcome.DUPLICATE.value,
    )
    return _read(session, query)


def _narrow(
    query: Select[Any], namnd: str | None, since: datetime | None, until: datetime | None
) -> Select[Any]:
    if namnd is not None:
        query = query.where(MESSAGE.c.namnd == namnd)
    if since is not None:
        query = query.where(MESSAGE.c.made_available_at >= since)
    if until is not None:
        query = query.where(MESSAGE.c.made_available_at < until)
    return query


def read_message(session: Session, message: int) -> Message:
    """Return one message with its attachments and standing decision.

    Raises:
        UsageError: There is none by that number, or its batch was never taken in whole.
    """
    found = _read(session, _seen().where(MESSAGE.c.id == message))
    if not found:
        raise UsageError(
            "there is no message {number}; archiver inbox list shows those there are",
            number=message,
        )
    return found[0]


def _seen() -> Select[Any]:
    """Select the messages of visible batches with their batch and standing decision."""
    return (
        select(
            MESSAGE,
            _ORIGINAL_PATH.label("original_path"),
            BATCH.c.format,
            DECISION.c.id.label("decision_id"),
            DECISION.c.outcome,
            DECISION.c.rule,
            DECISION.c.ground,
            DECISION.c.at,
            DECISION.c.by,
            DECISION.c.same_as,
        )
        .join(BATCH_VISIBLE, BATCH_VISIBLE.c.batch_id == MESSAGE.c.batch_id)
        .join(BATCH, BATCH.c.id == MESSAGE.c.batch_id)
        .join(DECISION, (DECISION.c.message_id == MESSAGE.c.id) & (DECISION.c.id == STANDING))
    )


def _read(session: Session, query: Select[Any]) -> list[Message]:
    attachments, signals = _read_attachments(session, query), _read_signals(session, query)
    changes = read_of_messages(session, query.with_only_columns(MESSAGE.c.id))
    repeats = read_repeats(session, query.with_only_columns(MESSAGE.c.id))
    gallrade = read_gallrade(session, MESSAGE, query.with_only_columns(MESSAGE.c.id))
    rows = session.execute(query.order_by(MESSAGE.c.id))
    found = (
        _message(
            row,
            tuple(attachments.get(row.id, ())),
            signals.get(row.id, ""),
            changes.get(row.id, ()),
        )
        for row in rows
    )
    return [
        replace(each, gallrad=gallrade.get(each.id), repeated_by=repeats.get(each.id, ()))
        for each in found
    ]


def _read_signals(session: Session, query: Select[Any]) -> dict[int, str]:
    wanted = query.with_only_columns(MESSAGE.c.id)
    columns = (MESSAGE_SIGNAL.c.message_id, MESSAGE_SIGNAL.c.findings)
    rows = session.execute(select(*columns).where(MESSAGE_SIGNAL.c.message_id.in_(wanted)))
    return {row.message_id: row.findings for row in rows}


def _read_attachments(session: Session, query: Select[Any]) -> dict[int, list[Attachment]]:
    wanted = query.with_only_columns(MESSAGE.c.id)
    rows = session.execute(
        select(ATTACHMENT)
        .where(ATTACHMENT.c.message_id.in_(wanted))
        .order_by(ATTACHMENT.c.message_id, ATTACHMENT.c.position)
    )
    named = select(ATTACHMENT.c.sha256).where(ATTACHMENT.c.message_id.in_(wanted))
    formats = read_formats(session, named)
    found: dict[int, list[Attachment]] = defaultdict(list)
    for row in rows:
        found[row.message_id].append(
            Attachment(
                position=row.position,
                name=row.name,
                media_type=row.media_type,
                sha256=row.sha256,
                missing=row.missing,
                format=formats.get(row.sha256),
            )
        )
    return found


def _message(
    row: Row[Any],
    attachments: tuple[Attachment, ...],
    findings: str,
    changes: tuple[SourceChange, ...],
) -> Message:
    return Message(
        **{name: getattr(row, name) for name in _PLAIN},
        duplicate_of=row.same_as or row.duplicate_of,
        source_changes=changes,
        batch=row.batch_id,
        channel=Channel(row.channel),
        original=NamedFile(
            role="original",
            name=row.original_path,
            media_type=Format(row.format).media_type,
            sha256=row.original_sha256,
            start=row.original_start,
            length=row.original_length,
        ),
        attachments=attachments,
        signals=tuple(recall_findings(findings, row.subject, row.text)),
        decision=Decision(
            id=row.decision_id,
            message=row.id,
            outcome=DecisionOutcome(row.outcome),
            rule=row.rule,
            ground=row.ground,
            at=row.at,
            by=row.by,
            same_as=row.same_as,
        ),
    )
