"""X archives: what they hold, what their manifest promises, and what is broken in them."""

import json
import shutil
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake.raw import (
    LeftOut,
    ManifestCount,
    Omission,
    Piece,
    RawDeletion,
    RawMessage,
    Reason,
    Unreadable,
)
from diarium.intake.strict_json import LONGEST
from diarium.intake.x_archive import X_ARCHIVE
from diarium.intake.x_part import NOT_THERE
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    SAMPLES,
    claim,
    export,
    faults,
    messages,
    original,
    read,
    read_sample,
)

SAMPLE = SAMPLES / "x-archive"
MESSAGE = {
    "id": "17",
    "senderId": "2",
    "text": "Hej",
    "createdAt": "2026-05-11T08:45:10.120Z",
    "mediaUrls": [],
}
POST = {"id_str": "18", "created_at": "Sun May 10 07:00:00 +0000 2026", "full_text": "Hej"}


def by_id(pieces: list[Piece], number: str) -> RawMessage:
    return next(each for each in messages(pieces) if each.external_id == number)


def write(folder: Path, holds: str, content: object, name: str = "") -> Path:
    """Write a file of an archive; what is no text is written as JSON."""
    path = folder / "data" / (name or f"{holds}.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    written = content if isinstance(content, str) else json.dumps(content)
    path.write_text(f"window.YTD.{holds}.part0 = {written}", encoding="utf-8")
    if not (path.parent / "manifest.js").exists():
        manifest(folder)
    return path


def conversation(*found: object, number: str = "1-2") -> dict[str, object]:
    return {"dmConversation": {"conversationId": number, "messages": list(found)}}


def one_message(folder: Path, **fields: object) -> Piece:
    create = {"messageCreate": {**MESSAGE, **fields}}
    write(folder, "direct_messages", [conversation(create)])
    (found,) = read(X_ARCHIVE, folder)
    return found


def one_post(folder: Path, **fields: object) -> Piece:
    write(folder, "tweets", [{"tweet": {**POST, **fields}}])
    (found,) = read(X_ARCHIVE, folder)
    return found


def manifest(folder: Path, partial: object = False, **counts: object) -> None:
    files = [
        {"fileName": f"data/{name}.js", "globalName": f"YTD.{name}.part0", "count": count}
        for name, count in counts.items()
    ]
    said = {
        "userInfo": {"accountId": "1", "userName": "avallbykommun", "displayName": "Avallby"},
        "archiveInfo": {"isPartialArchive": partial},
        "dataTypes": {"any": {"files": files}},
    }
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "manifest.js").write_text(f"window.__THAR_CONFIG = {json.dumps(said)}")


def test_the_sample_is_read_whole() -> None:
    found = read_sample(X_ARCHIVE)
    assert not faults(found)
    assert len(messages(found)) == 8
    assert [piece for piece in found if isinstance(piece, ManifestCount)] == [
        ManifestCount("data/direct-messages.js", 2, 2),
        ManifestCount("data/direct-messages-group.js", 1, 1),
        ManifestCount("data/deleted-tweets.js", 1, 1),
        ManifestCount("data/note-tweet.js", 1, 1),
        ManifestCount("data/tweets.js", 2, 2),
        ManifestCount("data/tweets-part1.js", 1, 1),
    ]


def test_what_is_not_read_is_not_claimed() -> None:
    claimed = claim(X_ARCHIVE, SAMPLE)
    assert "data/like.js" not in claimed.messages
    assert len(claimed.media) == 3
    assert not claim(X_ARCHIVE, SAMPLE / "data" / "tweets_media").media


def test_a_direct_message_is_read_with_all_that_the_archive_says() -> None:
    found = by_id(read_sample(X_ARCHIVE), "1900000000000000001")
    assert (found.channel, found.own, found.thread) == (
        Channel.DIRECT,
        False,
        "1700000001-1700000777",
    )
    assert (found.sender_name, found.sender_address) == (None, "1700000777")
    assert found.text == "Lampan vid Ågatan 3 är trasig & hänger löst. =2+2"
    assert found.made_available_at == datetime(2026, 5, 11, 7, 30, 0, 1000, UTC)
    assert json.loads(original(SAMPLE, found))["messageCreate"]["id"] == found.external_id


