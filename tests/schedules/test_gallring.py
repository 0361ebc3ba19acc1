from datetime import date, timedelta

import pytest

from schedules.gallring import counted_before, gallras_from


@pytest.mark.parametrize(
    ("day", "years", "first"),
    [
        (date(2026, 1, 1), 2, date(2029, 1, 1)),
        (date(2026, 12, 31), 2, date(2029, 1, 1)),
        (date(2024, 2, 29), 1, date(2026, 1, 1)),
        (date(2026, 12, 31), 0, date(2027, 1, 1)),
        (date(2026, 7, 1), 0, date(2026, 7, 2)),
    ],
)
def test_whole_calendar_years_are_counted_from_the_end_of_the_year(
    day: date, years: int, first: date
) -> None:
    assert gallras_from(day, years) == first


@pytest.mark.parametrize("years", [0, 1, 2, 10])
def test_both_ways_of_counting_agree_on_every_day(years: int) -> None:
    today = date(2036, 3, 1)
    for back in range(0, 5_000, 7):
        day = today - timedelta(days=back)
        assert (gallras_from(day, years) <= today) == (day < counted_before(today, years))
