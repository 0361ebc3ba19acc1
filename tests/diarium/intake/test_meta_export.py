"""Exports of Facebook and Instagram: every folder, every trap of the field list."""

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.kinds import OwnNames
from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import LeftOut, Omission, Piece, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    OWN,
    SAMPLES,
    claim,
    export,
    faults,
    messages,
    original,
    read,
    read_sample,
)

SAMPLE = SAMPLES / "meta-export"
INBOX = "your_facebook_activity/messages/inbox/asaoberg_1001"
GOOD = {"sender_name": "Ã\x85sa", "timestamp_ms": 1767603200000, "content": "Hej pÃ¥ er"}


def thread(folder: Path, *written: object, path: str = f"{INBOX}/message_1.json") -> Path:
    """Write a thread of a Facebook export, as Meta does: every letter escaped."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    people = [{"name": "Ã\x85sa"}, {"name": "Avallby kommun"}]
    whole = {"participants": people, "messages": written, "title": "Ã\x85sa",
             "thread_path": "inbox/asaoberg_1001"}  # fmt: skip
    file.write_text(json.dumps(whole), encoding="ascii")
    return folder


def read_one(folder: Path, **fields: object) -> RawMessage:
    (found,) = read(META_EXPORT, thread(folder, {**GOOD, **fields}))
    assert isinstance(found, RawMessage), found
    return found


def refuse_one(folder: Path, **fields: object) -> Unreadable:
    (found,) = read(META_EXPORT, thread(folder, {**GOOD, **fields}))
    assert isinstance(found, Unreadable), found
    return found


def sample_text(words: str) -> RawMessage:
    (found,) = [each for each in messages(read_sample(META_EXPORT)) if words in each.text]
    return found


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


@pytest.mark.parametrize(
    ("root", "source"),
    [
        ("your_facebook_activity/messages", "facebook"),
        ("your_activity_across_facebook/messages", "facebook"),
        ("this_profile's_activity_across_facebook/messages", "facebook"),
        ("your_instagram_activity/messages", "instagram"),
        ("instagram-avallby-2021-01-01/messages", "instagram"),
        ("messages", ""),
        ("facebook/instagram/messages", ""),
    ],
)
def test_the_platform_is_told_by_the_root_or_left_to_the_account(
    tmp_path: Path, root: str, source: str
) -> None:
    path = f"{root}/inbox/instagramfan_1/message_1.json"
    (found,) = read(META_EXPORT, thread(tmp_path, GOOD, path=path))
    assert isinstance(found, RawMessage)
    assert found.source == source


def test_the_accounts_own_messages_are_known_by_its_name() -> None:
    assert sample_text("Tack, vi lagar det").own
    assert not sample_text("Storgatan").own


@pytest.mark.parametrize("name", ["avallby KOMMUN", "Avallby  kommun", "@Avallby", "avallby"])
def test_the_name_is_compared_whatever_its_case_and_spaces(tmp_path: Path, name: str) -> None:
    assert read_one(tmp_path, sender_name=name).own


def test_without_an_account_nothing_is_said_to_be_its_own(tmp_path: Path) -> None:
    (found,) = read(META_EXPORT, thread(tmp_path, {**GOOD, "sender_name": ""}), OwnNames())
    assert isinstance(found, RawMessage)
    assert not found.own


def test_a_namesake_of_the_account_is_not_taken_for_it(tmp_path: Path) -> None:
    file = thread(tmp_path, {**GOOD, "sender_name": "Avallby kommun"}) / INBOX / "message_1.json"
    file.write_text(file.read_text().replace(r"\u00c3\u0085sa", "AVALLBY kommun"))
    (found,) = read(META_EXPORT, tmp_path)
    assert isinstance(found, RawMessage)
    assert not found.own


def test_pictures_that_came_along_are_found_below_any_root() -> None:
    (picture,) = sample_text("Hålet syns här").attachments
    assert picture.name == "halet_1.png"
    assert picture.media_type == "image/png"
    assert picture.kept is not None
    assert picture.kept.size == 69
    assert picture.reference == "photos/halet_1.png"


def test_what_did_not_come_along_is_named_with_the_reason() -> None:
    found = [each for one in messages(read_sample(META_EXPORT)) for each in one.attachments]
    assert {each.name: each.missing for each in found if each.missing} == {
        "borta.mp4": "filen följde inte med i exporten",
        "ritning.pdf": "filen följde inte med i exporten",
        "film.mp4": "filen följde inte med i exporten",
        "tack.gif": "exporten har bara en länk till filen hos plattformen",
    }


@pytest.mark.parametrize("above", ["", "facebook-avallby/", "messages/groups/del 1/"])
@pytest.mark.parametrize(
    "root", ["", "your_facebook_activity/", "this_profile's_activity_across_facebook/"]
)
@pytest.mark.parametrize(
    "file", ["messages/inbox/asa_1/photos/1.png", "posts/media/stickers_used/1.png"]
)
def test_files_are_found_whatever_the_root_and_the_folder_it_lies_in(
    tmp_path: Path, above: str, root: str, file: str
) -> None:
    uri = root + file
    written = {**GOOD, "photos": [{"uri": uri}]}
    thread(tmp_path, written, path=f"{above}{root}messages/inbox/asa_1/message_1.json")
    (tmp_path / above / uri).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / above / uri).write_bytes(b"x")
    (found,) = messages(read(META_EXPORT, tmp_path))
    assert found.attachments[0].kept is not None


def test_a_sticker_is_an_attachment() -> None:
    found = [each for one in messages(read_sample(META_EXPORT)) for each in one.attachments]
    assert [each.kept is not None for each in found if each.name == "tumme.png"] == [True]


def test_a_message_is_the_same_with_and_without_its_picture(tmp_path: Path) -> None:
    picture = tmp_path / INBOX / "photos" / "å.png"
    photos = [{"uri": f"{INBOX}/photos/Ã¥.png"}]
    without = read_one(tmp_path, photos=photos)
    picture.parent.mkdir()
    picture.write_bytes(b"x")
    along = read_one(tmp_path, photos=photos)
    assert along.attachments[0].kept is not None
    assert along.attachments[0].reference == without.attachments[0].reference


@pytest.mark.parametrize(
    "uri",
    [
        "messages/inbox/asaoberg_1001/photos/1_n.jpg",
        "your_facebook_activity/messages/inbox/asaoberg_1001/photos/1_n.jpg",
        "your_facebook_activity/messages/message_requests/asaoberg_1001/photos/1_n.jpg",
    ],
)
def test_a_file_has_one_name_in_exports_of_all_years_and_folders(tmp_path: Path, uri: str) -> None:
    assert read_one(tmp_path, photos=[{"uri": uri}]).attachments[0].reference == "photos/1_n.jpg"


def test_a_link_to_a_file_is_the_same_however_it_is_signed(tmp_path: Path) -> None:
    found = read_one(tmp_path, gifs=[{"uri": "https://a.example/t.gif?sig=1"}])
    assert found.attachments[0].reference == "https://a.example/t.gif"
    assert found.attachments[0].name == "t.gif"


@pytest.mark.parametrize("uri", ["../../x", "/etc/passwd", "CON", "a\x00b", "a\u202eb", "", "."])
def test_a_hostile_address_is_only_a_name(tmp_path: Path, uri: str) -> None:
    (found,) = read_one(tmp_path, photos=[{"uri": uri}]).attachments
    assert found.kept is None
    assert found.missing is not None
    assert found.name.isprintable()
    assert "/" not in found.name


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


def test_a_single_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    thread(tmp_path, GOOD, path="samtal med Åsa.txt")
    assert claim(META_EXPORT, tmp_path).messages == ("samtal med Åsa.txt",)
    (found,) = read(META_EXPORT, tmp_path)
    assert isinstance(found, RawMessage)
    assert found.thread == "asaoberg_1001"


def test_the_accounts_own_comments_are_read_from_every_file_of_them() -> None:
    found = [each for each in messages(read_sample(META_EXPORT)) if each.channel != "direct"]
    assert all(each.own and each.channel is Channel.COMMENT for each in found)
    assert [(each.source, each.subject, each.text) for each in found] == [
        ("facebook", "Avallby kommun svarade på Åsa Öbergs kommentar.",
         "Tack för påpekandet, vi återkommer."),
        ("facebook", "Avallby kommun kommenterade sitt eget inlägg.",
         "https://www.example.se/sandning"),
        ("facebook", "Avallby kommun kommenterade i Avallby byalag.", "Välkomna på torsdag!"),
        ("instagram", "Kommentar till avallby.bibliotek", "Så fint på Skärtorget!"),
        ("instagram", "Kommentar till avallby", "Öppet till åtta."),
        ("instagram", "Kommentar till avallby", "Tack alla som kom!"),
    ]  # fmt: skip


def comment(folder: Path, name: str, content: object) -> list[Piece]:
    file = folder / "your_instagram_activity" / "comments" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content))
    return read(META_EXPORT, folder)


def test_a_comment_by_another_in_the_export_is_not_the_accounts_own(tmp_path: Path) -> None:
    written = {"timestamp": 1767800000, "data": [{"comment": {"comment": "x", "author": "Ali"}}]}
    (found,) = comment(tmp_path, "comments.json", {"comments_v2": [written]})
    assert isinstance(found, RawMessage)
    assert not found.own
    assert found.sender_name == "Ali"


def test_keys_in_an_unknown_language_are_told_by_what_they_hold(tmp_path: Path) -> None:
    strings = {"Opmerking": {"value": "Mooi"}, "Tijd": {"timestamp": 1767910000}}
    (found,) = comment(tmp_path, "post_comments_1.json", [{"string_map_data": strings}])
    assert isinstance(found, RawMessage)
    assert found.text == "Mooi"


def test_the_older_form_of_instagrams_comments_is_read(tmp_path: Path) -> None:
    written = {"title": "avallby", "string_list_data": [{"value": "Hej", "timestamp": 1640995200}]}
    (found,) = comment(tmp_path, "post_comments.json", {"comments_media_comments": [written]})
    assert isinstance(found, RawMessage)
    assert (found.subject, found.text) == ("Kommentar till avallby", "Hej")


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({"timestamp": 1767800000}, "data"),
        ({"title": "x", "data": []}, "timestamp"),
    ],
)
def test_a_comment_that_lacks_what_it_needs_is_named(
    tmp_path: Path, written: dict[str, object], field: str
) -> None:
    (found,) = comment(tmp_path, "comments.json", {"comments_v2": [written]})
    assert isinstance(found, Unreadable)
    assert (found.reason, found.field) == (Reason.FIELD_MISSING, field)


@pytest.mark.parametrize(
    ("strings", "reason"),
    [
        ({}, Reason.FIELD_MISSING),
        ({"Comment": {"value": "x"}}, Reason.FIELD_MISSING),
        ({"Comment": "x", "Time": {"timestamp": 1767910000}}, Reason.FIELD_WRONG),
        ({"Comment": {"value": 1}, "Time": {"timestamp": 1767910000}}, Reason.FIELD_WRONG),
        ({"Comment": {"value": "x"}, "Time": {"timestamp": 1}}, Reason.TIME_IMPOSSIBLE),
    ],
)
def test_strings_of_instagram_that_cannot_be_read_are_told(
    tmp_path: Path, strings: dict[str, object], reason: Reason
) -> None:
    (found,) = comment(tmp_path, "post_comments_1.json", [{"string_map_data": strings}])
    assert isinstance(found, Unreadable)
    assert found.reason is reason


@pytest.mark.parametrize(
    "path",
    [
        "your_facebook_activity/messages/inbox/asa_1/message_1.html",
        "messages/message_requests/asa_1/message_12.HTML",
        "start_here.html",
    ],
)
def test_an_export_in_html_is_recognised_and_json_is_asked_for(tmp_path: Path, path: str) -> None:
    page = tmp_path / path
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("<html><head><title>Åsa</title></head></html>")
    (tmp_path / "annat.txt").write_text("x")
    with pytest.raises(UsageError, match="format JSON") as refused:
        claim(META_EXPORT, tmp_path)
    assert "\n" not in str(refused.value)


def test_a_single_page_of_an_export_in_html_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(
        '<html><head><title>Åsa</title></head><body class="_5vb_"><div class="_3-95 _a6-g">'
    )
    with pytest.raises(UsageError, match="format JSON"):
        claim(META_EXPORT, tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b'{"channel": "comment", "text": "x"}',
        b"From: a@example.se\nSubject: x\n\nx",
        b"<html><body>hej</body></html>",
        b'[{"string_map_data": {}}]',
        b'{"messages": []}',
        b"",
    ],
)
def test_what_is_no_export_of_meta_is_not_claimed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.json").write_bytes(content)
    assert claim(META_EXPORT, tmp_path).messages == ()


def test_only_files_beside_the_threads_are_claimed_as_media() -> None:
    assert {Path(path).name for path in claim(META_EXPORT, SAMPLE).media} == {
        "halet_1.png", "tumme.png", "skylten.png",
    }  # fmt: skip


def test_the_sample_is_the_same_whatever_account_is_said_but_for_own() -> None:
    with_own, without = read_sample(META_EXPORT, OWN), read_sample(META_EXPORT, OwnNames())
    assert [each.text for each in messages(with_own)] == [each.text for each in messages(without)]


def test_a_thread_of_many_messages_takes_no_more_memory(tmp_path: Path) -> None:
    file = thread(tmp_path) / INBOX / "message_1.json"
    with file.open("w", encoding="ascii") as stream:
        stream.write('{"participants": [], "messages": [\n')
        stream.writelines(f"{json.dumps({**GOOD, 'ip': str(n)})},\n" for n in range(30_000))
        stream.write(f'{json.dumps(GOOD)}], "thread_path": "inbox/asaoberg_1001"}}')
    whole = export(META_EXPORT, tmp_path)
    tracemalloc.start()
    try:
        found = sum(
            isinstance(each, RawMessage) and each.thread == "asaoberg_1001"
            for each in META_EXPORT.read(whole)
        )
        assert found == 30_001
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
