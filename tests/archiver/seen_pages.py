"""Pages as they were seen, for tests of what is made of them."""

from typing import Any

from archiver.page_seen import PageSeen
from archiver.post_dates import PostDates


def seen_page(text: str = "", **others: Any) -> PageSeen:  # noqa: ANN401  fields of PageSeen
    """Return a page with a text, and else empty."""
    given = {
        "title": "", "og_title": "", "canonical": None, "names": (), "labels": (),
        "screen": "0123456789abcdef", "posts": PostDates(),
    }  # fmt: skip
    return PageSeen(text=text, **(given | others))
