"""The look of a page's first screenful in 64 bits, near alike for pictures that look alike.

A dHash: the picture is made nine columns and eight rows of grey, and each bit says whether a field
is darker than its neighbour to the right. The lower rows of a feed change with every post; what a
page looks like at first sight, its name, picture and walls, stands in the first screenful.
"""

from io import BytesIO
from itertools import pairwise

from PIL import Image

from archiver.pdf.tiles import CapturedPage

SIDE = 8


def hash_first_screen(captured: CapturedPage, size: tuple[int, int]) -> str:
    """Return the dHash of a page's first screenful, as sixteen hexadecimal digits.

    Args:
        captured: The page's picture.
        size: How wide and high a screen is, in CSS pixels.
    """
    return hash_picture(_first_screen(captured, size))


def hash_picture(picture: Image.Image) -> str:
    """Return the dHash of a picture, as sixteen hexadecimal digits."""
    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    grey, bits = small.tobytes(), 0
    for row in range(SIDE):
        fields = grey[row * (SIDE + 1) : (row + 1) * (SIDE + 1)]
        for left, right in pairwise(fields):
            bits = bits << 1 | (left < right)
    return f"{bits:016x}"


def _first_screen(captured: CapturedPage, size: tuple[int, int]) -> Image.Image:
    measure, (width, height) = captured.measure, size
    shown = (min(width, measure.width), min(height, measure.height))
    screen = Image.new("RGB", shown, "white")
    for tile in (each for row in captured.tiles for each in row):
        if tile.top < screen.height:
            screen.paste(Image.open(BytesIO(tile.png)), (0, tile.top))
    return screen
