"""What a server asks for in Retry-After: seconds or a date, and much that is neither."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.network.retry_after import LONGEST, read_retry_after

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Wed, 01 Jul 2026 08:02:00 GMT", 120),
        ("Wed, 01 Jul 2026 10:02:00 +0200", 120),
        ("Wed, 01 Jul 2026 07:00:00 GMT", 0),
        ("Wed, 01 Jul 2026 08:02:00 -0000", 120),
        ("9" * 30, LONGEST),
        ("9" * 31, None),
        ("-5", None),
        ("Wed, 01 Jul 99999999999999999999 08:02:00 GMT", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_seconds_and_dates_are_read(written: str | None, seconds: float | None) -> None:
    assert read_retry_after(written, NOW) == seconds


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d+ \d+:\d+:\d+ .*"))
def test_whatever_a_server_writes_is_read_or_left(written: str) -> None:
    seconds = read_retry_after(written, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST
