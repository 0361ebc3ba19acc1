"""``archiver feeds``: polled, listed, passed on, and registered in one step."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from diarium.errors import ExitCode
from schedules.clock import read_clock
from tests.archiver.cli.office import Archive
from tests.diarium.intake.feed_files import item, rss_feed
from tests.fetch.feed_site import FeedSite
from tests.site_server import Answer, serve_pages

KRITIK = "Kommunen har inte åtgärdat belysningen trots flera anmälningar. Det är oacceptabelt."
Clock = Callable[[datetime], None]


@pytest.fixture
def feed() -> Iterator[FeedSite]:
    with serve_pages({}) as site:
        yield FeedSite(site)


@pytest.fixture
def office(archive: Archive, feed: FeedSite) -> Archive:
    """Return an archive with one feed and a kommunikationschef."""
    text = archive.config.read_text(encoding="utf-8")
    for table, line in (
        ("fetch", 'allow_private_addresses = ["127.0.0.1"]'),
        ("policy", 'kommunikationschef = "Kim Ek"'),
    ):
        text = text.replace(f"[{table}]\n", f"[{table}]\n{line}\n")
    archive.config.write_text(text, encoding="utf-8")
    url = f"{feed.source.url}?key=hemlig"
    archive.settle(f'[fetch.ks-feed]\nkind = "feed"\nurl = "{url}"\nnamnd = "KS"\n')
    return archive


@pytest.fixture
def polled(office: Archive, feed: FeedSite) -> Archive:
    """Return an archive that polled a feed with praise and kritik."""
    feed.content = rss_feed(
        item(2, KRITIK), item(1, "Tack för det fina badet", title="Badet")
    ).encode()
    assert office("feeds", "poll").code == ExitCode.OK
    return office


def test_what_a_feed_brings_is_kept_and_never_registered_by_itself(polled: Archive) -> None:
    found = polled("feeds", "mentions", "--json").json
    assert [each["message"]["channel"] for each in found] == ["omvarld"] * 2
    assert {each["message"]["decision"]["rule"] for each in found} == {"R35-omvarld"}
    assert {each["message"]["decision"]["outcome"] for each in found} == {"skip"}
    assert polled("register", "--all-proposed", "--json").json == []
    assert [each["kind"] for each in polled("overdue", "--json").json] == []
    assert polled("verify").code == 0


def test_a_mention_is_registered_in_one_step(polled: Archive) -> None:
    number = polled("feeds", "mentions", "--negative", "--json").json[0]["message"]["id"]
    said = polled("register", str(number), "--kritik", "--json")
    assert said.code == ExitCode.OK, said.err
    refused = polled("feeds", "forward", str(number))
    assert refused.code == ExitCode.REFUSED
    assert refused.is_one_line("archiver forward")
    told = {e["message"]["id"]: e["message"] for e in polled("feeds", "mentions", "--json").json}
    assert told[number]["decision"]["outcome"] == "register"


def test_what_is_negative_is_passed_on_to_the_kommunikationschef(polled: Archive) -> None:
    [negative] = polled("feeds", "mentions", "--negative", "--json").json
    assert negative["message"]["text"] == KRITIK
    number = str(negative["message"]["id"])

    said = polled("feeds", "forward", number, "--note", "Se stycke två", "--json")

    assert said.json["recipient"] == "Kim Ek"
    [told] = polled("feeds", "mentions", "--negative", "--json").json
    assert [each["note"] for each in told["passed"]] == ["Se stycke två"]
    assert "Kim Ek" in polled("feeds", "mentions").out
    again = polled("feeds", "forward", number, "--to", " kim  EK ")
    assert again.code == ExitCode.REFUSED
    assert again.is_one_line()
    assert "Bo Berg" in polled("feeds", "forward", number, "--to", "Bo Berg").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("999",), ExitCode.USAGE),
        (("1", "--to", " "), ExitCode.USAGE),
        (("1", "--to", "Kim\u202eEk"), ExitCode.USAGE),
        (("1", "--note", "x" * 3_000), ExitCode.USAGE),
        (("1", "--sent", "i går"), ExitCode.USAGE),
        (("1", "--sent", "2999-01-01T10:00"), ExitCode.USAGE),
        (("1", "--sent", "1999-01-01T10:00"), ExitCode.USAGE),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line_and_nothing_is_noted(
    polled: Archive, arguments: tuple[str, ...], code: ExitCode
) -> None:
    said = polled("feeds", "forward", *arguments)
    assert said.code == code
    assert said.is_one_line()
    assert all(each["passed"] == [] for each in polled("feeds", "mentions", "--json").json)


def test_without_a_kommunikationschef_somebody_must_be_named(polled: Archive) -> None:
    text = polled.config.read_text(encoding="utf-8")
    polled.config.write_text(text.replace('kommunikationschef = "Kim Ek"', ""), encoding="utf-8")
    said = polled("feeds", "forward", "1")
    assert said.code == ExitCode.USAGE
    assert said.is_one_line("--to", "kommunikationschef")


def test_a_list_tells_how_it_stands_and_no_key_in_an_address(
    office: Archive, feed: FeedSite
) -> None:
    [before] = office("feeds", "list", "--json").json
    assert (before["watches"], before["last_at"]) == (feed.source.url, None)
    feed.instead = Answer(status=302, headers={"Location": "http://10.0.0.1/x"})
    failed = office("feeds", "poll")
    assert failed.code == ExitCode.CAPTURE_FAILED
    assert "privat" in failed.out
    [told] = office("feeds", "list", "--json").json
    assert (told["outcome"], told["reason"]) == ("failed", "private-address")
    assert "hemlig" not in office("feeds", "list").out
    engine_file = (office.folder / "archiver.db").read_bytes()
    assert b"hemlig" not in engine_file


def test_a_feed_is_not_asked_again_before_its_time(
    polled: Archive, feed: FeedSite, set_clock: Clock
) -> None:
    asked = len(feed.sent)
    said = polled("feeds", "poll")
    assert said.code == ExitCode.OK
    assert "inte igen före" in said.out
    assert len(feed.sent) == asked
    set_clock(read_clock() + timedelta(minutes=31))
    [told] = polled("feeds", "poll", "--json").json
    assert (told["waited"], told["pieces"]) == (False, 0)
    assert feed.sent[asked:] == [304]


def test_the_hourly_fetch_polls_feeds_too(office: Archive) -> None:
    [told] = office("fetch", "--json").json
    assert (told["source"], told["batches"][0]["format"]) == ("ks-feed", "rss")
    assert "archiver" in office("schedule", "--cron").out


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<html>Logga in</html>", "inget flöde"),
        (rss_feed(item(), before="<!DOCTYPE rss [<!ENTITY a 'b'>]>"), "dokumenttyp"),
    ],
)
def test_what_is_no_feed_is_said_plainly_and_leaves_nothing(
    office: Archive, feed: FeedSite, answer: str, words: str
) -> None:
    feed.instead = Answer(answer)
    said = office("feeds", "poll")
    assert said.code == ExitCode.CAPTURE_FAILED
    assert words in said.out
    assert office("inbox", "list", "--json").json == []
    assert not (office.folder / "unread").exists()


def test_an_entry_that_cannot_be_read_is_told_of_once(
    office: Archive, feed: FeedSite, set_clock: Clock
) -> None:
    feed.content = rss_feed(item(1, "a&nbsp;b"), item(2)).encode()
    assert office("feeds", "poll").code == ExitCode.FOUND_WRONG
    feed.content = rss_feed(item(3), item(1, "a&nbsp;b"), item(2)).encode()
    set_clock(read_clock() + timedelta(hours=1))
    assert office("feeds", "poll").code == ExitCode.OK
    assert len(office("feeds", "mentions", "--json").json) == 2


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('kind = "feed"\nnamnd = "KS"', "url"),
        ('kind = "feed"\nurl = "https://x.se/f"', "namnd"),
        ('kind = "feed"\nurl = "ftp://x.se/f"\nnamnd = "KS"', "https://"),
        ('kind = "feed"\nurl = "https://a:b@x.se/f"\nnamnd = "KS"', "https://"),
        ('kind = "feed"\nurl = "https://x.se/f"\nnamnd = "KS"\naccount = "ks-fb"', "account"),
        ('kind = "feed"\nurl = "https://x.se/f"\nnamnd = "KS"\nminutes = 1', "minutes"),
        ('kind = "mastodon-tag"\nserver = "https://x.se"\ntag = "två ord"\nnamnd = "KS"', "tag"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(archive: Archive, lines: str, words: str) -> None:
    archive.settle(f"[fetch.ks-x]\n{lines}\n")
    said = archive("feeds", "list")
    assert said.code == ExitCode.SETTINGS
    assert said.is_one_line("fetch.ks-x", words)


def test_without_a_feed_in_the_settings_it_is_said(archive: Archive) -> None:
    said = archive("feeds", "list")
    assert said.code == ExitCode.USAGE
    assert said.is_one_line("docs/feeds.md")


def test_no_token_is_kept_for_a_feed(office: Archive) -> None:
    said = office("token", "keep", "ks-feed")
    assert said.code == ExitCode.USAGE
    assert said.is_one_line("ks-feed")


def test_a_server_that_leaves_in_the_middle_loses_nothing(office: Archive, feed: FeedSite) -> None:
    def leave(request: BaseHTTPRequestHandler) -> Answer:
        request.close_connection = True
        return Answer("<rss", headers={"Content-Length": "900"}, more=lambda: ())

    before = feed.site.pages["/flode.xml"]
    feed.site.pages["/flode.xml"] = leave
    assert office("feeds", "poll").code == ExitCode.CAPTURE_FAILED
    feed.site.pages["/flode.xml"] = before
    assert office("feeds", "poll").code == ExitCode.OK
    assert len(office("feeds", "mentions", "--json").json) == 1
