"""Making what a package holds besides kept files."""

from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.capture.form_printer import FormPrinter
from archiver.journal_files import add_journal
from archiver.reading_instructions import add_instructions, print_instructions
from diarium.files import FileStore
from exporters.packages.made_contents import make_contents
from exporters.packages.package_model import PackageModel

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Making:
    """What things are made of and where.

    Attributes:
        engine: The register.
        files: The kept files.
        work: A folder for files under making.
        printer: What prints how the packages are read.
        aside: One thread, in which it prints while files are copied.
    """

    engine: "Engine"
    files: FileStore
    work: Path
    printer: FormPrinter
    aside: Executor


def finish_model(model: PackageModel, making: Making) -> PackageModel:
    """Return a model with all that is made for it.

    How to read it is still being printed; whoever puts it into the package waits for it.

    Raises:
        AlteredError: The register is not what its journal vouches for.
    """
    whole = add_journal(make_contents(model, making.work), making.engine, making.files, making.work)
    printed = making.aside.submit(print_instructions, whole, making.printer, making.work)
    return add_instructions(whole, printed)
