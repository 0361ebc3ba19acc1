"""Files sent in the threads of Meta's exports: found, or named with the reason."""

from pathlib import Path

import pytest

from diarium.intake.meta_export import META_EXPORT
from tests.diarium.intake.exports import (
    messages,
    read,
    read_sample,
)
from tests.diarium.intake.meta_files import (
    GOOD,
    INBOX,
    read_one,
    sample_text,
    thread,
)


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
