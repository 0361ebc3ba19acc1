"""The picture of a page: lossless screenshots, one or more for each page of the PDF.

Chromium leaves the rest of a too large screenshot white without a word, so the page is shot in
tiles well below that size, and every tile is looked at.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

from archiver.pdf.boxes import PageMeasure, Span, Word
from archiver.pdf.measure import measure_page
from archiver.pdf.page_breaks import plan_pages
from archiver.pdf.stillness import stilled_scripts
from diarium.errors import CaptureError

MOST_ROWS = 8_000
"""Highest tile in CSS pixels."""
MOST_PIXELS = 1_280 * MOST_ROWS
"""Most pixels of a tile, so that a wide page is shot in lower tiles."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A lossless picture of some rows of the page, as PNG with 8 bits of R, G and B."""

    top: int
    bottom: int
    png: bytes


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows that a page of the PDF repeats from the page before; pages count from 1."""

    page: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFacts:
    """What is known of a snapshot before its PDF is written.

    Attributes:
        pages: Pages that show the start page; the försättsblad is not counted.
        text_sha256: Over the words of the text layer in their order, in UTF-8, each followed by
            a line feed.
        pixels_sha256: Over the rows of the whole page from the top, less overlaps, three bytes
            R, G, B for each pixel.
        dropped_links: Links too long for PDF/A.
        overlaps: Where no clear row was found.
    """

    pages: int
    text_sha256: str
    pixels_sha256: str
    dropped_links: tuple[str, ...]
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedPage:
    """A page as measured and shot: all that its PDF is made of.

    Attributes:
        tiles: For each span its tiles from top to bottom.
        pixels_sha256: See `PdfFacts`.
    """

    measure: PageMeasure
    spans: tuple[Span, ...]
    tiles: tuple[tuple[Tile, ...], ...]
    pixels_sha256: str

    def words_by_page(self) -> list[list[Word]]:
        """Give each word to the first page that shows it whole, in the order of the document."""
        pages: list[list[Word]] = [[] for _ in self.spans]
        for word in self.measure.words:
            pages[find_span(self.spans, word.box.top, word.box.bottom)].append(word)
        return pages

    def facts(self) -> PdfFacts:
        """Return what the försättsblad and the provenance record say of the PDF."""
        digest = hashlib.sha256()
        for words in self.words_by_page():
            digest.update("".join(f"{word.text}\n" for word in words).encode())
        return PdfFacts(
            pages=len(self.spans),
            text_sha256=digest.hexdigest(),
            pixels_sha256=self.pixels_sha256,
            dropped_links=self.measure.dropped_links,
            overlaps=tuple(
                Overlap(number, span.overlap)
                for number, span in enumerate(self.spans, start=1)
                if span.overlap
            ),
        )


def find_span(spans: tuple[Span, ...], top: float, bottom: float) -> int:
    """Return the first span that shows some rows whole, else the one that shows their middle."""
    for number, span in enumerate(spans):
        if span.top <= top and bottom <= span.bottom:
            return number
    middle = (top + bottom) / 2
    return next((n for n, span in enumerate(spans) if middle < span.bottom), len(spans) - 1)


def capture_page(page: Page) -> CapturedPage:
    """Measure a loaded page that is scrolled to its top, and take its picture.

    Raises:
        CaptureError: The browser drew a tile wrongly.
    """
    before = measure_page(page)
    with stilled_scripts(page):
        measure = measure_page(page)
        if _shape(measure) == _shape(before):
            return shoot_page(page, measure)
    return shoot_page(page, before)  # the page looks otherwise where there are no scripts


def _shape(measure: PageMeasure) -> tuple[int, int, int]:
    return measure.width, measure.height, len(measure.words)


def shoot_page(page: Page, measure: PageMeasure) -> CapturedPage:
    """Take the picture of a page that was measured.

    Raises:
        CaptureError: The browser drew a tile wrongly.
    """
    spans = plan_pages(measure)
    tiles, digest = list[tuple[Tile, ...]](), hashlib.sha256()
    with ThreadPoolExecutor(1) as beside:  # one after the other, while the browser draws the next
        looked = []
        for span in spans:
            tiles.append(tuple(_shoot_span(page, span, measure.width)))
            looked += [beside.submit(_look_at, each, span, measure, digest) for each in tiles[-1]]
        for each in looked:
            each.result()
    return CapturedPage(
        measure=measure, spans=spans, tiles=tuple(tiles), pixels_sha256=digest.hexdigest()
    )


def _look_at(tile: Tile, span: Span, measure: PageMeasure, digest: "hashlib._Hash") -> None:
    """Check a tile and digest the rows that it adds to those before it."""
    image = check_tile(tile, measure)
    skipped = max(0, span.top + span.overlap - tile.top)
    digest.update(image.tobytes()[skipped * image.width * 3 :])


def _shoot_span(page: Page, span: Span, width: int) -> Iterator[Tile]:
    rows = max(1, min(MOST_ROWS, MOST_PIXELS // width))
    for top in range(span.top, span.bottom, rows):
        bottom = min(top + rows, span.bottom)
        png = page.screenshot(
            full_page=True,
            clip={"x": 0, "y": top, "width": width, "height": bottom - top},
            animations="disabled",
            caret="hide",
            scale="css",
        )
        yield Tile(top, bottom, png)


def check_tile(tile: Tile, measure: PageMeasure) -> Image.Image:
    """Return a tile's picture when it has the right size and shows what is there.

    Raises:
        CaptureError: The size is wrong, or it shows one colour where there are words.
    """
    image = Image.open(BytesIO(tile.png)).convert("RGB")
    size = (measure.width, tile.bottom - tile.top)
    if image.size != size:
        raise CaptureError(
            "the page changed its size while its picture was taken ({found} instead of {size} "
            "pixels); run the snapshot again",
            found="{}×{}".format(*image.size),
            size="{}×{}".format(*size),
        )
    if is_uniform(image) and _has_words(tile, measure):
        raise CaptureError(
            "the browser drew nothing of rows {top} to {bottom} of the page, where there is text; "
            "run the snapshot again",
            top=tile.top,
            bottom=tile.bottom,
        )
    return image


def is_uniform(image: Image.Image) -> bool:
    """Tell whether a picture is of one colour."""
    return len(image.getcolors(1) or ()) == 1


def _has_words(tile: Tile, measure: PageMeasure) -> bool:
    return any(tile.top <= w.box.top and w.box.bottom <= tile.bottom for w in measure.words)
