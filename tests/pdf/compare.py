"""Compares a snapshot's PDF with the page it shows, by other means than it was made with.

The picture is taken out by poppler and laid against a plain Playwright screenshot; a rendering is
compared with the same; the text is read by ``pdftotext`` and laid against the page's own
``innerText``; boxes and links are found by plain DOM calls.
"""

import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import FloatRect, Page
from pypdf import PdfReader

from tests.judges import require_tool

BAND = 12_345
"""Rows of one plain screenshot; another number than the product's."""
SQUARES = 64
"""A rendering is compared by squares, so many to the width of the page."""
SLACK = 0.02
"""Boxes are measured in 1/64 CSS pixels and written with rounding."""
_MARKS = "".join(
    chr(c) for c in range(sys.maxunicode) if unicodedata.category(chr(c)) in {"Mn", "Mc"}
)
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_EMOJI = "\u2600-\u27bf\U0001f000-\U0001faff"
_TOKEN = re.compile(f"[{_CJK}]|[{_EMOJI}]|(?:(?![{_CJK}{_EMOJI}])[\\w{re.escape(_MARKS)}])+")
_DIRECTIONS = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_MEASURE = """() => {
  const boxes = [], links = [], pieces = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim()) continue;
    if (getComputedStyle(parent).visibility !== "visible") continue;
    for (const r of range.getClientRects())
      if (r.width > 0 && r.right > 0) boxes.push([r.top + scrollY, r.bottom + scrollY]);
    for (const found of walker.currentNode.data.matchAll(/\\S+/g)) {
      range.setStart(walker.currentNode, found.index);
      range.setEnd(walker.currentNode, found.index + found[0].length);
      const [r] = range.getClientRects();
      if (r) pieces.push([found[0], r.top + scrollY, r.bottom + scrollY]);
    }
  }
  for (const a of document.links) {
    if (!/^(https?|mailto|tel):/.test(a.href)) continue;
    if (getComputedStyle(a).visibility !== "visible") continue;
    for (const r of a.getClientRects())
      if (r.width >= 1 && r.height >= 1)
        links.push([a.href, (r.left + r.right) / 2 + scrollX, (r.top + r.bottom) / 2 + scrollY]);
  }
  return { boxes, links, pieces, text: document.body.innerText };
}"""


