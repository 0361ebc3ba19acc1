"""Meta's webhooks: Messenger, the feed of a page, Instagram; what is edited and removed there."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from diarium.intake.meta_webhook import META_WEBHOOK
from diarium.intake.raw import (
    LeftOut,
    Omission,
    Piece,
    RawDeletion,
    RawMessage,
    Reason,
)
from diarium.intake.webhook_event import NOTHING, ONLY_ADDRESS
from diarium.intake.webhook_messages import UNSUPPORTED
from diarium.message_records import Channel
from tests.diarium.intake.exports import claim, faults, messages, original, read
from tests.diarium.intake.webhook_files import (
    NOON,
    SAMPLE,
    deliver,
    message,
    one,
)


def sample(name: str) -> dict[int, Piece]:
    return {
        getattr(piece, "place", 0): piece
        for piece in read(META_WEBHOOK, SAMPLE)
        if piece.file == name
    }


def test_payloads_are_known_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("messenger.json", "feed.jsonl", "instagram.json"):
        (tmp_path / name).with_suffix(".bin").write_bytes((SAMPLE / name).read_bytes())
    later = {"entry": [{"id": "1", "changes": []}], "object": "page"}
    (tmp_path / "later.bin").write_text(json.dumps(later))
    (tmp_path / "bom.bin").write_bytes(b"\xef\xbb\xbf" + (SAMPLE / "feed.jsonl").read_bytes())
    (tmp_path / "other.json").write_text('{"object": "list", "entry": []}')
    (tmp_path / "messages.jsonl").write_text('{"text": "\\"object\\": \\"page\\", changes"}')
    assert claim(META_WEBHOOK, tmp_path).messages == (
        "bom.bin", "feed.bin", "instagram.bin", "later.bin", "messenger.bin",
    )  # fmt: skip


def test_every_message_has_the_bytes_of_its_own_object() -> None:
    found = messages(read(META_WEBHOOK, SAMPLE))
    assert len(found) == 25
    for each in found:
        told = json.loads(original(SAMPLE, each))
        assert {"field", "value"} <= told.keys() or {"sender", "recipient"} <= told.keys()
        assert (each.external_id or "-") in json.dumps(told)


def test_a_message_to_the_page_is_a_direct_message_of_its_sender() -> None:
    first = sample("messenger.json")[1]
    assert isinstance(first, RawMessage)
    assert (first.external_id, first.channel, first.own) == ("m_1", Channel.DIRECT, False)
    assert (first.sender_address, first.thread) == ("7001", "7001")
    assert first.made_available_at == NOON
    assert first.text == "Hej, när öppnar badhuset i Avallby? Åsa Öberg"


def test_an_echo_is_the_page_s_own_answer_in_the_same_conversation() -> None:
    echo = sample("messenger.json")[2]
    assert isinstance(echo, RawMessage)
    assert (echo.own, echo.thread, echo.in_reply_to) == (True, "7001", "m_1")


def test_the_page_s_own_message_is_own_without_an_echo(tmp_path: Path) -> None:
    payload = message(text="Hej")
    payload["entry"][0]["id"] = 7
    assert one(deliver(tmp_path, payload)).own


def test_an_edit_is_the_same_message_with_other_words() -> None:
    edit = sample("messenger.json")[4]
    assert isinstance(edit, RawMessage)
    assert (edit.external_id, edit.edited_at) == ("m_1", NOON + timedelta(minutes=3))
    assert edit.text == "Hej, när öppnar badhuset och simhallen?"


def test_a_message_that_is_deleted_is_a_note_of_deletion() -> None:
    note = sample("messenger.json")[5]
    assert isinstance(note, RawDeletion)
    assert (note.external_id, note.deleted_at) == ("m_3", NOON + timedelta(minutes=4))
    assert (note.source, note.account) == ("facebook", None)


def test_attachments_are_addresses_that_are_not_fetched() -> None:
    picture = sample("messenger.json")[3]
    assert isinstance(picture, RawMessage)
    first, second = picture.attachments
    assert (first.name, first.missing) == ("halå.jpg", ONLY_ADDRESS)
    assert first.reference == "https://cdn.example.org/v/hal%C3%A5.jpg?oh=1&oe=2"
    assert (second.name, second.reference, second.missing) == ("fallback", None, NOTHING)


def test_a_place_that_was_sent_is_told_in_words(tmp_path: Path) -> None:
    spot = {"type": "location", "payload": {"coordinates": {"lat": 59.3, "long": 18}}}
    found = one(deliver(tmp_path, message(text="Här", attachments=[spot])))
    assert (found.text, found.attachments) == ("Här\n[Plats: 59.3, 18]", ())


@pytest.mark.parametrize("lat", [None, "59", 1e308, True, [], 10**4_000])
def test_a_place_that_cannot_be_is_an_attachment_that_is_missing(
    tmp_path: Path, lat: object
) -> None:
    spot = {"type": "location", "payload": {"coordinates": {"lat": lat, "long": 18}}}
    found = one(deliver(tmp_path, message(text="Här", attachments=[spot])))
    assert found.text == "Här"
    assert [each.name for each in found.attachments] == ["location"]


def test_a_story_that_is_answered_is_told_by_its_id(tmp_path: Path) -> None:
    story = {"story": {"url": "https://cdn.example.org/s", "id": 99}}
    assert one(deliver(tmp_path, message(reply_to=story))).in_reply_to == "99"


def test_what_meta_does_not_give_out_says_so() -> None:
    found = sample("messenger.json")
    assert isinstance(pressed := found[6], RawMessage)
    assert isinstance(unsupported := found[7], RawMessage)
    assert pressed.text == "[Tryckte på knappen ”Kom igång”.]"
    assert unsupported.text == UNSUPPORTED


def test_what_holds_nobody_s_words_is_left_out_and_counted() -> None:
    found = [piece for piece in read(META_WEBHOOK, SAMPLE) if isinstance(piece, LeftOut)]
    assert [(piece.file, piece.place, piece.why) for piece in found] == [
        ("feed.jsonl", 6, Omission.HIDDEN),
        ("feed.jsonl", 7, Omission.HIDDEN),
        ("feed.jsonl", 9, Omission.REACTION),
        ("feed.jsonl", 12, Omission.DRAFT),
        ("messenger.json", 8, Omission.REACTION),
        ("messenger.json", 9, Omission.REACTION),
        ("messenger.json", 10, Omission.EVENT),
    ]


def test_what_is_not_known_is_told_with_its_place() -> None:
    found = faults(read(META_WEBHOOK, SAMPLE))
    assert {piece.reason for piece in found} == {Reason.UNKNOWN_KIND}
    assert [(piece.file, piece.place, piece.field) for piece in found] == [
        ("feed.jsonl", 17, "value.item"),
        ("feed.jsonl", 18, "value.verb"),
        ("feed.jsonl", 19, "field"),
        ("messenger.json", 11, "messaging"),
    ]


def test_messages_kept_by_another_app_are_read_too() -> None:
    standby = sample("messenger.json")[12]
    assert isinstance(standby, RawMessage)
    assert (standby.text, standby.sender_address) == ("Hej hej", "7004")


def test_a_comment_stands_below_its_post_or_its_comment() -> None:
    found = sample("feed.jsonl")
    assert isinstance(top := found[2], RawMessage)
    assert isinstance(answer := found[3], RawMessage)
    assert (top.channel, top.own, top.thread) == (Channel.COMMENT, False, "1001_1")
    assert (top.external_id, top.in_reply_to) == ("1_11", "1001_1")
    assert (top.sender_name, top.sender_address) == ("Åsa Öberg", "7001")
    assert top.permalink == "https://www.facebook.com/avallby/posts/1"
    assert (answer.own, answer.thread, answer.in_reply_to) == (True, "1001_1", "1_11")
    assert top.made_available_at == NOON + timedelta(minutes=1)


def test_a_comment_edited_on_the_page_keeps_when_it_was_written() -> None:
    edited = sample("feed.jsonl")[4]
    assert isinstance(edited, RawMessage)
    assert (edited.external_id, edited.text.endswith("för barn?")) == ("1_11", True)
    assert edited.made_available_at == NOON + timedelta(minutes=1)
    assert edited.edited_at == NOON + timedelta(seconds=125)


def test_ids_may_be_numbers_and_the_sender_may_be_given_as_before() -> None:
    older = sample("feed.jsonl")[5]
    assert isinstance(older, RawMessage)
    assert (older.external_id, older.thread, older.in_reply_to) == ("13", "1001", "1001")
    assert (older.sender_name, older.sender_address) == ("Ali Exempel", "7002")
    assert [each.name for each in older.attachments] == ["kö.png"]


def test_a_removed_comment_is_a_note_by_the_same_id() -> None:
    note = sample("feed.jsonl")[8]
    assert isinstance(note, RawDeletion)
    assert (note.external_id, note.deleted_at) == ("13", NOON + timedelta(seconds=215))


def test_posts_of_others_are_posts_with_their_pictures_and_links() -> None:
    found = sample("feed.jsonl")
    assert isinstance(photo := found[10], RawMessage)
    assert isinstance(share := found[11], RawMessage)
    assert (photo.channel, photo.own, photo.external_id) == (Channel.POST, False, "1001_2")
    assert [each.name for each in photo.attachments] == ["torg.jpg"]
    assert share.text == "[Delad länk: https://example.se/nyhet]"


def test_a_mention_without_text_says_what_is_known() -> None:
    found = sample("feed.jsonl")
    assert isinstance(bare := found[13], RawMessage)
    assert isinstance(told := found[14], RawMessage)
    assert bare.channel is told.channel is Channel.MENTION
    assert bare.text.startswith("[Omnämnande: inlägg 7002_9.")
    assert told.text == "Vad säger Avallby kommun om detta?"
    assert (told.external_id, told.in_reply_to) == ("9_1", "7002_9")


def test_a_review_tells_what_it_recommends_and_is_answered_by_comments() -> None:
    found = sample("feed.jsonl")
    assert isinstance(review := found[15], RawMessage)
    assert isinstance(answer := found[16], RawMessage)
    assert (review.subject, review.text) == ("Omdöme: rekommenderar inte", "Lång telefonkö.")
    assert (review.external_id, review.sender_name) == ("901", "Örjan Ek")
    assert (answer.own, answer.in_reply_to, answer.thread) == (True, "901", "901")


def test_comments_on_instagram_have_the_time_of_the_webhook() -> None:
    found = sample("instagram.json")
    assert isinstance(first := found[1], RawMessage)
    assert isinstance(answer := found[2], RawMessage)
    assert (first.source, first.channel, first.thread) == ("instagram", Channel.COMMENT, "18001")
    assert (first.sender_name, first.sender_address) == ("asa.oberg", "8001")
    assert first.made_available_at == NOON
    assert (answer.own, answer.in_reply_to) == (True, "17001")


def test_mentions_on_instagram_are_ids_alone() -> None:
    found = sample("instagram.json")
    assert isinstance(comment := found[3], RawMessage)
    assert isinstance(caption := found[4], RawMessage)
    assert comment.text == (
        "[Omnämnande: kommentar 17003 till inlägg 18009. Texten lämnar Meta inte ut i aviseringen.]"
    )
    assert (comment.external_id, caption.external_id) == ("17003", "18010")


def test_instagram_s_other_forms_are_read_as_well() -> None:
    found = sample("instagram.json")
    texts = [each.text for each in found.values() if isinstance(each, RawMessage)]
    assert texts[4:] == ["Direkt i posten", "Hej kommunen", "Som ändring"]
