"""Reads from a loaded page what its PDF needs besides the picture: words, links, boxes.

The page is hostile: it is measured in an isolated JavaScript world, where its own scripts cannot
have replaced what the measuring leans on.
"""

import json
import re
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from archiver.pdf.boxes import Box, Link, PageMeasure, Word
from archiver.pdf.worlds import World, open_worlds

LONGEST_LINK = 32_767
"""Longest string in bytes (ISO 19005-2, 6.1.13; a longer link is left out and named)."""
NAMED_LINK = 120
"""How many characters of a link that was left out are kept to name it."""
# Control characters, lone surrogates, non-characters and the byte order mark are no text.
NO_TEXT = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)


def measure_page(page: Page) -> PageMeasure:
    """Measure a loaded page that is scrolled to its top.

    Finite animations are brought to their end and endless ones to their start, as the screenshots
    show them.

    Args:
        page: The page, at rest.

    Returns:
        The page's size, words, links and boxes in CSS pixels.
    """
    with open_worlds(page) as worlds:
        by_frame = {world.frame: world for world in worlds}
        return read_measure(_measure(worlds[0], by_frame, None))


def _measure(world: World, worlds: dict[str, World], place: object) -> dict[str, Any]:
    """Measure a frame with the frames in it, their words where they stand among its own."""
    found: dict[str, Any] = json.loads(world.ask(_read_script(), place))
    found["unread"] = 0
    frames = [(world.frame_of(f"archiverFrames[{n}]"), f) for n, f in enumerate(found["frames"])]
    for frame, inner in reversed(frames):
        inside = _measure_inside(worlds.get(frame or ""), worlds, inner)
        before = inner["before"]
        found["words"][before:before] = inside["words"]
        for kind in ("links", "solid", "cards", "unread"):
            found[kind] += inside[kind]
    return found


def _measure_inside(
    world: World | None, worlds: dict[str, World], place: dict[str, Any]
) -> dict[str, Any]:
    """Measure a frame of another origin; one that is gone or busy goes unread."""
    try:
        if world is not None:
            return _measure(world, worlds, place)
    except PlaywrightError:
        pass
    return {"words": [], "links": [], "solid": [], "cards": [], "unread": 1}


def read_measure(found: dict[str, Any]) -> PageMeasure:
    """Make records of what the script found, with text and links made fit for a PDF."""
    links = [Link(_encode_link(url), Box(*box)) for url, *box in found["links"]]
    short = tuple(link for link in links if len(link.url) <= LONGEST_LINK)
    long = (link.url for link in links if len(link.url) > LONGEST_LINK)
    return PageMeasure(
        width=found["width"],
        height=found["height"],
        words=tuple(Word(NO_TEXT.sub("\ufffd", text), Box(*box)) for text, *box in found["words"]),
        links=short,
        dropped_links=tuple(
            f"{url[:NAMED_LINK]}… ({len(url)} byte)" for url in dict.fromkeys(long)
        ),
        solid=tuple(Box(*box) for box in found["solid"]),
        cards=tuple(Box(*box) for box in found["cards"]),
        unread_frames=found["unread"],
    )


def _read_script() -> str:
    return files("archiver.pdf").joinpath("measure.js").read_text(encoding="utf-8")


def _encode_link(url: str) -> str:
    # A URI in a PDF is 7-bit ASCII (ISO 32000-1, 12.6.4.7).
    return quote(url.encode("utf-8", "replace"), safe="!#$%&'()*+,/:;=?@[]~-._")
