"""Somebody else's file, made by hand, turned into pages that are PDF/A.

A PDF whose pages are fit for PDF/A keeps them as they are, for a judge (`pikepdf.pdfa`) decides.
Else its pages become lossless pictures with the words over them, as a captured page does.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pikepdf import Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream

from archiver.pdf.boxes import Box
from archiver.pdf.judged import save_judged
from archiver.pdf.pdfa import Form
from archiver.pdf.picture_file import read_picture
from archiver.pdf.print_outcomes import Judgement
from archiver.pdf.rendered_pages import RenderedPage, render_pages
from archiver.pdf.snapshot_pdf import Sheet, add_captured, add_sheet
from archiver.pdf.text_layer import TextFont
from diarium.errors import RefusedError, UsageError

MOST_PAGES = 500
MOST_PIXELS = 100_000_000
"""A larger picture on a page might be left out for lack of memory, without a word."""
START = 1024
"""A PDF says that it is one within so many bytes (ISO 32000-1, annex H)."""


class Kind(StrEnum):
    """What a file is, as its first bytes tell."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


class Way(StrEnum):
    """How a file became pages."""

    KEPT = "kept"
    DRAWN = "drawn"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """What came of a file.

    Attributes:
        pages: Number of pages.
        left_out: What the original holds that a PDF/A may not: ``scripts``, ``files``.
    """

    kind: Kind
    way: Way
    pages: int
    left_out: tuple[str, ...] = ()


def recognise(path: Path) -> Kind:
    """Tell what a file is.

    Raises:
        UsageError: It is neither PDF, PNG nor JPEG.
    """
    with path.open("rb") as stream:
        start = stream.read(START)
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if start.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if b"%PDF-" in start:
        return Kind.PDF
    raise UsageError(
        "{file} is neither PDF, PNG nor JPEG; print the page to PDF or save it as PNG",
        file=path.name,
    )


def take_over(source: Path, target: Path, flavour: str, created: datetime) -> TakenOver:
    """Write a file's pages as PDF/A.

    Args:
        source: A file that a person made.
        target: The PDF to make.
        flavour: Which PDF/A.
        created: Written as the time of creation.

    Raises:
        UsageError: It is neither PDF, PNG nor JPEG.
        RefusedError: It is damaged, protected, or has too many pages, or the judge does not pass
            what was made of it.
    """
    kind = recognise(source)
    if kind is Kind.PDF:
        return _take_over_pdf(source, target, flavour, created)
    with Pdf.new() as made:
        add_captured(made, read_picture(source))
        _save(made, target, source.name, created, flavour)
        return TakenOver(kind=kind, way=Way.PICTURE, pages=len(made.pages))


def _save(pdf: Pdf, target: Path, title: str, created: datetime, flavour: str) -> None:
    if save_judged(pdf, target, title, created, Form(flavour)) is not Judgement.PASSED:
        raise RefusedError(
            "what was made of the file is no PDF/A-{flavour}; save the page as PNG and add that",
            flavour=flavour,
        )


def _take_over_pdf(source: Path, target: Path, flavour: str, created: datetime) -> TakenOver:
    with _open(source) as pdf:
        _check(pdf, source)
        pages, left_out = len(pdf.pages), tuple(_find_left_out(pdf))
        kept = _may_keep(pdf, flavour) and _write_kept(pdf, target, source.name, created, flavour)
    if not kept:
        _write_drawn(source, target, created, flavour)
    way = Way.KEPT if kept else Way.DRAWN
    return TakenOver(kind=Kind.PDF, way=way, pages=pages, left_out=left_out)


def _may_keep(pdf: Pdf, flavour: str) -> bool:
    """Tell whether pages may stay as they are, if the judge passes them.

    Only our own text is known to name every character, and layers and fields would lose what
    they hang on.
    """
    return flavour != "2u" and not {"/OCProperties", "/AcroForm"} & set(pdf.Root.keys())


def _open(source: Path) -> Pdf:
    try:
        # What is mended silently may lack pages.
        return Pdf.open(source, attempt_recovery=False, suppress_warnings=True)
    except PasswordError as error:
        raise _protected(source) from error
    except PdfError as error:
        raise _damaged(source) from error


def _check(pdf: Pdf, source: Path) -> None:
    if pdf.is_encrypted:
        raise _protected(source)
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise RefusedError(
            "{file} has {pages} pages; a snapshot has from 1 to {most}",
            file=source.name,
            pages=len(pdf.pages),
            most=MOST_PAGES,
        )
    if "/XFA" in pdf.Root.get("/AcroForm", Dictionary()):
        raise RefusedError(
            "{file} is a form that draws itself; print it to a new PDF and add that",
            file=source.name,
        )
    if any(_pixels(each) > MOST_PIXELS for each in pdf.objects):
        raise RefusedError(
            "{file} holds a picture that is too large; print it to a new PDF and add that",
            file=source.name,
        )
    if any("error decoding" in problem for problem in pdf.check_pdf_syntax()):
        raise _damaged(source)


def _pixels(found: Object) -> int:
    """Return how many pixels an object of a PDF has, if it is a picture."""
    if not isinstance(found, Stream) or found.get("/Subtype") != Name.Image:
        return 0
    width, height = found.get("/Width", 0), found.get("/Height", 0)
    return int(width) * int(height)


def _find_left_out(pdf: Pdf) -> list[str]:
    names = pdf.Root.get("/Names", Dictionary())
    dictionaries = [each for each in pdf.objects if isinstance(each, Dictionary)]
    actions = [pdf.Root.get("/OpenAction"), *dictionaries]
    scripts = any(isinstance(each, Dictionary) and "/JS" in each for each in actions)
    found = {"scripts": scripts or "/JavaScript" in names, "files": "/EmbeddedFiles" in names}
    return [name for name, there in found.items() if there]


def _write_kept(pdf: Pdf, target: Path, title: str, created: datetime, flavour: str) -> bool:
    """Write the pages as they are, and tell whether the judge passes them."""
    with Pdf.new() as made:
        made.pages.extend(pdf.pages)
        judgement = save_judged(made, target, title, created, Form(flavour))
    return judgement is Judgement.PASSED


def _write_drawn(source: Path, target: Path, created: datetime, flavour: str) -> None:
    pages = list(render_pages(source))
    with Pdf.new() as made:
        font = TextFont(made, (word for page in pages for word in page.words))
        for page in pages:
            add_sheet(made, _sheet(page), font, page.scale)
        _save(made, target, source.name, created, flavour)


def _sheet(page: RenderedPage) -> Sheet:
    rows = Box(0, 0, page.width, page.tile.bottom)
    return Sheet(rows, (page.tile,), page.words)


def _protected(source: Path) -> RefusedError:
    return RefusedError(
        "{file} is protected by a password; save it without one and add that", file=source.name
    )


def _damaged(source: Path) -> RefusedError:
    return RefusedError(
        "{file} is damaged or not whole; save it anew and add that", file=source.name
    )
