"""The days of posts are read where they are written in full, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.post_dates import PostDates, read_day, read_post_dates

TAKEN = date(2026, 7, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-03", "2026-05-03T10:00", "2026-05-03T10:00:00.123+02:00", "2026-05-02T22:30:00Z",
        "2026-05-03 kl. 12", "3 maj 2026", "den 3 maj 2026 kl. 12:30", "Publicerad 3 maj, 2026",
        "May 3, 2026", "3 May 2026", "maj 3 2026",
    ],
)  # fmt: skip
def test_a_day_in_full_is_read_in_swedish_time(written: str) -> None:
    assert read_day(written) == date(2026, 5, 3)


@pytest.mark.parametrize("month", ["Sept.", "sep", "September", "SEPT"])
def test_a_month_may_be_shortened(month: str) -> None:
    assert read_day(f"3 {month} 2025") == date(2025, 9, 3)


@pytest.mark.parametrize(
    "written",
    [
        "", "3 h", "3 tim", "i går", "igår kl. 12:00", "yesterday", "för 2 dagar sedan",
        "2 weeks ago", "3 maj", "May 3", "maj 2026", "2026-13-40", "32 maj 2026", "0 maj 2026",
        "3 personer 2026", "5/3/2026", "2026-05-03T25:99", "3 maj 99999", "\x00",
    ],
)  # fmt: skip
def test_anything_less_is_not_guessed(written: str) -> None:
    assert read_day(written) is None


def test_first_and_last_are_found_and_the_unread_counted() -> None:
    written = ["2026-05-03", "i går", "1 januari 2025", "2026-07-02T01:00:00+02:00", "2 h"]
    assert read_post_dates(written, TAKEN) == PostDates(
        read=3, unread=2, first=date(2025, 1, 1), last=date(2026, 7, 2)
    )


def test_an_event_to_come_and_a_date_before_the_web_are_no_posts() -> None:
    assert read_post_dates(["2026-12-24", "1971-01-01"], TAKEN) == PostDates(unread=2)


@given(st.lists(st.one_of(st.text(max_size=40), st.dates().map(date.isoformat)), max_size=8))
def test_whatever_a_page_writes_every_post_is_counted(written: list[str]) -> None:
    posts = read_post_dates(written, TAKEN)
    assert posts.read + posts.unread == len(written)
    assert (posts.first is None) == (posts.last is None) == (posts.read == 0)
    if posts.first and posts.last:
        assert posts.first <= posts.last


@given(st.dates(min_value=date(1995, 1, 1), max_value=TAKEN))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    months = "januari februari mars april maj juni juli augusti september oktober november december"
    written = f"{day.day} {months.split()[day.month - 1]} {day.year}"
    assert read_day(written) == read_day(day.isoformat()) == day
