"""Which files can be kept and read as they are, told by their bytes."""

from pathlib import Path

import pytest

from archiver.archive_formats import PART, START, is_archive_format, is_pdf
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
    assert is_archive_format(path, said) == fits


def test_a_letter_cut_in_two_by_the_reading_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    path.write_bytes(b"a" * (PART - 1) + "å".encode())
    assert is_archive_format(path, "text/plain")
    path.write_bytes(b"a" * (PART - 1) + "å".encode()[:1])
    assert not is_archive_format(path, "text/plain")


def test_a_pdf_says_so_near_its_start(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    for before, there in ((b"", True), (b"\n" * 100, True), (b"\n" * START, False)):
        path.write_bytes(before + b"%PDF-1.4")
        assert is_pdf(path) == there
