"""Reads from a loaded page what its PDF needs besides the picture: words, links, boxes.

The page is hostile: it is measured in an isolated JavaScript world, where its own scripts cannot
have replaced what the measuring leans on.
"""

import json
import re
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

from archiver.pdf.boxes import Box, Link, PageMeasure, Word

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
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame})
        answer = session.send(
            "Runtime.evaluate",
            {
                "expression": _read_script(),
                "contextId": world["executionContextId"],
                "returnByValue": True,
            },
        )
    finally:
        session.detach()
    if "exceptionDetails" in answer:
        message = f"the page could not be measured: {answer['exceptionDetails'].get('exception')}"
        raise RuntimeError(message)
    return read_measure(json.loads(answer["result"]["value"]))


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
    )


def _read_script() -> str:
    return files("archiver.pdf").joinpath("measure.js").read_text(encoding="utf-8")


def _encode_link(url: str) -> str:
    # A URI in a PDF is 7-bit ASCII (ISO 32000-1, 12.6.4.7).
    return quote(url.encode("utf-8", "replace"), safe="!#$%&'()*+,/:;=?@[]~-._")
