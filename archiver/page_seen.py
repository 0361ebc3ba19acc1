"""What a captured page said of itself: what later pages are compared with, and what is checked."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from archiver.post_dates import PostDates
from archiver.site_links import SeenLink

TEXT_MOST = 200_000
"""A longer text is kept up to here in the provenance record; the PDF holds it whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post of the page's own list, as it stood there; comments on it are not told apart from it.

    Attributes:
        day: The day it was posted, if the page says it in full.
        text: Its visible words, up to some length.
    """

    day: date | None
    text: str
    links: tuple[SeenLink, ...]


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
        feed: The posts that could be told apart, the first ones of the page.
    """

    title: str
    og_title: str
    canonical: str | None
    names: tuple[str, ...]
    labels: tuple[str, ...]
    text: str
    screen: str
    posts: PostDates
    feed: tuple[SeenPost, ...] = ()


def describe_page(seen: PageSeen) -> dict[str, Any]:
    """Return what the provenance record says of a page."""
    text = seen.text[:TEXT_MOST]
    posts = asdict(seen.posts)
    for name in ("first", "last"):
        posts[name] = posts[name].isoformat() if posts[name] else None
    cut = len(text) < len(seen.text)
    feed = [
        asdict(each) | {"day": each.day.isoformat() if each.day else None} for each in seen.feed
    ]
    return asdict(seen) | {"text": text, "text_cut": cut, "posts": posts, "feed": feed}


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
        feed=tuple(map(_read_post, said.get("feed", ()))),
    )


def _read_post(said: dict[str, Any]) -> SeenPost:
    return SeenPost(
        day=date.fromisoformat(said["day"]) if said["day"] else None,
        text=said["text"],
        links=tuple(SeenLink(**each) for each in said["links"]),
    )
