"""What a captured page said of itself: what later pages are compared with, and what is checked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from archiver.post_dates import PostDates

TEXT_MOST = 200_000
"""A longer text is kept up to here in the provenance record; the PDF holds it whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen:
    """A page as it stood when its picture was taken.

    Attributes:
        og_title: Its title as it is shown when the page is shared (Open Graph).
        canonical: The address that the page calls its own, if it says one.
        names: What it calls itself, where its platform has the name of an account.
        labels: What its visible pictures say they show.
        text: Its visible words in the order of the document, with a space between.
        screen: dHash of its first screenful, as sixteen hexadecimal digits.
        posts: The days of its posts.
    """

    title: str
    og_title: str
    canonical: str | None
    names: tuple[str, ...]
    labels: tuple[str, ...]
    text: str
    screen: str
    posts: PostDates


def describe_page(seen: PageSeen) -> dict[str, Any]:
    """Return what the provenance record says of a page."""
    text = seen.text[:TEXT_MOST]
    posts = asdict(seen.posts)
    for name in ("first", "last"):
        posts[name] = posts[name].isoformat() if posts[name] else None
    cut = len(text) < len(seen.text)
    return asdict(seen) | {"text": text, "text_cut": cut, "posts": posts}


def read_page_seen(said: dict[str, Any]) -> PageSeen:
    """Return the page that a provenance record tells of."""
    posts = said["posts"]
    days = {name: date.fromisoformat(posts[name]) for name in ("first", "last") if posts[name]}
    return PageSeen(
        title=said["title"],
        og_title=said["og_title"],
        canonical=said["canonical"],
        names=tuple(said["names"]),
        labels=tuple(said["labels"]),
        text=said["text"],
        screen=said["screen"],
        posts=PostDates(read=posts["read"], unread=posts["unread"], **days),
    )
