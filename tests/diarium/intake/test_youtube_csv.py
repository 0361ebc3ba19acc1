"""YouTube's comments from Google Takeout: each of its forms, and what is no comment."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diarium.intake.raw import RawMessage, Reason, Unreadable
from diarium.intake.youtube_csv import YOUTUBE_CSV
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    NOW,
    SAMPLES,
    claim,
    faults,
    messages,
    original,
    read,
    read_sample,
)

OLD = "Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Video ID,Comment Text"
SAMPLE = SAMPLES / "youtube-csv"


def one(folder: Path, text: str = "Hej", time: str = "2026-05-04T07:15:42Z") -> object:
    """Return what is read from a file of one comment."""
    written = io.StringIO()
    csv.writer(written).writerow(["Ugx1", "UCa", time, "0", "", "vid1", text])
    (folder / "comments.csv").write_text(f"{OLD}\r\n{written.getvalue()}", encoding="utf-8")
    (found,) = read(YOUTUBE_CSV, folder)
    return found


def text_of(folder: Path, written: str) -> str:
    found = one(folder, written)
    assert isinstance(found, RawMessage), found
    return found.text


def test_the_sample_is_read_whole() -> None:
    found = read_sample(YOUTUBE_CSV)
    assert not faults(found)
    assert [each.text for each in messages(found)] == [
        "Biblioteket öppnar kl. 10.",
        "Välkomna!",
        "Tack för frågan, Åsa. Vi plogar Storgatan i natt.",
        "@aliexempel Nu är det klart.\n=2+5 är ingen formel.",
        "Hälsningar från Avallby 🌷",
        "Sammanträdet börjar om fem minuter.",
    ]
    assert all(each.own and each.source == "youtube" for each in messages(found))
    assert all(each.channel is Channel.COMMENT for each in messages(found))


def test_a_comment_of_the_new_columns_is_read_by_their_names() -> None:
    reply = messages(read_sample(YOUTUBE_CSV))[3]
    assert (reply.external_id, reply.in_reply_to, reply.thread) == (
        "UgxSnoA.r1",
        "UgxSnoA",
        "UgxSnoA",
    )
    assert reply.sender_address == "UCavallby0000000000000000"
    assert reply.permalink == "https://www.youtube.com/watch?v=vidSno12345&lc=UgxSnoA.r1"
    assert reply.made_available_at == datetime(2026, 5, 4, 8, 1, tzinfo=UTC)


def test_a_comment_of_the_old_columns_stands_in_the_thread_of_its_parent() -> None:
    first, reply = messages(read_sample(YOUTUBE_CSV))[:2]
    assert (first.thread, reply.thread, reply.in_reply_to) == ("UgxGammal",) * 3
    assert first.made_available_at == datetime(2021, 9, 19, 17, 42, 53, 434647, UTC)
    assert reply.made_available_at == datetime(2019, 1, 23, 12, 34, 56, tzinfo=UTC)


def test_a_comment_on_a_post_has_no_video() -> None:
    post = messages(read_sample(YOUTUBE_CSV))[4]
    assert (post.external_id, post.permalink) == ("UgxPost", None)


def test_what_was_written_in_a_live_chat_is_read_too() -> None:
    chat = messages(read_sample(YOUTUBE_CSV))[5]
    assert (chat.external_id, chat.thread) == ("ChwKGkNKchat", "ChwKGkNKchat")
    assert chat.made_available_at == datetime(2026, 2, 23, 18, 0, 5, 500_000, UTC)


def test_the_original_is_the_row() -> None:
    reply = messages(read_sample(YOUTUBE_CSV))[3]
    row = original(SAMPLE, reply)
    assert row.startswith(b"UCavallby")
    assert row.endswith(b'"')
    assert b"UgxSnoA.r1" in row
    assert reply.place == 3


GERMAN = (
    "Kommentar-ID,Kanal-ID,Zeitstempel der Erstellung des Kommentars,Preis,"
    "Übergeordnete Kommentar-ID,Beitrags-ID,Video-ID,Kommentartext,Kommentar-ID der obersten Ebene"
)
SWEDISH = (
    "Kommentars-id,Kanal-id,Tidsstämpel när kommentaren skapades,Pris,Överordnat kommentars-id,"
    "Inläggs-id,Video-id,Kommentarstext,Kommentars-id på toppnivå"
)
LOUD = (
    "KOMMENTAR-ID;KANAL-ID;TIDSSTÄMPEL FÖR KOMMENTAREN;PRIS;ÖVERORDNAD KOMMENTAR;INLÄGG;VIDEO-ID;"
    "KOMMENTARENS TEXT;TOPPNIVÅ"
)


@pytest.mark.parametrize(("header", "separator"), [(GERMAN, ","), (SWEDISH, ","), (LOUD, ";")])
def test_headers_are_known_in_other_languages(tmp_path: Path, header: str, separator: str) -> None:
    row = separator.join(
        ["Ugx2", "UCa", "2026-05-04T07:15:42Z", "0", "Ugx1", "", "vid1", "Hej", "Ugx1"]
    )
    (tmp_path / "kommentarer.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (found,) = messages(read(YOUTUBE_CSV, tmp_path))
    assert (found.external_id, found.text) == ("Ugx2", "Hej")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ('{"text":"a"}', "a"),
        ('{"text":"a"},{"text":"\\n"},{"text":"b"}', "a\nb"),
        ('{"takeoutSegments":[{"text":"a"},{"text":"b"}]}', "ab"),
        ('{"text":"a"},{"videoLink":{"externalVideoId":"v"}}', "a"),
        ('{"text":"\\ud83c\\udf37 <b>=1+1"}', "🌷 <b>=1+1"),
        ("{inte json", "{inte json"),
        ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        ("", ""),
        ('{"text":"\\ud800\\u0000"}', "\ufffd\ufffd"),
    ],
)
def test_the_words_are_put_together(tmp_path: Path, written: str, words: str) -> None:
    assert text_of(tmp_path, written) == words


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('{"text":"cut off', Reason.NOT_JSON),
        ('{"text":17}', Reason.FIELD_WRONG),
        ('{"takeoutSegments":"a"}', Reason.FIELD_WRONG),
        ('{"text":"a"},"b"', Reason.FIELD_WRONG),
        ('{"text":"a","text":"b"}', Reason.REPEATED_KEY),
        ('{"a":' + "[" * 100_000, Reason.TOO_DEEP),
        ('{"a":' + "9" * 5_000 + "}", Reason.NOT_JSON),
    ],
)
def test_words_that_are_not_the_json_they_promise_are_told(
    tmp_path: Path, written: str, reason: Reason
) -> None:
    assert one(tmp_path, written) == Unreadable(2, reason, "comment text", "comments.csv")


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("", Reason.FIELD_MISSING),
        ("0000-01-01T00:00:00Z", Reason.TIME_WRONG),
        ("9999-12-31T23:59:59-12:00", Reason.TIME_IMPOSSIBLE),
        ("1989-01-01 00:00:00 UTC", Reason.TIME_IMPOSSIBLE),
        ("1700000000", Reason.TIME_WRONG),
        ("i går", Reason.TIME_WRONG),
    ],
)
def test_a_time_that_cannot_be_is_told(tmp_path: Path, time: str, reason: Reason) -> None:
    assert one(tmp_path, time=time) == Unreadable(2, reason, "create timestamp", "comments.csv")


def test_a_row_without_id_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [OLD, ",UCa,2026-05-04T07:15:42Z,0,,v,Hej", "U1,UCa,2026-05-04T07:15:42Z,0,,v,Hej"]
    (tmp_path / "comments.csv").write_text("\n".join([*rows, "cut,off"]), encoding="utf-8")
    first, second, third = read(YOUTUBE_CSV, tmp_path)
    assert first == Unreadable(2, Reason.FIELD_MISSING, "comment id", "comments.csv")
    assert isinstance(second, RawMessage)
    assert third == Unreadable(4, Reason.FIELD_MISSING, "create timestamp", "comments.csv")


def test_a_row_of_more_fields_than_the_header_is_told(tmp_path: Path) -> None:
    row = "U1,UCa,2026-05-04T07:15:42Z,0,,v,Hej, på er"
    (tmp_path / "comments.csv").write_text(f"{OLD}\n{row}\n", encoding="utf-8")
    assert read(YOUTUBE_CSV, tmp_path) == [Unreadable(2, Reason.NOT_TABLE, "", "comments.csv")]


def test_a_header_that_names_a_column_twice_is_not_claimed(tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text(f"{OLD},Comment Text\n", encoding="utf-8")
    assert not claim(YOUTUBE_CSV, tmp_path).messages


@pytest.mark.parametrize(
    "header",
    ["Channel Id,Channel Url,Channel Title", "Date,Link,Message", "Comment ID,Comment Text", ""],
)
def test_other_tables_are_not_claimed(tmp_path: Path, header: str) -> None:
    (tmp_path / "comments.csv").write_text(f"{header}\nx,y,z\n", encoding="utf-8")
    assert not claim(YOUTUBE_CSV, tmp_path).messages


def test_a_file_saved_again_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    text = f"{OLD}\nU1,UCa,2026-05-04T07:15:42Z,0,,v,Hål på vägen\n".replace(",", ";")
    (tmp_path / "comments.csv").write_bytes(text.encode("cp1252"))
    (found,) = messages(read(YOUTUBE_CSV, tmp_path))
    assert (found.text, found.repaired) == ("Hål på vägen", True)
    assert found.made_available_at is not None
    assert found.made_available_at < NOW
