"""Threads of Facebook and Instagram: every folder, every trap of the field list."""

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import LeftOut, Omission, Piece, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    export,
    faults,
    messages,
    original,
    read,
    read_sample,
)
from tests.diarium.intake.meta_files import (
    GOOD,
    INBOX,
    SAMPLE,
    read_one,
    refuse_one,
    sample_text,
    thread,
)


def test_the_threads_of_all_five_folders_and_of_old_and_new_roots_are_read() -> None:
    found = {each.thread for each in messages(read_sample(META_EXPORT)) if each.thread}
    assert found == {
        "asaoberg_1001", "aliexempel_1002", "beriteksempel_1003", "ceciliaprov_1004",
        "daviddemo_1005", "eriksson_old1", "fatimatest_2001", "gustavprov_3001",
    }  # fmt: skip


def test_the_sample_is_read_without_a_fault() -> None:
    assert faults(read_sample(META_EXPORT)) == []


def test_every_message_points_at_its_own_bytes_in_the_untouched_file() -> None:
    for each in messages(read_sample(META_EXPORT)):
        written = json.loads(original(SAMPLE, each))
        assert {"timestamp_ms", "timestamp", "string_map_data"} & written.keys()


def test_broken_characters_are_repaired_and_the_row_says_so() -> None:
    found = sample_text("Storgatan")
    assert found.sender_name == "Åsa Öberg"
    assert found.text == "Varför är Storgatan inte sandad? Jag höll på att halka i morse."
    assert found.repaired
    assert rb"Varf\u00c3\u00b6r" in original(SAMPLE, found)


def test_text_with_other_characters_is_kept_whole(tmp_path: Path) -> None:
    found = read_one(tmp_path, sender_name="Åsa", content="Redan rätt: Σ och Ã¥")
    assert found.text == "Redan rätt: Σ och Ã¥"
    assert not found.repaired


def test_a_message_is_direct_and_from_its_moment_without_an_id(tmp_path: Path) -> None:
    found = read_one(tmp_path)
    assert (found.channel, found.external_id) == (Channel.DIRECT, None)
    assert found.made_available_at == datetime(2026, 1, 5, 8, 53, 20, tzinfo=UTC)
    assert found.thread == "asaoberg_1001"


def test_a_thread_has_one_name_before_and_after_its_request_is_answered(tmp_path: Path) -> None:
    thread(tmp_path, GOOD)
    request = tmp_path / "your_facebook_activity/messages/message_requests/asaoberg_1001"
    request.mkdir(parents=True)
    (request / "message_1.json").write_text(json.dumps({"participants": [], "messages": [GOOD]}))
    assert {each.thread for each in messages(read(META_EXPORT, tmp_path))} == {"asaoberg_1001"}


def test_a_shared_link_is_readable_in_the_text() -> None:
    assert sample_text("väghål").text == (
        "Åsa Öberg skickade en bilaga.\n"
        "[Delat: Felanmälan: så gör du]\n"
        "[Delat: https://www.example.se/väghål?id=7]"
    )


def test_a_shared_link_that_stands_in_the_text_is_not_said_twice(tmp_path: Path) -> None:
    found = read_one(tmp_path, content="Se https://a.se/1", share={"link": "https://a.se/1"})
    assert found.text == "Se https://a.se/1"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"call_duration": 120}, "[Samtal, 120 s]"),
        ({"call_duration": 0}, "[Missat samtal]"),
        ({"type": "Call", "missed": True}, "[Missat samtal]"),
        ({"type": "Call"}, "[Samtal]"),
        ({"is_unsent": True}, "[Meddelandet har tagits tillbaka av avsändaren.]"),
        ({"is_taken_down": True}, "[Meddelandet har tagits bort av plattformen.]"),
        ({"is_geoblocked_for_viewer": True},
         "[Plattformen visar inte innehållet i det här landet.]"),
        ({}, "[Meddelandet har inget innehåll i exporten.]"),
        ({"is_unsent": False, "reactions": []}, "[Meddelandet har inget innehåll i exporten.]"),
    ],
)  # fmt: skip
def test_calls_and_withdrawn_and_empty_messages_are_rows_that_say_what_they_are(
    tmp_path: Path, fields: dict[str, object], said: str
) -> None:
    assert read_one(tmp_path, content=None, **fields).text == said