@dataclass(frozen=True)
class Reference:
    """A page as plain Playwright sees it.

    Attributes:
        bands: Screenshots from the top, each of `BAND` rows but the last.
        text: The page's ``innerText``.
        boxes: Top and bottom of every line of text.
        links: Addresses, and a point within each of their rectangles.
        pieces: The text nodes' words as the source has them, with top and bottom.
    """

    bands: tuple[Image.Image, ...]
    text: str
    boxes: tuple[tuple[float, float], ...]
    links: tuple[tuple[str, float, float], ...]
    pieces: tuple[tuple[str, float, float], ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the page."""
        return self.bands[0].width, sum(band.height for band in self.bands)

    def rows(self, top: int, bottom: int) -> Image.Image:
        """Return some rows of the page."""
        image = Image.new("RGB", (self.size[0], bottom - top))
        for number, band in enumerate(self.bands):
            if number * BAND < bottom and number * BAND + band.height > top:
                image.paste(band, (0, number * BAND - top))
        return image


@dataclass(frozen=True)
class PagePicture:
    """The picture on one page of the PDF, and which rows of the start page it shows."""

    number: int
    top: int
    bottom: int
    image: Image.Image


def take_reference(page: Page) -> Reference:
    """Look at a loaded page, scrolled to its top, without the product's code."""
    found = page.evaluate(_MEASURE)
    width, height = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    bands = []
    for top in range(0, height, BAND):
        clip: FloatRect = {"x": 0, "y": top, "width": width, "height": min(BAND, height - top)}
        png = page.screenshot(full_page=True, clip=clip, animations="disabled")
        bands.append(_open_png(png))
    return Reference(
        bands=tuple(bands),
        text=found["text"],
        boxes=tuple((top, bottom) for top, bottom in found["boxes"]),
        links=tuple((url, x, y) for url, x, y in found["links"]),
        pieces=tuple((text, top, bottom) for text, top, bottom in found["pieces"]),
    )


def read_pictures(pdf: Path, overlaps: Mapping[int, int], folder: Path) -> list[PagePicture]:
    """Take the pictures out of a PDF.

    Args:
        pdf: The snapshot.
        overlaps: For a page of the picture, counted from 1, the rows that it repeats.
        folder: Where poppler may write.
    """
    _run_poppler("pdfimages", "-p", str(pdf), str(folder / "i"))
    found: dict[int, list[Image.Image]] = {}
    for file in sorted(folder.glob("i-*.ppm")):
        found.setdefault(int(file.name.split("-")[1]), []).append(Image.open(file).convert("RGB"))
    pictures: list[PagePicture] = []
    bottom = 0
    for position, (number, images) in enumerate(sorted(found.items()), start=1):
        image = _stack(images)
        top = bottom - overlaps.get(position, 0)
        bottom = top + image.height
        pictures.append(PagePicture(number, top, bottom, image))
    return pictures


def count_wrong_rows(pictures: Sequence[PagePicture], reference: Reference) -> int:
    """Return how many rows of the pictures differ from the page, holes and excess included."""
    wrong = abs(pictures[-1].bottom - reference.size[1])
    for picture in pictures:
        expected = reference.rows(picture.top, picture.bottom)
        if picture.image.size != expected.size:
            wrong += picture.image.height
        elif (box := ImageChops.difference(picture.image, expected).getbbox()) is not None:
            wrong += box[3] - box[1]
    return wrong


def measure_rendering(
    pdf: Path, pictures: Sequence[PagePicture], reference: Reference, folder: Path
) -> int:
    """Return how much a rendering differs from the page at worst, 0 to 255.

    Both are averaged over squares of a 64th of the width: readers smooth pictures each in its own
    way, which matters to fine print but not to how a page looks.
    """
    scale = ["-scale-to-x", str(reference.size[0]), "-scale-to-y", "-1"]
    _run_poppler("pdftoppm", "-f", str(pictures[0].number), *scale, str(pdf), str(folder / "r"))
    files = sorted(folder.glob("r-*.ppm"))
    return max(
        measure_difference(Image.open(file), reference.rows(picture.top, picture.bottom))
        for file, picture in zip(files, pictures, strict=True)
    )


def measure_difference(first: Image.Image, second: Image.Image) -> int:
    """Return the largest difference between squares of two pictures, 0 to 255."""
    size = (SQUARES, max(1, round(SQUARES * second.height / second.width)))
    small = [image.convert("RGB").resize(size, Image.Resampling.BOX) for image in (first, second)]
    return max(ImageChops.difference(*small).tobytes())


def read_text(pdf: Path, first_page: int, last_page: int = 0) -> str:
    """Return the text from a page on, or of some pages, as ``pdftotext -raw`` reads it."""
    pages = ["-f", str(first_page), *(["-l", str(last_page)] if last_page else [])]
    return _run_poppler("pdftotext", "-raw", "-enc", "UTF-8", *pages, str(pdf), "-").decode()


def read_by_page(pictures: Sequence[PagePicture], reference: Reference) -> str:
    """Return the page's words in the order of the document, but page after page.

    A page in columns cannot be read through from first to last when it is broken into pages: what
    stands beside the text comes after the text of its own page.
    """
    pages: list[list[str]] = [[] for _ in pictures]
    for text, top, bottom in reference.pieces:
        for page, picture in zip(pages, pictures, strict=True):
            if picture.top <= top + SLACK and bottom - SLACK <= picture.bottom:
                page.append(text)
                break
    return "\n".join(" ".join(page) for page in pages)


def split_words(text: str) -> list[str]:
    """Return Unicode words in NFC; CJK characters and emoji stand for themselves."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text.translate(_DIRECTIONS)))


def measure_common(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Return the part of the wanted words that the found ones hold in the same order."""
    return count_common(wanted, found) / len(wanted) if wanted else 1.0


def count_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence.

    Bit-parallel, one addition per word of ``second`` (Hyyrö 2004, "Bit-parallel LCS-length
    computation revisited"): a zero bit marks a word of ``first`` that the subsequence has used.
    """
    places: dict[str, int] = {}
    for position, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << position
    every = (1 << len(first)) - 1
    free = every
    for word in second:
        used = free & places.get(word, 0)
        free = ((free + used) | (free - used)) & every
    return len(first) - free.bit_count()


def find_cut_boxes(
    pictures: Sequence[PagePicture], reference: Reference
) -> list[tuple[float, float]]:
    """Return the lines of text that lie whole on no page."""
    height = reference.size[1]
    return [
        (top, bottom)
        for top, bottom in reference.boxes
        if top >= 0
        and bottom <= height
        and not any(p.top <= top + SLACK and bottom - SLACK <= p.bottom for p in pictures)
    ]


def find_holes(pictures: Sequence[PagePicture]) -> list[tuple[int, int]]:
    """Return where a page does not go on where the one before ended."""
    return [(a.bottom, b.top) for a, b in pairwise(pictures) if not a.top < b.top <= a.bottom]


def find_missing_links(
    pdf: Path, pictures: Sequence[PagePicture], reference: Reference
) -> list[tuple[str, float, float]]:
    """Return the page's links, with the point they stand at, that no annotation covers."""
    reader = PdfReader(pdf)
    found: list[tuple[str, tuple[float, ...]]] = []
    for picture in pictures:
        page = reader.pages[picture.number - 1]
        scale = picture.image.width / float(page.mediabox.width)
        for annotation in page.annotations or ():
            link: Any = annotation.get_object()
            left, low, right, high = (float(side) for side in link["/Rect"])
            rows = (picture.bottom - high * scale, picture.bottom - low * scale)
            found.append((str(link["/A"]["/URI"]), (left * scale, right * scale, *rows)))
    return [
        (url, x, y)
        for url, x, y in reference.links
        if not any(
            url == address and box[0] <= x <= box[1] and box[2] <= y <= box[3]
            for address, box in found
        )
    ]


def _run_poppler(program: str, *arguments: str) -> bytes:
    path = shutil.which(program)
    require_tool(f"poppler ({program})", path is not None)
    return subprocess.run([str(path), *arguments], check=True, capture_output=True).stdout


def _stack(images: Sequence[Image.Image]) -> Image.Image:
    if len(images) == 1:
        return images[0]
    whole = Image.new("RGB", (images[0].width, sum(image.height for image in images)))
    row = 0
    for image in images:
        whole.paste(image, (0, row))
        row += image.height
    return whole


def _open_png(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")
