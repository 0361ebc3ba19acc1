"""Meta's webhooks as nobody should send them: what is broken is told, the rest is read."""

import json
from pathlib import Path

import pytest

from diarium.intake.meta_webhook import META_WEBHOOK
from diarium.intake.raw import (
    RawMessage,
    Reason,
    Unreadable,
)
from tests.diarium.intake.exports import faults, messages, original, read
from tests.diarium.intake.webhook_files import (
    NOON,
    PAGE,
    SAMPLE,
    SECOND,
    Json,
    comment,
    deliver,
    message,
    one,
)


@pytest.mark.parametrize("time", [SECOND, SECOND * 1000, str(SECOND)])
def test_seconds_and_thousandths_are_told_apart(tmp_path: Path, time: object) -> None:
    assert one(deliver(tmp_path, comment(created_time=time))).made_available_at == NOON


@pytest.mark.parametrize("time", [0, -5, 10**30, 253_402_300_799, 1e300])
def test_a_time_that_cannot_be_is_told_and_never_guessed(tmp_path: Path, time: object) -> None:
    assert deliver(tmp_path, comment(created_time=time)) == [
        Unreadable(1, Reason.TIME_IMPOSSIBLE, "value.created_time", "in.json")
    ]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"message": 5}, "value.message"),
        ({"comment_id": None}, "value.comment_id"),
        ({"comment_id": {}}, "value.comment_id"),
        ({"from": "Åsa"}, "value.from"),
        ({"from": {"id": True}}, "value.from.id"),
        ({"post": []}, "value.post"),
        ({"photo": 7}, "value.photo"),
        ({"item": None}, "value.item"),
        ({"verb": None}, "value.verb"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_read(
    tmp_path: Path, value: Json, field: str
) -> None:
    found = deliver(tmp_path, comment(**value), comment(comment_id="1_2"))
    assert isinstance(found[0], Unreadable)
    assert (found[0].place, found[0].field) == (1, field)
    assert isinstance(found[1], RawMessage)
    assert found[1].place == 2


@pytest.mark.parametrize(
    "line",
    [
        b'{"object": "page", "entry": [{"id": "1", "time": 1, "changes": [{"field": "fe',
        b'{"object": "page", "entry": 7, "changes": 1}',
        b'{"object": "page", "changes": 1}',
        b'{"object": "page", "object": "page", "entry": [], "changes": 1}',
        b'{"object": "page", "entry": [7], "changes": 1}',
        b'{"object": "page", "entry": [{"id": "1", "changes": [7]}]}',
        b'{"object": "page", "entry": [{"id": "1", "changes": {}}]}',
        b'{"object": "page", "entry": [{"id": "1", "changes": [{"field": "feed", "value": 7}]}]}',
        b'{"object": "page", "entry": [{"id": "1", "unknown": []}]}',
        b'{"object": "user", "entry": [{"id": "1", "changes": []}]}',
        b'{"object": "page", "entry": ' + b"[" * 100_000,
        b'{"object": "page", "entry": [{"id": "1", "changes": ' + b"[" * 100_000,
        b'{"object": "page", "entry": [{"id": ' + b"9" * 5_000 + b', "changes": []}]}',
        b'{"object": "page", "entry": [{"id": "\xff", "changes": []}]}',
        '{"object": "page", "entry": [{"id": "å", "changes": []}]}'.encode("latin-1"),
    ],
)
def test_a_broken_payload_is_told_and_the_next_one_is_read(tmp_path: Path, line: bytes) -> None:
    good = json.dumps(comment()).encode()
    (tmp_path / "in.json").write_bytes(good + b"\n" + line + b"\n" + good + b"\n")
    found = read(META_WEBHOOK, tmp_path)
    assert isinstance(found[0], RawMessage)
    assert isinstance(found[-1], RawMessage)
    assert found[1:-1]
    assert all(isinstance(piece, Unreadable) for piece in found[1:-1])


def test_what_may_have_happened_besides_is_told_and_a_bare_value_is_not(tmp_path: Path) -> None:
    bare, more = comment(), comment(comment_id="1_2")
    bare["entry"][0]["app_id"] = 7
    more["entry"][0]["hop_context"] = [{"app_id": 7}]
    more["entry"][0]["calls"] = [{"id": "1"}]
    first, second, third = deliver(tmp_path, bare, more)
    assert isinstance(first, RawMessage)
    assert isinstance(second, RawMessage)
    assert third == Unreadable(3, Reason.UNKNOWN_KIND, "entry", "in.json")


def test_a_payload_of_several_pages_knows_whose_each_is(tmp_path: Path) -> None:
    first, second = comment(**{"from": {"id": PAGE}}), comment(**{"from": {"id": PAGE}})
    second["entry"][0]["id"] = "1002"
    both = {"object": "page", "entry": [*first["entry"], *second["entry"]]}
    assert [each.own for each in messages(deliver(tmp_path, both))] == [True, False]


@pytest.mark.parametrize("cut", [10, 100, 1_000, 3_000])
def test_a_payload_that_is_cut_off_is_told(tmp_path: Path, cut: int) -> None:
    whole = (SAMPLE / "messenger.json").read_bytes()
    (tmp_path / "in.json").write_bytes(whole[:-cut])
    assert [piece.reason for piece in faults(read(META_WEBHOOK, tmp_path))] == [Reason.NOT_JSON]


def test_a_file_with_a_byte_order_mark_is_read_where_it_lies(tmp_path: Path) -> None:
    for name in ("messenger.json", "feed.jsonl", "instagram.json"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + (SAMPLE / name).read_bytes())
    found, plain = messages(read(META_WEBHOOK, tmp_path)), messages(read(META_WEBHOOK, SAMPLE))
    assert [each.text for each in found] == [each.text for each in plain]
    assert [original(tmp_path, each) for each in found] == [
        original(SAMPLE, each) for each in plain
    ]


def test_words_no_database_holds_and_names_that_deceive_are_made_harmless(tmp_path: Path) -> None:
    url = "https://cdn.example.org/..%2F..%2FCON%00%E2%80%AEgpj.exe"
    attached = [{"type": "image", "payload": {"url": url}}]
    found = one(deliver(tmp_path, message(text="a\x00b\ud800c", attachments=attached)))
    assert (found.text, found.repaired) == ("a\ufffdb\ufffdc", True)
    assert found.attachments[0].name == "CON\ufffd\ufffdgpj.exe"


def test_hostile_ids_never_reach_a_text_and_long_ones_are_known_by_their_hash(
    tmp_path: Path,
) -> None:
    change = {"field": "mentions", "value": {"comment_id": "\x1b[31m" * 200, "media_id": "]\n["}}
    payload = {"object": "instagram", "entry": [{"id": "1", "time": SECOND, "changes": [change]}]}
    found = one(deliver(tmp_path, payload))
    assert found.text.startswith("[Omnämnande: kommentar ? till inlägg ?.")
    assert found.external_id is not None
    assert found.external_id.startswith("sha256:")


def test_a_line_that_is_too_long_is_told_and_the_next_one_is_read(tmp_path: Path) -> None:
    good, long = json.dumps(comment()), json.dumps(comment(message="å" * 20_000_000))
    (tmp_path / "in.json").write_text(f"{good}\n{long}\n{good}\n", encoding="utf-8")
    first, second, third = read(META_WEBHOOK, tmp_path)
    assert isinstance(first, RawMessage)
    assert second == Unreadable(2, Reason.TOO_LONG, "", "in.json")
    assert isinstance(third, RawMessage)


def test_more_attachments_than_anyone_sends_are_refused(tmp_path: Path) -> None:
    attached = [{"type": "image", "payload": {"url": "https://a.example/b"}}] * 501
    assert deliver(tmp_path, message(attachments=attached)) == [
        Unreadable(1, Reason.TOO_COMPLEX, "attachments", "in.json")
    ]


def test_only_a_web_address_is_a_permalink(tmp_path: Path) -> None:
    found = one(deliver(tmp_path, comment(post={"permalink_url": "javascript:alert(1)"})))
    assert found.permalink is None
