"""The pages of somebody else's PDF as lossless pictures, with the words that lie on them."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from archiver.pdf.boxes import Box, Word
from archiver.pdf.measure import NO_TEXT
from archiver.pdf.page_breaks import HIGHEST_PAGE
from archiver.pdf.picture_file import cut_tile
from archiver.pdf.tiles import Tile
from diarium.errors import RefusedError

RESOLUTION = 200
"""Pixels per inch."""
MOST_PIXELS = 30_000_000
"""Most pixels of a page; a larger page is drawn with fewer per inch."""
SMALLEST_PAGE = 3
"""Smallest page in points (ISO 19005-2, 6.1.13)."""
POINTS_PER_INCH = 72
HYPHENS = "\x02\ufffe"
"""How PDFium tells a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as it looks.

    Attributes:
        tile: Its picture.
        width: Its width in pixels.
        words: The words on it in the order of the document, in pixels.
        scale: Points per pixel.
    """

    tile: Tile
    width: int
    words: tuple[Word, ...]
    scale: float


def render_pages(path: Path) -> Iterator[RenderedPage]:
    """Yield the pages of a PDF one by one, fields of forms drawn as they are filled in.

    Raises:
        RefusedError: A page cannot be drawn.
    """
    try:
        with pypdfium2.PdfDocument(path) as document:
            document.init_forms()
            for number in range(len(document)):
                yield _render(document[number])
    except pypdfium2.PdfiumError as error:
        raise RefusedError(
            "the pages of {file} cannot be drawn; print it to a new PDF and add that",
            file=path.name,
        ) from error


def _render(page: pypdfium2.PdfPage) -> RenderedPage:
    wide, high = page.get_size()
    if not SMALLEST_PAGE <= min(wide, high) <= max(wide, high) < math.inf:
        raise RefusedError(
            "a page of {width} × {height} points cannot be kept; print it to a new PDF",
            width=round(wide, 2),
            height=round(high, 2),
        )
    pixels = min(RESOLUTION / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / (wide * high)))
    image = page.render(scale=pixels, may_draw_forms=True).to_pil().convert("RGB")
    tile = cut_tile(image, 0, image.height)
    words = tuple(_read_words(page, image.size))
    page.close()
    scale = min(wide / image.width, HIGHEST_PAGE / max(image.size))
    return RenderedPage(tile, image.width, words, scale)


def _read_words(page: pypdfium2.PdfPage, size: tuple[int, int]) -> Iterator[Word]:
    """Yield the words that lie on the page, each cut off at its edges."""
    whole = Box(0, 0, *size)
    for characters in _split(page.get_textpage()):
        text = "".join(character for character, _ in characters)
        boxes = [_place(page, size, corners) for _, corners in characters]
        box = Box(
            max(min(each.left for each in boxes), whole.left),
            max(min(each.top for each in boxes), whole.top),
            min(max(each.right for each in boxes), whole.right),
            min(max(each.bottom for each in boxes), whole.bottom),
        )
        if box.width > 0 and box.height > 0:
            yield Word(NO_TEXT.sub("\ufffd", text), box)


_Corners = tuple[float, float, float, float]


def _split(text: pypdfium2.PdfTextPage) -> Iterator[list[tuple[str, _Corners]]]:
    """Yield the characters of each word with their corners on the page."""
    word: list[tuple[str, _Corners]] = []
    for number, character in _characters(text):
        if not character.isspace():
            word.append((character, text.get_charbox(number, loose=True)))
        elif word:
            yield word
            word = []
    if word:
        yield word


def _characters(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Yield each character with its number; a pair of surrogates is one character."""
    high = ""
    for number in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, number)
        character = "-" if chr(code) in HYPHENS else chr(code)
        if "\ud800" <= character <= "\udbff":
            high = character
            continue
        joined = (high + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        high = ""
        yield number, joined


def _place(page: pypdfium2.PdfPage, size: tuple[int, int], corners: _Corners) -> Box:
    """Return where corners of the page lie in its picture, however the page is turned."""
    left, bottom, right, top = corners
    first, second = _to_pixels(page, size, left, top), _to_pixels(page, size, right, bottom)
    (x1, x2), (y1, y2) = sorted((first[0], second[0])), sorted((first[1], second[1]))
    return Box(x1, y1, x2, y2)


def _to_pixels(
    page: pypdfium2.PdfPage, size: tuple[int, int], x: float, y: float
) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
