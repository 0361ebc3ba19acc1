"""Mastodon's notifications and conversations: whose words they are, and who may see them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diarium.intake.kinds import OwnNames
from diarium.intake.mastodon import ONLY_ADDRESS
from diarium.intake.mastodon_api import MASTODON_API
from diarium.intake.raw import LeftOut, Omission, Piece, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import SAMPLES, claim, faults, messages, original, read

SAMPLE = SAMPLES / "mastodon-api"
OWN = OwnNames(name="Avallby kommun", handle="avallbykommun", url="https://example.se/@avallby")
Json = dict[str, Any]


def sample() -> dict[str, RawMessage]:
    found = messages(read(MASTODON_API, SAMPLE, OWN))
    return {each.external_id or "": each for each in found}


def mention(**status: object) -> Json:
    plain = {
        "id": "1",
        "created_at": "2026-06-30T12:05:00.000Z",
        "visibility": "public",
        "content": "<p>Hej</p>",
        "account": {"id": "9", "acct": "asa@annan.example"},
    }
    return {"id": "5", "type": "mention", "account": {"acct": "x"}, "status": {**plain, **status}}


def answer(folder: Path, *elements: object, own: OwnNames = OWN) -> list[Piece]:
    (folder / "in.json").write_text(json.dumps(elements), encoding="utf-8")
    return read(MASTODON_API, folder, own)


def one(pieces: list[Piece]) -> RawMessage:
    (found,) = pieces
    assert isinstance(found, RawMessage), found
    return found


def test_answers_are_known_by_what_they_hold_and_empty_ones_by_their_name(tmp_path: Path) -> None:
    for path in SAMPLE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "page.bin").write_bytes((SAMPLE / "notifications-1.json").read_bytes())
    (tmp_path / "other.json").write_text("[]")
    (tmp_path / "list.json").write_text('[{"id": "1", "type": "note", "acct": "a"}]')
    (tmp_path / "other-order.json").write_text(json.dumps([dict(sorted(mention().items()))]))
    (tmp_path / "timeline.json").write_text(json.dumps([mention()["status"]]))
    assert claim(MASTODON_API, tmp_path).messages == (
        "conversations-1.json", "notifications-1.json", "notifications-2.json",
        "other-order.json", "page.bin",
    )  # fmt: skip


def test_html_becomes_the_words_that_a_reader_sees() -> None:
    assert sample()["1001"].text == (
        "@avallbykommun När plogas Ågatan?\n\nSe https://example.se/karta & svara\nsnälla"
    )


def test_who_may_see_it_decides_whether_it_is_direct() -> None:
    channels = {name: each.channel for name, each in sample().items()}
    assert channels == {
        "1001": Channel.MENTION,
        "1002": Channel.DIRECT,
        "1003": Channel.MENTION,
        "1004": Channel.MENTION,
        "1006": Channel.DIRECT,
    }


def test_what_says_nothing_of_who_may_see_it_is_taken_as_private(tmp_path: Path) -> None:
    assert one(answer(tmp_path, mention(visibility=None))).channel is Channel.DIRECT


def test_a_warning_is_the_subject_and_an_edit_keeps_its_time() -> None:
    found = sample()
    assert found["1002"].subject == "Privat fråga"
    assert found["1003"].edited_at == datetime(2026, 6, 30, 12, 20, tzinfo=UTC)
    assert found["1003"].in_reply_to == "900"
    assert found["1001"].made_available_at == datetime(2026, 6, 30, 12, 5, tzinfo=UTC)


def test_polls_and_descriptions_of_pictures_are_words_too() -> None:
    asked = sample()["1003"]
    assert asked.text.endswith("[Omröstning: Ja / Nej]\n[Bildbeskrivning: Ett hål i vägen]")
    (picture,) = asked.attachments
    assert (picture.name, picture.missing) == ("halå.jpg", ONLY_ADDRESS)
    assert (picture.reference or "").startswith("https://files.example.se/cache/")


def test_the_same_status_has_the_same_id_in_both_answers() -> None:
    twice = messages(read(MASTODON_API, SAMPLE, OWN))
    first, second = [each for each in twice if each.external_id == "1002"]
    assert (first.file, second.file) == ("conversations-1.json", "notifications-1.json")
    assert (first.thread, second.thread) == ("41", None)
    assert (first.text, first.sender_address) == (second.text, second.sender_address)


def test_the_last_message_of_a_conversation_may_be_the_account_s_own(tmp_path: Path) -> None:
    assert sample()["1006"].own
    status = mention()["status"]
    asked = {"id": "1", "unread": True, "accounts": [{"id": "9"}], "last_status": status}
    alone = {"id": "2", "unread": True, "accounts": [], "last_status": status}
    found = messages(answer(tmp_path, asked, alone))
    assert [each.own for each in found] == [False, False]


@pytest.mark.parametrize(
    ("account", "own"),
    [
        ({"acct": "avallbykommun"}, True),
        ({"acct": "AvallbyKommun"}, True),
        ({"acct": "avallbykommun@annan.example"}, False),
        ({"acct": "avallby"}, False),
        ({"acct": "x", "url": "https://example.se/@Avallby/"}, True),
        ({"acct": "x@annan.example", "url": "https://example.se/@avallby"}, False),
        ({"acct": None, "url": "https://example.se/@avallby"}, False),
        ({}, False),
    ],
)
def test_only_the_server_s_own_name_or_the_account_s_address_is_own(
    tmp_path: Path, account: Json, own: bool
) -> None:
    assert one(answer(tmp_path, mention(account=account))).own is own


def test_without_an_account_in_the_forteckning_nobody_is_own(tmp_path: Path) -> None:
    found = one(answer(tmp_path, mention(account={"acct": "", "url": ""}), own=OwnNames()))
    assert not found.own


def test_what_is_no_message_is_left_out_and_counted() -> None:
    found = [piece for piece in read(MASTODON_API, SAMPLE, OWN) if isinstance(piece, LeftOut)]
    assert [(piece.place, piece.why) for piece in found] == [
        (3, Omission.EVENT),
        (2, Omission.REACTION),
        (6, Omission.REACTION),
        (7, Omission.OTHERS),
    ]
    assert faults(read(MASTODON_API, SAMPLE, OWN)) == []


def test_every_message_has_the_bytes_of_its_own_object() -> None:
    for each in messages(read(MASTODON_API, SAMPLE, OWN)):
        told = json.loads(original(SAMPLE, each))
        assert (told.get("status") or told["last_status"])["id"] == each.external_id


@pytest.mark.parametrize(
    ("element", "reason", "field"),
    [
        (7, Reason.NOT_OBJECT, ""),
        ({"type": "news"}, Reason.UNKNOWN_KIND, "type"),
        ({}, Reason.UNKNOWN_KIND, "type"),
        ({"type": []}, Reason.FIELD_WRONG, "type"),
        ({"type": "mention"}, Reason.FIELD_MISSING, "status"),
        (mention(id=None), Reason.FIELD_MISSING, "status.id"),
        (mention(content=7), Reason.FIELD_WRONG, "status.content"),
        (mention(account=[]), Reason.FIELD_WRONG, "status.account"),
        (mention(created_at="igår"), Reason.TIME_WRONG, "status.created_at"),
        (mention(created_at="0000-01-01T00:00:00Z"), Reason.TIME_WRONG, "status.created_at"),
        (
            mention(created_at="9999-12-31T23:59:59Z"),
            Reason.TIME_IMPOSSIBLE,
            "status.created_at",
        ),
        (mention(media_attachments=7), Reason.FIELD_WRONG, "status.media_attachments"),
        (mention(media_attachments=[{}] * 501), Reason.TOO_COMPLEX, "attachments"),
        (mention(poll={"options": [7]}), Reason.FIELD_WRONG, "status.poll.options"),
        ({"last_status": 7}, Reason.FIELD_WRONG, "last_status"),
    ],
)
def test_a_broken_element_is_told_and_the_next_one_is_read(
    tmp_path: Path, element: object, reason: Reason, field: str
) -> None:
    first, second, third = answer(tmp_path, mention(), element, mention(id="2"))
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, reason, field, "in.json")
    assert isinstance(third, RawMessage)


@pytest.mark.parametrize("cut", [1, 2, 50, 1_000])
def test_an_answer_that_is_cut_off_is_told_after_what_is_whole(tmp_path: Path, cut: int) -> None:
    whole = (SAMPLE / "notifications-1.json").read_bytes()
    (tmp_path / "in.json").write_bytes(whole[:-cut])
    found = read(MASTODON_API, tmp_path, OWN)
    assert isinstance(found[0], RawMessage)
    assert [each.reason for each in faults(found)] == [Reason.NOT_JSON]


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf[{"id": "1", "type": "mention", "acct": 1}]',
        b'[{"id": "1", "type": "mention", "acct": ' + b"[" * 100_000,
        b'[{"id": "1", "type": "mention", "acct": ' + b"9" * 5_000 + b"}]",
        b'[{"id": "1", "type": "mention", "acct": "\xff"}]',
        b'[{"id": "1", "type": "mention", "type": "mention", "acct": 1}]',
        b'[{"id": "1", "type": "mention", "acct": NaN}]',
    ],
)
def test_bytes_that_mean_ill_end_in_a_reason(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.json").write_bytes(content)
    found = read(MASTODON_API, tmp_path, OWN)
    assert found
    assert all(isinstance(each, Unreadable) for each in found)


def test_html_that_means_ill_is_words_at_most(tmp_path: Path) -> None:
    content = "<script>alert(1)</script><p>Hej\x00 <b onclick=x>på</b>\ud800 er &lt;b&gt;</p>"
    found = one(answer(tmp_path, mention(content=content)))
    assert (found.text, found.repaired) == ("Hej\ufffd på\ufffd er <b>", True)


def test_a_status_of_any_length_is_cut_and_says_so(tmp_path: Path) -> None:
    found = one(answer(tmp_path, mention(content="å " * 2_500_000)))
    assert found.repaired
    assert found.text.endswith("[Texten fortsätter i originalet.]")
