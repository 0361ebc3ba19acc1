"""Reading published pages as a browser would, and more strictly."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib


def parse_page(html: str) -> Any:  # noqa: ANN401  an Element whose find() gives no None where a test looks
    """Parse as the HTML standard has it; any fault in the markup is an error."""
    return html5lib.HTMLParser(strict=True).parse(html)


def words_of(element: Element) -> str:
    """Return the words in an element, a space between them."""
    return " ".join("".join(element.itertext()).split())
