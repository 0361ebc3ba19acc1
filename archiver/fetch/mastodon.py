"""What people write to an account on Mastodon: its mentions and its conversations.

The two lists are read from the oldest that is new, page by page (``min_id``), so that every page
moves the place from which the next run goes on. Only mentions and quotes are asked for: who follows
or likes writes nothing. Published API: docs.joinmastodon.org, methods/notifications and
methods/conversations.
"""

import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from archiver.fetch.pulling import Pull
from archiver.network.exchange import ExchangeError, ExchangeTrouble
from archiver.network.http_get import Get, Page, WaitError, get
from diarium.fetches import Fetched

PAGE_MOST = 16_000_000
PAGE_SECONDS = 60.0
LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "notifications": (("limit", "80"), ("types[]", "mention"), ("types[]", "quote")),
    "conversations": (("limit", "40"),),
}
"""The lists that are read, and what is asked of each."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def pull_mastodon(pull: Pull) -> Fetched:
    """Fetch what is new, a file for each page that the server answers."""
    server = pull.source.server
    known = pull.cursor if pull.cursor.get("server") == server else {}
    cursor: dict[str, str | int] = {**known, "server": server}
    try:
        for name in LISTS:
            rest = _pull_list(pull, name, cursor)
            if rest:
                return pull.paused(cursor, "asked-to-wait", rest)
            if pull.budget.spent:
                return pull.more(cursor)
    except WaitError as error:
        return pull.paused(cursor, error.trouble, error.seconds)
    except ExchangeError as error:
        return pull.failed(cursor, error.trouble)
    return pull.done(cursor)


def _pull_list(pull: Pull, name: str, cursor: dict[str, str | int]) -> float:
    """Read a list to its end or a limit; return how long the server wants to rest, if it does."""
    number = 0
    while not pull.budget.spent:
        after = str(cursor.get(name, "0"))
        page = ask_page(pull, f"{name}?{urlencode([*LISTS[name], ('min_id', after)])}")
        if is_empty(page):
            return 0.0
        number += 1
        cursor[name] = read_newest(page, after)
        pull.keep(f"{name}-{number:05d}.json", page.content)
        if page.rest:
            return page.rest
    return 0.0


def ask_page(pull: Pull, place: str) -> Page:
    """Return a page of a list; the place is that within the server's interface, with the query."""
    return get(
        Get(
            url=f"{pull.source.server}/api/v1/{place}",
            token=pull.token,
            contact=pull.contact,
            allowed=pull.allowed,
            seconds=min(PAGE_SECONDS, pull.budget.seconds_left),
            most=min(PAGE_MOST, pull.budget.bytes_left),
            now=pull.now,
        )
    )


def is_empty(page: Page) -> bool:
    """Tell whether a list has no more.

    Raises:
        ExchangeError: It is no list of objects.
    """
    try:
        found = json.loads(page.content)
    except (ValueError, RecursionError):
        raise ExchangeError(ExchangeTrouble.BROKEN) from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ExchangeError(ExchangeTrouble.BROKEN)
    return not found


def read_newest(page: Page, after: str) -> str:
    """Return the id that the next page begins after, as the page's link says it (RFC 8288).

    Raises:
        ExchangeError: It does not say, or says what the page itself began after.
    """
    try:
        said = parse_qs(urlsplit(page.links.get("prev", "")).query)
    except ValueError:
        said = {}
    newest = (said.get("min_id") or said.get("since_id") or [""])[0]
    if not _ID.fullmatch(newest) or newest == after:  # else the same page would come for ever
        raise ExchangeError(ExchangeTrouble.BROKEN)
    return newest
