"""Mastodon's archive of an account: its own posts, and to whom each was shown."""

import json
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from diarium.intake.mastodon_archive import MASTODON_ARCHIVE, NOT_ALONG
from diarium.intake.raw import (
    LeftOut,
    ManifestCount,
    Omission,
    Piece,
    RawMessage,
    Reason,
    Unreadable,
)
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, faults, messages, original, read

SAMPLE = SAMPLES / "mastodon-archive"
HOME = "https://social.example.se/users/avallbykommun"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
Json = dict[str, Any]


def sample() -> dict[str, RawMessage]:
    found = messages(read(MASTODON_ARCHIVE, SAMPLE))
    return {each.external_id or "": each for each in found}


def post(to: object = PUBLIC, cc: object = None, **note: object) -> Json:
    plain = {
        "id": f"{HOME}/statuses/1",
        "type": "Note",
        "published": "2026-06-29T12:00:00Z",
        "content": "<p>Hej</p>",
        "to": to,
        "cc": cc,
    }
    return {"type": "Create", "to": to, "cc": cc, "object": {**plain, **note}}


def archive(folder: Path, *items: object, **outbox: object) -> list[Piece]:
    whole = {"type": "OrderedCollection", **outbox, "orderedItems": items}
    (folder / "outbox.json").write_text(json.dumps(whole), encoding="utf-8")
    return read(MASTODON_ARCHIVE, folder)


def one(pieces: list[Piece]) -> RawMessage:
    (found,) = pieces
    assert isinstance(found, RawMessage), found
    return found


def test_an_archive_is_known_by_its_outbox_wherever_it_lies(tmp_path: Path) -> None:
    copytree(SAMPLE, tmp_path / "arkiv")
    (tmp_path / "outbox.json").write_text('{"type": "Något annat"}')
    found = claim(MASTODON_ARCHIVE, tmp_path)
    assert found.messages == ("arkiv/outbox.json", "arkiv/actor.json")
    assert found.media == ("arkiv/media_attachments/files/000/081/original/torg.png",)


def test_all_posts_are_own_and_have_the_ids_of_the_api() -> None:
    found = sample()
    assert sorted(found) == ["900", "901", "903", "904", "905"]
    assert all(each.own for each in found.values())
    assert {each.sender_name for each in found.values()} == {"Avallby kommun"}
    assert {each.sender_address for each in found.values()} == {"avallbykommun"}


def test_an_answer_is_a_comment_and_one_for_nobody_else_is_direct() -> None:
    channels = {name: each.channel for name, each in sample().items()}
    assert channels == {
        "900": Channel.POST,
        "901": Channel.COMMENT,
        "903": Channel.COMMENT,
        "904": Channel.POST,
        "905": Channel.DIRECT,
    }


@pytest.mark.parametrize(
    ("to", "cc", "channel"),
    [
        ([PUBLIC], [], Channel.POST),
        ([], [PUBLIC], Channel.POST),
        (PUBLIC, None, Channel.POST),
        (["as:Public"], [], Channel.POST),
        ([f"{HOME}/followers"], [], Channel.POST),
        (["https://annan.example/users/asa"], [], Channel.DIRECT),
        ([], [], Channel.DIRECT),
        (None, None, Channel.DIRECT),
    ],
)
def test_who_it_is_addressed_to_decides_who_may_see_it(
    tmp_path: Path, to: object, cc: object, channel: Channel
) -> None:
    assert one(archive(tmp_path, post(to, cc))).channel is channel


def test_what_is_answered_is_known_by_its_number_only_on_the_account_s_own_server() -> None:
    found = sample()
    assert found["903"].in_reply_to == "900"
    assert found["901"].in_reply_to == "https://annan.example/users/asa/statuses/555"


def test_newer_addresses_of_statuses_are_known_too(tmp_path: Path) -> None:
    uri = "https://social.example.se/ap/users/116/statuses/77"
    found = one(archive(tmp_path, post(id=uri, inReplyTo=uri.replace("77", "76"))))
    assert (found.external_id, found.in_reply_to) == ("77", "76")


def test_edits_warnings_polls_and_descriptions_are_told() -> None:
    found = sample()
    assert found["901"].edited_at == datetime(2026, 6, 29, 13, 30, tzinfo=UTC)
    assert found["901"].subject == "Svar"
    assert found["904"].text == "Ska parken byggas?\n[Omröstning: Ja / Nej]"
    assert found["900"].text == "Nyhet\n[Bildbeskrivning: Torget i Avallby]"


def test_files_come_along_where_they_lie_in_the_archive() -> None:
    picture, film = sample()["900"].attachments
    assert picture.kept is not None
    assert (picture.kept.size, picture.missing, picture.media_type) == (70, None, "image/png")
    assert (film.kept, film.missing, film.name) == (None, NOT_ALONG, "film.mp4")


