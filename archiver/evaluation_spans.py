"""Which days an evaluation is of, from how they are asked for."""

import re
from calendar import monthrange
from datetime import date, timedelta

from diarium.errors import UsageError
from diarium.evaluation_records import Span
from schedules.half_year import FIRST_YEAR, LAST_YEAR, HalfYear

DAY = timedelta(days=1)
YEAR = timedelta(days=365)
LONGEST = timedelta(days=2 * 366)
"""A longer time tells little of how it goes now, and its months can no longer be drawn."""


def choose_span(period: str | None, first: date | None, last: date | None, today: date) -> Span:
    """Return the days asked for, as far as they have ended.

    Args:
        period: A year as ``2026``, or half of one as ``2026-H1``.
        first: Else the first day; none means a year back.
        last: The last day; none, or one that has not ended, means yesterday.
        today: The present day, in Swedish time.

    Raises:
        UsageError: The days cannot be meant together, lie the wrong way round or in the future,
            or are too many.
    """
    if period is not None and (first or last):
        raise UsageError("--period says all the days; leave --from and --to out")
    if last is not None and first is None:
        raise UsageError("say by --from which day the evaluation begins")
    asked = read_period(period) if period is not None else None
    begin = asked.first if asked else first or today - YEAR
    end = min(asked.last if asked else last or today, today - DAY)
    _refuse_odd(begin, end, last)
    return Span(begin, end)


def read_period(written: str) -> Span:
    """Return the days of a year such as ``2026``, or of half of one such as ``2026-H1``.

    Raises:
        UsageError: It is written otherwise.
    """
    said = written.strip()
    if re.fullmatch(r"\d{4}", said, re.ASCII) and FIRST_YEAR <= int(said) <= LAST_YEAR:
        return Span(date(int(said), 1, 1), date(int(said), 12, 31))
    try:
        half = HalfYear.parse(said)
    except ValueError as error:
        raise UsageError(
            "{written} is no period; write a year like 2026, or half of one like 2026-H1",
            written=written[:100],
        ) from error
    return Span(half.first_day, half.last_day)


def span_before(span: Span) -> Span:
    """Return as many days before a span; as many months where it is of whole months."""
    before = span.first - DAY
    if span.first.day != 1 or (span.last + DAY).day != 1:
        return Span(before - (span.last - span.first), before)
    months = 12 * (span.last.year - span.first.year) + span.last.month - span.first.month
    return Span(_months_back(before, months).replace(day=1), before)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _refuse_odd(first: date, last: date, asked: date | None) -> None:
    if asked is not None and asked < first:
        raise UsageError("{last} comes before {first}; turn them round", last=asked, first=first)
    if last < first:
        raise UsageError("no day from {first} on has ended yet; evaluate later", first=first)
    if last - first >= LONGEST:
        raise UsageError("an evaluation is of two years at most; choose fewer days")