def test_the_account_of_the_manifest_is_the_one_that_answers() -> None:
    found = by_id(read_sample(X_ARCHIVE), "1900000000000000002")
    assert found.own
    assert (found.sender_name, found.sender_address) == ("Avallby kommun", "avallbykommun")


def test_without_manifest_the_file_about_the_account_tells_whose_it_is(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "data" / "manifest.js").unlink()
    found = read(X_ARCHIVE, tmp_path)
    assert by_id(found, "1900000000000000002").own
    assert faults(found) == [Unreadable(0, Reason.FILE_MISSING, "", "data/manifest.js")]
    (tmp_path / "data" / "account.js").unlink()
    message = by_id(read(X_ARCHIVE, tmp_path), "1900000000000000002")
    assert (message.own, message.sender_address) == (False, "1700000001")


def test_an_edited_message_tells_when() -> None:
    found = by_id(read_sample(X_ARCHIVE), "1900000000000000001")
    assert found.edited_at == datetime(2026, 5, 11, 7, 31, tzinfo=UTC)
    assert by_id(read_sample(X_ARCHIVE), "1900000000000000002").edited_at is None


def test_pictures_are_found_by_the_archives_own_names() -> None:
    picture, film = by_id(read_sample(X_ARCHIVE), "1900000000000000001").attachments
    assert picture.kept
    assert picture.kept.size == len(b"\xff\xd8\xff\xe0lampa")
    assert (picture.name, picture.media_type) == ("lampa1.jpg", "image/jpeg")
    assert picture.reference is not None
    assert picture.reference.startswith("https://ton.twitter.com/")
    assert (film.kept, film.missing, film.name) == (None, NOT_THERE, "borta.mp4")


def test_a_film_is_found_in_whichever_size_the_archive_holds() -> None:
    (film,) = by_id(read_sample(X_ARCHIVE), "1910000000000000003").attachments
    assert film.kept
    assert film.missing is None


def test_a_post_has_its_words_as_they_were_written() -> None:
    found = by_id(read_sample(X_ARCHIVE), "1910000000000000001")
    assert found.text == "Badhuset & simhallen är öppna <8–20> &amp; gratis för barn"
    assert (found.own, found.channel) == (True, Channel.POST)
    assert found.permalink == "https://x.com/avallbykommun/status/1910000000000000001"
    assert found.made_available_at == datetime(2026, 5, 10, 7, tzinfo=UTC)
    assert len(found.attachments) == 1


def test_an_own_reply_names_what_it_answers() -> None:
    found = by_id(read_sample(X_ARCHIVE), "1910000000000000002")
    assert (found.own, found.channel) == (True, Channel.COMMENT)
    assert found.in_reply_to == "1909999999999999999"


def test_a_deleted_post_is_read_and_noted_as_deleted() -> None:
    found = read_sample(X_ARCHIVE)
    (note,) = [piece for piece in found if isinstance(piece, RawDeletion)]
    assert by_id(found, "1910000000000000004").text.startswith("Fel dag")
    assert note.external_id == "1910000000000000004"
    assert note.deleted_at == datetime(2026, 5, 13, 6, 5, tzinfo=UTC)


def test_a_long_post_is_read_whole() -> None:
    assert by_id(read_sample(X_ARCHIVE), "1910000000000000900").text.endswith("ryms i ett vanligt.")


def test_joining_leaving_and_naming_are_events_and_no_messages() -> None:
    found = read(X_ARCHIVE, SAMPLE)
    group = "data/direct-messages-group.js"
    assert [piece for piece in found if isinstance(piece, LeftOut)] == [
        LeftOut(place, Omission.EVENT, group) for place in (1, 3, 4, 5)
    ]
    assert by_id(found, "1900000000000000011").thread == "1800000000000000000"
    assert by_id(found, "1900000000000000011").place == 2


