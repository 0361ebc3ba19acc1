"""A tile that the browser drew wrongly is never kept."""

from io import BytesIO

import pytest
from PIL import Image

from archiver.pdf.boxes import Box, PageMeasure, Span, Word
from archiver.pdf.snapshot_pdf import read_png
from archiver.pdf.tiles import Tile, check_tile, find_span, is_uniform
from diarium.errors import CaptureError


def make_tile(image: Image.Image) -> Tile:
    written = BytesIO()
    image.save(written, "PNG")
    return Tile(100, 100 + image.height, written.getvalue())


def make_measure(*words: Word) -> PageMeasure:
    return PageMeasure(
        width=40, height=900, words=words, links=(), dropped_links=(), solid=(), cards=()
    )


def test_a_tile_of_the_right_size_is_kept() -> None:
    image = Image.new("RGB", (40, 50), "white")
    image.putpixel((3, 3), (0, 0, 0))
    word = Word("ord", Box(0, 110, 30, 120))
    assert check_tile(make_tile(image), make_measure(word)).size == (40, 50)


def test_a_white_tile_is_kept_where_there_is_nothing() -> None:
    word = Word("ord", Box(0, 10, 30, 20))
    white = Image.new("RGB", (40, 50), "white")
    assert is_uniform(check_tile(make_tile(white), make_measure(word)))


def test_a_white_tile_is_refused_where_there_are_words() -> None:
    word = Word("ord", Box(0, 110, 30, 120))
    with pytest.raises(CaptureError, match="rows 100 to 150"):
        check_tile(make_tile(Image.new("RGB", (40, 50), "white")), make_measure(word))


def test_a_tile_of_another_size_is_refused() -> None:
    tile = Tile(100, 150, make_tile(Image.new("RGB", (40, 49))).png)
    with pytest.raises(CaptureError, match="40×49 instead of 40×50"):
        check_tile(tile, make_measure())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_any_png_becomes_rows_of_rgb(mode: str) -> None:
    image = Image.effect_mandelbrot((30, 20), (-2, -1, 1, 1), 50).convert(mode)
    width, height, data = read_png(make_tile(image).png)
    assert (width, height) == (30, 20)
    assert data


def test_a_word_goes_to_the_first_page_that_shows_it_whole() -> None:
    spans = (Span(0, 100, 0), Span(80, 200, 20), Span(200, 300, 0))
    assert find_span(spans, 85, 95) == 0
    assert find_span(spans, 95, 105) == 1
    assert find_span(spans, 190, 290) == 2
    assert find_span(spans, 500, 510) == 2