def test_a_withdrawn_message_keeps_the_words_that_the_export_has(tmp_path: Path) -> None:
    found = read_one(tmp_path, is_unsent=True)
    assert found.text == "Hej på er\n[Meddelandet har tagits tillbaka av avsändaren.]"


def test_reactions_are_counted_as_left_out_and_are_no_part_of_the_text(tmp_path: Path) -> None:
    reactions = [{"reaction": "x", "actor": "y"}, {"reaction": "x", "actor": "z"}]
    found, *left = read(META_EXPORT, thread(tmp_path, {**GOOD, "reactions": reactions}))
    assert isinstance(found, RawMessage)
    assert found.text == "Hej på er"
    path = f"{INBOX}/message_1.json"
    assert left == [LeftOut(1, Omission.REACTION, path)] * 2


def test_who_joined_or_left_a_thread_is_left_out_and_counted(tmp_path: Path) -> None:
    found = read(META_EXPORT, thread(tmp_path, {**GOOD, "type": "Unsubscribe"}))
    assert found == [LeftOut(1, Omission.EVENT, f"{INBOX}/message_1.json")]


@pytest.mark.parametrize("moment", [1767603200, 1767603200000, 1767603200000.0])
def test_seconds_and_thousandths_are_told_apart(tmp_path: Path, moment: float) -> None:
    assert read_one(tmp_path, timestamp_ms=moment).made_available_at == datetime(
        2026, 1, 5, 8, 53, 20, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"timestamp_ms": None}, Reason.FIELD_MISSING, "timestamp_ms"),
        ({"timestamp_ms": "2026-01-05"}, Reason.TIME_WRONG, "timestamp_ms"),
        ({"timestamp_ms": True}, Reason.TIME_WRONG, "timestamp_ms"),
        ({"timestamp_ms": 0}, Reason.TIME_IMPOSSIBLE, "timestamp_ms"),
        ({"timestamp_ms": -62167219200000}, Reason.TIME_IMPOSSIBLE, "timestamp_ms"),
        ({"timestamp_ms": 253402300799000}, Reason.TIME_IMPOSSIBLE, "timestamp_ms"),
        ({"timestamp_ms": 10**400}, Reason.TIME_IMPOSSIBLE, "timestamp_ms"),
        ({"sender_name": 7}, Reason.FIELD_WRONG, "sender_name"),
        ({"content": ["x"]}, Reason.FIELD_WRONG, "content"),
        ({"photos": "x"}, Reason.FIELD_WRONG, "photos"),
        ({"photos": [{}]}, Reason.FIELD_MISSING, "photos.uri"),
        ({"sticker": []}, Reason.FIELD_WRONG, "sticker"),
        ({"share": "x"}, Reason.FIELD_WRONG, "share"),
        ({"share": {"link": 1}}, Reason.FIELD_WRONG, "share.link"),
        ({"call_duration": "x"}, Reason.FIELD_WRONG, "call_duration"),
        ({"is_unsent": 1}, Reason.FIELD_WRONG, "is_unsent"),
        ({"reactions": {}}, Reason.FIELD_WRONG, "reactions"),
        ({"photos": [{"uri": "x"}] * 501}, Reason.TOO_COMPLEX, "attachments"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(
    tmp_path: Path, fields: dict[str, object], reason: Reason, field: str
) -> None:
    found = refuse_one(tmp_path, **fields)
    assert (found.reason, found.field, found.place) == (reason, field, 1)
    assert found.file == f"{INBOX}/message_1.json"


def test_a_sender_without_name_is_nobody(tmp_path: Path) -> None:
    assert read_one(tmp_path, sender_name=None).sender_name is None
    assert read_one(tmp_path, sender_name="").sender_name is None


def test_characters_that_no_database_holds_are_replaced(tmp_path: Path) -> None:
    found = read_one(tmp_path, content="a\x00b\ud83d")
    assert found.text == "a\ufffdb\ufffd"
    assert found.repaired


def break_off(content: bytes) -> bytes:
    return content[: content.index(b'"messages"') + 150]


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        (lambda _: b"", [Reason.NOT_JSON]),
        (lambda _: b"hej", [Reason.NOT_JSON]),
        (lambda content: content.decode().encode("utf-16"), [Reason.NOT_UTF8]),
        (lambda _: b'{"messages": {}}', [Reason.FIELD_WRONG]),
        (lambda _: b'{"participants": []}', [Reason.FIELD_MISSING]),
        (lambda content: b"\xef\xbb\xbf" + content, [None, None]),
        (break_off, [None, Reason.NOT_JSON]),
        (lambda content: content.replace(b'"title"', b'"title\xe5"'),
         [Reason.NOT_UTF8, None, None]),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_of_and_what_is_whole_in_it_is_read(
    tmp_path: Path, damaged: Callable[[bytes], bytes], expected: list[Reason | None]
) -> None:
    file = thread(tmp_path, GOOD, {**GOOD, "content": "Igen"}) / INBOX / "message_1.json"
    file.write_bytes(damaged(file.read_bytes()))
    found: list[Piece] = read(META_EXPORT, tmp_path)
    assert [getattr(each, "reason", None) for each in found] == expected


def test_a_thread_of_many_messages_takes_no_more_memory(tmp_path: Path) -> None:
    file = thread(tmp_path) / INBOX / "message_1.json"
    with file.open("w", encoding="ascii") as stream:
        stream.write('{"participants": [], "messages": [\n')
        stream.writelines(f"{json.dumps({**GOOD, 'ip': str(n)})},\n" for n in range(8_000))
        stream.write(f'{json.dumps(GOOD)}], "thread_path": "inbox/asaoberg_1001"}}')
    whole = export(META_EXPORT, tmp_path)
    tracemalloc.start()
    try:
        found = sum(
            isinstance(each, RawMessage) and each.thread == "asaoberg_1001"
            for each in META_EXPORT.read(whole)
        )
        assert found == 8_001
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{INBOX}/message_1.json", "asaoberg_1001"),
        ("your_facebook_activity/groups/your_group_messages/77.json", "77"),
        ("message_1.json", None),
    ],
)
def test_a_thread_that_does_not_say_its_path_is_called_as_where_it_lies(
    tmp_path: Path, path: str, name: str | None
) -> None:
    file = thread(tmp_path, GOOD, path=path) / path
    file.write_text(file.read_text().replace("thread_path", "annat"))
    (found,) = messages(read(META_EXPORT, tmp_path))
    assert found.thread == name


KEYS = (
    "sender_name", "timestamp_ms", "content", "photos", "videos", "sticker", "share", "reactions",
    "call_duration", "missed", "type", "is_unsent", "uri", "link", "share_text", "data", "comment",
    "timestamp", "author", "title", "attachments", "media", "string_map_data", "Comment", "value",
    "string_list_data", "media_list_data", "thread_path", "participants", "name",
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["Ã¥", "\ud800", "\x00", 1767603200000, 1767603200, "https://a.se/x"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["messages", "comments_v2", "comments_reels_comments"]),
    st.lists(values, max_size=4),
    st.dictionaries(st.sampled_from(KEYS), values),
)
def test_whatever_stands_where_ends_in_messages_or_reasons(
    tmp_path: Path, key: str, listed: list[object], top: dict[str, object]
) -> None:
    file = tmp_path / INBOX / "message_1.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({key: listed, **top}))
    found = read(META_EXPORT, tmp_path)
    told = {each.place for each in found if isinstance(each, RawMessage | Unreadable | LeftOut)}
    assert told >= set(range(1, len(listed) + 1))
