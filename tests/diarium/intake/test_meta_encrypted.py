"""The download of Messenger's encrypted threads: another shape, in right UTF-8."""

import json
from pathlib import Path

import pytest

from diarium.intake.kinds import OwnNames
from diarium.intake.meta_encrypted import META_ENCRYPTED
from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import LeftOut, Omission, RawMessage, Reason, Unreadable
from tests.diarium.intake.exports import (
    SAMPLES,
    claim,
    faults,
    messages,
    original,
    read,
    read_sample,
)

SAMPLE = SAMPLES / "meta-encrypted-export"
GOOD = {"isUnsent": False, "media": [], "reactions": [], "senderName": "Åsa Öberg",
        "text": "Hej på er", "timestamp": 1768000000000, "type": "text"}  # fmt: skip


def thread(folder: Path, *written: object, name: str = "Asa_1.json") -> Path:
    whole = {"participants": ["Åsa Öberg", "Avallby kommun"], "threadName": "Åsa Öberg_1",
             "messages": written}  # fmt: skip
    (folder / name).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return folder


def read_one(folder: Path, **fields: object) -> RawMessage:
    (found,) = read(META_ENCRYPTED, thread(folder, {**GOOD, **fields}))
    assert isinstance(found, RawMessage), found
    return found


def test_the_sample_is_read_whole_and_in_order() -> None:
    pieces = read_sample(META_ENCRYPTED)
    assert faults(pieces) == []
    assert [(each.own, each.text) for each in messages(pieces)] == [
        (False, "Nu är tråden krypterad. Får jag frågan besvarad ändå?"),
        (False, ""),
        (False, ""),
        (False, "[Meddelandet har tagits tillbaka av avsändaren.]"),
        (True, 'Ja: se https://www.example.se/sandning, "Ã¶" är fel tecken.'),
    ]
    assert {(each.thread, each.source) for each in messages(pieces)} == {
        ("Åsa Öberg_40", "facebook")
    }
    assert [each for each in pieces if isinstance(each, LeftOut)] == [
        LeftOut(1, Omission.REACTION, "Asa Oberg_40.json")
    ]


def test_text_is_never_repaired_for_it_is_right() -> None:
    assert not any(each.repaired for each in messages(read_sample(META_ENCRYPTED)))


def test_every_message_points_at_its_own_bytes() -> None:
    for each in messages(read_sample(META_ENCRYPTED)):
        assert json.loads(original(SAMPLE, each))["senderName"] == each.sender_name


def test_media_beside_the_thread_come_along_and_what_failed_is_named() -> None:
    found = [each for one in messages(read_sample(META_ENCRYPTED)) for each in one.attachments]
    assert [(each.name, each.kept is not None, each.missing) for each in found] == [
        ("gatan.png", True, None),
        ("namnlös", False, "plattformen kunde inte lämna ut filen"),
    ]


def test_media_are_found_in_a_folder_below_too(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "å.png").write_bytes(b"x")
    thread(folder, {**GOOD, "media": [{"uri": "./media/å.png"}]})
    (found,) = messages(read(META_ENCRYPTED, tmp_path))
    assert found.attachments[0].kept is not None


@pytest.mark.parametrize("uri", ["../x", "/etc/passwd", "./../../x", "a\x00b", "\u202egnp.x"])
def test_a_hostile_address_is_only_a_name(tmp_path: Path, uri: str) -> None:
    (found,) = read_one(tmp_path, media=[{"uri": uri}]).attachments
    assert found.missing == "filen följde inte med i exporten"
    assert found.name.isprintable()


def test_an_empty_message_is_a_row_that_says_so(tmp_path: Path) -> None:
    found = read_one(tmp_path, text="", type="placeholder")
    assert found.text == "[Meddelandet har inget innehåll i exporten.]"


def test_without_an_account_nothing_is_said_to_be_its_own(tmp_path: Path) -> None:
    (found,) = read(META_ENCRYPTED, thread(tmp_path, {**GOOD, "senderName": ""}), OwnNames())
    assert isinstance(found, RawMessage)
    assert not found.own


def test_a_thread_without_a_name_is_called_as_its_file(tmp_path: Path) -> None:
    file = thread(tmp_path, GOOD) / "Asa_1.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"Åsa Öberg_1"', "null"), "utf-8")
    (found,) = messages(read(META_ENCRYPTED, tmp_path))
    assert found.thread == "Asa_1"


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"timestamp": None}, Reason.FIELD_MISSING, "timestamp"),
        ({"timestamp": "igår"}, Reason.TIME_WRONG, "timestamp"),
        ({"timestamp": 253402300799000}, Reason.TIME_IMPOSSIBLE, "timestamp"),
        ({"senderName": []}, Reason.FIELD_WRONG, "senderName"),
        ({"text": 1}, Reason.FIELD_WRONG, "text"),
        ({"media": {}}, Reason.FIELD_WRONG, "media"),
        ({"media": [{}]}, Reason.FIELD_MISSING, "media.uri"),
        ({"isUnsent": "ja"}, Reason.FIELD_WRONG, "isUnsent"),
        ({"reactions": [1]}, Reason.FIELD_WRONG, "reactions"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(
    tmp_path: Path, fields: dict[str, object], reason: Reason, field: str
) -> None:
    found = read(META_ENCRYPTED, thread(tmp_path, {**GOOD, **fields}, GOOD))
    assert found[0] == Unreadable(1, reason, field, "Asa_1.json")
    assert isinstance(found[1], RawMessage)


def test_a_cut_file_gives_its_whole_messages(tmp_path: Path) -> None:
    file = thread(tmp_path, GOOD, GOOD) / "Asa_1.json"
    file.write_bytes(file.read_bytes()[:-40])
    found = read(META_ENCRYPTED, tmp_path)
    assert [getattr(each, "reason", None) for each in found] == [None, Reason.NOT_JSON]


def test_the_two_downloads_of_meta_are_told_apart(tmp_path: Path) -> None:
    assert claim(META_ENCRYPTED, SAMPLES / "meta-export").messages == ()
    assert claim(META_EXPORT, SAMPLE).messages == ()
    (tmp_path / "package.json").write_text('{"participants": [], "messages": []}')
    assert claim(META_ENCRYPTED, tmp_path).messages == ()
