"""The pause that a server asks for in ``Retry-After`` (RFC 9110, 10.2.3)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 10 * 365 * 86_400.0
"""Seconds; who asks for more than ten years asks for ten."""


def read_retry_after(written: str | None, now: datetime) -> float | None:
    """Return how many seconds a server asks to be left alone.

    Args:
        written: The header: seconds, or a date as HTTP has it.
        now: When the answer came.

    Returns:
        Seconds, not below 0; None if there is no such header or it says neither.
    """
    said = (written or "").strip()
    if re.fullmatch(r"\d{1,30}", said, re.ASCII):
        return min(float(said), LONGEST)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), LONGEST)
