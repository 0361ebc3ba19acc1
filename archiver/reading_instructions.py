"""The reading instructions of a package as PDF/A-2b, which say what the page and the text say."""

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.pdf.print_outcomes import Judgement
from exporters.packages.documentation import tell_instructions, write_page
from exporters.packages.package_model import MadeFile, PackageModel


def print_instructions(model: PackageModel, printer: FormPrinter, work: Path) -> Path:
    """Print a model's reading instructions as PDF/A-2b; the same model gives the same bytes.

    Args:
        model: The model, whose contents are planned.
        printer: Prints the page; its browser starts when it is first needed.
        work: A folder for files under making.

    Returns:
        Where they lie.

    Raises:
        NotPrintedError: The browser crashed or hung, or the judge does not pass what was made.
        ToolError: There is no browser, or it does not start.
    """
    target = work / f"{model.name}-las_mig.pdf"
    page = write_page(tell_instructions(model))
    judged = printer.print_form(page, target, f"Läs mig: {model.name}", model.contents.created)
    if judged is Judgement.FAILED:
        raise NotPrintedError("the reading instructions are no PDF/A-2b; report this")
    return target


def add_instructions(model: PackageModel, printed: Path | Future[Path]) -> PackageModel:
    """Return a model with its printed reading instructions beside those as text and page."""
    made = MadeFile(
        path="las_mig.pdf", media_type="application/pdf", content=printed, puid="fmt/477",
        about="Hur paketet läses och kontrolleras",
    )  # fmt: skip
    return replace(model, documentation=(*model.documentation, made))
