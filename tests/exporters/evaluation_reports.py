"""Reports of evaluations, for tests of what they look like."""

from dataclasses import replace
from datetime import UTC, date, datetime

from diarium.evaluation_records import (
    AccountFigures,
    AnswerFigures,
    MonthFigures,
    RemovalFigures,
    ReplyFigures,
    Span,
    TurnFigure,
    TurnState,
)
from diarium.message_records import Channel
from diarium.records import Account
from diarium.removal_records import Category
from exporters.evaluation import EvaluatedAccount, EvaluationReport

NOW = datetime(2027, 1, 11, 8, 5, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>\" onerror=alert(1) "
RECEIVED = (31, 28, 40, 22, 35, 61, 12, 19, 44, 37, 26, 24)
OWN = (12, 14, 16, 11, 15, 22, 4, 9, 18, 16, 13, 10)
ACCOUNT = Account(
    account="ks-facebook", version=3, namnd="KS", platform="facebook",
    url="https://www.facebook.com/exempelstad", handle="exempelstad", name="Exempelstads kommun",
    forvaltning="Kommunledningsförvaltningen", ansvarig="Anna Åström",
    syfte="Information om och dialog kring kommunens service", malgrupp="Invånare och besökare",
    official=True, open=True, chronological=True, opened=date(2024, 2, 1), closed=None,
    closed_reason=None, at=NOW, by="anna",
)  # fmt: skip
FIGURES = AccountFigures(
    received={
        Channel.DIRECT: 84, Channel.COMMENT: 257, Channel.POST: 21, Channel.MENTION: 0,
        Channel.MAIL: 17,
    },
    own_posts=121, own_replies=39, registered=118, kept=258, undecided=3,
    answers=AnswerFigures(in_time=86, late=14, none_needed=11, waiting=2, overdue=5),
    replies=ReplyFigures(in_time=64, late=9, without=185),
    kritik=12, kritik_forwarded=11,
    removals=RemovalFigures(
        by_category={Category.PERSONAL_ATTACK: 6, Category.ADVERTISING: 3, Category.HATE_SPEECH: 1},
        in_time=9, late=1, waiting=1, left=2, rounds=171,
    ),
    months=tuple(
        MonthFigures(month=date(2026, n + 1, 1), received=RECEIVED[n], own=OWN[n])
        for n in range(12)
    ),
    turns=(
        TurnFigure(period="2026-H1", state=TurnState.COMPLETE),
        TurnFigure(period="2026-H2", state=TurnState.PARTIAL),
    ),
)  # fmt: skip
EMPTY = AccountFigures(
    received=dict.fromkeys(FIGURES.received, 0), own_posts=0, own_replies=0, registered=0, kept=0,
    undecided=0, answers=AnswerFigures(), replies=ReplyFigures(), kritik=0, kritik_forwarded=0,
    removals=RemovalFigures(by_category={}), turns=(),
    months=(MonthFigures(month=date(2026, 3, 1), received=0, own=0),),
)  # fmt: skip
GOALS = (
    "95 procent av frågorna besvaras inom 48 timmar.",
    "Minst två inlägg i veckan.",
    "Saklig kritik förs vidare nästa arbetsdag.",
)
WHOLE = EvaluatedAccount(
    account=ACCOUNT, goals=GOALS, figures=FIGURES,
    previous=replace(FIGURES, registered=97, kritik=8, own_posts=98),
)  # fmt: skip
QUIET = EvaluatedAccount(
    account=replace(ACCOUNT, account="ks-youtube", name="Exempelstads filmer", platform="youtube"),
    goals=(), figures=EMPTY, previous=None,
)  # fmt: skip


def report(*accounts: EvaluatedAccount, **changed: object) -> EvaluationReport:
    """Return a report of the year 2026."""
    told = EvaluationReport(
        kommun="Exempelstad", namnd="Kommunstyrelsen", forvaltning="Kommunledningsförvaltningen",
        recipients=("Karin Kvist",), span=Span(date(2026, 1, 1), date(2026, 12, 31)),
        accounts=accounts, answer_hours=48, removal_hours=48, at=NOW, by="anna",
        comment="Svarstiderna har blivit bättre sedan växeln tog över bevakningen i augusti.\n"
        "Målet om två inlägg i veckan nåddes alla månader utom juli.",
    )  # fmt: skip
    return replace(told, **changed)  # type: ignore[arg-type]  # fields by name
