"""Meta's downloads through the command, as a registrator has them: folders, zips, and HTML."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.archiver.cli.office import ACCOUNT, Archive

SAMPLES = Path(__file__).parents[2] / "data" / "intake"
FACEBOOK = SAMPLES / "meta-export" / "facebook-avallby-2026-06-30"
PAGE = [*ACCOUNT[:5], "Avallby kommun", *ACCOUNT[6:]]


@pytest.fixture
def avallby(archive: Archive) -> Archive:
    assert archive("account", "add", "ks-fb", *PAGE).code == 0
    return archive


def zip_files(target: Path, files: Sequence[Path]) -> str:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.relative_to(FACEBOOK))
    return str(target)


def take_in(archive: Archive, *paths: str) -> list[dict[str, Any]]:
    said = archive("inbox", "import", *paths, "--account", "ks-fb", "--json")
    assert said.code == 0, said.err
    told: list[dict[str, Any]] = said.json
    return told


def list_told(archive: Archive) -> list[tuple[str, str, str]]:
    said = archive("inbox", "list", "--json")
    return [(each["made_available_at"], each["sender_name"], each["text"]) for each in said.json]


def test_a_folder_is_taken_in_with_its_pictures_and_says_what_it_lacks(avallby: Archive) -> None:
    (told,) = take_in(avallby, str(FACEBOOK))
    assert (told["format"], told["found"], told["own"]) == ("meta-export", 17, 4)
    assert "kommentarer som andra har skrivit på kontots sida och inlägg" in told["never_holds"]
    listed = avallby("inbox", "list", "--json").json
    (shown,) = [each for each in listed if each["text"] == "Hålet syns här."]
    (picture,) = shown["attachments"]
    assert picture["name"] == "halet_1.png"
    assert picture["missing"] is None
    assert avallby("verify").code == 0


def test_zips_in_any_order_and_the_folder_give_the_same_once(
    avallby: Archive, tmp_path: Path
) -> None:
    files = sorted(path for path in FACEBOOK.rglob("*") if path.is_file())
    first = zip_files(tmp_path / "a.zip", files[::2])
    second = zip_files(tmp_path / "b.zip", files[1::2])
    (told,) = take_in(avallby, second, first)
    assert (told["found"], told["new"]) == (17, 17)
    before = list_told(avallby)
    for paths in ([first, second], [str(FACEBOOK)]):
        (again,) = take_in(avallby, *paths)
        assert (again["found"], again["new"], again["duplicates"]) == (17, 0, 17)
    assert sorted(set(list_told(avallby))) == sorted(before)


def test_a_thread_moved_between_folders_is_a_repeat(avallby: Archive, tmp_path: Path) -> None:
    messages = Path("your_facebook_activity/messages")
    thread = tmp_path / messages / "message_requests" / "aliexempel_1002"
    shutil.copytree(FACEBOOK / messages / "message_requests" / "aliexempel_1002", thread)
    take_in(avallby, str(tmp_path / "your_facebook_activity"))
    moved = tmp_path / "senare" / messages / "inbox" / "aliexempel_1002"
    moved.mkdir(parents=True)
    request = (thread / "message_1.json").read_text()
    (moved / "message_1.json").write_text(request.replace("message_requests", "inbox"))
    (again,) = take_in(avallby, str(tmp_path / "senare"))
    assert (again["new"], again["duplicates"]) == (0, 1)


def test_the_encrypted_download_beside_the_export_is_a_batch_of_its_own(
    avallby: Archive, tmp_path: Path
) -> None:
    shutil.copytree(FACEBOOK, tmp_path / "allt")
    shutil.copytree(SAMPLES / "meta-encrypted-export", tmp_path / "allt" / "krypterat")
    told = take_in(avallby, str(tmp_path / "allt"))
    assert [(each["format"], each["found"]) for each in told] == [
        ("meta-export", 17), ("meta-encrypted-export", 5),
    ]  # fmt: skip


def test_an_export_in_html_is_refused_in_one_line_that_says_what_to_order(
    avallby: Archive, tmp_path: Path
) -> None:
    page = tmp_path / "your_facebook_activity/messages/inbox/asa_1/message_1.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html><title>Åsa</title></html>", encoding="utf-8")
    said = avallby("inbox", "import", str(tmp_path / "your_facebook_activity"))
    assert said.code == 2
    assert said.is_one_line("HTML", "JSON")
    assert avallby("inbox", "list", "--json").json == []


def test_a_broken_file_is_named_and_the_rest_of_the_export_taken_in(
    avallby: Archive, tmp_path: Path
) -> None:
    shutil.copytree(FACEBOOK, tmp_path / "allt")
    broken = tmp_path / "allt/your_facebook_activity/messages/inbox/asaoberg_1001/message_2.json"
    broken.write_bytes(broken.read_bytes()[:700])
    said = avallby("inbox", "import", str(tmp_path / "allt"), "--account", "ks-fb", "--json")
    assert said.code == 1
    (told,) = said.json
    assert told["unreadable_count"] == 1
    assert told["unreadable"][0]["file"].endswith("asaoberg_1001/message_2.json")
    assert told["found"] == 13
    assert avallby("verify").code == 0
