"""The register of evaluations: which accounts and days each covers, and the report it led to.

The policy ("Planera och utvärdera din kommunikation") asks for one at least once a year, or after
a limited activity.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from diarium.errors import UsageError
from diarium.evaluation_records import Evaluation, EvaluationFacts, ReportRole, Span
from diarium.journal import append_event, insert_row, insert_rows
from diarium.kept import note_file
from diarium.namnder import read_namnd
from diarium.policy_tables import EVALUATION, EVALUATION_ACCOUNT, EVALUATION_FILE
from diarium.records import FileRef, NamedFile
from diarium.tables import FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A kept form of the report, and what it is called where it is handed over."""

    role: ReportRole
    name: str
    media_type: str
    ref: FileRef


def record_evaluation(
    session: Session, facts: EvaluationFacts, files: Sequence[ReportFile], by: str, now: datetime
) -> Evaluation:
    """Note an evaluation and its report, whose files must have been kept before.

    Args:
        session: A session that holds the write lock.
        facts: What is noted.
        files: The report in every form.
        by: Who made it.
        now: When.
    """
    row = insert_row(
        session, EVALUATION, namnd=facts.namnd, forvaltning=facts.forvaltning,
        recipient=facts.recipient, first=facts.span.first, last=facts.span.last,
        comment=facts.comment, at=now, by=by,
    )  # fmt: skip
    accounts = [
        {"evaluation_id": row.row_id, "account": account, "account_version": version}
        for account, version in facts.accounts
    ]
    named = [
        {"evaluation_id": row.row_id, "role": f.role.value, "name": f.name, "sha256": f.ref.sha256}
        for f in files
    ]
    rows = [row, *insert_rows(session, EVALUATION_ACCOUNT, accounts)]
    rows += insert_rows(session, EVALUATION_FILE, named)
    for each in files:
        rows += note_file(session, each.ref, each.media_type, now)
    subject = f"{facts.namnd} {facts.span.first} {facts.span.last} ({row.row_id})"
    append_event(session, "evaluation.made", subject, rows, by, now)
    return read_evaluation(session, row.row_id)


def read_evaluation(session: Session, number: int) -> Evaluation:
    """Return one evaluation by its number.

    Raises:
        UsageError: There is none.
    """
    found = _read(session, EVALUATION.c.id == number)
    if not found:
        raise UsageError(
            "there is no evaluation {number}; archiver evaluate --list shows those there are",
            number=number,
        )
    return found[0]


def list_evaluations(session: Session, namnd: str | None = None) -> list[Evaluation]:
    """Return all evaluations in the order they were made.

    Args:
        session: A session.
        namnd: Only those of the nämnd with this code.

    Raises:
        UsageError: There is no such nämnd.
    """
    code = read_namnd(session, namnd).code if namnd else None
    return _read(session, *([EVALUATION.c.namnd == code] if code else []))


def list_by_account(session: Session) -> dict[str, list[Evaluation]]:
    """Return the evaluations of each account, in the order they were made, by the account's id."""
    found = defaultdict[str, list[Evaluation]](list)
    for each in list_evaluations(session):
        for account, _version in each.facts.accounts:
            found[account].append(each)
    return found


def _read(session: Session, *where: ColumnElement[bool]) -> list[Evaluation]:
    rows = session.execute(select(EVALUATION).where(*where).order_by(EVALUATION.c.id)).all()
    accounts, files = defaultdict[int, list[tuple[str, int]]](list), _files(session, where)
    told = (
        select(EVALUATION_ACCOUNT)
        .join(EVALUATION, EVALUATION.c.id == EVALUATION_ACCOUNT.c.evaluation_id)
        .where(*where)
        .order_by(EVALUATION_ACCOUNT.c.id)
    )
    for row in session.execute(told):
        accounts[row.evaluation_id].append((row.account, row.account_version))
    return [_evaluation(row, accounts[row.id], files[row.id]) for row in rows]


def _files(
    session: Session, where: Iterable[ColumnElement[bool]]
) -> defaultdict[int, list[NamedFile]]:
    found = defaultdict[int, list[NamedFile]](list)
    listed = (
        select(EVALUATION_FILE, FILE.c.size, FILE.c.media_type)
        .join(FILE, FILE.c.sha256 == EVALUATION_FILE.c.sha256)
        .join(EVALUATION, EVALUATION.c.id == EVALUATION_FILE.c.evaluation_id)
        .where(*where)
        .order_by(EVALUATION_FILE.c.id)
    )
    for row in session.execute(listed):
        named = NamedFile(
            role=row.role, name=row.name, media_type=row.media_type,
            sha256=row.sha256, start=0, length=row.size,
        )  # fmt: skip
        found[row.evaluation_id].append(named)
    return found


def _evaluation(
    row: Row[tuple[object, ...]], accounts: Sequence[tuple[str, int]], files: Sequence[NamedFile]
) -> Evaluation:
    facts = EvaluationFacts(
        namnd=row.namnd, forvaltning=row.forvaltning, recipient=row.recipient,
        span=Span(row.first, row.last), comment=row.comment, accounts=tuple(accounts),
    )  # fmt: skip
    return Evaluation(id=row.id, facts=facts, files=tuple(files), at=row.at, by=row.by)
