"""A polite question for a feed: it is sent only if it has changed since it was last asked for.

Redirects are followed, a few, each through the guard of addresses anew. One to another host leads
to public addresses alone, whatever the settings open: they open it for what they name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from urllib.parse import urljoin, urlsplit

from archiver.network.addresses import Network, host_and_port
from archiver.network.exchange import OK, Answer, ExchangeError, ExchangeTrouble, Request, exchange
from archiver.network.http_get import DEFAULT_WAIT, GetTrouble, WaitError, user_agent
from archiver.network.http_heads import Head
from archiver.network.retry_after import read_retry_after

MOST_REDIRECTS = 5
FRESHEST = 86_400.0
"""Seconds; a feed that says it stays fresh for longer is asked for again after a day."""
KINDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MARK = re.compile(r"[\x20-\x7e]{1,200}")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])", re.IGNORECASE)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a server knows which version of a feed we have; empty where it said nothing."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWish:
    """What to ask.

    Attributes:
        url: An https address; an http one only where ``allowed`` names the address it leads to.
        marks: Of the version that was fetched last.
        contact: How a server's keeper can reach the municipality; may be empty.
        allowed: Networks that are open although they are not public.
        seconds: Longest time for all of it, redirects too.
        most: Most bytes of the feed.
        now: The present moment, from which a server's dates are counted.
    """

    url: str
    marks: Marks
    contact: str
    allowed: Sequence[Network]
    seconds: float
    most: int
    now: datetime


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What a server answered.

    Attributes:
        content: The feed as it came; none where it has not changed.
        marks: Of this version.
        fresh: Seconds for which the server says that nothing changes, at most a day.
    """

    content: bytes | None
    marks: Marks
    fresh: float


def ask_feed(wish: FeedWish) -> FeedAnswer:
    """Ask for a feed and return the answer.

    Raises:
        WaitError: The server asks to be left alone for a while.
        ExchangeError: A redirect leads to a closed address or round in a ring, or there is no good
            answer.
    """
    answer = _follow(wish)
    fresh = _read_fresh(answer.head)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return FeedAnswer(None, wish.marks, fresh)
    if answer.status != OK:
        _refuse(answer, wish.now)
    if answer.head.value("content-encoding").strip().lower() not in {"", "identity"}:
        raise ExchangeError(ExchangeTrouble.BROKEN)  # it was asked not to
    return FeedAnswer(answer.content, _read_marks(answer.head), fresh)


def _follow(wish: FeedWish) -> Answer:
    """Ask, and ask where the answer leads, up to a few times."""
    url, ends = wish.url, monotonic() + wish.seconds
    for _turn in range(MOST_REDIRECTS + 1):
        answer = _ask(wish, url, max(0.0, ends - monotonic()))
        if answer.status not in _REDIRECTS:
            return answer
        url = _join(url, answer.head.value("location"))
    raise ExchangeError(GetTrouble.REDIRECTED)


def _ask(wish: FeedWish, url: str, seconds: float) -> Answer:
    same_host = host_and_port(url)[0] == host_and_port(wish.url)[0]
    return exchange(
        Request(
            method="GET", url=url, headers=_headers(wish), secret=True, seconds=seconds,
            allowed=wish.allowed if same_host else (), most=wish.most,
        )
    )  # fmt: skip


def _headers(wish: FeedWish) -> tuple[tuple[str, str], ...]:
    marks = (("If-None-Match", wish.marks.etag), ("If-Modified-Since", wish.marks.modified))
    return (
        ("User-Agent", user_agent(wish.contact)),
        ("Accept", KINDS),
        ("Accept-Encoding", "identity"),
        *(pair for pair in marks if pair[1]),
    )


def _join(url: str, location: str) -> str:
    """Return where a redirect leads."""
    try:
        joined = urljoin(url, location).partition("#")[0]
        parts = urlsplit(joined)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or "@" in parts.netloc or not _is_plain(joined):
        raise ExchangeError(GetTrouble.REDIRECTED)
    return joined


def _is_plain(url: str) -> bool:
    return len(url) <= _LONGEST and url.isascii() and url.isprintable() and " " not in url


def _refuse(answer: Answer, now: datetime) -> None:
    asked = read_retry_after(answer.head.value("retry-after"), now)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS or asked is not None:
        raise WaitError(asked or DEFAULT_WAIT)
    raise ExchangeError(f"http-{answer.status}")


def _read_marks(head: Head) -> Marks:
    etag, modified = (head.value(name).strip() for name in ("etag", "last-modified"))
    return Marks(*(each if _MARK.fullmatch(each) else "" for each in (etag, modified)))


def _read_fresh(head: Head) -> float:
    told = _MAX_AGE.search(head.value("cache-control"))
    return min(float(told[1]), FRESHEST) if told else 0.0
