"""Comments as YouTube's Data API answers them: threads, replies, and what is missing of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diarium.intake.raw import ManifestCount, Piece, RawMessage, Reason, Unreadable
from diarium.intake.youtube_api import HELD, REJECTED, SPAM, YOUTUBE_API
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, faults, messages, original, read

SAMPLE = SAMPLES / "youtube-api"
THREADS = "commentThreads-1.json"
CHANNEL = "UCavallby"
Json = dict[str, Any]


def sample(name: str = THREADS) -> dict[str, RawMessage]:
    found = messages(read(YOUTUBE_API, SAMPLE))
    return {each.external_id or "": each for each in found if each.file == name}


def comment(**snippet: object) -> Json:
    plain = {
        "channelId": CHANNEL,
        "videoId": "v1",
        "textOriginal": "Hej",
        "authorChannelId": {"value": "UCasa"},
        "publishedAt": "2026-06-30T12:05:00Z",
    }
    return {"kind": "youtube#comment", "id": "A", "snippet": {**plain, **snippet}}


def thread(*replies: object, top: object = None, total: object = 0) -> Json:
    snippet = {
        "channelId": CHANNEL,
        "topLevelComment": comment() if top is None else top,
        "totalReplyCount": total,
    }
    return {"kind": "youtube#commentThread", "snippet": snippet, "replies": {"comments": replies}}


def reply(number: int) -> Json:
    return {**comment(parentId="A"), "id": f"A.{number}"}


def answer(folder: Path, *items: object, name: str = "in.json") -> list[Piece]:
    page = {"kind": "youtube#commentThreadListResponse", "items": items}
    (folder / name).write_text(json.dumps(page), encoding="utf-8")
    return read(YOUTUBE_API, folder)


def one(pieces: list[Piece]) -> RawMessage:
    (found,) = pieces
    assert isinstance(found, RawMessage), found
    return found


def test_pages_are_known_by_what_they_hold(tmp_path: Path) -> None:
    (tmp_path / "page.bin").write_bytes((SAMPLE / THREADS).read_bytes())
    (tmp_path / "array.bin").write_text(json.dumps([comment()]))
    (tmp_path / "bom.bin").write_bytes(b"\xef\xbb\xbf" + (SAMPLE / THREADS).read_bytes())
    (tmp_path / "videos.json").write_text('{"kind": "youtube#videoListResponse", "items": []}')
    (tmp_path / "text.txt").write_text('Om "youtube#comment" och annat')
    assert claim(YOUTUBE_API, tmp_path).messages == ("array.bin", "bom.bin", "page.bin")


def test_a_thread_is_its_comment_and_the_replies_below_it() -> None:
    found = sample()
    assert list(found) == ["UgA", "UgA.1", "UgA.2", "UgB", "UgC", "UgD"]
    assert [each.place for each in found.values()] == [1, 2, 3, 4, 5, 6]
    assert {found[name].thread for name in ("UgA", "UgA.1", "UgA.2")} == {"UgA"}
    assert [found[name].in_reply_to for name in ("UgA", "UgA.1")] == [None, "UgA"]
    assert {each.channel for each in found.values()} == {Channel.COMMENT}
    assert found["UgA"].text == "Varför plogas inte Ågatan & torget?"
    assert found["UgA"].sender_name == "@asaoberg"
    assert found["UgA"].permalink == "https://www.youtube.com/watch?v=vid0000001A&lc=UgA"


def test_the_channel_s_own_reply_is_own() -> None:
    assert [name for name, each in sample().items() if each.own] == ["UgA.1"]


def test_nobody_is_own_where_the_author_is_not_told(tmp_path: Path) -> None:
    top = comment(authorChannelId=None, channelId=None)
    item = {"kind": "youtube#commentThread", "snippet": {"topLevelComment": top}}
    assert not one(answer(tmp_path, item)).own


def test_an_edit_is_told_by_its_time_and_only_then() -> None:
    found = sample()
    assert found["UgB"].edited_at == datetime(2026, 6, 29, 9, 30, tzinfo=UTC)
    assert found["UgB"].made_available_at == datetime(2026, 6, 29, 8, tzinfo=UTC)
    assert found["UgA"].edited_at is None


def test_what_others_do_not_see_says_so() -> None:
    found = sample()
    assert (found["UgC"].subject, found["UgD"].subject) == (HELD, REJECTED)
    assert found["UgA"].subject is None


def test_likely_spam_says_so_too(tmp_path: Path) -> None:
    assert one(answer(tmp_path, comment(moderationStatus="likelySpam"))).subject == SPAM
    assert one(answer(tmp_path, comment(moderationStatus="published"))).subject is None


def test_the_shown_words_are_read_where_the_original_ones_are_not_given(tmp_path: Path) -> None:
    shown = comment(textOriginal=None, textDisplay="Hej &amp; <b>tack</b><br>på er")
    assert one(answer(tmp_path, shown)).text == "Hej & tack\npå er"


def test_every_comment_has_the_bytes_of_its_own_object_and_no_other_s_words() -> None:
    for each in messages(read(YOUTUBE_API, SAMPLE)):
        told = json.loads(original(SAMPLE, each))
        assert (told["kind"], told["id"]) == ("youtube#comment", each.external_id)


def test_replies_that_are_missing_are_counted() -> None:
    assert read(YOUTUBE_API, SAMPLE)[-1] == ManifestCount(THREADS, 4, 3)


def test_a_reply_fetched_by_itself_fills_the_count_once(tmp_path: Path) -> None:
    answer(tmp_path, reply(2), reply(3), reply(3), name="a-replies.json")
    (tmp_path / "a-replies.json").write_text(
        json.dumps({"kind": "youtube#commentListResponse", "items": [reply(2), reply(3), reply(3)]})
    )
    found = answer(tmp_path, thread(reply(1), reply(2), total=5), name="b-threads.json")
    assert found[-1] == ManifestCount("b-threads.json", 5, 3)
    assert [each.file for each in messages(found)][:3] == ["b-threads.json"] * 3


def test_more_replies_than_were_promised_hide_nothing_that_is_missing(tmp_path: Path) -> None:
    other = {**comment(), "id": "B"}
    threads = {"items": [thread(total=1), thread(top=other, total=1)], "kind": "youtube#comment"}
    replies = {"items": [reply(1), reply(2), reply(3)], "kind": "youtube#comment"}
    (tmp_path / "a.json").write_text(json.dumps(threads))
    (tmp_path / "b.json").write_text(json.dumps(replies))
    assert read(YOUTUBE_API, tmp_path)[-1] == ManifestCount("a.json", 2, 1)


def test_a_whole_thread_promises_what_it_holds(tmp_path: Path) -> None:
    assert answer(tmp_path, thread(reply(1), total=1))[-1] == ManifestCount("in.json", 1, 1)
    assert not any(isinstance(each, ManifestCount) for each in answer(tmp_path, thread()))


def test_a_video_s_id_that_is_none_makes_no_link(tmp_path: Path) -> None:
    assert one(answer(tmp_path, comment(videoId="a&b=c d"))).permalink is None


def test_an_array_of_items_is_read_as_a_page_is(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(json.dumps([comment(), reply(1)]))
    found = messages(read(YOUTUBE_API, tmp_path))
    assert [(each.external_id, each.thread) for each in found] == [("A", "A"), ("A.1", "A")]


@pytest.mark.parametrize(
    ("item", "reason", "field"),
    [
        (7, Reason.NOT_OBJECT, ""),
        ({}, Reason.FIELD_MISSING, "id"),
        ({"snippet": []}, Reason.FIELD_WRONG, "snippet"),
        ({"id": "A"}, Reason.FIELD_MISSING, "snippet.textOriginal"),
        (comment(publishedAt=None), Reason.FIELD_MISSING, "snippet.publishedAt"),
        (comment(textOriginal=7), Reason.FIELD_WRONG, "snippet.textOriginal"),
        (comment(textOriginal=None), Reason.FIELD_MISSING, "snippet.textOriginal"),
        (comment(publishedAt=1782821100), Reason.FIELD_WRONG, "snippet.publishedAt"),
        (comment(publishedAt="2026-06-30"), Reason.TIME_WRONG, "snippet.publishedAt"),
        (
            comment(publishedAt="9999-12-31T23:59:59Z"),
            Reason.TIME_IMPOSSIBLE,
            "snippet.publishedAt",
        ),
        (
            comment(publishedAt="0001-01-01T00:00:00Z"),
            Reason.TIME_IMPOSSIBLE,
            "snippet.publishedAt",
        ),
        (comment(authorChannelId="UC"), Reason.FIELD_WRONG, "snippet.authorChannelId"),
        (thread(top=7), Reason.FIELD_WRONG, "snippet.topLevelComment"),
    ],
)
def test_a_broken_item_is_told_and_the_next_one_is_read(
    tmp_path: Path, item: object, reason: Reason, field: str
) -> None:
    first, second, third = answer(tmp_path, comment(), item, comment())
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, reason, field, "in.json")
    assert isinstance(third, RawMessage)


def test_a_page_without_items_is_told_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"kind": "youtube#commentListResponse"}')
    assert read(YOUTUBE_API, tmp_path) == [Unreadable(0, Reason.FIELD_MISSING, "items", "in.json")]


def test_replies_that_are_no_list_are_told_and_the_comment_is_read(tmp_path: Path) -> None:
    item = {**thread(), "replies": {"comments": 7}}
    first, second, third = answer(tmp_path, item, comment())
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, Reason.FIELD_WRONG, "comments", "in.json")
    assert isinstance(third, RawMessage)


def test_a_broken_reply_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    found = answer(tmp_path, thread(7, {"id": []}, reply(3), total="3"), comment())
    assert [type(each) for each in found] == [
        RawMessage, Unreadable, Unreadable, RawMessage, Unreadable, RawMessage,
    ]  # fmt: skip
    assert [each.field for each in faults(found)] == ["", "id", "snippet.totalReplyCount"]


@pytest.mark.parametrize(
    "inside",
    [b"[" * 100_000, b"9" * 5_000, b'"\xff"', b'1, "kind": 2, "kind": 3', b"NaN", b'"\\ud800'],
)
def test_bytes_that_mean_ill_end_in_a_reason(tmp_path: Path, inside: bytes) -> None:
    page = b'{"kind": "youtube#commentListResponse", "items": [{"id": ' + inside + b"}]}"
    (tmp_path / "in.json").write_bytes(page)
    found = read(YOUTUBE_API, tmp_path)
    assert found
    assert all(isinstance(each, Unreadable) for each in found)


@pytest.mark.parametrize("cut", [1, 3, 40, 500])
def test_a_page_that_is_cut_off_is_told_after_what_is_whole(tmp_path: Path, cut: int) -> None:
    (tmp_path / "in.json").write_bytes((SAMPLE / THREADS).read_bytes()[:-cut])
    found = read(YOUTUBE_API, tmp_path)
    assert isinstance(found[0], RawMessage)
    assert [each.reason for each in faults(found)] == [Reason.NOT_JSON]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / THREADS).write_bytes(b"\xef\xbb\xbf" + (SAMPLE / THREADS).read_bytes())
    found = messages(read(YOUTUBE_API, tmp_path))
    assert [each.text for each in found] == [each.text for each in sample().values()]
    assert json.loads(original(tmp_path, found[1]))["id"] == "UgA.1"


def test_words_no_database_holds_are_made_harmless(tmp_path: Path) -> None:
    found = one(answer(tmp_path, comment(textOriginal="a\x00b\ud800")))
    assert (found.text, found.repaired) == ("a\ufffdb\ufffd", True)


def test_a_field_of_forty_megabytes_is_told_and_the_next_item_is_read(tmp_path: Path) -> None:
    found = answer(tmp_path, comment(textOriginal="å" * 20_000_000), comment())
    assert [type(each) for each in found] == [Unreadable, RawMessage]
    assert faults(found)[0].reason is Reason.TOO_LONG
