"""The report of an evaluation, as a page that is read on a screen and printed.

The policy ("Planera och utvärdera din kommunikation") asks for it at least once a year or after a
limited activity, and that it be shared with the förvaltning's kommunikatör. It is a record and
therefore always in Swedish. The figures are what the archive knows; whether a goal was reached is
for people to say.
"""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from diarium.evaluation_records import AccountFigures, Span
from diarium.records import Account
from exporters.evaluation_diagrams import (
    TURNS,
    draw_answers,
    draw_channels,
    draw_months,
    draw_removals,
    draw_replies,
    read_out,
)
from exporters.page_templates import screen_templates, write_day
from exporters.visible_letters import VisibleLetters
from schedules.half_year import HalfYear

NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedAccount:
    """An account in the report.

    Attributes:
        goals: The goals of its aktivitetsplan, one each; none where no plan was in force.
        figures: What the archive knows of the days.
        previous: The same of as many days before them; none where the archive did not have the
            account for all of them.
    """

    account: Account
    goals: tuple[str, ...]
    figures: AccountFigures
    previous: AccountFigures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationReport:
    """What the report tells.

    Attributes:
        kommun: The municipality's name.
        namnd: The nämnd's name.
        forvaltning: The förvaltning whose accounts they are.
        recipients: Its kommunikatör, or those of the accounts where they differ; none where
            nobody is named.
        span: The days.
        accounts: The accounts, in the order of the page.
        comment: What those who answer for the accounts say of the outcome; empty if nothing.
        answer_hours: Within how many hours there should be an answer.
        removal_hours: Within how many hours an improper post should be removed.
        at: When the figures were made.
        by: Who had the report made.
    """

    kommun: str
    namnd: str
    forvaltning: str
    recipients: tuple[str, ...]
    span: Span
    accounts: Sequence[EvaluatedAccount]
    comment: str
    answer_hours: int
    removal_hours: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A value to be seen first, what it is of, and what it was before."""

    words: str
    value: str
    note: str
    before: str


def render_evaluation(report: EvaluationReport, *, common_letters: bool = False) -> str:
    """Return the report: HTML in Swedish that needs no script and nothing from elsewhere.

    Args:
        report: What it tells.
        common_letters: Letters that fonts may lack are shown by their code.
    """
    letters = VisibleLetters(common_only=common_letters)
    templates = screen_templates(antal=_tell_number, tecken=letters.show)
    return templates.get_template("evaluation.html").render(
        report=report,
        days=tell_span(report.span),
        parts=[(each, _draw(each, report)) for each in report.accounts],
        turns=TURNS,
        nothing=NOTHING,
    )  # fmt: skip


def write_figures(report: EvaluationReport) -> bytes:
    """Return the figures of a report as JSON, for those who count on; keys are in English."""
    told = {
        "namnd": report.namnd,
        "forvaltning": report.forvaltning,
        "first": report.span.first,
        "last": report.span.last,
        "at": report.at,
        "accounts": [
            {
                "account": each.account.account,
                "goals": each.goals,
                "figures": dataclasses.asdict(each.figures),
                "previous": dataclasses.asdict(each.previous) if each.previous else None,
            }
            for each in report.accounts
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=_plain).encode()


def tell_span(span: Span) -> str:
    """Return days in words: a year or half of one by its name, else from when to when."""
    for half in (HalfYear(span.first.year, 1), HalfYear(span.first.year, 2)):
        if (span.first, span.last) == (half.first_day, half.last_day):
            return f"{'första' if half.half == 1 else 'andra'} halvåret {half.year}"
    if (span.first, span.last) == (date(span.first.year, 1, 1), date(span.first.year, 12, 31)):
        return str(span.first.year)
    return f"{write_day(span.first)} – {write_day(span.last)}"


def tell_share(part: int, whole: int) -> str:
    """Return a part of a whole in hundredths, such as ``86 %``; a dash where there is no whole."""
    return f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%" if whole else NOTHING


def _draw(each: EvaluatedAccount, report: EvaluationReport) -> dict[str, object]:
    """Return what the template draws of an account."""
    figures = each.figures
    answers = draw_answers(figures, report.answer_hours)
    replies = draw_replies(figures, report.answer_hours)
    return {
        "key": _key_figures(each, report),
        "months": draw_months(figures),
        "channels": draw_channels(figures),
        "answers": answers,
        "answers_words": read_out(answers),
        "replies": replies,
        "replies_words": read_out(replies),
        "removals": draw_removals(figures),
    }


def _key_figures(each: EvaluatedAccount, report: EvaluationReport) -> list[KeyFigure]:
    told = [_values(figures, report) for figures in (each.figures, each.previous) if figures]
    before = {words: value for words, value, _note in told[1]} if len(told) > 1 else {}
    return [KeyFigure(words, value, note, before.get(words, "")) for words, value, note in told[0]]


def _values(figures: AccountFigures, report: EvaluationReport) -> list[tuple[str, str, str]]:
    """Return the values to be seen first: what each is, the value, and what it is of."""
    answers, removals, turns = figures.answers, figures.removals, figures.turns
    expired = answers.in_time + answers.late + answers.overdue
    complete = sum(each.state in {"complete", "partial"} for each in turns)
    return [
        (
            "Mottagna meddelanden",
            str(figures.received_total),
            _tell_number(figures.registered, "registrerat", "registrerade"),
        ),
        (
            "Egna inlägg och svar",
            str(figures.own_posts + figures.own_replies),
            f"{figures.own_posts} inlägg, {figures.own_replies} svar",
        ),
        (
            f"Besvarade inom {report.answer_hours} timmar",
            tell_share(answers.in_time, expired),
            f"{answers.in_time} av {_tell_number(expired, 'registrerat', 'registrerade')}"
            if expired
            else "inget att besvara",
        ),
        (
            "Saklig kritik",
            str(figures.kritik),
            f"{figures.kritik_forwarded} av {figures.kritik} förd vidare"
            if figures.kritik
            else "ingen registrerad",
        ),
        (
            "Borttagna inlägg",
            str(removals.removed),
            f"{removals.in_time} inom {report.removal_hours} timmar" if removals.removed else "",
        ),
        (
            "Ögonblicksbilder",
            f"{complete} av {len(turns)}" if turns else NOTHING,
            "tagna vid halvårsskiften" if turns else "inget halvårsskifte i perioden",
        ),
    ]


def _tell_number(number: int, one: str, many: str) -> str:
    """Return a number and what it is of, such as ``1 inlägg``."""
    return f"{number} {one if number == 1 else many}"


def _plain(value: object) -> str:
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    message = f"no JSON for {type(value).__name__}"
    raise TypeError(message)
