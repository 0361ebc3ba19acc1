"""What is new in a feed: its new entries as they came, and nothing where it has not changed.

A server that knows marks of versions (ETag, Last-Modified) sends a feed only when it has changed.
A feed shows old entries again for as long as it likes; those that the last fetch brought already,
byte for byte the same, are left out, and all else is laid down as it came.
"""

import hashlib

from archiver.fetch.new_entries import FeedError, FeedTrouble, choose_new
from archiver.fetch.pulling import Pull
from archiver.network.exchange import ExchangeError, ExchangeTrouble
from archiver.network.http_feed import FeedAnswer, FeedWish, Marks, ask_feed
from archiver.network.http_get import WaitError
from diarium.fetches import Cursor, Fetched
from diarium.intake.json_feed import is_json_feed

FEED_MOST = 20_000_000
FEED_SECONDS = 60.0
EARLY = 60.0
"""Seconds before its time that a feed may be asked for, so that an hourly run is not too soon."""


def pull_feed(pull: Pull) -> Fetched:
    """Fetch a feed's new entries, in one file."""
    where = hashlib.sha256(pull.source.url.encode()).hexdigest()
    known = pull.cursor if pull.cursor.get("where") == where else {"where": where}
    try:
        answer = ask_feed(_wish(pull, known))
        seen = _keep_new(pull, answer, str(known.get("seen", "")))
    except WaitError as error:
        return pull.paused(known, error.trouble, error.seconds)
    except ExchangeError as error:
        large = error.trouble == ExchangeTrouble.TOO_LARGE
        return pull.failed(known, FeedTrouble.TOO_LARGE if large else error.trouble)
    except FeedError as error:
        return pull.failed(known, error.trouble)
    marks = {"etag": answer.marks.etag, "modified": answer.marks.modified}
    told = {name: mark for name, mark in marks.items() if mark}
    rest = max(pull.source.minutes * 60.0, answer.fresh - EARLY)
    return pull.rested({"where": where, "seen": seen, **told}, rest)


def _wish(pull: Pull, known: Cursor) -> FeedWish:
    return FeedWish(
        url=pull.source.url,
        marks=Marks(str(known.get("etag", "")), str(known.get("modified", ""))),
        contact=pull.contact,
        allowed=pull.allowed,
        seconds=min(FEED_SECONDS, pull.budget.seconds_left),
        most=min(FEED_MOST, pull.budget.bytes_left),
        now=pull.now,
    )


def _keep_new(pull: Pull, answer: FeedAnswer, seen: str) -> str:
    """Lay down what is new, if anything is, and return by what all of it is known next time."""
    if answer.content is None:
        return seen
    new, seen = choose_new(answer.content, seen)
    if new:
        pull.keep("feed.json" if is_json_feed(new) else "feed.xml", new)
    return seen
