"""Which files can be kept and read as they are, told by their bytes."""

from pathlib import Path

import pytest

from archiver.archive_formats import (
    PART,
    START,
    is_archive_format,
    is_let_go,
    is_moving_or_sound,
    is_pdf,
)
from archiver.format_settings import KEPT
from diarium.records import FileFormat
from tests.exporters.readable_contents import PNG


@pytest.mark.parametrize(
    ("content", "said", "fits"),
    [
        (PNG, "image/png", True),
        (PNG, "text/html", True),
        (b"\xff\xd8\xff\xe0....", "image/jpeg", True),
        (b"II*\x00....", "image/tiff", True),
        (b"MM\x00*....", "application/octet-stream", True),
        ("Räksmörgås\r\n\tMvh\f".encode(), "text/plain; charset=utf-8", True),
        (b"a;b\n", "text/csv", True),
        ("\ufeffHej".encode(), "application/octet-stream", True),
        (b"", "text/plain", True),
        ("å".encode("latin-1"), "text/plain", False),
        (b"Hej\x00", "text/plain", False),
        (b"\x1b[31mHej", "text/plain", False),
        (b"Hej", "text/html", False),
        (b"{}", "application/json", False),
        (b"GIF89a....", "image/gif", False),
        (b"RIFF....WEBPVP8 ", "image/webp", False),
        (b"<svg/>", "image/svg+xml", False),
        (b"%PDF-1.7 \xff", "application/pdf", False),
        (b"PK\x03\x04", "image/png", False),
    ],
)
def test_the_bytes_tell_and_not_the_name(
    tmp_path: Path, content: bytes, said: str, fits: bool
) -> None:
    path = tmp_path / "fil"
    path.write_bytes(content)
    assert is_archive_format(path, said, None) == fits


def test_a_letter_cut_in_two_by_the_reading_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    path.write_bytes(b"a" * (PART - 1) + "å".encode())
    assert is_archive_format(path, "text/plain", None)
    path.write_bytes(b"a" * (PART - 1) + "å".encode()[:1])
    assert not is_archive_format(path, "text/plain", None)


def test_a_pdf_says_so_near_its_start(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    for before, there in ((b"", True), (b"\n" * 100, True), (b"\n" * START, False)):
        path.write_bytes(before + b"%PDF-1.4")
        assert is_pdf(path) == there


def told(puid: str | None, media_type: str) -> FileFormat:
    return FileFormat(
        puid=puid, name="", media_type=media_type, warning=None, tool="pygfried", signature="V125"
    )


MP4, WAV, DNG = (
    told("fmt/199", "application/mp4"),
    told("fmt/141", "audio/x-wav"),
    told("fmt/436", "image/x-adobe-dng"),
)
TIFF, TEXT, UNKNOWN = (
    told("fmt/353", "image/tiff"),
    told("x-fmt/111", "text/plain"),
    told(None, ""),
)


@pytest.mark.parametrize(
    ("content", "what", "keep", "fits"),
    [
        (b"....", MP4, KEPT, False),
        (b"....", MP4, ("fmt/199",), True),
        (b"....", MP4, ("video/mp4",), True),
        (b"....", MP4, ("video/*",), True),
        (b"....", MP4, ("video/quicktime", "fmt/19"), False),
        (b"....", WAV, ("audio/wav",), True),
        (b"II*\x00....", TIFF, KEPT, True),
        (b"II*\x00....", DNG, KEPT, False),
        (b"II*\x00....", UNKNOWN, KEPT, True),
        (b"II*\x00....", TIFF, (), False),
        (PNG, told("fmt/11", "image/png"), ("image/tiff",), False),
        (PNG, None, ("image/*",), True),
        (b"%PDF-1.4 \xff", told("fmt/95", "application/pdf"), ("fmt/95",), True),
        (b"%PDF-1.4 \xff", told("fmt/18", "application/pdf"), ("fmt/95",), False),
        (b"Hej", TEXT, KEPT, True),
        (b"Hej", TEXT, (), False),
        ("å".encode("latin-1"), TEXT, KEPT, False),
        ("å".encode("latin-1"), TEXT, ("x-fmt/111",), True),
    ],
)
def test_the_settings_say_what_is_kept_as_it_is(
    tmp_path: Path, content: bytes, what: FileFormat | None, keep: tuple[str, ...], fits: bool
) -> None:
    path = tmp_path / "fil"
    path.write_bytes(content)
    said = "text/plain" if what is TEXT else "application/pdf"
    assert is_archive_format(path, said, what, keep) == fits


def test_what_is_let_go_is_what_the_bytes_are() -> None:
    assert is_let_go(MP4, ("video/*",))
    assert is_let_go(MP4, ("fmt/199",))
    assert not is_let_go(WAV, ("video/*",))
    assert not is_let_go(UNKNOWN, ("video/*", "audio/*"))
    assert not is_let_go(None, ("video/*",))


def test_films_and_sounds_are_told_from_what_can_be_printed() -> None:
    assert is_moving_or_sound(MP4)
    assert is_moving_or_sound(WAV)
    assert not any(map(is_moving_or_sound, (TIFF, TEXT, UNKNOWN, None)))
