"""A försättsblad and the pages behind it as one PDF/A, let through only if the judge passes it."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf

from archiver.pdf.pdfa import Form, save_pdfa
from archiver.pdf.taken_over import is_pdfa
from diarium.errors import RefusedError


def join_pages(
    target: Path, cover: bytes, pages: Path, title: str, created: datetime, form: Form
) -> None:
    """Write a försättsblad and pages that are PDF/A already as one PDF/A.

    Args:
        target: The file to make.
        cover: The försättsblad as PDF.
        pages: What `archiver.pdf.taken_over.take_over` wrote.
        title: Title of the document.
        created: When the original was made.
        form: Which PDF/A.

    Raises:
        RefusedError: The judge does not pass what was written.
    """
    with Pdf.new() as pdf, Pdf.open(BytesIO(cover)) as front, Pdf.open(pages) as behind:
        pdf.pages.extend(front.pages)
        pdf.pages.extend(behind.pages)
        save_pdfa(pdf, target, title, created, form)
    if not is_pdfa(target, form.flavour):
        raise RefusedError(
            "what was made of the file is no PDF/A-{flavour}; save the page as PNG and add that",
            flavour=form.flavour,
        )