def test_the_same_file_has_the_same_reference_whether_it_came_along_or_not(tmp_path: Path) -> None:
    copytree(SAMPLE, tmp_path / "a", ignore=lambda *_: ["media_attachments"])
    (without, *_rest) = messages(read(MASTODON_ARCHIVE, tmp_path / "a"))
    assert [each.kept for each in without.attachments] == [None, None]
    assert [each.reference for each in without.attachments] == [
        each.reference for each in sample()["900"].attachments
    ]


def test_what_is_shared_is_left_out_and_the_count_is_told() -> None:
    found = read(MASTODON_ARCHIVE, SAMPLE)
    assert LeftOut(3, Omission.REACTION, "outbox.json") in found
    assert found[-1] == ManifestCount("outbox.json", 5, 5)


def test_a_count_that_is_not_met_is_told(tmp_path: Path) -> None:
    assert archive(tmp_path, post(), totalItems=9)[-1] == ManifestCount("outbox.json", 9, 1)
    assert len(archive(tmp_path, post(), totalItems="9")) == 1


def test_an_archive_without_its_actor_is_own_all_the_same(tmp_path: Path) -> None:
    found = one(archive(tmp_path, post()))
    assert (found.own, found.sender_name) == (True, None)


def test_a_broken_actor_is_told_and_the_posts_are_read(tmp_path: Path) -> None:
    (tmp_path / "actor.json").write_text("inget")
    first, second = archive(tmp_path, post())
    assert first == Unreadable(0, Reason.NOT_JSON, "", "actor.json")
    assert isinstance(second, RawMessage)


def test_every_post_has_the_bytes_of_its_own_object() -> None:
    for each in messages(read(MASTODON_ARCHIVE, SAMPLE)):
        told = json.loads(original(SAMPLE, each))
        assert told["object"]["id"].endswith(f"/{each.external_id}")


@pytest.mark.parametrize(
    ("item", "reason", "field"),
    [
        (7, Reason.NOT_OBJECT, ""),
        ({"type": "Delete"}, Reason.UNKNOWN_KIND, "type"),
        ({"type": "Create"}, Reason.FIELD_MISSING, "object"),
        ({"type": "Create", "object": "uri"}, Reason.FIELD_WRONG, "object"),
        (post(id=None), Reason.FIELD_MISSING, "object.id"),
        (post(published=None), Reason.FIELD_MISSING, "object.published"),
        (post(published="9999-12-31T23:59:59Z"), Reason.TIME_IMPOSSIBLE, "object.published"),
        (post(published="1782821100"), Reason.TIME_WRONG, "object.published"),
        (post(content=[]), Reason.FIELD_WRONG, "object.content"),
        (post(to=[7]), Reason.FIELD_WRONG, "to"),
        (post(attachment="x"), Reason.FIELD_WRONG, "object.attachment"),
    ],
)
def test_a_broken_post_is_told_and_the_next_one_is_read(
    tmp_path: Path, item: object, reason: Reason, field: str
) -> None:
    first, second, third = archive(tmp_path, post(), item, post(id=f"{HOME}/statuses/2"))
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, reason, field, "outbox.json")
    assert isinstance(third, RawMessage)


def test_an_attachment_never_leads_out_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hemligt")
    names = ("../secret", "media_attachments/../../secret", "/etc/passwd", "CON", "a\x00\u202eb")
    attached = [{"type": "Document", "mediaType": "image/png", "url": name} for name in names]
    found = one(archive(tmp_path, post(attachment=attached))).attachments
    assert [each.kept for each in found] == [None] * 5
    assert [each.name for each in found] == ["secret", "secret", "passwd", "CON", "a\ufffd\ufffdb"]


@pytest.mark.parametrize("cut", [1, 2, 50, 1_000])
def test_an_outbox_that_is_cut_off_is_told_after_what_is_whole(tmp_path: Path, cut: int) -> None:
    whole = (SAMPLE / "outbox.json").read_bytes()
    (tmp_path / "outbox.json").write_bytes(whole[:-cut])
    found = read(MASTODON_ARCHIVE, tmp_path)
    assert isinstance(found[0], RawMessage)
    assert [each.reason for each in faults(found)] == [Reason.NOT_JSON]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    for name in ("outbox.json", "actor.json"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (SAMPLE / name).read_bytes())
    found = messages(read(MASTODON_ARCHIVE, tmp_path))
    assert [each.text for each in found] == [each.text for each in sample().values()]
    assert json.loads(original(tmp_path, found[0]))["type"] == "Create"
