"""A snapshot as PDF/A: the försättsblad, then the page as pictures with text and links."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image

from archiver.pdf.boxes import Box, Link, Span, Word
from archiver.pdf.page_breaks import A4_WIDTH
from archiver.pdf.pdfa import Form, save_pdfa
from archiver.pdf.text_layer import TextFont, write_words
from archiver.pdf.tiles import CapturedPage, Tile

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
EIGHT_BITS, TRUE_COLOUR, NOT_INTERLACED = 8, 2, 0
PRINTED = 4
"""The annotation flag that PDF/A demands (ISO 19005-2, 6.3.2)."""


def write_snapshot_pdf(
    target: Path,
    cover: bytes,
    captured: CapturedPage,
    title: str,
    created: datetime,
    form: Form | None = None,
) -> None:
    """Write a captured page as PDF/A; the same input gives the same bytes.

    Args:
        target: The file to make.
        cover: The försättsblad as PDF, made by `archiver.pdf.printing.print_html`.
        captured: The page.
        title: Title of the document.
        created: When the page was captured.
        form: Which PDF/A; 2b unless told.
    """
    with Pdf.new() as pdf, Pdf.open(BytesIO(cover)) as front:
        pdf.pages.extend(front.pages)
        add_captured(pdf, captured)
        save_pdfa(pdf, target, title, created, form)


def add_captured(pdf: Pdf, captured: CapturedPage) -> None:
    """Add the pages that show a captured page, as wide as A4."""
    font = TextFont(pdf, captured.measure.words)
    scale = A4_WIDTH / captured.measure.width
    texts = captured.words_by_page()
    for span, tiles, words in zip(captured.spans, captured.tiles, texts, strict=True):
        rows = Box(0, span.top, captured.measure.width, span.bottom)
        add_sheet(pdf, Sheet(rows, tiles, words, _links_of(captured, span)), font, scale)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page of the PDF shows.

    Attributes:
        rows: The rows of the whole that it shows, in pixels.
        tiles: Their picture, from top to bottom.
        words: The words to lay over it, in order.
        links: The links to lay over it.
    """

    rows: Box
    tiles: Sequence[Tile]
    words: Sequence[Word]
    links: Sequence[Link] = ()


def add_sheet(pdf: Pdf, sheet: Sheet, font: TextFont, scale: float) -> None:
    """Add a page.

    Args:
        pdf: Where to add it.
        sheet: What it shows.
        font: A font of this PDF that has the characters of its words.
        scale: Points per pixel.
    """
    rows = sheet.rows
    pictures = {f"/I{number}": _add_picture(pdf, t) for number, t in enumerate(sheet.tiles)}
    content = "\n".join(
        [*_draw_pictures(sheet.tiles, rows, scale), write_words(sheet.words, font, rows, scale)]
    )
    page = pdf.add_blank_page(page_size=(rows.width * scale, rows.height * scale))
    page.obj.Resources = Dictionary(XObject=Dictionary(pictures), Font=Dictionary(F=font.resource))
    page.obj.Contents = pdf.make_stream(content.encode("ascii"))
    links = [_add_link(pdf, link, _corners(link, rows, scale)) for link in sheet.links]
    if links:
        page.obj.Annots = Array(links)


def _draw_pictures(tiles: Sequence[Tile], rows: Box, scale: float) -> Iterator[str]:
    for number, tile in enumerate(tiles):
        width, height = rows.width * scale, (tile.bottom - tile.top) * scale
        y = (rows.bottom - tile.bottom) * scale
        yield f"q {width:.4f} 0 0 {height:.4f} 0 {y:.4f} cm /I{number} Do Q"


def _add_picture(pdf: Pdf, tile: Tile) -> Object:
    # PNG and PDF compress rows alike, so the browser's own bytes are taken over.
    width, height, data = read_png(tile.png)
    return pdf.make_indirect(
        Stream(
            pdf,
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=EIGHT_BITS,
            Filter=Name.FlateDecode,
            DecodeParms=Dictionary(
                Predictor=15, Colors=3, BitsPerComponent=EIGHT_BITS, Columns=width
            ),
        )
    )


def read_png(png: bytes) -> tuple[int, int, bytes]:
    """Return width, height and compressed rows of a PNG, made 8-bit RGB if it is anything else."""
    width, height, *kind = struct.unpack(">IIBBBBB", png[16:29])
    if (kind[0], kind[1], kind[4]) != (EIGHT_BITS, TRUE_COLOUR, NOT_INTERLACED):
        written = BytesIO()
        Image.open(BytesIO(png)).convert("RGB").save(written, "PNG")
        return read_png(written.getvalue())
    data, at = [], len(PNG_SIGNATURE)
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            data.append(png[at + 8 : at + 8 + size])
        at += 12 + size
    return width, height, b"".join(data)


def _links_of(captured: CapturedPage, span: Span) -> list[Link]:
    """Return the links that have at least a row on a page, cut to its rows."""
    found = []
    for link in captured.measure.links:
        top, bottom = max(link.box.top, span.top), min(link.box.bottom, span.bottom)
        if bottom - top >= 1:
            found.append(Link(link.url, Box(link.box.left, top, link.box.right, bottom)))
    return found


def _corners(link: Link, rows: Box, scale: float) -> list[float]:
    box = link.box
    corners = (box.left, rows.bottom - box.bottom, box.right, rows.bottom - box.top)
    return [round(corner * scale, 2) for corner in corners]


def _add_link(pdf: Pdf, link: Link, corners: list[float]) -> Object:
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            F=PRINTED,
            Border=Array([0, 0, 0]),
            Rect=Array(corners),
            A=Dictionary(S=Name.URI, URI=String(link.url)),
        )
    )
