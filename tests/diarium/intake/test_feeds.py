"""Feeds: what each kind says of who wrote what and when, and what nobody can read."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from diarium.intake import atom_feed, json_feed, mastodon_tag, rss, wxr
from diarium.intake.kinds import Kind
from diarium.intake.mastodon_api import MASTODON_API
from diarium.intake.raw import RawMessage, Reason, Unreadable
from diarium.intake.recognise import recognise
from diarium.intake.tree import open_folder
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    NOW,
    SAMPLES,
    claim,
    faults,
    messages,
    original,
    read_sample,
)
from tests.diarium.intake.feed_files import SITE, atom, entry, item, one, read_feed, rss_feed

FEEDS = (rss.KIND, atom_feed.KIND, json_feed.KIND, mastodon_tag.KIND)


def when(hour: int, minute: int = 0, day: int = 30) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


def test_an_item_of_rss_tells_who_wrote_what_where_and_when() -> None:
    long, short, rdf = messages(read_sample(rss.KIND))
    assert (long.subject, long.text) == (
        "Gatubelysningen & kommunen", "Det är mörkt i Avallby.\n\nIngen svarar hos kommunen.",
    )  # fmt: skip
    assert (long.sender_name, long.sender_address) == ("Åsa Öberg", None)
    assert long.permalink == "https://bloggen.example/2026/06/belysning/"
    assert long.external_id == "https://bloggen.example/#17"
    assert long.thread == short.thread == "https://bloggen.example/"
    assert long.made_available_at == when(6, 15)
    [picture] = long.attachments
    assert (picture.name, picture.media_type) == ("gata.jpg", "image/jpeg")
    assert picture.missing
    assert (short.sender_name, short.sender_address) == ("Bo Berg", "bo@example.se")
    assert short.permalink == short.external_id == "https://bloggen.example/2026/06/badet/"
    assert short.text == "Tack Avallby kommun! 3 < 4."
    assert (rdf.sender_name, rdf.made_available_at) == ("Redaktionen", when(10, day=28))
    assert original(SAMPLES / "rss", long).startswith(b"<item>")
    assert original(SAMPLES / "rss", long).endswith(b"</item>")


def test_an_entry_of_atom_is_read_as_text_html_or_xhtml() -> None:
    html, xhtml = messages(read_sample(atom_feed.KIND))
    assert (html.subject, html.text) == (
        "Avallby bygger & river", "Kommunen river.\n\nMånga är arga.",
    )  # fmt: skip
    assert (html.sender_name, html.sender_address) == ("Karin Ek", "karin@tidningen.example")
    assert (html.made_available_at, html.edited_at) == (when(7), when(9, 30))
    assert html.permalink == "https://tidningen.example/bygger"
    assert [each.name for each in html.attachments] == ["karta.png"]
    assert (xhtml.subject, xhtml.text) == ("3 < 4 &amp; så", "En sak\n\ntill")
    assert xhtml.permalink == "https://sok.example/sida/2"
    assert (xhtml.sender_name, xhtml.made_available_at) == ("Söktjänsten", when(10, day=29))
    assert xhtml.edited_at is None


def test_an_item_of_json_feed_is_read() -> None:
    first, second = messages(read_sample(json_feed.KIND))
    assert (first.subject, first.text) == ("Om Avallby", "Bussen i Avallby kom inte.")
    assert (first.made_available_at, first.edited_at) == (when(5, 30), when(6, 30))
    assert (first.sender_name, second.sender_name) == ("Mikael Mikro", "Vera")
    assert second.external_id == "https://mikro.example/#1"
    assert second.text == "Jag gillar Avallby <3"
    assert original(SAMPLES / "json-feed", second).startswith(b'{"id": 1,')


def test_a_post_of_a_tag_is_known_by_what_every_server_calls_it() -> None:
    first, second = messages(read_sample(mastodon_tag.KIND))
    assert first.external_id == "https://social.exempel.se/users/ali/statuses/1002"
    assert first.text == (
        "Mörkt i #Avallby igen!\n[Omröstning: Ja / Nej]\n[Bildbeskrivning: En mörk gata]"
    )
    assert (first.sender_name, first.sender_address) == ("Ali Exempel", "ali@social.exempel.se")
    assert (first.made_available_at, first.edited_at) == (when(8), when(8, 5))
    assert second.sender_name == "bo@b.example"


@pytest.mark.parametrize("kind", FEEDS, ids=lambda kind: kind.format.value)
def test_all_of_a_feed_is_of_the_omvarld_and_nobodys_own(kind: Kind) -> None:
    found = read_sample(kind)
    assert {(each.channel, each.own) for each in messages(found)} == {(Channel.OMVARLD, False)}
    assert faults(found) == []
    tree = open_folder(SAMPLES / kind.format.value)
    assert [each.format for each, _claimed in recognise(tree)] == [kind.format]


@pytest.mark.parametrize(
    ("sample", "kind"),
    [("wordpress-wxr", rss.KIND), ("mastodon-api", mastodon_tag.KIND),
     ("mediawiki", atom_feed.KIND), ("table", json_feed.KIND), ("meta-webhook", json_feed.KIND)],
)  # fmt: skip
def test_another_kind_is_not_taken_for_a_feed(sample: str, kind: Kind) -> None:
    assert not claim(kind, SAMPLES / sample).messages


def test_a_feed_is_not_taken_for_another_kind() -> None:
    assert not claim(wxr.KIND, SAMPLES / "rss").messages
    assert not claim(MASTODON_API, SAMPLES / "mastodon-tag").messages


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Tue, 30 Jun 2026 10:00:00 +0200", when(8)),
        ("30 Jun 2026 08:00 GMT", when(8)),
        ("Tue, 30 Jun 2026 08:00:00 -0000", when(8)),
        ("2026-06-30T10:00:00+0200", when(8)),
        ("2026-06-30 08:00", when(8)),
        ("2026-06-30", when(0)),
        ("", None),
        ("i går", None),
        ("Tue, 30 Jun 2026 25:00:00 GMT", None),
        ("2026-06-31", None),
        ("Tue, 30 Jun 1926 08:00:00 GMT", None),
        ((NOW + timedelta(days=3)).isoformat(), None),
        ("9" * 5000, None),
    ],
)
def test_a_date_that_cannot_be_true_is_taken_as_not_given(
    tmp_path: Path, written: str, moment: datetime | None
) -> None:
    assert one(tmp_path, rss_feed(item(pubDate=written))).made_available_at == moment


@pytest.mark.parametrize(
    ("guid", "known_as"),
    [
        ("17", f"{SITE}#17"),
        ("urn:uuid:7", "urn:uuid:7"),
        ("tag:x.se,2026:1", "tag:x.se,2026:1"),
        ("", f"{SITE}1"),
    ],
)
def test_an_id_that_other_feeds_may_give_too_is_joined_with_the_feeds_own(
    tmp_path: Path, guid: str, known_as: str
) -> None:
    assert one(tmp_path, rss_feed(item(guid=guid))).external_id == known_as


def test_an_item_that_says_nothing_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    silent = item(title="", link="", guid="", description="", pubDate="")
    bad, good = read_feed(tmp_path, rss_feed(silent, item(2)))
    assert bad == Unreadable(1, Reason.FIELD_MISSING, "title", "flode.xml")
    assert isinstance(good, RawMessage)


def test_an_item_with_an_entity_of_nobodys_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    bad, good = read_feed(tmp_path, rss_feed(item(1, "a&nbsp;b"), item(2)))
    assert bad == Unreadable(1, Reason.NOT_XML, "", "flode.xml")
    assert isinstance(good, RawMessage)


BOMB = "<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("content", "reasons"),
    [
        (rss_feed(item(), before=BOMB), [Reason.DOCTYPE]),
        (rss_feed(item(), before='<!DOCTYPE rss SYSTEM "file:///etc/passwd">'), [Reason.DOCTYPE]),
        (rss_feed(item(), end=""), [Reason.NOT_XML]),
        (rss_feed(item(), end="<item><title>Avbr"), [Reason.NOT_XML, Reason.NOT_XML]),
        (rss_feed(item(), end="<!-- aldrig slut"), [Reason.NOT_XML]),
        (rss_feed(item(1, "<b>" * 110_000)), [Reason.TOO_COMPLEX]),
        (rss_feed(item(1, "x" * (21 << 20))), [Reason.TOO_LONG]),
        (rss_feed(item()).replace("UTF-8", "koi8-r"), [Reason.NOT_UTF8]),
        (rss_feed(item()).encode("utf-16"), [Reason.NOT_UTF8]),
        (rss_feed(item()).encode().replace(b"Hej", b"\xff\xfe"), [Reason.NOT_UTF8]),
    ],
    ids=lambda each: ",".join(each) if isinstance(each, list) else "feed",
)
def test_what_is_wrong_with_a_feed_is_told(
    tmp_path: Path, content: str | bytes, reasons: list[Reason]
) -> None:
    assert [each.reason for each in faults(read_feed(tmp_path, content))] == reasons


def test_an_entity_of_a_feeds_own_is_never_opened(tmp_path: Path) -> None:
    bomb = rss_feed(item(1, "&b;"), before=BOMB)
    assert messages(read_feed(tmp_path, bomb)) == []


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252"])
def test_a_feed_in_an_old_swedish_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    written = rss_feed(item(1, "Räksmörgås")).replace("UTF-8", encoding.upper())
    assert one(tmp_path, written.encode("cp1252")).text == "Räksmörgås"


def test_an_atom_feed_with_a_prefix_is_read(tmp_path: Path) -> None:
    content = (
        f'<a:feed xmlns:a="{atom_feed.SPACE}"><a:title>F</a:title><a:entry><a:id>urn:1</a:id>'
        '<a:title>T</a:title><a:link href="https://x.se/1"/></a:entry></a:feed>'
    )
    found = one(tmp_path, content, atom_feed.KIND)
    assert (found.external_id, found.subject, found.sender_name) == ("urn:1", "T", "F")


def test_elements_of_other_namespaces_are_not_taken_for_the_feeds_own(tmp_path: Path) -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    other = f"<media:title {media}>Fel</media:title><media:content {media}>Fel</media:content>"
    found = one(tmp_path, atom(entry(1, content=other)), atom_feed.KIND)
    assert (found.subject, found.text) == ("Inlägg 1", "")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://[x", "file:///etc/passwd", "\u202ehttps://x.se"]
)
def test_a_link_that_is_no_address_of_the_web_is_left_out(tmp_path: Path, link: str) -> None:
    assert one(tmp_path, rss_feed(item(link=link))).permalink in {None, "https://[x"}


def test_markup_in_a_title_or_a_text_is_only_words(tmp_path: Path) -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt;Hej"
    found = one(tmp_path, rss_feed(item(1, hostile, title=hostile)))
    assert (found.subject, found.text) == ("Hej", "Hej")


def test_a_title_of_a_megabyte_is_cut_to_a_line(tmp_path: Path) -> None:
    found = one(tmp_path, rss_feed(item(title="x" * 1_000_000)))
    assert len(found.subject or "") == 2_000
