"""Own posts that state facts and do not lead to where they come from: advice, never a finding.

The policy ("Använd sociala medier som komplement"): who informs about the municipality links to
the source on its site, or on the operation's own. Posts are those that the newest snapshot shows
and those that have been taken in. A sign in the words is no proof that they state a fact.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from archiver.fact_words import find_facts
from archiver.page_history import list_newest_pages
from archiver.policy_settings import PolicySettings
from archiver.site_links import SeenLink, leads_to, split_address
from diarium.accounts import list_accounts
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.own_posts import list_own_posts
from diarium.records import Account
from schedules.clock import STOCKHOLM

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

EXCERPT = 120
SAME = 60
"""Posts of an account that begin with so many of the same letters are one and the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """An own post that states facts and leads to no site of the municipality's.

    Attributes:
        day: The day it was posted, if that is known.
        snapshot: The snapshot that shows it.
        message: The message it was taken in as.
        facts: The words that are a sign of facts.
        leads_elsewhere: Hosts that its links lead to; a shortened address may lead home.
        words: Its first words.
    """

    account: str
    namnd: str
    ansvarig: str
    day: date | None
    snapshot: int | None
    message: int | None
    facts: tuple[str, ...]
    leads_elsewhere: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    day: date | None
    text: str
    links: tuple[SeenLink, ...]
    snapshot: int | None = None
    message: int | None = None


def list_unlinked(
    session: "Session",
    files: FileStore,
    policy: PolicySettings,
    since: date,
    names: Iterable[str] = (),
) -> list[Unlinked]:
    """Return own posts that state facts without a link to the source, by ansvarig and account.

    Args:
        session: A session.
        files: The kept files.
        policy: The settings, which say what the municipality's site is.
        since: Only posts of this day or later, and such as tell no day.
        names: Only of these accounts; else of all of the municipality's own that are open.

    Raises:
        UsageError: The settings name no site.
        AlteredError: A provenance record is gone or was altered.
    """
    sites = tuple(filter(None, (policy.site, *policy.sites)))
    if not sites:
        raise UsageError("the settings name no site of the municipality's; set policy.site")
    wanted = set(names)
    found = [
        each
        for account, posts in _list_posts(session, files, since)
        if not wanted or account.account in wanted
        for each in _judge(account, posts, sites)
    ]
    return sorted(found, key=lambda each: (each.ansvarig, each.account, each.day or date.max))


def _list_posts(
    session: "Session", files: FileStore, since: date
) -> Iterator[tuple[Account, list[_Post]]]:
    """Yield each open account of our own with its posts, those taken in before those seen."""
    taken_in = list_own_posts(session, since)
    seen = list_newest_pages(session, files)
    for account in list_accounts(session):
        if not account.captured or account.closed is not None:
            continue
        posts = [
            _Post(
                day=each.written.astimezone(STOCKHOLM).date(), text=each.text, message=each.message,
                links=(SeenLink(url="", words=each.text),),
            )
            for each in taken_in.get(account.account, ())
        ]  # fmt: skip
        if account.account in seen:
            number, page = seen[account.account]
            posts += [
                _Post(
                    day=each.day, text=each.text, snapshot=number,
                    links=(*each.links, SeenLink(url="", words=each.text)),
                )
                for each in page.feed
                if each.day is None or each.day >= since
            ]  # fmt: skip
        yield account, posts


def _judge(account: Account, posts: Iterable[_Post], sites: tuple[str, ...]) -> Iterator[Unlinked]:
    known = set[str]()
    for post in posts:
        plain = " ".join(post.text.split())
        facts, beginning = find_facts(plain), plain[:SAME].casefold()
        linked = any(leads_to(link, site) for link in post.links for site in sites)
        if not facts or linked or beginning in known:
            continue
        known.add(beginning)
        yield Unlinked(
            account=account.account,
            namnd=account.namnd,
            ansvarig=account.ansvarig,
            day=post.day,
            snapshot=post.snapshot,
            message=post.message,
            facts=facts,
            leads_elsewhere=_elsewhere(account, post.links),
            words=plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1]}…",
        )


def _elsewhere(account: Account, links: Iterable[SeenLink]) -> tuple[str, ...]:
    """Return the hosts that links lead to, but for the platform's own."""
    own = split_address(account.url).hostname
    written = [word for link in links for word in link.words.split() if "://" in word]
    hosts = (split_address(each).hostname for each in (*(link.url for link in links), *written))
    return tuple(dict.fromkeys(host for host in hosts if host and host != own))
