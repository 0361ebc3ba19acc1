"""How a snapshot came to be, as it lies inside a PDF/A that can hold files."""

from pathlib import Path
from typing import Any

from archiver.capture.job import PROVENANCE, json_text
from archiver.pdf.associated_files import AssociatedFile, Relationship
from archiver.pdf.pdfa import WITH_FILES, Form


def choose_form(flavour: str, record: dict[str, Any], web_archive: Path | None = None) -> Form:
    """Return which PDF/A to write; one that can hold files holds the record and the web archive.

    The record inside cannot name the checksum of the document that it lies in; the record beside
    it does.

    Args:
        flavour: Which PDF/A the settings ask for.
        record: The provenance record, all but the files.
        web_archive: The page's traffic as WACZ, if there is one.
    """
    if flavour != WITH_FILES:
        return Form(flavour)
    held = [
        AssociatedFile(
            name=PROVENANCE,
            media_type="application/json",
            content=json_text(record).encode(),
            relationship=Relationship.DATA,
            description="Uppgifter om hur bilden kom till",
        )
    ]
    if web_archive is not None:
        held.append(
            AssociatedFile(
                name=web_archive.name,
                media_type="application/wacz",
                content=web_archive.read_bytes(),
                relationship=Relationship.SOURCE,
                description="Det som webbläsaren hämtade när bilden togs",
            )
        )
    return Form(flavour, tuple(held))
