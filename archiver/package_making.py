"""Making what a package holds besides kept files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.form_printer import FormPrinter
from archiver.journal_files import add_journal
from archiver.reading_instructions import print_instructions
from diarium.files import FileStore
from exporters.made_contents import make_contents
from exporters.package_model import PackageModel

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Making:
    """What things are made of and where.

    Attributes:
        engine: The register.
        files: The kept files.
        work: A folder for files under making.
        browser: The Chromium that prints; nothing for Playwright's own.
    """

    engine: "Engine"
    files: FileStore
    work: Path
    browser: Path | None


def finish_model(model: PackageModel, making: Making) -> PackageModel:
    """Return a model with all that is made for it.

    Raises:
        AlteredError: The register is not what its journal vouches for.
        NotPrintedError: The reading instructions could not be printed.
        ToolError: There is no browser, or it does not start.
    """
    whole = add_journal(make_contents(model, making.work), making.engine, making.work)
    with FormPrinter(making.browser, making.work) as printer:
        return print_instructions(whole, printer, making.work)
