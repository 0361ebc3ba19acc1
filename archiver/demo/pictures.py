"""Pictures for the made-up pages, drawn by rule, so that each run shows the same ones."""

import io
import math
from html import escape
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 640
SKIES = (("#bfe3f5", "#f7efd9"), ("#f6c89f", "#fbe9d0"), ("#9db7d8", "#e9eef5"))


def draw_landscape(seed: int) -> bytes:
    """Return a PNG of 1200 × 640 pixels: sky, sun, hills and a row of houses."""
    random = Random(seed)  # noqa: S311  a picture is no secret
    image = _sky(*SKIES[seed % len(SKIES)])
    draw = ImageDraw.Draw(image)
    x, y = random.randint(150, WIDTH - 150), random.randint(90, 200)
    draw.ellipse((x - 45, y - 45, x + 45, y + 45), fill="#fff6c9")
    for depth, colour in enumerate(("#8fb58a", "#6a9a6b", "#4b7d54")):
        draw.polygon(_hill(random, 330 + 80 * depth), fill=colour)
    for place in range(60, WIDTH - 160, 150):
        _house(draw, place + random.randint(0, 40), 500 + random.randint(-12, 30), random)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def draw_arms(letter: str, colour: str) -> bytes:
    """Return an SVG: a shield with waves and a letter."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 72" width="64" height="72">'
        f'<path d="M4 4h56v34c0 18-14 26-28 31C18 64 4 56 4 38z" fill="{escape(colour)}"/>'
        '<path d="M4 40q7-6 14 0t14 0 14 0 14 0v6q-7 6-14 0t-14 0-14 0-14 0z" fill="#fff"/>'
        '<text x="32" y="30" font-family="Noto Sans, sans-serif" font-size="22" fill="#fff" '
        f'font-weight="700" text-anchor="middle">{escape(letter)}</text></svg>'
    ).encode()


def draw_bars(values: tuple[int, ...]) -> bytes:
    """Return an SVG: a bar chart with its values written above the bars."""
    bars = "".join(
        f'<rect x="{30 + 60 * n}" y="{180 - value}" width="40" height="{value}" fill="#2b6777"/>'
        f'<text x="{50 + 60 * n}" y="{172 - value}" text-anchor="middle">{value}</text>'
        for n, value in enumerate(values)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {60 * len(values) + 40} 190" '
        f'font-family="Noto Sans, sans-serif" font-size="14">{bars}</svg>'
    ).encode()


def _sky(top: str, bottom: str) -> Image.Image:
    fade = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    size = (WIDTH, HEIGHT)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), fade)


def _hill(random: Random, height: int) -> list[tuple[float, float]]:
    phase, wide = random.random() * math.tau, random.randint(160, 260)
    edge = [(x, height + 40 * math.sin(x / wide + phase)) for x in range(0, WIDTH + 1, 8)]
    return [(0.0, float(HEIGHT)), *edge, (float(WIDTH), float(HEIGHT))]


def _house(draw: ImageDraw.ImageDraw, x: int, y: int, random: Random) -> None:
    wall = random.choice(("#9c2f23", "#d9b44a", "#eae3d2", "#7a8b99"))
    draw.rectangle((x, y, x + 90, y + 60), fill=wall)
    draw.polygon(((x - 8, y), (x + 45, y - 38), (x + 98, y)), fill="#3b3b3b")
    for window in (x + 14, x + 56):
        draw.rectangle((window, y + 16, window + 20, y + 38), fill="#fdf3c4")