def test_the_names_of_older_archives_are_known(tmp_path: Path) -> None:
    create = {"messageCreate": MESSAGE}
    write(tmp_path, "direct_message", [conversation(create)], "direct-message.js")
    write(tmp_path, "direct_message_group", [conversation(create)], "direct-message-group.js")
    write(tmp_path, "tweet", [{"tweet": POST}], "tweet.js")
    write(tmp_path, "community_tweet", [{"tweet": POST}])
    assert len(messages(read(X_ARCHIVE, tmp_path))) == 4


def test_what_the_manifest_promises_and_is_not_there_is_counted(tmp_path: Path) -> None:
    manifest(tmp_path, tweets="3", direct_messages=4, like="9")
    write(tmp_path, "tweets", [{"tweet": POST}, {"tweet": {"id_str": "1"}}])
    found = read(X_ARCHIVE, tmp_path)
    assert [piece for piece in found if isinstance(piece, ManifestCount)] == [
        ManifestCount("data/tweets.js", 3, 2),
        ManifestCount("data/direct_messages.js", 4, 0),
    ]
    assert faults(found) == [Unreadable(2, Reason.FIELD_MISSING, "full_text", "data/tweets.js")]


def test_an_archive_that_is_but_a_part_says_so(tmp_path: Path) -> None:
    manifest(tmp_path, partial=True)
    assert read(X_ARCHIVE, tmp_path) == [Unreadable(0, Reason.PARTIAL, "", "data/manifest.js")]


def test_an_archive_in_several_zips_is_one(tmp_path: Path) -> None:
    manifest(tmp_path / "zip 1", tweets=1, direct_messages=1)
    write(tmp_path / "zip 1", "direct_messages", [conversation({"messageCreate": MESSAGE})])
    media = {"media_url_https": "https://pbs.twimg.com/media/a.jpg"}
    write(tmp_path / "zip 2", "tweets",
          [{"tweet": {**POST, "entities": {"media": [media]}}}])  # fmt: skip
    picture = tmp_path / "zip 1" / "data" / "tweets_media" / "18-a.jpg"
    picture.parent.mkdir()
    picture.write_bytes(b"jpg")
    found = read(X_ARCHIVE, tmp_path)
    assert [piece for piece in found if isinstance(piece, ManifestCount)] == [
        ManifestCount("zip 2/data/tweets.js", 1, 1),
        ManifestCount("zip 1/data/direct_messages.js", 1, 1),
    ]
    assert by_id(found, "18").attachments[0].kept
    assert by_id(found, "18").sender_address == "avallbykommun"


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"id": None}, Reason.FIELD_MISSING, "id"),
        ({"senderId": 1.5}, Reason.FIELD_WRONG, "senderId"),
        ({"text": None}, Reason.FIELD_MISSING, "text"),
        ({"text": 17}, Reason.FIELD_WRONG, "text"),
        ({"createdAt": "i går"}, Reason.TIME_WRONG, "createdAt"),
        ({"createdAt": "0000-01-01T00:00:00Z"}, Reason.TIME_WRONG, "createdAt"),
        ({"createdAt": "9999-12-31T23:59:59.000Z"}, Reason.TIME_IMPOSSIBLE, "createdAt"),
        ({"mediaUrls": "x"}, Reason.FIELD_WRONG, "mediaUrls"),
        ({"mediaUrls": [17]}, Reason.FIELD_WRONG, "mediaUrls"),
        ({"mediaUrls": ["https://a.se/b"] * 501}, Reason.TOO_COMPLEX, "attachments"),
        ({"editHistory": {}}, Reason.FIELD_WRONG, "editHistory"),
    ],
)
def test_a_message_with_a_field_that_is_wrong_is_told(
    tmp_path: Path, fields: dict[str, object], reason: Reason, field: str
) -> None:
    found = one_message(tmp_path, **fields)
    assert found == Unreadable(1, reason, field, "data/direct_messages.js")


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"id_str": None}, Reason.FIELD_MISSING, "id_str"),
        ({"full_text": None}, Reason.FIELD_MISSING, "full_text"),
        ({"created_at": None}, Reason.FIELD_MISSING, "created_at"),
        ({"created_at": "Sun Foo 10 07:00:00 +0000 2026"}, Reason.TIME_WRONG, "created_at"),
        ({"created_at": "Sun Feb 30 07:00:00 +0000 2026"}, Reason.TIME_WRONG, "created_at"),
        ({"created_at": "Sun May 10 07:00:00 +9900 2026"}, Reason.TIME_WRONG, "created_at"),
        ({"created_at": "Sun May 10 07:00:00 +0000 0000"}, Reason.TIME_WRONG, "created_at"),
        ({"created_at": "Sun May 10 07:00:00 -0100 9999"}, Reason.TIME_IMPOSSIBLE, "created_at"),
        ({"entities": []}, Reason.FIELD_WRONG, "entities"),
        ({"entities": {"media": [1]}}, Reason.FIELD_WRONG, "media"),
    ],
)
def test_a_post_with_a_field_that_is_wrong_is_told(
    tmp_path: Path, fields: dict[str, object], reason: Reason, field: str
) -> None:
    assert one_post(tmp_path, **fields) == Unreadable(1, reason, field, "data/tweets.js")


