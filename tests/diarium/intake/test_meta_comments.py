"""The account's own comments in the exports of Facebook and Instagram."""

import json
from pathlib import Path

import pytest

from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import Piece, RawMessage, Reason, Unreadable
from diarium.message_records import Channel
from tests.diarium.intake.exports import (
    messages,
    read,
    read_sample,
)


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
