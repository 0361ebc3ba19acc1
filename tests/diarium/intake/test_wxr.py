"""Comments from WordPress: which are taken in, as what, and whose they are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake import wxr
from diarium.intake.raw import (
    LeftOut,
    Omission,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
)
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, faults, messages, original, read_sample
from tests.diarium.intake.xml_files import BLOG, PUBLISHED, blog, comment, read_blog


def one(folder: Path, **fields: str) -> RawMessage:
    (found,) = read_blog(folder, blog(comment(101, **fields)))
    assert isinstance(found, RawMessage), found
    return found


def test_a_comment_is_read_with_its_place_on_the_page() -> None:
    found, answer = messages(read_sample(wxr.KIND))[:2]
    assert (found.sender_name, found.sender_address) == ("Åsa Öberg", "asa@example.se")
    assert found.text == "Bra beslut!\n\nMen när blir den klar & öppen?"
    assert found.permalink == f"{BLOG}/2026/06/ny-lekplats/#comment-101"
    assert found.made_available_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)
    assert answer.in_reply_to == found.external_id == f"{BLOG}#comment-101"
    assert answer.thread == found.thread
    folder = SAMPLES / "wordpress-wxr"
    assert original(folder, found).startswith(b"<wp:comment>")
    assert original(folder, found).endswith(b"</wp:comment>")


def test_nothing_of_a_network_address_is_taken() -> None:
    assert "192.0.2.7" not in str(read_sample(wxr.KIND))


def test_only_who_has_published_a_post_writes_for_the_municipality(tmp_path: Path) -> None:
    own = [each.sender_name for each in messages(read_sample(wxr.KIND)) if each.own]
    assert own == ["Avallby kommun"]
    signed_up = {"user_id": "9", "author": "Avallby kommun", "author_email": "kommun@avallby.se"}
    assert not one(tmp_path, **signed_up).own
    draft = PUBLISHED.replace("publish", "draft")
    (found,) = messages(read_blog(tmp_path, blog(comment(user_id="2"), item=draft)))
    assert not found.own


def test_what_waits_for_review_was_read_by_the_municipality_alone(tmp_path: Path) -> None:
    waiting, public = one(tmp_path, approved="0"), one(tmp_path, approved="1")
    assert (waiting.channel, waiting.subject) == (Channel.DIRECT, wxr.WAITING)
    assert (public.channel, public.subject) == (Channel.COMMENT, None)


@pytest.mark.parametrize("status", ["trash", "post-trashed"])
def test_a_comment_in_the_bin_is_taken_in_and_marked_as_removed(
    tmp_path: Path, status: str
) -> None:
    message, note = read_blog(tmp_path, blog(comment(101, approved=status)))
    assert isinstance(message, RawMessage)
    assert isinstance(note, RawDeletion)
    assert note.external_id == message.external_id
    assert (message.channel, message.subject) == (Channel.DIRECT, wxr.REMOVED)


def test_spam_is_left_out_and_counted(tmp_path: Path) -> None:
    found = read_blog(tmp_path, blog(comment(1, approved="spam"), comment(2)))
    assert found[0] == LeftOut(1, Omission.SPAM, "export.xml")
    assert isinstance(found[1], RawMessage)


@pytest.mark.parametrize("kind", ["pingback", "trackback"])
def test_a_link_from_elsewhere_is_a_mention(tmp_path: Path, kind: str) -> None:
    assert one(tmp_path, type=kind).channel is Channel.MENTION


def test_tags_inside_cdata_fool_nobody(tmp_path: Path) -> None:
    trick = "Se </wp:comment></item><wp:comment> &lt;- så ]]]]><![CDATA[> slut"
    found = read_blog(tmp_path, blog(comment(1, content=trick), comment(2, content="Nästa")))
    assert [each.text for each in messages(found)] == ["Se <- så ]]> slut", "Nästa"]
    hidden = blog(comment(1), before="<!-- <item><wp:comment> <![CDATA[ -->")
    assert len(read_blog(tmp_path, hidden)) == 1


def test_a_time_that_wordpress_lost_is_taken_from_the_blogs_own_clock(tmp_path: Path) -> None:
    found = one(tmp_path, date_gmt="0000-00-00 00:00:00", date="2026-06-30 14:05:00")
    assert found.made_available_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("0001-01-01 00:00:00", Reason.TIME_IMPOSSIBLE),
        ("9999-12-31 23:59:59", Reason.TIME_IMPOSSIBLE),
        ("1751371500", Reason.TIME_WRONG),
        ("2026-06-31 12:05:00", Reason.TIME_WRONG),
        ("9" * 5_000, Reason.TIME_WRONG),
    ],
)
def test_a_time_that_cannot_be_is_told_of(tmp_path: Path, written: str, reason: Reason) -> None:
    found = read_blog(tmp_path, blog(comment(1, date_gmt=written), comment(2)))
    assert found[0] == Unreadable(1, reason, "wp:comment_date_gmt", "export.xml")
    assert isinstance(found[1], RawMessage)


def test_a_comment_without_a_number_is_told_of(tmp_path: Path) -> None:
    bare = comment().replace("<wp:comment_id>101</wp:comment_id>", "")
    (found,) = read_blog(tmp_path, blog(bare))
    assert found == Unreadable(1, Reason.FIELD_MISSING, "wp:comment_id", "export.xml")


def test_control_characters_that_xml_forbids_are_replaced_and_told_of(tmp_path: Path) -> None:
    found = one(tmp_path, content="Hej\x08 då\x00")
    assert (found.text, found.repaired) == ("Hej\ufffd då\ufffd", True)


def test_a_broken_comment_is_told_of_and_the_rest_is_read(tmp_path: Path) -> None:
    broken = "<wp:comment><wp:comment_id>1</wp:comment>"
    never_closed = "<wp:comment><wp:comment_id>2</wp:comment_id>"
    unknown = comment(3).replace("<![CDATA[Bra beslut!]]>", "Bra &nbsp; beslut")
    found = read_blog(tmp_path, blog(broken, never_closed, comment(4), unknown, comment(5)))
    assert [type(each).__name__ for each in found] == [
        "Unreadable", "Unreadable", "RawMessage", "Unreadable", "RawMessage",
    ]  # fmt: skip
    assert {each.reason for each in faults(found)} == {Reason.NOT_XML}
    assert [each.place for each in faults(found)] == [1, 2, 4]


def test_a_cut_file_gives_what_is_whole_and_says_that_it_is_cut(tmp_path: Path) -> None:
    whole = blog(comment(1), comment(2))
    found = read_blog(tmp_path, whole[: whole.index("<wp:comment_id>2") + 60])
    assert isinstance(found[0], RawMessage)
    assert [each.place for each in faults(found)] == [2, 0]
    in_cdata = read_blog(tmp_path, whole[: whole.index("Bra beslut!") + 5])
    assert faults(in_cdata)[-1] == Unreadable(0, Reason.NOT_XML, file="export.xml")


def test_an_older_export_and_one_by_another_encoding(tmp_path: Path) -> None:
    older = blog(comment()).replace("export/1.2/", "export/1.1/")
    assert len(messages(read_blog(tmp_path, older))) == 1
    latin = blog(comment()).replace("UTF-8", "ISO-8859-1").encode("iso-8859-1")
    assert read_blog(tmp_path, latin) == [Unreadable(0, Reason.NOT_UTF8, file="export.xml")]
    sixteen = blog(comment()).replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_blog(tmp_path, sixteen) == [Unreadable(0, Reason.NOT_UTF8, file="export.xml")]
    marked = b"\xef\xbb\xbf" + blog(comment()).encode()
    assert len(messages(read_blog(tmp_path, marked))) == 1
    mixed = blog(comment(1), comment(2)).encode().replace("Åsa".encode(), b"\xc5sa", 1)
    assert [type(each).__name__ for each in read_blog(tmp_path, mixed)] == [
        "Unreadable", "RawMessage",
    ]  # fmt: skip


def test_another_feed_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<rss version="2.0"><channel/></rss>', encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Se {blog()}", encoding="utf-8")
    assert not claim(wxr.KIND, tmp_path).messages
