"""Writing a PDF/A and asking the judge (`pikepdf.pdfa`) at once what it is worth."""

from datetime import datetime
from pathlib import Path

from pikepdf import Pdf, pdfa

from archiver.pdf.pdfa import DEFAULT_FLAVOUR, Form, save_pdfa
from archiver.pdf.print_outcomes import Judgement


def save_judged(pdf: Pdf, target: Path, title: str, created: datetime, form: Form) -> Judgement:
    """Write a PDF as PDF/A, see `archiver.pdf.pdfa.save_pdfa`, and return what the judge says.

    The judge knows no 2u. What it asks for beyond 2b, that every character is named, our own text
    layer and the pages that Chromium prints have; so the same document is judged as 2b.
    """
    judged = Form(DEFAULT_FLAVOUR) if form.flavour == "2u" else form
    save_pdfa(pdf, target, title, created, judged)
    verdict = pdfa.validate_written(target, judged.flavour).verdict
    if judged is not form:
        save_pdfa(pdf, target, title, created, form)
    return Judgement(str(verdict))
