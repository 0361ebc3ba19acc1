"""Own posts that state facts without a link to the source, from snapshots and imports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from archiver.page_seen import SeenPost
from archiver.policy_settings import PolicySettings
from archiver.site_links import SeenLink
from archiver.source_links import Unlinked, list_unlinked
from diarium.accounts import close_account
from diarium.database import reading, writing
from diarium.errors import UsageError
from diarium.files import FileStore
from diarium.records import AccountKind
from tests.archiver.noted_pages import add_page, note_page, page_with
from tests.diarium.taken_in import take_in

POLICY = PolicySettings(site="www.exempelstad.se", sites=("badet.se",))
SINCE, DAY = date(2026, 5, 1), date(2026, 6, 3)
TAKEN = datetime(2026, 7, 1, 12, tzinfo=UTC)
FACTS = "Badet öppnar den 10 juni för säsongen"


def seen(text: str, *urls: str, day: date | None = DAY, words: str = "Läs mer") -> SeenPost:
    links = tuple(SeenLink(url=url, words=words) for url in urls)
    return SeenPost(day=day, text=text, links=links)


def unlinked(
    engine: Engine, files: FileStore, policy: PolicySettings = POLICY, names: Sequence[str] = ()
) -> list[Unlinked]:
    with reading(engine) as session:
        return list_unlinked(session, files, policy, SINCE, names)


@pytest.fixture
def account(engine: Engine, now: datetime) -> str:
    add_page(engine, "a", date(2024, 1, 1), now)
    return "a"


def note(engine: Engine, files: FileStore, *posts: SeenPost, account: str = "a") -> int:
    return note_page(engine, files, account, replace(page_with([DAY]), feed=posts), TAKEN)


def test_a_post_seen_without_a_link_is_told_with_what_it_rests_on(
    engine: Engine, files: FileStore, account: str
) -> None:
    number = note(engine, files, seen(FACTS, "https://bit.ly/x", "https://example.se/a/post/1"))
    [found] = unlinked(engine, files)
    assert (found.account, found.ansvarig, found.day) == (account, "Anna Ek", DAY)
    assert (found.snapshot, found.message) == (number, None)
    assert found.facts == ("öppnar", "10 juni")
    assert found.leads_elsewhere == ("bit.ly",)
    assert found.words == FACTS


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "post",
    [
        seen(FACTS, "https://exempelstad.se/bad"),
        seen(FACTS, "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.exempelstad.se%2Fbad"),
        seen(FACTS, "https://t.co/abc", words="exempelstad.se/bad"),
        seen(FACTS, "https://badet.se/oppettider"),
        seen(f"{FACTS}: exempelstad.se/bad"),
        seen("Glad midsommar till er alla"),
        seen(FACTS, day=date(2026, 4, 30)),
    ],
    ids=["straight", "redirected", "shortened", "own-site", "in-words", "no-facts", "old"],
)
def test_what_links_home_or_states_nothing_or_is_old_is_not_told(
    engine: Engine, files: FileStore, post: SeenPost
) -> None:
    note(engine, files, post)
    assert unlinked(engine, files) == []


@pytest.mark.usefixtures("account")
def test_only_own_posts_that_were_taken_in_count_and_a_post_seen_too_is_told_once(
    engine: Engine, files: FileStore
) -> None:
    post = {"channel": "post", "own": True, "made_available_at": "2026-06-03T10:00:00+02:00"}
    messages = [
        {**post, "text": FACTS},
        {**post, "text": f"{FACTS} https://www.exempelstad.se/bad"},
        {**post, "text": f"Svar: {FACTS}", "channel": "comment"},
        {**post, "text": f"Hej! {FACTS}", "own": False},
        {**post, "text": f"Förr: {FACTS}", "made_available_at": "2026-04-30T23:59:00+02:00"},
    ]
    first, *_rest = take_in(engine, files, messages, TAKEN, account="a")
    note(engine, files, seen(FACTS), seen("Biblioteket stänger på fredag i år", day=None))
    told = unlinked(engine, files)
    assert [(each.message, each.day) for each in told] == [(first, DAY), (None, None)]


@pytest.mark.usefixtures("account")
def test_only_open_accounts_of_our_own_are_told_of_and_those_that_were_named(
    engine: Engine, files: FileStore, now: datetime
) -> None:
    for name, kind in (
        ("b", AccountKind.ACCOUNT), ("closed", AccountKind.ACCOUNT),
        ("ledamot", AccountKind.NOT_OFFICIAL),
    ):  # fmt: skip
        add_page(engine, name, date(2024, 1, 1), now, kind)
    for name in ("a", "b", "closed", "ledamot"):
        note(engine, files, seen(FACTS), account=name)
    with writing(engine) as session:
        close_account(session, "closed", (date(2026, 6, 30), "Slut"), "test", now)
    assert [each.account for each in unlinked(engine, files)] == ["a", "b"]
    assert [each.account for each in unlinked(engine, files, names=["b"])] == ["b"]


def test_without_a_site_in_the_settings_nothing_can_be_said(
    engine: Engine, files: FileStore
) -> None:
    with pytest.raises(UsageError, match=r"policy\.site"):
        unlinked(engine, files, PolicySettings())