def test_ids_may_be_numbers_or_texts(tmp_path: Path) -> None:
    found = one_message(tmp_path, id=17, senderId=1)
    assert isinstance(found, RawMessage)
    assert (found.external_id, found.own) == ("17", True)
    found = one_post(tmp_path / "b", id_str=None, id=18, in_reply_to_status_id_str="17")
    assert isinstance(found, RawMessage)
    assert (found.external_id, found.in_reply_to) == ("18", "17")


def test_words_that_no_database_can_hold_are_replaced(tmp_path: Path) -> None:
    found = one_message(tmp_path, text="\x00\ud83c")
    assert isinstance(found, RawMessage)
    assert (found.text, found.repaired) == ("\ufffd\ufffd", True)


def test_names_of_files_never_deceive(tmp_path: Path) -> None:
    addresses = ["https://a.se/../../x", "CON", "a/\u202etxt.exe", "https://a.se/\x00", ""]
    found = one_message(tmp_path, mediaUrls=addresses)
    assert isinstance(found, RawMessage)
    names = [each.name for each in found.attachments]
    assert names == ["x", "CON", "\ufffdtxt.exe", "\ufffd", "namnlös"]
    assert all(each.missing == NOT_THERE for each in found.attachments)


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ({"pollCreate": {}}, Reason.UNKNOWN_KIND),
        ({}, Reason.UNKNOWN_KIND),
        ([], Reason.NOT_OBJECT),
        ({"messageCreate": []}, Reason.FIELD_WRONG),
    ],
)
def test_what_is_no_message_is_told_and_the_rest_is_read(
    tmp_path: Path, element: object, reason: Reason
) -> None:
    good = {"messageCreate": MESSAGE}
    write(tmp_path, "direct_messages", [conversation(good, element, good)])
    first, second, third = read(X_ARCHIVE, tmp_path)
    assert isinstance(first, RawMessage)
    assert isinstance(second, Unreadable)
    assert (second.place, second.reason) == (2, reason)
    assert isinstance(third, RawMessage)
    assert third.place == 3


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"dmConversation": {"messages": []}}, Reason.FIELD_MISSING),
        ({"dmConversation": {"conversationId": "a"}}, Reason.FIELD_MISSING),
        ({"dmConversation": {"conversationId": "a", "messages": {}}}, Reason.FIELD_WRONG),
        ({"dmConversation": []}, Reason.NOT_OBJECT),
        ({"other": {}}, Reason.FIELD_MISSING),
        (17, Reason.FIELD_MISSING),
    ],
)
def test_a_conversation_that_is_none_is_told_and_the_rest_is_read(
    tmp_path: Path, broken: object, reason: Reason
) -> None:
    good = conversation({"messageCreate": MESSAGE})
    write(tmp_path, "direct_messages", [good, broken, good])
    first, second, third = read(X_ARCHIVE, tmp_path)
    assert isinstance(first, RawMessage)
    assert isinstance(second, Unreadable)
    assert (second.place, second.reason) == (2, reason)
    assert isinstance(third, RawMessage)


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    good = {"messageCreate": MESSAGE}
    whole = json.dumps([conversation(good, good, good)])
    for cut in (len(whole) - 2, len(whole) - 60, len(whole) // 2):
        write(tmp_path, "direct_messages", whole[:cut])
        *found, last = read(X_ARCHIVE, tmp_path)
        assert all(isinstance(piece, RawMessage) for piece in found)
        assert found
        assert isinstance(last, Unreadable)
        assert last.reason is Reason.NOT_JSON


@pytest.mark.parametrize("holds", ["direct_messages", "tweets"])
@pytest.mark.parametrize(
    "content",
    [
        "", "{}", "[", "null", "[null", "[" * 100_000, '[{"a":' * 50_000, "[\x00]", '"x"', "[,]",
        "[9" + "9" * 5_000 + "]", '[{"tweet": {"id_str": 9' + "9" * 5_000 + "}}]", "[NaN]",
    ],
)  # fmt: skip
def test_what_is_not_the_json_that_was_promised_is_told(
    tmp_path: Path, holds: str, content: str
) -> None:
    write(tmp_path, holds, content)
    found = read(X_ARCHIVE, tmp_path)
    assert found
    assert len(faults(found)) == len(found)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "tweets", [{"tweet": {**POST, "full_text": "Hål"}}])
    text = path.read_text(encoding="utf-8").replace("\\u00e5", "å")
    begun, rest = text[: text.index("[")], text[text.index("[") :]
    path.write_bytes(begun.encode() + rest.encode(encoding))
    (found,) = faults(read(X_ARCHIVE, tmp_path))
    assert found.reason is Reason.NOT_UTF8


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path, "tweets", [{"tweet": POST}])
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (found,) = messages(read(X_ARCHIVE, tmp_path))
    assert json.loads(original(tmp_path, found))["tweet"]["id_str"] == "18"


