"""The small picture out of a snapshot's PDF."""

from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops

from archiver.pdf.thumbnail import HEIGHT, WIDTH, read_thumbnail
from tests.pdf.conftest import Take

RED, BLUE = (255, 0, 0), (0, 0, 255)


def make_pdf(path: Path, *pictures: Image.Image) -> Path:
    """Write a PDF whose first page has words alone, and then a page for each picture."""
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        for picture in pictures:
            stream = Stream(
                pdf, picture.tobytes(), Type=Name.XObject, Subtype=Name.Image,
                Width=picture.width, Height=picture.height,
                ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
            )  # fmt: skip
            page = pdf.add_blank_page()
            page.obj.Resources = Dictionary(XObject=Dictionary(I0=pdf.make_indirect(stream)))
        pdf.save(path)
    return path


def open_thumbnail(pdf: Path) -> Image.Image:
    content = read_thumbnail(pdf)
    assert content is not None
    picture = Image.open(BytesIO(content))
    assert picture.format == "JPEG"
    return picture


def test_it_shows_the_upper_part_of_the_first_picture(tmp_path: Path) -> None:
    tall = Image.new("RGB", (1280, 5000), BLUE)
    tall.paste(RED, (0, 0, 1280, 1600))
    shown = open_thumbnail(make_pdf(tmp_path / "a.pdf", tall, Image.new("RGB", (1280, 900), BLUE)))
    assert shown.size == (WIDTH, HEIGHT)
    corners = [shown.getpixel(at) for at in ((2, 2), (WIDTH - 3, HEIGHT - 3))]
    assert all(red > 240 and blue < 15 for red, _, blue in corners)  # type: ignore[misc]


def test_a_low_page_gives_a_low_picture(tmp_path: Path) -> None:
    shown = open_thumbnail(make_pdf(tmp_path / "a.pdf", Image.new("RGB", (1280, 64), RED)))
    assert shown.size == (WIDTH, 12)


def test_a_snapshot_of_ours_is_recognised(take: Take) -> None:
    taken = take("feed")
    shown = open_thumbnail(taken.pdf)
    top = Image.open(BytesIO(taken.captured.tiles[0][0].png)).convert("RGB")
    part = top.crop((0, 0, top.width, min(top.height, top.width * HEIGHT // WIDTH)))
    difference = ImageChops.difference(part.resize(shown.size), shown.convert("RGB"))
    assert difference.resize((1, 1)).getpixel((0, 0)) < (12, 12, 12)  # type: ignore[operator]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x89PNG", b"%PDF-1.7\n" + b"x" * 9_000])
def test_what_is_no_pdf_has_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert read_thumbnail(tmp_path / "a.pdf") is None


def test_a_pdf_without_pictures_and_a_file_that_is_gone_have_none(tmp_path: Path) -> None:
    assert read_thumbnail(make_pdf(tmp_path / "a.pdf")) is None
    assert read_thumbnail(tmp_path / "gone.pdf") is None
