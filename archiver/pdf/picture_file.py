"""A picture file made by a person, such as a PNG of the whole page, as pages like our own.

Nothing is known of what it shows, so page breaks are laid in rows of one colour.
"""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageCms, ImageOps, UnidentifiedImageError

from archiver.pdf.boxes import Box, PageMeasure
from archiver.pdf.page_breaks import plan_pages
from archiver.pdf.tiles import CapturedPage, Tile
from diarium.errors import RefusedError

MOST_PIXELS = 400_000_000
"""A larger picture would take more memory than a capture may."""
FORMATS = ("PNG", "JPEG")
_DEEP = ("I", "I;16", "I;16B", "F")
_UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError)


def read_picture(path: Path) -> CapturedPage:
    """Read a PNG or JPEG file and divide it into pages.

    Raises:
        RefusedError: It is damaged, too large, moving, or has more than 8 bits for each colour.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own bound is looked at before anything is unpacked
    try:
        with Image.open(path, formats=FORMATS) as found:
            _check(found, path)
            image = _in_srgb(ImageOps.exif_transpose(found))
    except _UNREADABLE as error:
        raise RefusedError(
            "the picture {file} is damaged; save it anew and add that", file=path.name
        ) from error
    return _divide(image)


def _check(image: Image.Image, path: Path) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise RefusedError(
            "the picture {file} is too large ({width} × {height} pixels); save it in parts",
            file=path.name,
            width=image.width,
            height=image.height,
        )
    if image.mode in _DEEP or getattr(image, "is_animated", False):
        raise RefusedError(
            "the picture {file} moves or has more than 8 bits for each colour; save it as an "
            "ordinary PNG",
            file=path.name,
        )


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return a picture as 8-bit sRGB on white; a colour profile of its own is reckoned with."""
    profile = image.info.get("icc_profile")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        image = Image.alpha_composite(white, seen).convert("RGB")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):  # no profile for these colours
        return image.convert("RGB")
    return turned or image.convert("RGB")


def _divide(image: Image.Image) -> CapturedPage:
    measure = PageMeasure(
        width=image.width,
        height=image.height,
        words=(),
        links=(),
        dropped_links=(),
        solid=tuple(_find_solid(image)),
        cards=(),
    )
    spans = plan_pages(measure)
    tiles = tuple((cut_tile(image, span.top, span.bottom),) for span in spans)
    return CapturedPage(
        measure=measure,
        spans=spans,
        tiles=tiles,
        pixels_sha256=hashlib.sha256(image.tobytes()).hexdigest(),
    )


def cut_tile(image: Image.Image, top: int, bottom: int) -> Tile:
    """Return some rows of a picture as a lossless tile."""
    written = BytesIO()
    image.crop((0, top, image.width, bottom)).save(written, "PNG")
    return Tile(top, bottom, written.getvalue())


def _find_solid(image: Image.Image) -> Iterator[Box]:
    """Yield each run of rows in which something is drawn, that is, of more than one colour."""
    width, height = image.size
    if width == 1:
        return
    steps = ImageChops.difference(
        image.crop((0, 0, width - 1, height)), image.crop((1, 0, width, height))
    )
    red, green, blue = steps.split()
    drawn = ImageChops.lighter(ImageChops.lighter(red, green), blue).getprojection()[1]
    top = None
    for row, mark in enumerate([*drawn, 0]):
        if mark and top is None:
            top = row
        elif not mark and top is not None:
            yield Box(0, top, width, row)
            top = None
