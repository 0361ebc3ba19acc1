"""Whether words that are masked in a document can still be found anywhere in its bytes.

What is masked is never in what is printed, so nothing should ever be found. It is looked for all
the same, for what has once been handed out cannot be called back: in the text of every page as a
reader would copy it, and in every decoded stream and string of the file, seen or not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

import pypdfium2
from pikepdf import Array, Dictionary, Object, Pdf, PdfError, Stream, String

from archiver.pdf.pdfa import LANGUAGE, PRODUCER, XMP
from archiver.pdf.srgb import make_srgb_profile

SHORTEST_IN_BYTES = 4
"""Shorter words stand by chance in the bytes of a font or a picture."""
SHORTEST_SQUEEZED = 6
"""Shorter words stand by chance across the space between two others."""
ENCODINGS = ("utf-8", "latin-1", "utf-16-be", "utf-16-le")
"""How words are written in the streams and strings of a PDF."""
PACKET = b"<x:xmpmeta"
"""How the metadata of a PDF/A begins."""
BOILERPLATE = f"""
{PRODUCER} {LANGUAGE} application/pdf sRGB IEC61966-2.1 http://www.color.org Adobe Identity UCS
/CIDInit /ProcSet findresource begin dict begincmap /CIDSystemInfo << /Registry (Adobe)
/Ordering (UCS) /Supplement >> def /CMapName /Adobe-Identity-UCS /CMapType begincodespacerange
endcodespacerange beginbfrange endbfrange beginbfchar endbfchar endcmap CMapName currentdict /CMap
defineresource pop end
"""
"""What stands in every PDF/A that Chromium prints for us, whatever it says."""


def find_leaks(pdf: bytes, words: Iterable[str], ours: str) -> list[str]:
    """Return the words that can be found in a PDF.

    Args:
        pdf: The document.
        words: What must not be in it.
        ours: What the document says of itself, such as headings; what stands there is no leak.
    """
    sought = {word: _plain(word) for word in words if _plain(word)}
    own = _plain(f"{BOILERPLATE} {ours}")
    shown, kept = _plain("\n".join(_read_pages(pdf))), list(_read_objects(pdf))
    return [
        word
        for word, plain in sought.items()
        if _stands(plain, shown, own) or any(_is_kept(plain, text, own) for text in kept)
    ]


def _stands(word: str, text: str, own: str) -> bool:
    """Tell whether a word stands in a text, also where a line is broken inside it."""
    if any(f" {found} " not in f" {own} " for found in _around(word, text)):
        return True
    squeezed = word.replace(" ", "")
    if len(squeezed) < SHORTEST_SQUEEZED or squeezed in own.replace(" ", ""):
        return False
    return squeezed in text.replace(" ", "")


def _is_kept(word: str, text: str, own: str) -> bool:
    if len(word) < SHORTEST_IN_BYTES:
        return False
    return any(f" {found} " not in f" {own} " for found in _around(word, text))


def _around(word: str, text: str) -> Iterator[str]:
    """Yield each place where a word stands, to the spaces around it."""
    at = text.find(word)
    while at >= 0:
        end = text.find(" ", at + len(word))
        end = len(text) if end < 0 else end
        yield text[text.rfind(" ", 0, at) + 1 : end]
        at = text.find(word, end)


def _read_pages(pdf: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_bounded()
            text.close()
            page.close()
    finally:
        document.close()


def _read_objects(pdf: bytes) -> Iterator[str]:
    """Yield what every stream and every string of a PDF says, as each may be written."""
    profile = make_srgb_profile()
    with Pdf.open(BytesIO(pdf)) as document:
        for found in [*document.objects, document.trailer]:
            for content in _read_bytes(found):
                if content != profile:
                    yield from _decode(content)


def _decode(content: bytes) -> Iterator[str]:
    if PACKET in content:
        yield _without_tags(_plain(content.decode(errors="ignore")))
        return
    for encoding in ENCODINGS:
        yield _plain(content.decode(encoding, "ignore"))
    for encoding in ENCODINGS[2:]:  # two bytes to a letter, from an odd place
        yield _plain(content[1:].decode(encoding, "ignore"))


def _read_bytes(found: Object) -> Iterator[bytes]:
    if isinstance(found, Stream):
        try:
            yield found.read_bytes()
        except PdfError:  # a picture, which is kept as it came
            yield found.read_raw_bytes()
    elif isinstance(found, String):
        yield bytes(found)
    for inner in _list_inner(found):
        if not inner.is_indirect:
            yield from _read_bytes(inner)


def _list_inner(found: Object) -> Sequence[Object]:
    if isinstance(found, Array):
        inner: list[object] = list(found)
    elif isinstance(found, Dictionary | Stream):
        inner = [value for _key, value in found.items()]
    else:
        return ()
    return [each for each in inner if isinstance(each, Object)]


def _without_tags(text: str) -> str:
    """Return our own metadata without its markup, so that only what it says is looked at."""
    for tag in re.findall(r"<[^>]*>", XMP):
        text = text.replace(_plain(tag), " ")
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return a text as it is compared: without unseen letters, capitals and kinds of space."""
    composed = unicodedata.normalize("NFKC", text)
    seen = "".join(each for each in composed if unicodedata.category(each) != "Cf")
    return " ".join(seen.casefold().split())
