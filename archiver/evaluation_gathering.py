"""What the reports of an evaluation tell, gathered from the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from archiver.evaluation_spans import span_before
from diarium.accounts import account_history
from diarium.duties import Terms
from diarium.evaluation_figures import read_figures
from diarium.evaluation_records import Span
from diarium.installation import read_installation
from diarium.namnder import read_namnd
from diarium.plan_records import Aktivitetsplan, Approver, Plans, list_newest
from diarium.plans import read_plans
from diarium.records import Account
from diarium.roster import kommunikator_of
from exporters.evaluation import EvaluatedAccount, EvaluationReport
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be told of, and by whom.

    Attributes:
        accounts: The accounts; those of each förvaltning come into a report of their own.
        comment: What those who answer for the accounts say of the outcome; empty if nothing.
        by: Who has the reports made.
    """

    accounts: Sequence[Account]
    span: Span
    comment: str
    by: str


def gather_reports(
    session: "Session", asked: Asked, terms: Terms, now: datetime
) -> Iterator[EvaluationReport]:
    """Yield a report for each förvaltning of each nämnd, in the order of their first accounts."""
    plans, today = read_plans(session), now.astimezone(STOCKHOLM).date()
    kommun = read_installation(session).kommun
    groups = dict[tuple[str, str], list[Account]]()
    for account in asked.accounts:
        groups.setdefault((account.namnd, account.forvaltning), []).append(account)
    for (namnd, forvaltning), accounts in groups.items():
        recipients = [_find_recipient(session, plans, each, today) for each in accounts]
        yield EvaluationReport(
            kommun=kommun,
            namnd=read_namnd(session, namnd).name,
            forvaltning=forvaltning,
            recipients=tuple(dict.fromkeys(name for name in recipients if name)),
            span=asked.span,
            accounts=[
                _tell(session, each, choose_goals(plans, each, asked.span), asked.span, terms, now)
                for each in accounts
            ],
            comment=asked.comment,
            answer_hours=terms.answer_hours,
            removal_hours=terms.removal_hours,
            at=now,
            by=asked.by,
        )


def choose_goals(plans: Plans, account: Account, span: Span) -> tuple[str, ...]:
    """Return the goals that held last in a span, of the approved plans that cover some of it."""
    known = [each for each in plans.by_account.get(account.account, ()) if each.anchored_on]
    meant = [
        each
        for each in list_newest(known)
        if each.first_day <= span.last and span.first <= each.last_day
    ]
    return max(meant, key=lambda each: each.first_day).goals if meant else ()


def _find_recipient(session: "Session", plans: Plans, account: Account, today: date) -> str | None:
    """Return the kommunikatör by the roster, else by whom the newest plan was anchored with."""
    named = kommunikator_of(session, account.account, today)
    if named:
        return named
    known: Sequence[Aktivitetsplan] = plans.by_account.get(account.account, ())
    approved = [
        each.name
        for plan in known
        for each in plan.approvals
        if each.approver is Approver.KOMMUNIKATOR
    ]
    return approved[-1] if approved else None


def _tell(
    session: "Session",
    account: Account,
    goals: tuple[str, ...],
    span: Span,
    terms: Terms,
    now: datetime,
) -> EvaluatedAccount:
    before = span_before(span)
    known = account_history(session, account.account)[0].at.astimezone(STOCKHOLM).date()
    compared = max(known, account.opened) <= before.first
    return EvaluatedAccount(
        account=account,
        goals=goals,
        figures=read_figures(session, account, span, terms, now),
        previous=read_figures(session, account, before, terms, now) if compared else None,
    )
