"""What is written with a tag on Mastodon: the newest page the first time, then all that is new.

Published API: docs.joinmastodon.org, methods/timelines. Many servers show it to anybody, others to
their members, by a token.
"""

from urllib.parse import quote, urlencode

from archiver.fetch.mastodon import ask_page, is_empty, read_newest
from archiver.fetch.pulling import NO_TOKEN, Pull
from archiver.network.exchange import ExchangeError
from archiver.network.http_get import GetTrouble, Page, WaitError
from diarium.fetches import Cursor, Fetched

_MEMBERS_ONLY = frozenset({GetTrouble.TOKEN_REFUSED, "http-422"})
_LIMIT = "40"


def pull_tag(pull: Pull) -> Fetched:
    """Fetch what is new, a file for each page that the server answers."""
    where = f"{pull.source.server}/{pull.source.tag.casefold()}"
    known = pull.cursor if pull.cursor.get("where") == where else {}
    cursor: dict[str, str | int] = {**known, "where": where}
    try:
        rest = _pull_pages(pull, cursor)
    except WaitError as error:
        return pull.paused(cursor, error.trouble, error.seconds)
    except ExchangeError as error:
        shut_out = not pull.token and error.trouble in _MEMBERS_ONLY
        return pull.failed(cursor, NO_TOKEN if shut_out else error.trouble)
    if rest:
        return pull.paused(cursor, GetTrouble.WAIT, rest)
    if pull.budget.spent:
        return pull.more(cursor)
    return pull.rested(cursor, pull.source.minutes * 60.0)


def _pull_pages(pull: Pull, cursor: dict[str, str | int]) -> float:
    """Read to the end or a limit; return how long the server wants to rest, if it does."""
    number = 0
    while not pull.budget.spent:
        page = _ask(pull, cursor)
        if is_empty(page):
            return 0.0
        number += 1
        cursor["newest"] = read_newest(page, str(cursor.get("newest", "")))
        pull.keep(f"tag-{number:05d}.json", page.content)
        if page.rest:
            return page.rest
    return 0.0


def _ask(pull: Pull, cursor: Cursor) -> Page:
    after = cursor.get("newest")
    query = urlencode([("limit", _LIMIT), *((("min_id", after),) if after else ())])
    return ask_page(pull, f"timelines/tag/{quote(pull.source.tag)}?{query}")
