"""Which days an evaluation is of."""

from datetime import date

import pytest

from archiver.evaluation_spans import choose_span, span_before
from diarium.errors import UsageError
from diarium.evaluation_records import Span

TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (("2026", None, None), date(2026, 1, 1), date(2026, 12, 31)),
        (("2026-H2", None, None), date(2026, 7, 1), date(2026, 12, 31)),
        (("2027", None, None), date(2027, 1, 1), date(2027, 2, 28)),
        ((None, None, None), date(2026, 3, 1), date(2027, 2, 28)),
        ((None, date(2026, 5, 4), None), date(2026, 5, 4), date(2027, 2, 28)),
        ((None, date(2026, 5, 4), date(2026, 6, 1)), date(2026, 5, 4), date(2026, 6, 1)),
        ((None, date(2026, 5, 4), TODAY), date(2026, 5, 4), date(2027, 2, 28)),
        ((None, date(2027, 2, 28), date(9999, 12, 31)), date(2027, 2, 28), date(2027, 2, 28)),
    ],
)
def test_the_days_are_those_asked_for_that_have_ended(
    asked: tuple[str | None, date | None, date | None], first: date, last: date
) -> None:
    assert choose_span(*asked, TODAY) == Span(first, last)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("2026", date(2026, 1, 1), None), "leave --from and --to out"),
        ((None, None, date(2026, 1, 1)), "say by --from"),
        ((None, date(2026, 5, 4), date(2026, 5, 3)), "turn them round"),
        ((None, TODAY, None), "has ended yet"),
        (("2028", None, None), "has ended yet"),
        (("2026-H3", None, None), "no period"),
        (("26", None, None), "no period"),
        (("٢٠٢٦", None, None), "no period"),
        (("0001", None, None), "no period"),
        ((None, date(2024, 1, 1), None), "two years at most"),
    ],
)
def test_days_that_cannot_be_meant_are_told_in_a_line(
    asked: tuple[str | None, date | None, date | None], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        choose_span(*asked, TODAY)


@pytest.mark.parametrize(
    ("span", "before"),
    [
        (Span(date(2026, 1, 1), date(2026, 12, 31)), Span(date(2025, 1, 1), date(2025, 12, 31))),
        (Span(date(2026, 1, 1), date(2026, 6, 30)), Span(date(2025, 7, 1), date(2025, 12, 31))),
        (Span(date(2026, 3, 1), date(2026, 3, 31)), Span(date(2026, 2, 1), date(2026, 2, 28))),
        (Span(date(2026, 3, 2), date(2026, 3, 4)), Span(date(2026, 2, 27), date(2026, 3, 1))),
        (Span(date(2026, 3, 4), date(2026, 3, 4)), Span(date(2026, 3, 3), date(2026, 3, 3))),
    ],
)
def test_what_it_is_compared_with_is_as_long_and_comes_right_before(
    span: Span, before: Span
) -> None:
    assert span_before(span) == before
