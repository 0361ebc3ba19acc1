"""A försättsblad and the pages behind it as one PDF/A, let through only if the judge passes it."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from pikepdf import Pdf

from archiver.pdf.judged import save_judged
from archiver.pdf.pdfa import Form
from archiver.pdf.print_outcomes import Judgement
from diarium.errors import RefusedError


def join_pages(
    target: Path, cover: bytes, pages: Path, title: str, created: datetime, form: Form
) -> None:
    """Write a försättsblad and pages that the judge has passed as one PDF/A.

    Args:
        target: The file to make.
        cover: The försättsblad as PDF.
        pages: What `archiver.pdf.taken_over.take_over` wrote.
        title: Title of the document.
        created: When the original was made.
        form: Which PDF/A.

    Raises:
        RefusedError: The judge fails what was written.
    """
    with Pdf.new() as pdf, Pdf.open(BytesIO(cover)) as front, Pdf.open(pages) as behind:
        pdf.pages.extend(front.pages)
        pdf.pages.extend(behind.pages)
        judgement = save_judged(pdf, target, title, created, form)
    if judgement is Judgement.FAILED:  # what it leaves open can only be on our own försättsblad
        raise RefusedError(
            "what was made of the file is no PDF/A-{flavour}; save the page as PNG and add that",
            flavour=form.flavour,
        )
