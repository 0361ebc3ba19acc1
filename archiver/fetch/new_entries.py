"""Which entries of a feed are new since it was last fetched."""

import base64
import hashlib
from collections.abc import Sequence
from enum import StrEnum

from diarium.intake.atom_feed import is_atom, open_atom
from diarium.intake.feed_xml import XmlFeed
from diarium.intake.json_feed import ITEMS, is_json_feed
from diarium.intake.json_pieces import Element, read_inner
from diarium.intake.raw import PieceError, Unreadable
from diarium.intake.rss import is_rss, open_rss

_HEAD = 1 << 16
_DIGEST = 9
"""Bytes of each entry's digest: at a thousand entries two are alike once in 10¹⁸ fetches."""
_WRITTEN = _DIGEST * 4 // 3
MOST_ENTRIES = 5_000
"""Most entries of a feed; one with more is made to fill the register."""
MOST_SEEN = 1_000
"""Most entries that are known again; what a feed shows beyond them is taken in as duplicates."""
Span = tuple[int, int]


class FeedTrouble(StrEnum):
    """Why a feed cannot be used, besides what `exchange` and `connect` say."""

    NOT_A_FEED = "not-a-feed"
    BROKEN = "broken-feed"
    TOO_LARGE = "feed-too-large"


class FeedError(Exception):
    """A feed cannot be used."""

    def __init__(self, trouble: FeedTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def choose_new(content: bytes, seen: str) -> tuple[bytes, str]:
    """Return a feed without the entries that were there already, and by what it is known next.

    Args:
        content: The feed.
        seen: By what the entries of the last fetch are known.

    Returns:
        The feed, where each entry that is left stands as it came; nothing when none is new.

    Raises:
        FeedError: It is no feed, none whose entries can be found, or one with far too many.
    """
    spans, is_whole = _find_spans(content)
    known = {seen[at : at + _WRITTEN] for at in range(0, len(seen), _WRITTEN)}
    marks = [_mark(content[start:end]) for start, end in spans]
    new = [span for span, mark in zip(spans, marks, strict=True) if mark not in known]
    now_seen = "".join(marks[:MOST_SEEN])
    if not new:
        return b"", now_seen
    if len(new) == len(spans) or not is_whole:
        return content, now_seen
    return _leave_out(content, spans, new), now_seen


def _find_spans(content: bytes) -> tuple[list[Span], bool]:
    """Return where the entries lie, and whether what lies between them is as it should be."""
    head = content[:_HEAD]
    try:
        if is_rss(head):
            return _find_xml(open_rss(content))
        if is_atom(head):
            return _find_xml(open_atom(content))
    except PieceError:
        raise FeedError(FeedTrouble.BROKEN) from None
    if is_json_feed(head):
        return _find_json(content)
    raise FeedError(FeedTrouble.NOT_A_FEED)


def _find_xml(feed: XmlFeed) -> tuple[list[Span], bool]:
    spans = list[Span]()
    try:
        for each in feed.spans():
            spans.append((each.start, each.end))
            _refuse_too_many(len(spans))
    except PieceError:
        if not spans:
            raise
        return spans, False
    return spans, True


def _find_json(content: bytes) -> tuple[list[Span], bool]:
    found = list[Element | Unreadable]()
    for each in read_inner(content, ITEMS):
        found.append(each)
        _refuse_too_many(len(found))
    spans = [(e.start, e.start + e.length) for e in found if isinstance(e, Element)]
    if found and not spans:
        raise FeedError(FeedTrouble.BROKEN)
    return spans, len(spans) == len(found)


def _refuse_too_many(count: int) -> None:
    if count > MOST_ENTRIES:
        raise FeedError(FeedTrouble.TOO_LARGE)


def _leave_out(content: bytes, spans: Sequence[Span], new: Sequence[Span]) -> bytes:
    """Return a feed with its new entries alone between its beginning and its end."""
    between = b",\n" if is_json_feed(content[:_HEAD]) else b"\n"
    kept = between.join(content[start:end] for start, end in new)
    return content[: spans[0][0]] + kept + content[spans[-1][1] :]


def _mark(entry: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(entry).digest()[:_DIGEST]).decode()
