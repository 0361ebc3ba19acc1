"""Exports of Meta's are known by what they hold and where it lies; HTML is refused."""

from pathlib import Path

import pytest

from diarium.errors import UsageError
from diarium.intake.meta_export import META_EXPORT
from diarium.intake.raw import RawMessage
from tests.diarium.intake.exports import (
    claim,
    read,
)
from tests.diarium.intake.meta_files import (
    GOOD,
    SAMPLE,
    profile,
    thread,
)


def test_a_profile_alone_is_no_export_of_messages(tmp_path: Path) -> None:
    profile(tmp_path, {"profile_v2": {"name": {"full_name": "Åsa"}}})
    (tmp_path / "annat.txt").write_text("x")
    assert claim(META_EXPORT, tmp_path).messages == ()


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


def test_a_single_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    thread(tmp_path, GOOD, path="samtal med Åsa.txt")
    assert claim(META_EXPORT, tmp_path).messages == ("samtal med Åsa.txt",)
    (found,) = read(META_EXPORT, tmp_path)
    assert isinstance(found, RawMessage)
    assert found.thread == "asaoberg_1001"


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
