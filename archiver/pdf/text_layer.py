"""The invisible text of a PDF page, laid over the picture so that it can be searched and copied.

One font without outlines serves every script: each distinct character has a number of its own
(CID), all of them lead to one empty glyph, and a map (ToUnicode) tells which character is meant.
A page in any script thus has exact text, whatever fonts are installed.
"""

import functools
import unicodedata
from collections.abc import Iterable
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from archiver.pdf.boxes import Box, Word

FONT_NAME = "Osynlig"
UNITS, ADVANCE, ASCENT, DESCENT = 1000, 500, 800, 200
"""Measures of the one glyph, in thousandths of the font size."""
EPOCH = 0x7C25B080
"""1 January 1970 as TrueType counts it: the font bears no time of its own."""
MOST_CHARACTERS = 65_534
"""A character's number has two bytes."""
RIGHT_TO_LEFT = {"R", "AL"}
ENDS_RIGHT_TO_LEFT = {"L", "EN", "AN"}


class TextFont:
    """The font of one PDF, made for the characters of its words."""

    def __init__(self, pdf: Pdf, words: Iterable[Word]) -> None:
        characters = _list_characters(words)[:MOST_CHARACTERS]
        self._numbers = {c: number for number, c in enumerate(characters, start=1)}
        self.resource = pdf.make_indirect(_make_font(pdf, self._numbers))

    def encode(self, text: str) -> str:
        """Return text as the hexadecimal string of its character numbers."""
        space = self._numbers[" "]
        return "".join(f"{self._numbers.get(c, space):04X}" for c in text)


def count_unnamed(words: Iterable[Word]) -> int:
    """Return how many distinct characters have no room in the font and are set as spaces."""
    return max(0, len(_list_characters(words)) - MOST_CHARACTERS)


def _list_characters(words: Iterable[Word]) -> list[str]:
    return sorted({c for word in words for c in word.text} | {" "})


def write_words(words: Iterable[Word], font: TextFont, origin: Box, scale: float) -> str:
    """Return the operators that set words invisibly, each fitted to its box.

    Args:
        words: In the order they shall be read.
        font: A font that has their characters; its resource is named ``/F``.
        origin: The rows of the page that are shown.
        scale: Points per CSS pixel.
    """
    lines = ["BT", "3 Tr"]
    size = stretch = ""
    for word in words:
        box = word.box
        points = max(box.height * scale, 0.1)
        shape = (
            f"{points:.2f}",
            f"{100 * UNITS * box.width * scale / (len(word.text) * ADVANCE * points):.2f}",
        )
        if shape != (size, stretch):
            size, stretch = shape
            lines.append(f"/F {size} Tf {stretch} Tz")
        x = box.left * scale
        y = (origin.bottom - box.bottom) * scale + points * DESCENT / UNITS
        shown = font.encode(order_visually(word.text) + " ")
        lines.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm <{shown}> Tj")
    return "\n".join([*lines, "ET"])


def order_visually(text: str) -> str:
    """Return a word as its characters stand from left to right.

    A PDF sets glyphs from left to right; readers turn runs of Arabic and Hebrew back (Unicode
    Standard Annex 9, simplified to a word).
    """
    kinds = [unicodedata.bidirectional(c) for c in text]
    if RIGHT_TO_LEFT.isdisjoint(kinds):
        return text
    shown: list[str] = []
    run: list[str] = []
    for character, kind in zip(text, kinds, strict=True):
        if kind in RIGHT_TO_LEFT or (run and kind not in ENDS_RIGHT_TO_LEFT):
            run.append(character)
            continue
        shown += [*reversed(run), character]
        run = []
    return "".join([*shown, *reversed(run)])


def _make_font(pdf: Pdf, numbers: dict[str, int]) -> Object:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{FONT_NAME}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(_make_descendant(pdf, len(numbers)))]),
        ToUnicode=pdf.make_stream(_make_unicode_map(numbers).encode("ascii")),
    )


def _make_descendant(pdf: Pdf, count: int) -> Dictionary:
    program = make_font_program()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{FONT_NAME}"),
        Flags=4,
        FontBBox=Array([0, -DESCENT, ADVANCE, ASCENT]),
        ItalicAngle=0,
        Ascent=ASCENT,
        Descent=-DESCENT,
        CapHeight=700,
        StemV=80,
        FontFile2=Stream(pdf, program, Length1=len(program)),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{FONT_NAME}"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=ADVANCE,
        CIDToGIDMap=pdf.make_stream(b"\0\0" + b"\0\1" * count),
    )


@functools.cache
def make_font_program() -> bytes:
    """Return the TrueType file: one empty glyph, the same bytes every time."""
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupHead(unitsPerEm=UNITS, created=EPOCH, modified=EPOCH)
    builder.setupGlyphOrder([".notdef", "empty"])
    builder.setupCharacterMap({0x20: "empty"})
    builder.setupGlyf({".notdef": Glyph(), "empty": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "empty": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    builder.setupNameTable({"familyName": FONT_NAME, "styleName": "Regular", "psName": FONT_NAME})
    builder.setupOS2()
    builder.setupPost()
    written = BytesIO()
    builder.save(written)
    return written.getvalue()


def _make_unicode_map(numbers: dict[str, int]) -> str:
    rows = [f"<{n:04X}> <{c.encode('utf-16-be').hex().upper()}>" for c, n in numbers.items()]
    # A block holds at most 100 characters (Adobe Technical Note 5014).
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