@pytest.mark.parametrize(
    "said",
    ["{", "[]", '{"userInfo": []}', '{"dataTypes": {"a": {"files": [{"fileName": 1}]}}}',
     '{"dataTypes":{"a":{"files":[{"fileName":"a","globalName":"YTD.a.part0","count":"many"}]}}}'],
)  # fmt: skip
def test_a_broken_manifest_is_told_and_the_messages_are_read(tmp_path: Path, said: str) -> None:
    write(tmp_path, "tweets", [{"tweet": POST}])
    (tmp_path / "data" / "manifest.js").write_text(f"window.__THAR_CONFIG = {said}")
    first, second = read(X_ARCHIVE, tmp_path)
    assert isinstance(first, Unreadable)
    assert (first.place, first.file) == (0, "data/manifest.js")
    assert isinstance(second, RawMessage)


def test_a_conversation_larger_than_the_memory_is_read_a_message_at_a_time(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data" / "direct-messages.js"
    path.parent.mkdir()
    create = json.dumps({"messageCreate": {**MESSAGE, "text": "Hej " * 2_000}})
    with path.open("w") as stream:
        stream.write('window.YTD.direct_messages.part0 = [{"dmConversation" : {"messages": [')
        stream.write(",".join([create] * 5_000))
        stream.write(f',{{"messageCreate": {{"text": "{"x" * (LONGEST + 1)}"}}}},{create}')
        stream.write('], "conversationId": "1-2"}}]')
    source = export(X_ARCHIVE, tmp_path)
    tracemalloc.start()
    try:
        count = sum(isinstance(each, RawMessage) for each in X_ARCHIVE.read(source))
        assert tracemalloc.get_traced_memory()[1] < 5 << 20
    finally:
        tracemalloc.stop()
    assert count == 5_001
