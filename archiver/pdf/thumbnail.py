"""A small picture of a snapshot, taken out of its PDF, to be recognised by and no more."""

from io import BytesIO
from pathlib import Path

from pikepdf import Page, Pdf, PdfImage
from PIL import Image

WIDTH, HEIGHT = 240, 300
"""Pixels: the upper part of the page, in the shape of the window that it was captured in."""
QUALITY = 75


def read_thumbnail(pdf: Path) -> bytes | None:
    """Return the upper part of the start page as a small JPEG.

    Args:
        pdf: A snapshot; its försättsblad has no picture, so the first picture is the page's top.

    Returns:
        The JPEG, or None if there is no picture in the PDF that can be read.
    """
    try:
        with Pdf.open(pdf) as opened:
            return _shrink(_first_picture(opened))
    except Exception:  # noqa: BLE001  a PDF made by hand may hold anything; no picture is no fault
        return None


def _first_picture(pdf: Pdf) -> Image.Image:
    """Return the first picture that fills its page.

    Raises:
        LookupError: There is none.
    """
    for page in pdf.pages:
        for found in _pictures(page):
            return found.as_pil_image()
    message = "no picture"
    raise LookupError(message)


def _pictures(page: Page) -> list[PdfImage]:
    found = [PdfImage(each) for _, each in sorted(page.get_images().items())]
    return [each for each in found if each.width >= WIDTH]


def _shrink(picture: Image.Image) -> bytes:
    height = min(picture.height, picture.width * HEIGHT // WIDTH)
    top = picture.convert("RGB").crop((0, 0, picture.width, height))
    small = top.resize((WIDTH, max(1, height * WIDTH // picture.width)), Image.Resampling.LANCZOS)
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
