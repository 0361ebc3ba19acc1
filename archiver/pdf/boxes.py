"""Where things lie on a page, in CSS pixels counted from the page's upper left corner."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``top`` is above ``bottom``, as on a screen."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Word:
    """A visible word as it is written on the screen.

    Attributes:
        text: Its characters in reading order, none of them white space.
        box: Where it stands; of a word that wraps, its piece on the first line.
    """

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Link:
    """A link and one of the rectangles it can be pressed on."""

    url: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeasure:
    """What a page holds and where.

    Attributes:
        width: Width of the whole page in CSS pixels.
        height: Height of the whole page in CSS pixels.
        words: Visible words in the order of the document.
        links: Links to http, https, mailto and tel.
        dropped_links: Links too long for PDF/A, shortened, with their length.
        solid: Text lines, pictures and form controls, which a page break may not cut.
        cards: Blocks that belong together, which a page break should not cut.
        unread_frames: Frames that show in the picture and whose words could not be read.
    """

    width: int
    height: int
    words: tuple[Word, ...]
    links: tuple[Link, ...]
    dropped_links: tuple[str, ...]
    solid: tuple[Box, ...]
    cards: tuple[Box, ...]
    unread_frames: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of the page that one page of the PDF shows.

    Attributes:
        top: First row.
        bottom: Row after the last.
        overlap: How many of its first rows the page before shows too.
    """

    top: int
    bottom: int
    overlap: int

    @property
    def height(self) -> int:
        """How many rows it shows."""
        return self.bottom - self.top

    def holds(self, box: Box) -> bool:
        """Tell whether a box lies wholly within the rows."""
        return self.top <= box.top and box.bottom <= self.bottom
