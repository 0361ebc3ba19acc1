"""Content printed as PDF/A-2b as well as it can be, whatever people have written."""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from archiver.capture.form_printer import FormPrinter, NotPrintedError
from archiver.pdf.print_outcomes import Judgement, UndrawnError
from archiver.settings import Settings
from diarium.files import storage_errors
from exporters.readable_form import ReadableContent, drop_pictures, render_readable


def make_copy(settings: Settings, content: ReadableContent, now: datetime) -> bytes:
    """Return content, such as a masked copy, printed as PDF/A-2b.

    Raises:
        NotPrintedError: The browser crashed or hung, or the judge does not pass what was made.
        ToolError: There is no browser, or it does not start.
        StorageError: The disk is full.
    """
    with storage_errors(settings.work):
        settings.work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings.work, prefix="copy-") as place:
            folder = Path(place)
            with FormPrinter(settings.capture.browser, folder) as printer:
                target, _printed = print_content(printer, content, folder, now)
            return target.read_bytes()


def print_content(
    printer: FormPrinter, content: ReadableContent, folder: Path, now: datetime
) -> tuple[Path, ReadableContent]:
    """Print content as well as it can be, and return it as it was printed.

    Pictures that cannot be drawn are only listed. Where the judge does not pass what was made, or
    the browser fails, letters that fonts may lack are shown by their code, and last no picture.

    Returns:
        The file, and the content as it stands in it.

    Raises:
        NotPrintedError: The browser crashed or hung, or the judge does not pass what was made.
        ToolError: There is no browser, or it does not start.
    """
    target = folder / "readable.pdf"
    plain = replace(content, common_letters=True)
    variants = [content, plain, drop_pictures(plain, range(len(plain.pictures)))]
    while variants:
        variant = variants.pop(0)
        try:
            judged, printed = _print_drawn(printer, variant, target, now)
        except NotPrintedError:
            if not variants:
                raise
            variants = variants[-1:]
            continue
        if judged is not Judgement.FAILED:
            return target, printed
    raise NotPrintedError(
        "what was printed of {beteckning} is no PDF/A-2b; report this",
        beteckning=content.beteckning,
    )


def _print_drawn(
    printer: FormPrinter, content: ReadableContent, target: Path, now: datetime
) -> tuple[Judgement, ReadableContent]:
    try:
        html = render_readable(content)
        return printer.print_form(html, target, content.beteckning, now), content
    except UndrawnError as error:
        left = drop_pictures(content, error.pictures)
        html = render_readable(left)
        return printer.print_form(html, target, left.beteckning, now), left
