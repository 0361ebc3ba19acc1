"""Full-text search over registered handlingar and the messages that are kept without a number.

Nobody may search for a selection of persons on the ground of sensitive data (dataskyddslagen
3 kap. 3 § second paragraph). So what is set apart is not indexed, what may be secret is not
searched before a person has tried it, nothing is sought by sekretess or by a signal, and a
personnummer is no word to search for. A message that is registered is found as its handling, never
by itself, and what repeats another message only by the first.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from diarium.errors import RefusedError, UsageError
from diarium.handlingar import list_for_publishing
from diarium.namnder import read_namnd
from diarium.postlista import check_days, day_of, publish_handling
from diarium.public_line import mask_line, publish_line
from diarium.search_query import (
    Wish,
    ask_handlingar,
    ask_messages,
    count_rows,
    fetch_bodies,
    fetch_rows,
    go_by_number,
)
from diarium.tables import HANDLING
from diarium.titles import NO_SUBJECT, SUBJECT_LENGTH, UNKNOWN_SENDER

PAGE = 20
"""How many hits a page shows."""
MOST_WORDS, LONGEST_WORD = 20, 100
BEFORE, AROUND = 30, 100
"""How many characters of a text are shown before the first word found, and in all."""
SEEN = 20_000
"""How many characters of a text are looked through for what to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A handling, or a message that is not registered, that holds the words.

    Attributes:
        beteckning: Of a registered handling.
        message: The message's number, if it was one.
        day: The day it came in or was drawn up, in Swedish time.
        snippet: What stands around the first word found in the text; empty where the words were
            found elsewhere, or nothing of the text may be searched.
        makulerad: The registration was voided.
    """

    beteckning: str | None
    message: int | None
    namnd: str
    day: date
    sender: str
    subject: str
    snippet: str
    makulerad: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits: registered handlingar first, the newest first of each kind.

    Attributes:
        more: There is another page.
    """

    hits: Sequence[Hit]
    page: int
    more: bool


def search(session: Session, wish: Wish, now: datetime) -> Found:
    """Return a page of what holds all the words.

    Raises:
        UsageError: There is no word to search for, or too many; an unknown nämnd; impossible
            days; a direction asked of what is not registered.
        RefusedError: A personnummer is sought.
    """
    words = read_words(wish.text)
    wish = _check(session, wish, now)
    go_by_number(session)
    handlingar = ask_handlingar(session, wish, words)
    start, wanted = (wish.page - 1) * PAGE, PAGE + 1
    first = fetch_rows(session, handlingar, start, wanted)
    rest: Sequence[Row[Any]] = []
    if len(first) < wanted:
        skipped = start if first else start - count_rows(session, handlingar, start)
        messages = ask_messages(session, wish, words)
        rest = fetch_rows(session, messages, 0 if first else skipped, wanted - len(first))
    shown = _handling_hits(session, first[:PAGE], words)
    shown += [_message_hit(row, words) for row in rest[: PAGE - len(shown)]]
    return Found(shown, wish.page, more=len(first) + len(rest) > PAGE)


def read_words(said: str) -> list[str]:
    """Return the words of a query, those together that stand without a space between them.

    All else in it is taken away: ``KS/2026:17`` gives ``ks 2026 17``, to be found in that order.

    Raises:
        UsageError: There is none, or too many or too long.
        RefusedError: It holds a personnummer.
    """
    if publish_line(said)[1]:
        raise RefusedError(
            "a personnummer is not searched for; search for the beteckning or for other words"
        )
    pieces = unicodedata.normalize("NFC", said).lower().split()
    words = [*filter(None, (" ".join(re.findall(r"[^\W_]+", piece)) for piece in pieces))]
    if not words:
        raise UsageError("there is no word to search for; write one or more words")
    if len(words) > MOST_WORDS or max(map(len, words)) > LONGEST_WORD:
        raise UsageError(
            "a search takes at most {words} words of at most {letters} letters; leave some out",
            words=MOST_WORDS,
            letters=LONGEST_WORD,
        )
    return words


def find_snippet(text: str, words: Sequence[str]) -> str:
    """Return what stands around the first of the words in a text; empty if none is there."""
    line, _ = mask_line(text[:SEEN])
    begins = "|".join(re.escape(each).replace(r"\ ", r"[\W_]+") for each in words)
    found = re.search(rf"(?<![^\W_])(?:{begins})", line, re.IGNORECASE)
    if found is None:
        return ""
    start = max(0, found.start() - BEFORE)
    start = start and line.rfind(" ", 0, start) + 1
    end = start + AROUND
    return f"{'…' * bool(start)}{line[start:end]}{'…' * (len(line) > end)}"


def _check(session: Session, wish: Wish, now: datetime) -> Wish:
    """Refuse what cannot be meant; return the rest, with the nämnd by its code."""
    check_days(wish.first, wish.last, now)
    if wish.direction is not None and wish.registered is False:
        raise UsageError(
            "only registered handlingar have a direction; leave out --direction or --unregistered"
        )
    if wish.namnd is None:
        return wish
    return replace(wish, namnd=read_namnd(session, wish.namnd).code)


def _handling_hits(session: Session, rows: Sequence[Row[Any]], words: Sequence[str]) -> list[Hit]:
    """Return the handlingar as they now read, in the order they were found."""
    if not rows:
        return []
    numbers = [row.id for row in rows]
    read = {each.id: each for each in list_for_publishing(session, HANDLING.c.id.in_(numbers))}
    bodies = fetch_bodies(session, numbers)
    hits = []
    for row in rows:
        public = publish_handling(read[row.id])
        hits.append(
            Hit(
                beteckning=public.beteckning,
                message=read[row.id].message,
                namnd=row.namnd,
                day=public.received,
                sender=public.sender,
                subject=public.subject,
                snippet=find_snippet(bodies[row.id], words),
                makulerad=public.makulerad,
            )
        )
    return hits


def _message_hit(row: Row[Any], words: Sequence[str]) -> Hit:
    subject, _ = publish_line(row.subject or row.text)
    return Hit(
        beteckning=None,
        message=row.id,
        namnd=row.namnd,
        day=day_of(row.received_at),
        sender=publish_line(row.sender_name or "")[0] or UNKNOWN_SENDER,
        subject=subject[:SUBJECT_LENGTH] or NO_SUBJECT,
        snippet=find_snippet(row.text, words),
    )
